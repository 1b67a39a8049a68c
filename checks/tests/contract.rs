//! The code and the documents agree with the element's contract, src/contract.json. If a table of a document
//! differs, the test prints the correct one.

use devserver_jobs_checks::{quoted, read};
use serde_json::Value;

fn contract() -> Value {
    serde_json::from_str(&read("src/contract.json")).expect("src/contract.json is JSON")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("contract: {name}"))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("contract: {name} of {value}"))
}

fn names<'a>(values: &'a [Value], name: &str) -> Vec<&'a str> {
    values.iter().filter_map(|value| value[name].as_str()).collect()
}

/// The part of a text between the first `start` and the next `end`.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

/// A table in the format of the documents.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| {
        let cells: String = cells
            .iter()
            .map(|cell| cell.replace('|', "\\|"))
            .map(|cell| if cell.is_empty() { " |".to_owned() } else { format!(" {cell} |") })
            .collect();
        format!("|{cells}\n")
    };
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let body: String = rows.into_iter().map(|row| line(&row)).collect();
    format!("{}|{}\n{body}", line(&head), "---|".repeat(head.len()))
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// Asserts that the document contains exactly this table.
fn tells(path: &str, table: &str) {
    assert!(
        read(path).contains(&format!("\n{table}\n")),
        "{path} has another table; this one is the contract's:\n\n{table}"
    );
}

/// The attribute as code; empty if the setting has none.
fn attribute(setting: &Value) -> String {
    setting["attribute"].as_str().map(code).unwrap_or_default()
}

#[test]
fn one_list_of_settings() {
    let contract = contract();
    let settings = list(&contract, "settings");
    let attributes = names(settings, "attribute");
    let loader = read("src/define.js");
    assert_eq!(quoted(&loader, "SETTINGS = [", "];"), attributes, "define.js");
    assert_eq!(quoted(&read("src/settings/mod.rs"), "SETTINGS: [&str; 21] = [", "];"), attributes);

    let objects = settings.iter().filter(|setting| setting["attribute"].is_null());
    let objects: Vec<_> = objects.map(|setting| text(setting, "property")).collect();
    let members = between(&loader, "OBJECTS = {", "}").split(',');
    let members: Vec<_> =
        members.filter_map(|member| Some(member.split_once(':')?.0.trim())).collect();
    assert_eq!(members, objects, "define.js");
}

#[test]
fn the_documents_tell_of_every_setting() {
    let contract = contract();
    let settings = list(&contract, "settings");
    let attributes = settings.iter().filter(|setting| !setting["attribute"].is_null());
    let short = attributes.map(|setting| {
        vec![
            attribute(setting),
            text(setting, "description").into(),
            text(setting, "default").into(),
        ]
    });
    tells("docs/settings.md", &table(&["attribute", "value", "default"], short));
    let full = settings.iter().map(|setting| {
        let [property, kind] = ["property", "type"].map(|name| code(text(setting, name)));
        let [default, description] =
            ["default", "description"].map(|name| text(setting, name).into());
        vec![attribute(setting), property, kind, default, description]
    });
    tells("docs/embedding.md", &table(&["attribute", "property", "type", "default", ""], full));
    let types = list(&contract, "types").iter().map(|one| {
        let [name, kind] = ["name", "type"].map(|name| code(text(one, name)));
        vec![name, kind, text(one, "description").into()]
    });
    tells("docs/embedding.md", &table(&["type", "is", ""], types));
}

