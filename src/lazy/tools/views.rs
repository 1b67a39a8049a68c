//! The dialog in which views are opened, saved, renamed, replaced and deleted. The changes are made by `state::views`.

use std::rc::Rc;

use devserver_jobs_core::views::BadName;
use dom::reactive::{Executor, Memo, RwSignal, spawn_local, untrack};
use dom::{El, NodeRef, ev, focus_after_update, html, is_composing};

use super::dialog::{close, dialog};
use crate::components::ui::Ui;
use crate::lazy::copy_button::{CopyButton, copy_button};
use crate::lazy::form::{Form, form};
use crate::locale::{Key, fill};

/// The state of the dialog.
#[derive(Clone, Copy)]
struct State {
    ui: Ui,
    /// Why the name in the field is invalid.
    refused: RwSignal<Option<BadName>>,
    /// The view that is being renamed.
    renamed: RwSignal<Option<String>>,
    /// The announcement of the last change.
    done: RwSignal<String>,
    field: NodeRef,
    undo: NodeRef,
}

/// The dialog.
pub fn views(ui: Ui) -> El {
    ui.store.read_views();
    ui.store.views.keep();
    let state = State {
        ui,
        refused: RwSignal::new(None),
        renamed: RwSignal::new(None),
        done: RwSignal::new(String::new()),
        field: NodeRef::new(),
        undo: NodeRef::new(),
    };
    let save = form(
        ui,
        Form {
            id: "view-name",
            kind: "text",
            field: state.field,
            label: Key::ViewName,
            button: Key::SaveView,
            hint: Rc::new(move || match state.refused.get() {
                None => (false, ui.text(Key::ViewHint).to_owned()),
                Some(why) => (true, refusal(ui, why)),
            }),
            take: Box::new(move |name| state.save(name)),
        },
    );
    let names = move || {
        let views = ui.store.views.get();
        views.iter().map(|view| view.name.clone()).collect::<Vec<_>>()
    };
    let has_none = Memo::new(move |_| ui.store.views.get().iter().next().is_none());
    let undo = move || {
        html::button()
            .attr("type", "button")
            .class("link")
            .text(ui.message(Key::Undo))
            .node_ref(state.undo)
            .focus_on_removal(&[state.field])
            .on(ev::click, move |_| {
                ui.store.undo_views();
                state.done.set(ui.text(Key::Undone).to_owned());
            })
    };
    let content = [
        save,
        html::p()
            .class("facts")
            .child(html::span().attr("role", "status").text(move || state.done.get()))
            .show(move || ui.store.views.can_undo(), undo),
        html::ul()
            .class("views")
            .attr("role", "list")
            .attr("aria-label", ui.message(Key::Views))
            .for_each(names, String::clone, move |name| state.row(name)),
        html::p()
            .class("hint")
            .attr("hidden", move || has_none.get() || !ui.store.views.is_refused())
            .text(ui.message(Key::ViewsNotStored)),
        html::p()
            .class("hint")
            .attr("hidden", move || !has_none.get())
            .text(ui.message(Key::NoViews)),
    ];
    dialog(ui, Key::Views, content)
}

fn refusal(ui: Ui, why: BadName) -> String {
    let key = match why {
        BadName::Empty => Key::ViewNameEmpty,
        BadName::TooLong => Key::ViewNameTooLong,
        BadName::Taken => Key::ViewNameTaken,
    };
    ui.text(key).to_owned()
}

impl State {
    fn save(self, name: &str) -> bool {
        let Self { ui, refused, done, .. } = self;
        let is_there = untrack(|| ui.store.views.get().get(name).is_some());
        let saved = ui.store.save_view(name);
        refused.set(saved.err());
        if saved.is_ok() {
            let key = if is_there { Key::ViewReplaced } else { Key::ViewSaved };
            done.set(fill(ui.text(key), &[name]));
        }
        saved.is_ok()
    }

    /// A saved view.
    fn row(self, name: String) -> El {
        let Self { ui, renamed, .. } = self;
        let (own, shown) = (name.clone(), name.clone());
        let is_renamed = Memo::new(move |_| renamed.with(|renamed| renamed.as_ref() == Some(&own)));
        let again = NodeRef::new();
        html::li().child(move || match is_renamed.get() {
            true => self.rename(shown.clone(), again),
            false => self.shown(ui, shown.clone(), again),
        })
    }

