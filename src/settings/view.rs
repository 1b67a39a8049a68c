//! The state of a view as a JavaScript object: its members have the names of the settings' properties, and texts,
//! numbers and booleans as values.

use devserver_jobs_core::view_state::{NAMES, VERSION, ViewState};
use wasm_bindgen::prelude::*;
use web_sys::js_sys::{Array, Object, Reflect};

#[wasm_bindgen]
extern "C" {
    /// Any value as a text; the members of an array are separated by commas.
    #[wasm_bindgen(catch, js_name = String)]
    fn text(value: &JsValue) -> Result<String, JsValue>;
}

/// The members of an object, each as the name of its part and a text. A missing member is empty, which means the
/// default.
///
/// # Errors
/// The text of a value that is no object. `undefined` and `null` are objects without members.
pub fn parts(object: &JsValue) -> Result<Vec<(String, String)>, String> {
    if object.is_null() || object.is_undefined() {
        return Ok(Vec::new());
    }
    let Some(object) = object.dyn_ref::<Object>() else {
        return Err(text(object).unwrap_or_default());
    };
    let part = |entry: JsValue| {
        let entry = Array::from(&entry);
        let (name, value) = (entry.get(0).as_string().unwrap_or_default(), entry.get(1));
        let value = match value.is_null() || value.is_undefined() {
            true => String::new(),
            false => text(&value).unwrap_or_default(),
        };
        (kebab(&name), value)
    };
    Ok(Object::entries(object).iter().map(part).collect())
}

/// The object for a state.
pub fn object(state: &ViewState) -> JsValue {
    let object = Object::new();
    let set = |name: &str, value: JsValue| {
        // Setting a member of a new object cannot fail.
        let _ = Reflect::set(&object, &camel(name).into(), &value);
    };
    set("version", (VERSION as f64).into());
    for name in NAMES {
        let text = state.get(name);
        set(
            name,
            match name {
                "page-size" => (state.table.page_size as f64).into(),
                "wrap" => state.layout.wraps.into(),
                "stuck" => state.table.stuck.into(),
                _ => text.into(),
            },
        );
    }
    object.into()
}

/// `pageSize` becomes `page-size`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(character.to_ascii_lowercase());
    }
    out
}

/// `page-size` becomes `pageSize`.
pub fn camel(name: &str) -> String {
    let mut out = String::new();
    for (at, word) in name.split('-').enumerate() {
        let mut characters = word.chars();
        let first = characters.next().filter(|_| at > 0);
        out.extend(first.map(|first| first.to_ascii_uppercase()));
        out.push_str(if first.is_some() { characters.as_str() } else { word });
    }
    out
}
