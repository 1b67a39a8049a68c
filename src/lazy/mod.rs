//! The parts of the component that are in the second WebAssembly module, which is loaded when a part is first needed or
//! when the browser is idle after the first list. [`Lazy`] has one method for each part; it returns the part or, until
//! the module is loaded, a placeholder.

mod behind;
mod causes;
mod chunk;
mod columns;
mod combobox;
mod copy_button;
mod detail;
mod empty_states;
mod facets;
mod field;
mod fields;
mod form;
mod grid;
mod histogram;
mod live;
mod marking;
mod notices;
mod panel;
mod part;
mod popup;
mod quality;
mod setup;
mod shortcuts;
mod sign_in;
mod stuck;
mod tools;
mod watch;
mod why_nothing;

use std::cell::RefCell;

use dom::reactive::{Effect, Memo, RwSignal, spawn_local, spawn_local_scoped_with_cancellation};
use dom::{El, ev, html};
use web_sys::Element;

use crate::components::drawer::drawer;
use crate::components::table_body::Body;
use crate::components::ui::{Tool, Ui};
use crate::events::Event;
use crate::locale::Key;
use crate::platform::Pause;
use crate::state::Store;
use crate::state::list::Load;

use chunk::Chunk;
pub use field::ENTERED;
use part::{Part, Request};

thread_local! {
    /// The elements that wait until the browser is idle.
    static WAITING: RefCell<Vec<RwSignal<Chunk>>> = const { RefCell::new(Vec::new()) };
}

/// The second module as one element sees it.
#[derive(Clone, Copy)]
pub struct Lazy {
    ui: Ui,
    chunk: RwSignal<Chunk>,
    is_loaded: Memo<bool>,
    /// For each part that appears by itself, whether its turn has come.
    turns: [Memo<bool>; TURNS],
}

/// The number of parts that appear by themselves when the module is loaded. They do so one after the other, each in
/// a task of its own, because all together take longer than a frame. The order matters: durations are measured
/// before the histogram, which offers them, is created.
const TURNS: usize = 6;

impl Lazy {
    /// Starts waiting for the first list. It ends with the current owner.
    pub fn new(ui: Ui) -> Self {
        let chunk = RwSignal::new(Chunk::initial());
        let is_loaded = Memo::new(move |_| chunk.with(|chunk| *chunk == Chunk::Loaded));
        // If everything is one module, all parts are there at once.
        let turn = RwSignal::new(if is_loaded.get_untracked() { TURNS } else { 0 });
        let turns = std::array::from_fn(|own| Memo::new(move |_| turn.with(|turn| *turn > own)));
        let lazy = Self { ui, chunk, is_loaded, turns };
        // Outside world: the tasks of the browser.
        Effect::new(move || {
            if !is_loaded.get() || turn.with_untracked(|turn| *turn > 0) {
                return;
            }
            let platform = ui.store.environment().platform;
            spawn_local_scoped_with_cancellation(async move {
                for next in 1..=TURNS {
                    turn.set(next);
                    platform.pause(Pause::Yield).await;
                }
            });
        });
        if !is_loaded.get_untracked() {
            lazy.load_when_idle();
        }
        lazy
    }

    /// A part that belongs to `near`, once the module is loaded. Subscribes the current observer.
    fn part(self, part: Part, near: &El) -> Option<El> {
        if !self.is_loaded.get() {
            return None;
        }
        part::make(Request::of(self.ui, part, near))
    }

    /// The same for a part that appears by itself, in its turn.
    fn in_turn(self, turn: usize, part: Part, near: &El) -> Option<El> {
        self.turns[turn].get().then(|| self.part(part, near)).flatten()
    }

    /// The detail of the open job; `main` is the list, which the detail is displayed beside or replaces. Subscribes
    /// the current observer.
    pub fn detail(self, main: &El) -> El {
        let detail = self.part(Part::Detail, main);
        detail.unwrap_or_else(|| self.placeholder(Key::LoadingDetail, Store::close))
    }

