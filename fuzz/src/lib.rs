//! The properties that must hold for any bytes as a response and, in [`request`], for those of a request to the
//! gateway. The meaning of responses is tested by the core's own tests.

pub mod request;

use devserver_jobs_core::address::Address;
use devserver_jobs_core::decode::{self, Decoded, Decoder, NotAList};
use devserver_jobs_core::error::ApiError;
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::order::{Ranking, order};
use devserver_jobs_core::outcome::OutcomeSet;
use devserver_jobs_core::refine::{Found, Words, counts, shown};
use devserver_jobs_core::table::{Column, Direction};
use devserver_jobs_core::{detail, retry_after, task};
use devserver_jobs_sim::{Cloud, DOCUMENTED_PROJECT, Filter};

/// Checks the properties of the core for a body, and panics if one is violated.
pub fn check(body: &[u8]) {
    let whole = decode::decode(body);
    let mut chance = Chance::of(body);
    let (pieces, early) = in_pieces(body, &mut chance);
    assert_eq!(pieces, whole, "in pieces and at once");
    if let Ok(whole) = &whole {
        kept_or_set_aside(whole);
        list(&whole.jobs);
        narrowed(&whole.jobs, body, &mut chance);
        ordered(&whole.jobs);
        compared(&whole.jobs, &early.jobs);
    }
    if let Ok(detail) = detail::decode(body) {
        let counted: usize = task::counts(&detail.tasks).iter().sum();
        assert_eq!(counted, detail.tasks.len());
    }
    let text = String::from_utf8_lossy(body);
    assert_eq!(ApiError::read(500, None, body).status, 500);
    assert_eq!(address(&text), text.strip_prefix('?').unwrap_or(&text), "foreign bytes stay");
    if let Some(at) = retry_after::parse(&text, None, 0) {
        assert!(at >= 0);
    }
}

/// A query string, without `?`, after one of its parameters was set and removed again.
fn address(search: &str) -> String {
    const OWN: &str = "own parameter";
    let mut address = Address::parse(search);
    if address.get(OWN).is_none() {
        address.set(OWN, Some("a b&c"));
        assert_eq!(address.get(OWN).as_deref(), Some("a b&c"));
        address.set(OWN, None);
    }
    let written = address.to_string();
    written.strip_prefix('?').map_or(String::new(), str::to_owned)
}

/// The result of a body that arrives in pieces, and the result of an earlier part of it.
fn in_pieces(mut body: &[u8], chance: &mut Chance) -> (Result<Decoded, NotAList>, Decoded) {
    let mut decoder = Decoder::default();
    let mut early = Decoded::default();
    // At most this long, and mostly so short that values are split into many pieces.
    let longest = [1, 3, 16, 100, body.len().max(1)][chance.below(5)];
    while !body.is_empty() {
        let (piece, rest) = body.split_at(1 + chance.below(longest.min(body.len())));
        decoder.push(piece);
        body = rest;
        if chance.below(8) == 0 {
            early = decoder.so_far();
            assert_eq!(early.arrived(), decoder.arrived());
        }
    }
    (decoder.finish(), early)
}

fn kept_or_set_aside(decoded: &Decoded) {
    let arrived = decoded.arrived();
    assert!(decoded.set_aside.iter().all(|row| row.index < arrived));
    assert!(decoded.set_aside.is_sorted_by(|a, b| a.index < b.index));
}

fn list(list: &JobList) {
    assert_eq!(list.iter().count(), list.len());
    assert_eq!(list.get(list.len()), None);
    for (place, job) in list.iter().enumerate() {
        let first = job.id.as_deref().map(|id| list.find_id(id).expect("the list has the id"));
        assert!(first.is_none_or(|first| {
            first <= place && list.get(first).is_some_and(|found| found.id == job.id)
        }));
    }
    assert_eq!(&list.iter().collect::<JobList>(), list, "made of its jobs");
}

