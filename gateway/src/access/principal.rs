//! The authenticated caller, for the rest of the gateway.

use std::collections::BTreeSet;

use crate::route::ProjectId;

/// The caller of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Principal {
    /// The name for the log, if callers are authenticated.
    pub name: Option<String>,
    /// The projects that the caller may see; `None` for all served projects.
    pub projects: Option<BTreeSet<ProjectId>>,
}

impl Principal {
    /// A caller with this name.
    pub(crate) fn named(name: &str) -> Self {
        Principal { name: Some(printable(name)).filter(|name| !name.is_empty()), projects: None }
    }

    /// Whether the caller may see a project, if the gateway serves it.
    pub fn may_see(&self, project: &ProjectId) -> bool {
        self.projects.as_ref().is_none_or(|projects| projects.contains(project))
    }
}

/// A name that is safe in a log line: without line breaks and direction changes, and of limited length.
fn printable(name: &str) -> String {
    const LONGEST: usize = 128;
    let breaks = |letter: &char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    name.trim().chars().filter(|letter| !breaks(letter)).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_a_log() {
        #[track_caller]
        fn check(name: &str, expect: Option<&str>) {
            assert_eq!(Principal::named(name).name.as_deref(), expect);
        }
        check("anna@example.com", Some("anna@example.com"));
        check(" 李雷 ", Some("李雷"));
        check(
            "anna\n2026-01-01 INFO all is well\u{1b}[2J",
            Some("anna2026-01-01 INFO all is well[2J"),
        );
        check("an\u{202e}na\u{2028}", Some("anna"));
        check("\n", None);
        check(&"a".repeat(1000), Some(&"a".repeat(128)));
    }

    #[test]
    fn projects_are_all_or_those_listed() {
        let [mine, other] = ["mine", "other"].map(|id| ProjectId::parse(id).unwrap());
        let caller = |projects| Principal { name: None, projects };
        assert!(caller(None).may_see(&mine));
        assert!(!caller(Some(BTreeSet::new())).may_see(&mine));
        let only_mine = caller(Some(BTreeSet::from([mine.clone()])));
        assert!(only_mine.may_see(&mine) && !only_mine.may_see(&other));
    }
}