    /// The causes of failures; `main` is the list, which they are displayed beside or replace. Subscribes the
    /// current observer.
    pub fn causes(self, main: &El) -> El {
        let hide = |store: Store| store.causes.set_open(false);
        self.part(Part::Causes, main).unwrap_or_else(|| self.placeholder(Key::Loading, hide))
    }

    /// The bar above the rows with the changes, once the module is loaded, and with it automatic refreshes; their
    /// control goes into `control`. `table` contains the rows. Subscribes the current observer.
    pub fn live(self, control: &El, table: &El) -> Option<El> {
        self.in_turn(0, Part::Live { control }, table)
    }

    /// The facets of types and users in `place`, once the module is loaded. Subscribes the current observer.
    pub fn facets(self, place: &El) -> Option<El> {
        self.in_turn(3, Part::Facets, place)
    }

    /// Adds the behaviour of the filters' fields in `place`, once the module is loaded. Subscribes the current
    /// observer.
    pub fn fields(self, place: &El) {
        self.part(Part::Fields, place);
    }

    /// A message that a used control waits for the module, until that is loaded. Subscribes the current observer.
    pub fn pending(self) -> Option<El> {
        (!self.is_loaded.get()).then(|| self.wait())
    }

    /// The histogram in `place`, once the module is loaded. Subscribes the current observer.
    pub fn time(self, place: &El) -> Option<El> {
        self.in_turn(2, Part::Time, place)
    }

    /// Starts what runs in the background, once the module is loaded; `near` is an element in the document.
    /// Subscribes the current observer.
    pub fn background(self, near: &El) {
        self.in_turn(1, Part::Background, near);
    }

    /// Makes `table` a grid with resizable columns, once the module is loaded. Subscribes the current observer.
    pub fn columns(self, table: &El) {
        self.in_turn(4, Part::Columns, table);
    }

    /// The name of the current view in `place`, once the module is loaded. Subscribes the current observer.
    pub fn present_view(self, place: &El) -> Option<El> {
        self.in_turn(5, Part::PresentView, place)
    }

    /// A tool; `near` is in the document where the tool will be. Subscribes the current observer.
    pub fn tool(self, tool: Tool, near: &El) -> El {
        self.part(Part::Tool(tool), near)
            .unwrap_or_else(|| self.line(Key::LoadingTools).class("menu"))
    }

    /// The form for a project; `near` is where it will be. Subscribes the current observer.
    pub fn setup(self, near: &El) -> El {
        self.part(Part::Setup, near).unwrap_or_else(|| self.wait().class("setup"))
    }

    /// The message in the table in place of rows; `near` is where it will be. Subscribes the current observer.
    pub fn empty_state(self, body: Body, near: &El) -> El {
        self.part(Part::EmptyState(body), near).unwrap_or_else(|| self.wait().class("state"))
    }

    /// The notices above the table; `near` is in the document. Subscribes the current observer.
    pub fn notices(self, near: &El) -> El {
        self.part(Part::Notices, near).unwrap_or_else(|| self.wait().class("notices"))
    }

    /// Loads the module. Until it is loaded, the result displays that or, after a failure, a button to try again.
    fn wait(self) -> El {
        self.load_for_reader();
        let retry = self.failure().map(|_| self.retry());
        html::div().child(self.line(Key::Loading)).children(retry)
    }

    /// A line which states that the module is loading, or why it could not be loaded.
    fn line(self, loading: Key) -> El {
        let failure = self.failure();
        html::p()
            .attr("role", if failure.is_some() { "alert" } else { "status" })
            .text(failure.unwrap_or_else(|| self.ui.text(loading).to_owned()))
    }

    /// A button that tries to load the module again.
    fn retry(self) -> El {
        let button = html::button().attr("type", "button").text(self.ui.message(Key::Retry));
        button.on(ev::click, move |_| self.load())
    }

