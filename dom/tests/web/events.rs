//! Listeners, and helpers for handlers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use dom::html::{button, input};
use dom::{Timer, ev, event_target_value, is_composing, observe_resize, window_event_listener};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlInputElement, KeyboardEvent, KeyboardEventInit, PopStateEvent};

use super::world::{Mounted, updated};

/// Lets the page's other tasks run, such as timers that are due and observers of the layout.
async fn frame() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().unwrap();
        let then = Closure::once_into_js(move || {
            let window = web_sys::window().unwrap();
            window.set_timeout_with_callback(&resolve).unwrap();
        });
        window.request_animation_frame(then.unchecked_ref()).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

#[wasm_bindgen_test]
fn a_handler_is_given_the_type_of_its_event_and_ends_with_its_owner() {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let (keys, values) = (seen.clone(), seen.clone());
    let page = Mounted::new(move || {
        input()
            .on(ev::keydown, move |event| keys.borrow_mut().push(event.key()))
            .on(ev::change, move |event| values.borrow_mut().push(event_target_value(&event)))
    });
    let field: HtmlInputElement = page.get("input").unchecked_into();
    field.set_value("typed");
    let press = || {
        let init = KeyboardEventInit::new();
        init.set_key("Enter");
        let key = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        field.dispatch_event(&key).unwrap();
        field.dispatch_event(&Event::new("change").unwrap()).unwrap();
    };
    press();
    assert_eq!(*seen.borrow(), ["Enter", "typed"]);
    page.end();
    press();
    assert_eq!(seen.borrow().len(), 2);
}

/// In Safari the Enter that ends a Chinese word sent a request: `isComposing` is false there already.
#[wasm_bindgen_test]
fn the_key_that_ends_a_composition_belongs_to_it() {
    let of = |composing: bool, code: u32| {
        let init = KeyboardEventInit::new();
        init.set_is_composing(composing);
        init.set_key_code(code);
        is_composing(&KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap())
    };
    assert_eq!([of(false, 13), of(true, 13), of(false, 229)], [false, true, true]);
    assert!(!is_composing(&Event::new("input").unwrap()));
}

#[wasm_bindgen_test]
fn a_listener_of_the_window_ends_with_its_owner() {
    let count = Rc::new(Cell::new(0));
    let counted = count.clone();
    let page = Mounted::new(move || {
        window_event_listener(ev::popstate, move |_| counted.set(counted.get() + 1));
        button()
    });
    let go = || {
        let event = PopStateEvent::new("popstate").unwrap();
        web_sys::window().unwrap().dispatch_event(&event).unwrap();
    };
    go();
    page.end();
    go();
    assert_eq!(count.get(), 1);
}

#[wasm_bindgen_test]
async fn a_timer_acts_until_it_is_dropped() {
    let (kept, dropped) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let count = |counter: &Rc<Cell<i32>>| {
        let counter = counter.clone();
        move || counter.set(counter.get() + 1)
    };
    let interval = Timer::interval(0, count(&kept));
    let timeout = Timer::timeout(0, count(&kept));
    drop(Timer::timeout(0, count(&dropped)));
    drop(Timer::interval(0, count(&dropped)));
    while kept.get() < 3 {
        frame().await;
    }
    drop((interval, timeout));
    assert_eq!(dropped.get(), 0);
}

#[wasm_bindgen_test]
async fn a_size_is_observed_until_the_owner_ends() {
    let count = Rc::new(Cell::new(0));
    let counted = count.clone();
    let page = Mounted::new(move || {
        let button = button().text("x");
        observe_resize(&button, move || counted.set(counted.get() + 1));
        button
    });
    while count.get() == 0 {
        frame().await;
    }
    page.end();
    let before = count.get();
    page.get("button").set_text_content(Some("another width"));
    frame().await;
    frame().await;
    updated().await;
    assert_eq!(count.get(), before);
}
