//! The store without a browser: a transport that a test answers, a clock that a test moves.

mod address;
mod clock;
mod detail;
mod list;
mod live;
mod present;
mod projects;
mod ranking;
mod refine;
mod saved;
mod session;
mod views;
mod world;

use std::rc::Rc;

use devserver_jobs_core::query::ProjectId;
use devserver_jobs_core::table::{Change, Column};
use dom::reactive::{Executor, Owner};

use self::world::World;
use super::{Environment, Saved, Store};
use crate::api::Proxy;
use crate::platform::{HistoryMode, Location};
use crate::settings::Settings;

/// The environment of a test hands out one world three times.
struct Test {
    world: Rc<World>,
    store: Store,
    /// Ends the store with the test.
    owner: Owner,
}

fn settings() -> Settings {
    let mut settings = Settings { columns: Column::ALL.to_vec(), ..Settings::default() };
    settings.query.project = ProjectId::parse("demo").ok();
    settings.session.proxy = Proxy::Base("http://proxy".to_owned());
    settings
}

impl Test {
    fn new(settings: Settings) -> Self {
        Self::at("", settings)
    }

    fn at(search: &str, settings: Settings) -> Self {
        Self::restored(search, settings, None)
    }

    fn restored(search: &str, settings: Settings, saved: Option<Saved>) -> Self {
        let test = Self::without_second_module(search, settings, saved);
        test.owner.with(|| test.store.read_details());
        Executor::poll_local();
        test
    }

    fn without_second_module(search: &str, settings: Settings, saved: Option<Saved>) -> Self {
        let _ = Executor::init_futures_executor();
        let world = Rc::new(World::default());
        let base = "http://page/".to_owned();
        *world.location.borrow_mut() =
            Location { base, search: search.to_owned(), hash: String::new() };
        let environment = Environment {
            transport: world.clone(),
            events: world.clone(),
            platform: world.clone(),
            key: "views".to_owned(),
        };
        let owner = Owner::new();
        let store = owner.with(|| Store::new(settings, environment, saved));
        Executor::poll_local();
        Self { world, store, owner }
    }

    fn change(&self, change: Change, history: HistoryMode) {
        self.store.change(change, history).expect("the value can be sent");
        Executor::poll_local();
    }

    /// Moves the clock, and lets every timer see it: first those that are due once, in their order.
    fn pass(&self, milliseconds: f64) {
        let until = self.world.now.get() + milliseconds;
        while let Some((due, act)) = self.world.take_due(until) {
            self.world.now.set(due.max(self.world.now.get()));
            (act.borrow_mut())();
            drop(act);
            Executor::poll_local();
        }
        let milliseconds = until - self.world.now.get();
        self.world.now.set(self.world.now.get() + milliseconds);
        let timers: Vec<_> = self.world.timers.borrow().clone();
        for timer in timers {
            (timer.borrow_mut())();
        }
        Executor::poll_local();
    }

    fn urls(&self) -> Vec<String> {
        self.world.sent.borrow().iter().map(|sent| sent.request.url.clone()).collect()
    }

    fn answer(&self, at: usize, body: &str) {
        // The answer may lead to another request.
        let sent = self.world.sent.borrow()[at].clone();
        sent.answer(body.as_bytes());
    }

    fn ids(&self) -> Vec<String> {
        self.owner.with(|| {
            let rows = dom::reactive::untrack(|| self.store.list.rows(&[]));
            rows.into_iter().filter_map(|row| row.job.id.clone()).collect()
        })
    }

    fn is_aborted(&self, at: usize) -> bool {
        self.world.sent.borrow()[at].is_aborted.get()
    }
}

impl Drop for Test {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

const TWO: &str = r#"{"data":[{"id":"a","status":"FINISHED","create_at":1749536420002},{"id":"b","create_at":1749536420001}]}"#;
