//! The names of members of responses: those under which services have codes, messages and flags, and those of the
//! objects that contain them.

use crate::words::is_in;

/// The names of objects in which services wrap a response.
pub(crate) fn wraps(key: &[u8]) -> bool {
    is_in(WRAPS, &normalized(key))
}

/// Names without case and separators, in the form of [`normalized`]. Here: objects that wrap a response.
pub(super) const WRAPS: &str = "data result results body response payload page pageinfo";
/// Objects with code and message beside the data.
pub(super) const HEADS: &str = "meta head header status state resulthead resultinfo resultstatus responsehead \
    responseheader responsestatus responsemetadata baseresp baseresponse resphead msghead extensions";
pub(super) const ERRORS: &str =
    "err error errors errorinfo errordetail errorresponse errormessages fault exception";
pub(super) const ERROR_CODES: &str = "errorcode errcode errno errorno faultcode";
pub(super) const CODES: &str = "code resultcode retcode returncode respcode rspcode responsecode statuscode \
    bizcode rtncode rescode ret";
pub(super) const ERROR_MESSAGES: &str =
    "errormsg errormessage errmsg errmessage errordesc errdesc faultstring";
pub(super) const MESSAGES: &str = "msg message resultmsg resultmessage resultdesc retmsg retmessage retdesc \
    returnmsg returnmessage returndesc respmsg respmessage respdesc rspmsg rspdesc rtnmsg \
    responsemsg responsemessage resmsg statusmsg statusmessage statustext errordescription desc";
pub(super) const FLAGS: &str =
    "success issuccess succeed succeeded issucceed successful ok isok flag";
pub(super) const NEGATED_FLAGS: &str = "failed iserror haserror";
/// Addresses to redirect to, which a portal without a session sends instead of a list.
pub(super) const REDIRECTS: &str = "redirect redirecturl redirecturi redirectto location";
/// Addresses of a sign-in, and flags that require one.
pub(super) const SIGN_INS: &str = "loginurl loginuri loginpage signinurl ssourl ssologinurl casurl authurl \
    needlogin requirelogin loginrequired notlogin";

/// A name without case and separators: `errorCode`, `error_code` and `error-code` become equal.
pub(super) fn normalized(key: &[u8]) -> Vec<u8> {
    let bytes = key.iter().filter(|byte| !matches!(byte, b'_' | b'-')).take(24);
    bytes.map(u8::to_ascii_lowercase).collect()
}
