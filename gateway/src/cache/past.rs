//! Bodies that were replaced, but that browsers may still have as dictionaries (RFC 9842). A few of each list are
//! kept, and evicted before everything else.

use std::time::Duration;

use crate::cache::body::Whole;
use crate::http::dictionary::Hash;
use crate::route::Operation;

/// The number of bodies per list. Clients that refresh every 30 seconds have six different ones, if each stays
/// fresh for five.
const MOST: usize = 8;
/// How long a browser may use a dictionary.
const USED_FOR: Duration = Duration::from_secs(3600);

/// The bodies, the last used ones at the end.
#[derive(Debug, Default)]
pub struct Past(Vec<Body>);

#[derive(Debug)]
struct Body {
    of: Operation,
    whole: Whole,
    used_at: Duration,
}

impl Past {
    /// Adds a body, and removes the least recently used one of the same list if there are too many.
    pub fn add(&mut self, of: &Operation, whole: Whole, now: Duration) {
        self.0.retain(|body| body.of != *of || body.whole.hash != whole.hash);
        if self.0.iter().filter(|body| body.of == *of).count() >= MOST
            && let Some(first) = self.0.iter().position(|body| body.of == *of)
        {
            self.0.remove(first);
        }
        self.0.push(Body { of: of.clone(), whole, used_at: now });
    }

    /// The body of a list with that hash, which counts as used.
    pub fn find(&mut self, of: &Operation, hash: &Hash, now: Duration) -> Option<Whole> {
        let at = self.0.iter().position(|body| body.of == *of && body.whole.hash == *hash)?;
        let body = Body { used_at: now, ..self.0.remove(at) };
        let whole = body.whole.clone();
        self.0.push(body);
        Some(whole)
    }

    /// Removes the least recently used body; `false` if there is none.
    pub fn shrink(&mut self) -> bool {
        let is_there = !self.0.is_empty();
        if is_there {
            self.0.remove(0);
        }
        is_there
    }

    /// Removes the bodies that no browser uses any more.
    pub fn sweep(&mut self, now: Duration) {
        self.0.retain(|body| now < body.used_at + USED_FOR);
    }

    /// Removes some bodies.
    pub fn forget(&mut self, which: impl Fn(&Operation) -> bool) {
        self.0.retain(|body| !which(&body.of));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::body::BodyWriter;
    use crate::route::{JobsQuery, ProjectId};

    const SECOND: Duration = Duration::from_secs(1);

    fn list(project: &str) -> Operation {
        Operation::ListJobs(ProjectId::parse(project).unwrap(), JobsQuery::default())
    }

    fn body(text: &str) -> Whole {
        let (mut writer, _) = BodyWriter::new();
        writer.write(text.to_owned().into());
        writer.finish()
    }

    #[test]
    fn a_few_of_each_list_are_kept_and_the_longest_unused_go_first() {
        let mut past = Past::default();
        let (one, other) = (list("a"), list("b"));
        let bodies: Vec<_> = (0..=MOST).map(|number| body(&number.to_string())).collect();
        let knows = |past: &mut Past, of: &Operation, number: usize, now| {
            past.find(of, &bodies[number].hash, now).is_some()
        };
        past.add(&other, bodies[0].clone(), SECOND);
        for body in &bodies[..MOST] {
            past.add(&one, body.clone(), SECOND);
        }
        assert!(knows(&mut past, &one, 0, 2 * SECOND));
        past.add(&one, bodies[MOST].clone(), 2 * SECOND);
        assert!(!knows(&mut past, &one, 1, 2 * SECOND), "it was used longest ago");
        assert!(knows(&mut past, &one, MOST, 2 * SECOND));
        // One list's dictionary is none of another's.
        assert!(!knows(&mut past, &other, 2, SECOND) && knows(&mut past, &other, 0, SECOND));
        past.sweep(SECOND + USED_FOR);
        assert!(!knows(&mut past, &one, 2, SECOND) && knows(&mut past, &one, 0, 2 * SECOND));
        assert!(past.shrink() && !knows(&mut past, &one, MOST, SECOND));
        past.forget(|operation| *operation == one);
        assert!(!past.shrink());
    }
}
