//! What loads as a second WebAssembly module, when it is first wanted or when the browser is idle after the
//! first list: one door for each part. A door shows the part or, until that is there, what stands in for it.
//! The parts themselves are elsewhere.

mod chunk;
mod part;

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::dom::{El, el};
use crate::load::Load;
use crate::locale::Key;
use crate::reactive::*;
use crate::store::Store;
use crate::turn::idle;

use chunk::Chunk;
use part::{Part, Request};

/// Where the focus goes from what stands in: to what takes its place or, where it was closed, to the row from
/// which it was opened.
const NEXT: &str = "#job, .main:only-child .chosen a, .main:only-child:not(:has(.chosen)) #heading";

thread_local! {
    /// Whether some element waits for the browser to be idle.
    static IS_WAITING: Cell<bool> = const { Cell::new(false) };
}

/// The second module as one element sees it.
#[derive(Clone, Copy)]
pub struct Lazy {
    store: Store,
    chunk: RwSignal<Chunk>,
    is_there: Memo<bool>,
}

impl Lazy {
    /// Begins to wait for the first list. Must be called under the element's reactive owner.
    pub fn new(store: Store) -> Self {
        let chunk = RwSignal::new(Chunk::initial());
        let is_there = Memo::new(move |_| chunk.with(|chunk| *chunk == Chunk::There));
        let lazy = Self { store, chunk, is_there };
        if !is_there.get_untracked() {
            lazy.load_when_idle();
        }
        lazy
    }

    /// The detail of the selected job; `main` is what it stands beside, or in the place of.
    pub fn detail(self, main: &El) -> El {
        if self.is_there.get() {
            return part::make(Request::of(Part::Detail { store: self.store, main }));
        }
        if self.chunk.with_untracked(|chunk| *chunk == Chunk::Absent) {
            self.load();
        }
        // It is made anew when it has failed, or is tried again.
        self.stand_in()
    }

    fn load(self) {
        self.chunk.set(Chunk::Loading);
        spawn_free(async move {
            let loaded = chunk::load().await;
            if let Err(message) = &loaded {
                // The element may have left while it was loading.
                let alive = self.chunk.try_set(Chunk::Failed(message.clone()));
                if alive {
                    self.store.host().not_loaded(message);
                }
            } else {
                self.chunk.try_set(Chunk::There);
            }
        });
    }

    /// Loads it without being asked. Where that fails nobody has missed anything.
    fn load_when_idle(self) {
        let has_list = Memo::new(move |_| {
            self.store.load().with(|load| matches!(load, Load::Ready(list) if !list.is_arriving))
        });
        // Outside world: the network.
        effect(Box::new(move || {
            // One for all elements, and to its end: a portal may mount thousands before the browser is idle.
            if !has_list.get() || IS_WAITING.replace(true) {
                return;
            }
            spawn_free(async move {
                idle().await;
                let loaded = chunk::load().await;
                IS_WAITING.set(false);
                if loaded.is_ok() {
                    self.chunk.try_set(Chunk::There);
                }
            });
        }));
    }

    /// What is shown of the detail while it is loading, or has failed to.
    fn stand_in(self) -> El {
        let Self { store, chunk, .. } = self;
        let failure = chunk.with(|chunk| match chunk {
            Chunk::Failed(message) => Some(message.clone()),
            _ => None,
        });
        let title = if failure.is_some() { Key::NotLoaded } else { Key::LoadingDetail };
        let stand_in = el("div class=drawer part=drawer role=region aria-labelledby=job");
        let button = |key: Key, act: fn(Self)| {
            el("button type=button").text(store.text(key)).on("click", move |_| act(self))
        };
        let close = button(Key::Close, |lazy| lazy.store.select(None));
        let reason = failure.iter().flat_map(|why| {
            let text = format!("{} {why}", store.text(Key::NotLoadedText));
            [el("p role=alert").text(&text), button(Key::Retry, Self::load)]
        });
        let is_loading = failure.is_none().to_string();
        stand_in
            .attr("aria-busy", &is_loading)
            .child(
                el("header")
                    .child(el("h2 id=job tabindex=-1").text(store.text(title)))
                    .child(close),
            )
            .children(reason)
            .on("keydown", move |event| {
                if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                    event.stop_propagation();
                    store.select(None);
                }
            })
            .leaves_focus(NEXT)
    }
}