    /// Copies the ID of the row in which `button` was pressed; `near` is in the document.
    pub fn copy_id(self, button: Element, near: &El) {
        let near = near.clone();
        let ui = self.ui;
        let copy = move || part::make(Request::of(ui, Part::CopyId(&button), &near));
        if self.is_loaded.get_untracked() {
            copy();
            return;
        }
        spawn_local(async move {
            match chunk::load().await {
                // The element may have been removed meanwhile, and with it its texts.
                Ok(()) if self.chunk.try_set(Chunk::Loaded) => {
                    copy();
                }
                Ok(()) => {}
                Err(reason) => ui.announce(&reason),
            }
        });
    }

    fn load_for_reader(self) {
        if self.chunk.with_untracked(|chunk| *chunk == Chunk::NotRequested) {
            self.load();
        }
    }

    /// Loads the module if it is neither loaded nor loading.
    pub fn want(self) {
        if self
            .chunk
            .with_untracked(|chunk| matches!(chunk, Chunk::NotRequested | Chunk::Failed(_)))
        {
            self.load();
        }
    }

    /// Why the module could not be loaded, and how to fix that; subscribes the current observer.
    fn failure(self) -> Option<String> {
        self.chunk.with(|chunk| match chunk {
            Chunk::Failed(why) => Some(format!("{} {why}", self.ui.text(Key::NotLoadedText))),
            _ => None,
        })
    }

    fn load(self) {
        self.chunk.set(Chunk::Loading);
        spawn_local(async move {
            match chunk::load().await {
                Ok(()) => {
                    self.chunk.try_set(Chunk::Loaded);
                }
                Err(message) => {
                    // The element may have been removed meanwhile.
                    if self.chunk.try_set(Chunk::Failed(message.clone())) {
                        let events = self.ui.store.environment().events;
                        events.send(Event::NotLoaded { message: &message });
                    }
                }
            }
        });
    }

    /// Loads the module once, before a user needs it. A failure is ignored then.
    fn load_when_idle(self) {
        let store = self.ui.store;
        let has_list = Memo::new(move |_| {
            store.list.with_load(|load| matches!(load, Load::Ready(list) if !list.is_partial))
        });
        // Outside world: the network.
        Effect::new(move || {
            if !has_list.get() || self.is_loaded.get_untracked() {
                return;
            }
            // One wait for all elements: a portal may mount a thousand before the browser is idle.
            let is_first = WAITING.with_borrow_mut(|waiting| {
                waiting.push(self.chunk);
                waiting.len() == 1
            });
            if !is_first {
                return;
            }
            let platform = store.environment().platform;
            spawn_local(async move {
                platform.pause(Pause::Idle).await;
                let mut waiting = WAITING.take();
                // Some elements may have been removed meanwhile.
                waiting.retain(|chunk| chunk.try_with_untracked(|_| ()).is_some());
                if !waiting.is_empty() && chunk::load().await.is_ok() {
                    for chunk in waiting {
                        chunk.try_set(Chunk::Loaded);
                    }
                }
            });
        });
    }

    /// The placeholder of a part while the module is loading, or after that has failed. It is rendered again when
    /// loading fails or is tried again.
    fn placeholder(self, loading: Key, act: fn(Store)) -> El {
        self.load_for_reader();
        let ui = self.ui;
        let failure = self.failure();
        let title = if failure.is_some() { Key::NotLoaded } else { loading };
        let is_loading = failure.is_none();
        let reason = failure
            .into_iter()
            .flat_map(|text| [html::p().attr("role", "alert").text(&text), self.retry()]);
        let close = html::button().attr("type", "button").text(ui.message(Key::Close));
        let close = close.on(ev::click, move |_| act(ui.store));
        drawer(ui, ui.message(title), [close])
            .attr("role", "region")
            .attr("aria-busy", is_loading.to_string())
            .children(reason)
            .on(ev::keydown, move |event| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    act(ui.store);
                }
            })
            .focus_on_removal(&[ui.focus.detail, ui.focus.row, ui.focus.heading])
    }
}
