//! The element's own script: it loads the module when it is first needed, and says when it can't.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::jobs;
use super::page::{ELEMENT_SETTINGS, Mounted, TAG, define_once, define_with, document, module};
use super::world::{World, settled};

/// The script's settings are the component's, one by one.
#[wasm_bindgen_test]
fn the_same_settings_on_both_sides() {
    let of_script: Vec<String> = ELEMENT_SETTINGS
        .with(|settings| settings.iter().map(|name| name.as_string().unwrap()).collect());
    assert_eq!(of_script, devserver_jobs::SETTINGS);
}

/// A second definition of the same tag is no error, and its loader is never called.
#[wasm_bindgen_test]
async fn defined_twice() {
    let world = World::new();
    define_once();
    define_with(TAG, || panic!("the loader of a second definition was called"));
    let page = Mounted::new(&[]);
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["a"]);
}

/// The module is loaded when the first element enters the document, once for all of them.
#[wasm_bindgen_test]
async fn loaded_once_when_needed() {
    let world = World::new();
    let loads = Rc::new(Cell::new(0));
    let count = Rc::clone(&loads);
    define_with("jobs-lazy", move || {
        count.set(count.get() + 1);
        Promise::resolve(&module())
    });
    let outside = document().create_element("jobs-lazy").unwrap();
    settled().await;
    assert_eq!(loads.get(), 0);
    let pages = [(); 3].map(|()| host("jobs-lazy"));
    // They ask the same, so they ask once.
    world.next().await.list(&jobs(&["a"]));
    for page in &pages {
        page.loaded().await;
    }
    assert_eq!(loads.get(), 1);
    drop(outside);
    world.no_more().await;
}

/// A module that can't be loaded is said in the element, as text. The next element tries again, and
/// so does the same one when it comes back; then the message is gone.
#[wasm_bindgen_test]
async fn a_failed_load_is_said_and_tried_again() {
    let world = World::new();
    let loads = Rc::new(Cell::new(0));
    let count = Rc::clone(&loads);
    define_with("jobs-failing", move || {
        count.set(count.get() + 1);
        if count.get() == 1 {
            Promise::reject(&js_sys::Error::new("no <b>network</b>"))
        } else {
            Promise::resolve(&module())
        }
    });
    let first = host("jobs-failing");
    first.says("[role=alert]", "could not be started: no <b>network</b>").await;
    assert!(first.find("b").is_none());
    // Nobody is there for what was asked meanwhile.
    assert!(world.next().await.aborted());
    world.no_more().await;

    let second = host("jobs-failing");
    world.next().await.list(&jobs(&["a"]));
    second.loaded().await;
    assert_eq!(second.ids(), ["a"]);
    assert_eq!(loads.get(), 2);

    first.host.remove();
    document().body().unwrap().append_child(&first.host).unwrap();
    world.next().await.list(&jobs(&["b"]));
    first.loaded().await;
    assert_eq!(first.ids(), ["b"]);
    assert!(!first.text().contains("could not be started"));
    assert_eq!(loads.get(), 2);
}

/// A component that can't be mounted is said in the same place: a blank element would say nothing.
#[wasm_bindgen_test]
async fn a_failed_mount_is_said() {
    let _world = World::new();
    define_with("jobs-unmountable", || {
        let broken = Object::new();
        let mount = Function::new_no_args("throw new Error('no style sheets here')");
        Reflect::set(&broken, &"mount".into(), &mount).unwrap();
        Promise::resolve(&JsValue::from(broken))
    });
    let page = host("jobs-unmountable");
    page.says("[role=alert]", "could not be started: no style sheets here").await;
}

/// An element that left, or left and came back, while the module was loading is mounted as often as
/// it is in the document: not at all, or once.
#[wasm_bindgen_test]
async fn gone_while_loading() {
    let world = World::new();
    let resolve = Rc::new(RefCell::new(None::<Function>));
    let hold = Rc::clone(&resolve);
    define_with("jobs-slow", move || Promise::new(&mut |done, _| *hold.borrow_mut() = Some(done)));
    let (gone, back) = (host("jobs-slow"), host("jobs-slow"));
    let early = world.next().await;
    gone.host.remove();
    assert!(!early.aborted());
    back.host.remove();
    assert!(early.aborted());
    document().body().unwrap().append_child(&back.host).unwrap();
    let early = world.next().await;
    // What changed meanwhile counts.
    back.set("filter-name", "up");
    let resolve = resolve.borrow_mut().take().unwrap();
    resolve.call1(&JsValue::UNDEFINED, &module()).unwrap();
    let request = world.next().await;
    assert!(request.path().ends_with("?name=up"));
    assert!(early.aborted());
    world.no_more().await;
    assert_eq!(gone.text(), "");
    request.list(&jobs(&["a"]));
    back.loaded().await;
    assert_eq!(back.all("section").len(), 1);
    assert_eq!(world.handles()[0], 1);
}

/// An element under a tag that its test defines.
fn host(tag: &str) -> Mounted {
    Mounted::bare(tag, &[("project-id", "demo"), ("locale", "en-US"), ("time-zone", "UTC")])
}