    /// A view with its buttons; `again` refers to the one that renames it.
    fn shown(self, ui: Ui, name: String, again: NodeRef) -> Vec<El> {
        let Self { renamed, done, undo, .. } = self;
        let (own, opened) = (name.clone(), name.clone());
        let present =
            Memo::new(move |_| ui.store.present_view().filter(|present| present.name == own));
        let is_present = move || present.with(Option::is_some);
        let is_changed =
            move || present.with(|present| present.as_ref().is_some_and(|it| it.is_changed));
        let text = name.clone();
        let label = move || match is_changed() {
            true => fill(ui.text(Key::ViewChanged), &[&text]),
            false => text.clone(),
        };
        let open = html::button()
            .attr("type", "button")
            .class("link open-view")
            .attr("aria-current", move || is_present().then_some("true"))
            .text(label)
            .on(ev::click, move |_| {
                ui.store.open_view(&opened);
                close(ui);
            });
        let named = |key: Key, name: &str| {
            let name = name.to_owned();
            move || fill(ui.text(key), &[&name])
        };
        let replaced = name.clone();
        let replace = html::button()
            .attr("type", "button")
            .attr("hidden", move || !is_changed())
            .attr("aria-label", named(Key::ReplaceView, &name))
            .text(ui.message(Key::Replace))
            .on(ev::click, move |_| {
                if ui.store.save_view(&replaced).is_ok() {
                    done.set(fill(ui.text(Key::ViewReplaced), &[&replaced]));
                    focus_after_update(&[undo]);
                }
            });
        let to_rename = name.clone();
        let rename = html::button()
            .attr("type", "button")
            .attr("aria-label", named(Key::RenameView, &name))
            .text(ui.message(Key::Rename))
            .node_ref(again)
            .on(ev::click, move |_| renamed.set(Some(to_rename.clone())));
        let deleted = name.clone();
        let delete = html::button()
            .attr("type", "button")
            .attr("aria-label", named(Key::DeleteView, &name))
            .text(ui.message(Key::Delete))
            .on(ev::click, move |_| {
                ui.store.delete_view(&deleted);
                done.set(fill(ui.text(Key::ViewDeleted), &[&deleted]));
                focus_after_update(&[undo]);
            });
        let copied = CopyButton {
            text: {
                let name = name.clone();
                Rc::new(move || ui.store.view_address(&name))
            },
            name: Rc::new(named(Key::CopyViewAddress, &name)),
            is_named: false,
        };
        let mut buttons = vec![open, replace, rename];
        if ui.store.with_settings(|settings| settings.sync_url.is_some()) {
            buttons.push(copy_button(ui, copied));
        }
        buttons.push(delete);
        buttons
    }

    /// The field for another name, in place of the view.
    fn rename(self, name: String, again: NodeRef) -> Vec<El> {
        let Self { ui, renamed, refused, done, field, .. } = self;
        let from = name.clone();
        let is_refused = RwSignal::new(false);
        let input = html::input()
            .attr("type", "text")
            .attr("aria-label", {
                let name = name.clone();
                move || fill(ui.text(Key::RenameView), &[&name])
            })
            .attr("aria-invalid", move || is_refused.get().to_string())
            .prop("value", name);
        let element = input.input().clone();
        let (typed, entered) = (element.clone(), from.clone());
        let take = move || {
            let to = typed.value();
            match ui.store.rename_view(&entered, &to) {
                Ok(()) => {
                    refused.set(None);
                    done.set(fill(ui.text(Key::ViewRenamed), &[to.trim()]));
                    renamed.set(None);
                }
                Err(why) => {
                    is_refused.set(true);
                    done.set(refusal(ui, why));
                }
            }
        };
        let by_key = Rc::new(take);
        let by_click = by_key.clone();
        spawn_local(async move {
            Executor::tick().await;
            let _ = element.focus();
            element.select();
        });
        let input = input
            .on(ev::keydown, move |event| {
                if is_composing(&event) {
                    return;
                }
                match event.key().as_str() {
                    "Enter" => by_key(),
                    "Escape" => renamed.set(None),
                    _ => return,
                }
                event.prevent_default();
                event.stop_propagation();
            })
            // After a successful renaming, this is another row.
            .focus_on_removal(&[again, field]);
        let save = html::button()
            .attr("type", "button")
            .text(ui.message(Key::Save))
            .on(ev::click, move |_| by_click());
        let cancel = html::button()
            .attr("type", "button")
            .text(ui.message(Key::Cancel))
            .on(ev::click, move |_| renamed.set(None));
        vec![input, save, cancel]
    }
}
