//! Reads the answers to requests for the open job's detail. Only the second module calls it, so decoding a detail is
//! there; an answer that comes before waits.

use dom::reactive::Effect;

use crate::api::job_detail;
use crate::events::Event;
use crate::state::Store;
use crate::state::detail::{Answer, Status};

impl Store {
    /// Reads the answer that waits, and those to come, until the current owner ends.
    pub fn read_details(self) {
        let Self { detail, clock, .. } = self;
        let environment = self.environment();
        Effect::new(move || {
            detail.answer.with(|_| ());
            let mut waiting = None;
            detail.answer.update_untracked(|answer| waiting = answer.take());
            let Some(Answer { end, at }) = waiting else {
                return;
            };
            clock.set(environment.platform.now());
            let end = job_detail::read(end);
            let status = detail.details.try_update(|details| details.settle(end, at).clone());
            if let Some(Status::Failed(error)) = &status {
                let job_id = detail.open.get_untracked();
                let job_id = job_id.as_deref();
                environment.events.send(Event::Failed { error, job_id });
            }
        });
    }
}
