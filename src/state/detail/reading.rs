//! Decodes the responses to requests for the detail of the open job. Only the second module calls this, so that
//! decoding a detail is in the second module; a response that arrives before it is loaded waits.

use dom::reactive::Effect;

use crate::api::job_detail;
use crate::events::Event;
use crate::state::Store;
use crate::state::detail::{Answer, Status};

impl Store {
    /// Decodes the waiting response, and all later ones until the current owner ends.
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
