//! The flags of the shared engine.

use std::path::PathBuf;

use clap::Args;
use url::{Host, Url};

use crate::secret::Source;
use crate::shared::link::SharedConfig;

const MIB: usize = 1024 * 1024;
const USUAL_PORT: u16 = 6379;

/// The flags of the shared engine, as typed.
#[derive(Args, Debug)]
pub struct SharedArgs {
    /// The Valkey or Redis in which replicas share circuit breakers, the rate of calls and the last responses: redis://[USER@]HOST[:PORT][/DATABASE], or rediss:// with TLS
    #[arg(long, value_name = "URL", env = "DEVSERVER_JOBS_SHARED")]
    shared: Option<String>,
    /// A file with the password of the engine, read again for each connection
    #[arg(long, value_name = "FILE", env = "DEVSERVER_JOBS_SHARED_PASSWORD_FILE")]
    shared_password_file: Option<PathBuf>,
    /// PEM file of the only certificates to trust for the engine, in place of the system's
    #[arg(long, value_name = "FILE", env = "DEVSERVER_JOBS_SHARED_CA_FILE")]
    shared_ca_file: Option<PathBuf>,
    /// The largest response that is stored in the engine, in MiB of gzip; 0 for none
    #[arg(
        long,
        value_name = "MIB",
        env = "DEVSERVER_JOBS_SHARED_ANSWER_LIMIT",
        default_value_t = 4
    )]
    shared_answer_limit: usize,
}

impl SharedArgs {
    /// Adds errors to `faults`, without secrets. `None` without an engine.
    pub(super) fn read(self, faults: &mut Vec<String>) -> Option<SharedConfig> {
        let SharedArgs { shared, shared_password_file, shared_ca_file, shared_answer_limit } = self;
        let Some(typed) = shared.filter(|typed| !typed.trim().is_empty()) else {
            for (flag, is_given) in [
                ("--shared-password-file", shared_password_file.is_some()),
                ("--shared-ca-file", shared_ca_file.is_some()),
            ] {
                if is_given {
                    faults.push(format!("{flag} needs --shared; give both"));
                }
            }
            return None;
        };
        let config = engine(typed.trim()).map_err(|fault| faults.push(fault)).ok();
        let password = shared_password_file.map(Source::File);
        if let Some(Err(error)) = password.as_ref().map(Source::read) {
            faults.push(format!("--shared-password-file: {}", error.without_name()));
        }
        let config = config?;
        if let Some(path) = &shared_ca_file {
            if !config.tls {
                faults.push("--shared-ca-file needs TLS; give --shared as rediss://".to_owned());
            } else if !path.is_file() {
                let path = path.display();
                faults.push(format!("--shared-ca-file {path} does not exist; give a PEM file"));
            }
        }
        let answer_bytes = shared_answer_limit.saturating_mul(MIB);
        Some(SharedConfig { password, ca_file: shared_ca_file, answer_bytes, ..config })
    }
}

/// An address without a password, because command lines are visible to all users of the machine.
fn engine(typed: &str) -> Result<SharedConfig, String> {
    let form = "give redis://[USER@]HOST[:PORT][/DATABASE], or rediss:// with TLS";
    let url = Url::parse(typed).map_err(|error| format!("--shared is not a URL: {error}; {form}"));
    let url = url?;
    if url.password().is_some() {
        return Err("--shared contains a password, which all users of the machine can see; give \
                    --shared-password-file"
            .to_owned());
    }
    let tls = match url.scheme() {
        "redis" | "valkey" => false,
        "rediss" | "valkeys" => true,
        other => return Err(format!("--shared begins with {other:?}; {form}")),
    };
    // The URL parser does not check the hosts of these schemes.
    let host = match url.host() {
        Some(Host::Domain(name)) if !name.is_empty() => name.to_owned(),
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Ipv6(address)) => address.to_string(),
        _ => return Err(format!("--shared has no host; {form}")),
    };
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("--shared has a query or a fragment; {form}"));
    }
    let database = match url.path().trim_matches('/') {
        "" => 0,
        number => number.parse::<u16>().map_err(|_| {
            format!("--shared ends in {number:?}, which is not a database number; {form}")
        })?,
    };
    let user = Some(url.username()).filter(|user| !user.is_empty()).map(str::to_owned);
    let port = url.port().unwrap_or(USUAL_PORT);
    Ok(SharedConfig { database: database.into(), user, ..SharedConfig::at(host, port, tls) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_is_named_by_its_address_and_never_with_its_password() {
        #[track_caller]
        fn check(typed: &str, expect: Result<(&str, u16, bool, i64, Option<&str>), &str>) {
            match (engine(typed), expect) {
                (Ok(got), Ok(expect)) => {
                    let user = got.user.as_deref();
                    assert_eq!((&*got.host, got.port, got.tls, got.database, user), expect);
                }
                (Err(fault), Err(part)) => {
                    assert!(fault.contains(part) && !fault.contains("hidden"), "{fault}");
                    assert!(!fault.contains('\n'), "{fault}");
                }
                (got, _) => panic!("{typed}: {got:?}"),
            }
        }
        check("redis://engine", Ok(("engine", 6379, false, 0, None)));
        check("rediss://gateway@engine.example:6380/2", {
            Ok(("engine.example", 6380, true, 2, Some("gateway")))
        });
        check("valkeys://192.0.2.7/", Ok(("192.0.2.7", 6379, true, 0, None)));
        check("redis://[::1]:7000", Ok(("::1", 7000, false, 0, None)));
        check("redis://:hidden@engine", Err("--shared-password-file"));
        check("redis://user:hidden@engine", Err("--shared-password-file"));
        check("http://engine", Err("\"http\""));
        check("redis:///1", Err("no host"));
        check("redis://engine/hiddn", Err("not a database number"));
        check("redis://engine?db=1", Err("a query or a fragment"));
        check("engine:6379", Err("\"engine\""));
        check("engine", Err("not a URL"));
    }
}