#[test]
fn the_document_tells_of_events_methods_and_states() {
    let contract = contract();
    let events = list(&contract, "events");
    let rows = events.iter().map(|event| {
        let cancelable = event["cancelable"].as_bool().expect("contract: cancelable");
        let [name, detail] = ["name", "detail"].map(|name| code(text(event, name)));
        let forbidden = if cancelable { "yes" } else { "" };
        vec![name, detail, forbidden.into(), text(event, "description").into()]
    });
    let head = ["event", "`detail`", "cancelable", ""];
    tells("docs/embedding.md", &table(&head, rows));
    let rows = events.iter().flat_map(|event| {
        list(event, "members").iter().enumerate().map(|(place, member)| {
            let detail = if place == 0 { code(text(event, "detail")) } else { String::new() };
            let [name, kind] = ["name", "type"].map(|name| code(text(member, name)));
            vec![detail, name, kind, text(member, "description").into()]
        })
    });
    tells("docs/embedding.md", &table(&["detail", "member", "type", ""], rows));
    for (head, part) in [("method", "methods"), ("state", "states")] {
        let rows = list(&contract, part).iter().map(|one| {
            let end = match one["parameters"].as_str() {
                _ if part != "methods" => String::new(),
                parameters => format!("({})", parameters.unwrap_or_default()),
            };
            vec![code(&format!("{}{end}", text(one, "name"))), text(one, "description").into()]
        });
        tells("docs/embedding.md", &table(&[head, ""], rows));
    }
}

/// The first argument of each call of `call`, if it is a string literal.
fn first_words<'a>(source: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
    source.split(call).skip(1).filter_map(|rest| rest.strip_prefix('"')?.split('"').next())
}

#[test]
fn every_event_and_state_is_sent_and_no_other() {
    let contract = contract();
    let (host, loader) = (read("src/element/host.rs"), read("src/define.js"));
    let mut sent: Vec<_> = first_words(&host, "self.tell(")
        .chain(first_words(&host, "self.announce("))
        .chain(first_words(&loader, "announce(this, "))
        .chain(first_words(&loader, "announce(element, "))
        .map(|name| format!("devserver-jobs-{name}"))
        .collect();
    sent.sort();
    sent.dedup();
    let mut known = names(list(&contract, "events"), "name");
    known.sort_unstable();
    assert_eq!(sent, known, "host.rs and define.js");
    let forbidden = quoted(&loader, "CANCELABLE = [", "];");
    let forbidden: Vec<_> = forbidden.iter().map(|name| format!("devserver-jobs-{name}")).collect();
    let cancelable = list(&contract, "events").iter().filter(|event| event["cancelable"] == true);
    assert_eq!(forbidden, cancelable.map(|event| text(event, "name")).collect::<Vec<_>>());

    let mut states: Vec<_> =
        first_words(&host, "self.state(").chain(first_words(&loader, "this.#state(")).collect();
    states.sort_unstable();
    states.dedup();
    let mut known = names(list(&contract, "states"), "name");
    known.sort_unstable();
    assert_eq!(states, known, "store.rs and define.js");
}

#[test]
fn every_method_is_there() {
    let loader = read("src/define.js");
    for method in list(&contract(), "methods") {
        let (name, parameters) = (text(method, "name"), method["parameters"].as_str());
        let parameter = parameters.and_then(|text| text.split(':').next()).unwrap_or_default();
        let start = format!("\n      {name}({parameter}) {{\n");
        assert!(loader.contains(&start), "define.js: {name}");
    }
}

#[test]
fn the_types_are_those_of_the_code() {
    let contract = contract();
    let words = |name: &str| -> Vec<String> {
        let found = list(&contract, "types").iter().find(|one| one["name"] == name).expect(name);
        text(found, "type").split(" | ").map(|word| word.trim_matches('"').to_owned()).collect()
    };
    let loader = read("src/define.js");
    assert_eq!(quoted(&loader, "LANGUAGES = [", "];"), words("JobLanguage"), "define.js");
    assert_eq!(quoted(&loader, "TONES = [", "];"), words("JobTone"), "define.js");
    let mut columns =
        quoted(&read("core/src/table/column.rs"), "fn name(self) -> &'static str {", "}");
    columns.sort();
    let mut known = words("JobColumn");
    known.sort();
    assert_eq!(columns, known, "core/src/table/column.rs");
}
