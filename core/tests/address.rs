//! Promises about any query string: what is not ours keeps its bytes, and what is ours reads as a browser
//! reads it. The `form_urlencoded` crate implements the same standard and is the reference.

use devserver_jobs_core::address::Address;
use form_urlencoded::parse;
use proptest::prelude::*;

/// A parameter as somebody may have written it; at times one of ours.
fn parameter() -> impl Strategy<Value = String> {
    prop_oneof![
        "(page|p%61ge|find)(=[a-z0-9+%]{0,6})?",
        "[a-z]{1,6}=[A-Za-z0-9%+=~ 升]{0,8}",
        "[^&]{0,12}",
        Just(String::new()),
    ]
}

/// A query string, with and without the `?`.
fn search() -> impl Strategy<Value = String> {
    (any::<bool>(), prop::collection::vec(parameter(), 0..8)).prop_map(|(mark, parameters)| {
        format!("{}{}", if mark { "?" } else { "" }, parameters.join("&"))
    })
}

fn query(search: &str) -> &str {
    search.strip_prefix('?').unwrap_or(search)
}

/// The bytes of all parameters but those of one name.
fn others(search: &str, name: &str) -> Vec<String> {
    let is_other =
        |parameter: &&str| parse(parameter.as_bytes()).next().is_none_or(|(own, _)| own != name);
    let query = query(search);
    let others: Vec<String> = query.split('&').filter(is_other).map(str::to_owned).collect();
    // A query string can't hold an empty parameter and no other.
    if others == [""] { Vec::new() } else { others }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_round_trip_changes_no_byte(search in search()) {
        let written = Address::parse(&search).to_string();
        prop_assert_eq!(query(&written), query(&search));
        prop_assert_eq!(written.starts_with('?'), !query(&search).is_empty());
    }

    #[test]
    fn any_value_is_read_as_the_standard_says(search in search(), name in "page|find|[a-z]?") {
        let expect = parse(query(&search).as_bytes())
            .find(|(own, _)| *own == name)
            .map(|(_, value)| value.into_owned());
        prop_assert_eq!(Address::parse(&search).get(&name), expect);
    }

    #[test]
    fn what_is_set_is_read_back_and_foreign_bytes_stay(
        search in search(),
        name in "page|find|new|升 级",
        value in any::<String>(),
    ) {
        let mut address = Address::parse(&search);
        address.set(&name, Some(&value));
        let written = address.to_string();
        prop_assert_eq!(Address::parse(&written).get(&name), Some(value.clone()));
        prop_assert_eq!(others(&written, &name), others(&search, &name));
        let decoded = parse(query(&written).as_bytes()).filter(|(own, _)| *own == name);
        prop_assert_eq!(decoded.map(|(_, value)| value).collect::<Vec<_>>(), [value.clone()]);

        address.set(&name, Some(&value));
        prop_assert_eq!(address.to_string(), written, "setting it again changes nothing");
        address.set(&name, None);
        prop_assert_eq!(address.get(&name), None);
        prop_assert_eq!(others(&address.to_string(), &name), others(&search, &name));
    }

    /// The place of an own parameter among the others does not change.
    #[test]
    fn an_own_parameter_stays_where_it_is(before in search(), after in search(), value in "[a-z ]{1,5}") {
        let before: Vec<_> = others(&before, "page");
        let after: Vec<_> = others(&after, "page");
        let all = |own: &str| -> Vec<String> {
            before.iter().cloned().chain([own.to_owned()]).chain(after.clone()).collect()
        };
        let mut address = Address::parse(&format!("?{}", all("page=1").join("&")));
        address.set("page", Some(&value));
        let own = format!("page={}", value.replace(' ', "+"));
        prop_assert_eq!(address.to_string(), format!("?{}", all(&own).join("&")));
    }
}