fn narrowed(list: &JobList, body: &[u8], chance: &mut Chance) {
    let arrival: Vec<u32> = (0..list.len() as u32).collect();
    // Every beginning of the body, byte by byte.
    let start = chance.below(body.len());
    let mut before: Option<Found> = None;
    for end in start..body.len().min(start + 6) {
        let text = String::from_utf8_lossy(&body[start..end]);
        let words = Words::of(&text);
        let found = Found::new(list, words.clone(), &|_| Some("Bezeichnung"), before.as_ref());
        let anew = Found::new(list, words.clone(), &|_| Some("Bezeichnung"), None);
        assert_eq!(found, anew, "typed on and looked for anew");
        assert_eq!(counts(list, Some(&found)).iter().sum::<usize>(), found.count());
        let shown = shown(&arrival, list, Some(&found), OutcomeSet::default());
        assert_eq!(shown.len(), found.count());
        for place in shown {
            let job = list.get(place as usize).expect("what is found is there");
            let marks = words.marks(job.name.as_deref().unwrap_or_default());
            assert!(marks.is_sorted_by(|a, b| a.end < b.start));
        }
        before = Some(found);
    }
}

fn ordered(list: &JobList) {
    let created = Ranking::new(list.clone(), Column::Created).finish();
    for column in Column::ALL {
        let ranks = Ranking::new(list.clone(), column).finish();
        for direction in [Direction::Ascending, Direction::Descending] {
            let mut places = order(&created, Some(&ranks), direction);
            places.sort_unstable();
            assert!(places.iter().copied().eq(0..list.len() as u32), "each place once");
        }
    }
}

fn compared(new: &JobList, old: &JobList) {
    for (new, old) in [(new, old), (old, new)] {
        let difference = new.difference(old);
        assert_eq!(old.len() + difference.added.len(), new.len() + difference.gone.len());
        assert!(difference.changed.len() <= new.len().min(old.len()));
        let kept = (0..old.len() as u32).filter(|place| difference.newer_place(*place).is_some());
        assert_eq!(kept.count(), old.len() - difference.gone.len());
    }
    assert!(new.difference(new).is_empty());
}

/// Numbers that are derived from a body, so that the same bytes are always split in the same way.
struct Chance(u64);

impl Chance {
    fn of(body: &[u8]) -> Self {
        let mix = |state: u64, byte: &u8| (state ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3);
        Self(body.iter().fold(0xCBF2_9CE4_8422_2325, mix) | 1)
    }

    /// A number below this one, or 0.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as usize % end.max(1)
    }
}

/// The initial responses: the documented ones, and small ones of the simulated cloud.
pub fn seeds() -> Vec<Vec<u8>> {
    const NOW: i64 = 1_750_000_000_000;
    let mut seeds: Vec<Vec<u8>> = vec![
        include_bytes!("../../tests/fixtures/documented-example.json").to_vec(),
        include_bytes!("../../tests/fixtures/job-detail.json").to_vec(),
        br#"{"data":[1,{"n\u0061me":"\ud83d\ude00","create_at":"2025-06-10T14:20:20+08:00"}],"total":"5"}"#.to_vec(),
        r#"{"code":200,"msg":"操作成功","data":{"list":[{"id":"a"},{"status":"Error"}],"total":2}}"#.into(),
        r#"{"code":401,"msg":"令牌已过期","data":null,"error":{"errors":[{"title":"x"}]}}"#.into(),
    ];
    for jobs in [0, 1, 2, 5] {
        let cloud = Cloud { jobs, seed: jobs as u64 };
        seeds.push(cloud.list("demo", &Filter::default(), NOW));
        let details =
            cloud.rows("demo", NOW).take(1).filter_map(|row| cloud.detail("demo", &row.id, NOW));
        seeds.extend(details.filter(|body| body.len() < 4096));
    }
    seeds.push(Cloud::default().list(DOCUMENTED_PROJECT, &Filter::default(), NOW));
    seeds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_and_their_beginnings_hold() {
        for seed in seeds() {
            check(&seed);
            for end in (0..seed.len()).step_by(37) {
                check(&seed[..end]);
            }
        }
    }
}
