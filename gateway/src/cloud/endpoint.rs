//! The addresses of ModelArts and of IAM, from the name of a region or given in full.

use url::{Host, Url};

/// An address without a path: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Url);

/// Why an address is invalid. The message says what to give instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// It is no address, or more than one.
    #[error("is not an address such as https://modelarts.cn-north-4.myhuaweicloud.com")]
    NotAnAddress,
    /// Over http, a key would be sent unencrypted.
    #[error("must begin with https:// (http:// only for this machine itself)")]
    NotEncrypted,
    /// It must not contain a path, a query or a user.
    #[error("must have only scheme, host and port, without a path, a query or a user")]
    MoreThanAHost,
}

impl Endpoint {
    /// Parses a full address.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let url = Url::parse(text.trim()).map_err(|_| EndpointError::NotAnAddress)?;
        let Some(host) = url.host() else {
            return Err(EndpointError::NotAnAddress);
        };
        let is_loopback = match host {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        match url.scheme() {
            "https" => {}
            "http" if is_loopback => {}
            "http" => return Err(EndpointError::NotEncrypted),
            _ => return Err(EndpointError::NotAnAddress),
        }
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if bare { Ok(Endpoint(url)) } else { Err(EndpointError::MoreThanAHost) }
    }

    /// ModelArts in a region of the public cloud.
    ///
    /// # Errors
    /// When the text cannot be the name of a region.
    pub fn of_region(region: &str) -> Result<Self, EndpointError> {
        // The only region whose host has another top-level domain in the official SDKs.
        let ending = if region == "ap-southeast-1" { "cn" } else { "com" };
        Endpoint::of_host(region, &format!("modelarts.{region}.myhuaweicloud.{ending}"))
    }

    /// IAM in a region of the public cloud.
    pub fn iam_of_region(region: &str) -> Result<Self, EndpointError> {
        Endpoint::of_host(region, &format!("iam.{region}.myhuaweicloud.com"))
    }

    fn of_host(region: &str, host: &str) -> Result<Self, EndpointError> {
        let fits = !region.is_empty()
            && region
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !fits {
            return Err(EndpointError::NotAnAddress);
        }
        Endpoint::parse(&format!("https://{host}"))
    }

    /// Host, with the port if it is not the default of the scheme: as in the header `Host`.
    pub fn host(&self) -> &str {
        &self.0[url::Position::BeforeHost..url::Position::AfterPort]
    }

    /// The URL for a path, which begins with a slash and needs no escaping, and an escaped query.
    pub fn url(&self, path: &str, query: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url.set_query((!query.is_empty()).then_some(query));
        url
    }

    /// Whether it is this machine, to which no proxy applies.
    pub fn is_loopback(&self) -> bool {
        // Other addresses with http are invalid.
        match self.0.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_encrypted_address_of_a_host_is_taken() {
        use EndpointError::{MoreThanAHost, NotAnAddress, NotEncrypted};
        #[track_caller]
        fn check(text: &str, expect: Result<(&str, &str), EndpointError>) {
            let got = Endpoint::parse(text);
            let got = got.as_ref().map(|it| (it.to_string(), it.host().to_owned()));
            let expect = expect.map(|(all, host)| (all.to_owned(), host.to_owned()));
            assert_eq!(got.map_err(|error| *error), expect, "{text}");
        }
        let plain = "https://modelarts.cn-north-4.myhuaweicloud.com";
        check(plain, Ok((plain, &plain[8..])));
        check(&format!("{plain}/"), Ok((plain, &plain[8..])));
        check(&format!("{plain}:443"), Ok((plain, &plain[8..])));
        check("https://hcs.example:8443", Ok(("https://hcs.example:8443", "hcs.example:8443")));
        check("HTTPS://Hcs.Example", Ok(("https://hcs.example", "hcs.example")));
        check("http://127.0.0.1:81", Ok(("http://127.0.0.1:81", "127.0.0.1:81")));
        check("http://[::1]:81", Ok(("http://[::1]:81", "[::1]:81")));
        check("http://localhost", Ok(("http://localhost", "localhost")));
        check("http://hcs.example", Err(NotEncrypted));
        check("http://localhost.evil.example", Err(NotEncrypted));
        check("http://10.0.0.1", Err(NotEncrypted));
        check("ftp://hcs.example", Err(NotAnAddress));
        check("hcs.example", Err(NotAnAddress));
        check("", Err(NotAnAddress));
        check("https://", Err(NotAnAddress));
        check("https://hcs.example/v1", Err(MoreThanAHost));
        check("https://hcs.example/?x", Err(MoreThanAHost));
        check("https://user:hidden@hcs.example", Err(MoreThanAHost));
    }

    #[test]
    fn regions_have_their_hosts() {
        #[track_caller]
        fn check(region: &str, expect: &str) {
            assert_eq!(Endpoint::of_region(region).unwrap().to_string(), expect);
        }
        check("cn-north-4", "https://modelarts.cn-north-4.myhuaweicloud.com");
        check("ap-southeast-1", "https://modelarts.ap-southeast-1.myhuaweicloud.cn");
        let iam = Endpoint::iam_of_region("cn-east-3").unwrap();
        assert_eq!(iam.host(), "iam.cn-east-3.myhuaweicloud.com");
        for region in ["", "cn-north-4.evil.example", "a/b", "a@b", "CN", "a:1"] {
            assert_eq!(Endpoint::of_region(region), Err(EndpointError::NotAnAddress), "{region}");
        }
    }
}
