//! Authentication of a request, by token or by signature. The rules are in `iam` and `keyring`.

use crate::answer::Answer;
use crate::errors;
use crate::lock::lock;
use crate::shared::Shared;
use crate::wire::Request;

/// A request may have a token or a signature. If it has both, both must be valid.
pub(crate) fn check(shared: &Shared, request: &Request, project: &str) -> Result<(), Answer> {
    let now_ms = shared.settings.clock.now_ms();
    let token = request.header("x-auth-token");
    let authorization = request.header("authorization");
    if token.is_none() && authorization.is_none() {
        return Err(errors::no_token());
    }
    if let Some(token) = token {
        lock(&shared.tokens).check(token, project, now_ms)?;
    }
    if let Some(authorization) = authorization {
        lock(&shared.keyring).check(request, authorization, project, now_ms)?;
    }
    Ok(())
}
