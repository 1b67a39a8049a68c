//! The options for authenticating callers, of which only one kind may be given.

use std::path::PathBuf;

use axum::http::HeaderName;
use url::Url;

use super::{AccessArgs, given, header_name};
use crate::access::bearer::Secrets;
use crate::access::oidc::OidcRules;
use crate::access::oidc::keys::{KeysAt, is_safe};
use crate::access::rules::CallerRules;

impl AccessArgs {
    /// `None` without such an option; after an error, a rule that does not let anybody in.
    pub(super) fn callers(&self, faults: &mut Vec<String>) -> Option<CallerRules> {
        let oidc =
            [&self.oidc_issuer, &self.oidc_audience, &self.oidc_jwks, &self.oidc_projects_claim];
        let bearer = given(&self.bearer_file);
        let header = given(&self.user_header);
        let kinds = [
            bearer.map(|_| "--bearer-file"),
            oidc.into_iter().any(|typed| given(typed).is_some()).then_some("--oidc-…"),
            header.map(|_| "--user-header"),
        ];
        let kinds: Vec<&str> = kinds.into_iter().flatten().collect();
        if kinds.len() > 1 {
            faults.push(format!(
                "{} are different access rules; give only one of them",
                kinds.join(" and ")
            ));
        }
        let before = faults.len();
        let read = if let Some(path) = bearer {
            let path = PathBuf::from(path);
            let secrets = Secrets::read(&path);
            secrets
                .map_err(|why| faults.push(format!("--bearer-file {why}")))
                .ok()
                .map(|secrets| CallerRules::Bearer(path, secrets))
        } else if let Some(typed) = header {
            user_header(typed, self.typed_client_header(), faults).map(CallerRules::Header)
        } else if kinds.is_empty() {
            return None;
        } else {
            self.oidc(faults).map(CallerRules::Oidc)
        };
        // The error is reported; a second one that nobody may call is not needed.
        read.or_else(|| (faults.len() > before).then_some(CallerRules::Anyone))
    }

    fn oidc(&self, faults: &mut Vec<String>) -> Option<OidcRules> {
        let issuer = given(&self.oidc_issuer);
        let audience = given(&self.oidc_audience);
        if issuer.is_none() {
            faults.push(
                "--oidc-issuer is missing, which the other --oidc flags need; give the URL of the \
                 issuer"
                    .to_owned(),
            );
        }
        if audience.is_none() {
            faults.push(
                "--oidc-audience is missing; give the audience of the tokens for this gateway, so that \
                 those for other programs are not accepted"
                    .to_owned(),
            );
        }
        let issuer_url = issuer.and_then(|typed| safe_url(typed, "--oidc-issuer", faults));
        let jwks = given(&self.oidc_jwks).map(|typed| safe_url(typed, "--oidc-jwks", faults));
        let (issuer, issuer_url, audience) = (issuer?.to_owned(), issuer_url?, audience?);
        let keys = match jwks {
            Some(jwks) => KeysAt::Jwks(jwks?),
            None => {
                let mut description = issuer_url;
                let path = description.path().trim_end_matches('/');
                let path = format!("{path}/.well-known/openid-configuration");
                description.set_path(&path);
                KeysAt::Discovery { description, issuer: issuer.clone() }
            }
        };
        let projects = given(&self.oidc_projects_claim).map(str::to_owned);
        Some(OidcRules { issuer, audience: audience.to_owned(), keys, projects })
    }
}

/// The typed text is not repeated, because an address may contain a password.
fn safe_url(typed: &str, option: &str, faults: &mut Vec<String>) -> Option<Url> {
    let wrong = match Url::parse(typed) {
        Err(_) => "is not a URL",
        Ok(url) if !is_safe(&url) => {
            "is not encrypted, so anybody in between could replace the keys"
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => "contains a user name",
        Ok(url) if url.query().is_some() && option == "--oidc-issuer" => "contains a query",
        Ok(url) if url.fragment().is_some() => "contains a fragment",
        Ok(url) => return Some(url),
    };
    faults.push(format!("{option} {wrong}; give one such as https://issuer.example.com/realm"));
    None
}

fn user_header(typed: &str, client_header: &str, faults: &mut Vec<String>) -> Option<HeaderName> {
    let name = header_name(typed, "--user-header", faults)?;
    // The value of the header is written to the log.
    let has_another_meaning = [
        "authorization",
        "cookie",
        "forwarded",
        "host",
        "origin",
        "proxy-authorization",
        "x-forwarded-for",
    ];
    if has_another_meaning.contains(&name.as_str()) || client_header.eq_ignore_ascii_case(typed) {
        faults.push(format!(
            "--user-header {typed} does not contain the name of a user; give the header in which \
             the proxy writes it, such as X-Forwarded-User"
        ));
        return None;
    }
    Some(name)
}
