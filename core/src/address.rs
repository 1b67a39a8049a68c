//! The query string of a page whose other parameters belong to the host page. It needs no browser.
//!
//! `URLSearchParams` decodes and encodes the whole query string when one parameter changes, which rewrites the
//! others: `flag` becomes `flag=`, `%20` becomes `+`, and text that is not UTF-8 is lost. An [`Address`] keeps the
//! other parameters byte for byte.

use std::fmt;

use crate::percent;

/// A query string as a list of parameters, each as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The parts between the `&`s, such as `name=value`, `flag` or an empty one.
    parameters: Vec<String>,
}

impl Address {
    /// Splits a query string, which may begin with a `?`. No query string is invalid.
    ///
    /// ```
    /// use devserver_jobs_core::address::Address;
    ///
    /// let mut address = Address::parse("?kw=%C9%FD&flag&page=2");
    /// assert_eq!(address.get("page").as_deref(), Some("2"));
    /// address.set("page", Some("3"));
    /// address.set("find", Some("a b"));
    /// assert_eq!(address.to_string(), "?kw=%C9%FD&flag&page=3&find=a+b");
    /// ```
    pub fn parse(search: &str) -> Self {
        let query = search.strip_prefix('?').unwrap_or(search);
        // An empty query string is an empty list, not a list of one empty parameter.
        let parameters = query.split('&').filter(|_| !query.is_empty());
        Self { parameters: parameters.map(str::to_owned).collect() }
    }

    /// The decoded value of the first parameter with this name. It is empty for `name=` and for `name`.
    pub fn get(&self, name: &str) -> Option<String> {
        let parameter = self.parameters.iter().find(|parameter| is_named(parameter, name))?;
        Some(value(parameter))
    }

    /// Sets a parameter or, with `None`, removes it. All others keep their bytes and their order.
    ///
    /// The first parameter with this name is replaced in place, or appended at the end if there is none;
    /// further ones with this name are removed. One that has the value already keeps its bytes.
    pub fn set(&mut self, name: &str, new: Option<&str>) {
        let mut new = new;
        self.parameters.retain_mut(|parameter| {
            if !is_named(parameter, name) {
                return true;
            }
            let Some(new) = new.take() else {
                return false;
            };
            if value(parameter) != new {
                *parameter = written(name, new);
            }
            true
        });
        if let Some(new) = new {
            self.parameters.push(written(name, new));
        }
    }
}

/// The query string, with a `?` in front; empty without a parameter.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separators = ["?"].into_iter().chain(std::iter::repeat("&"));
        for (separator, parameter) in separators.zip(&self.parameters) {
            f.write_str(separator)?;
            f.write_str(parameter)?;
        }
        Ok(())
    }
}

fn is_named(parameter: &str, name: &str) -> bool {
    // An empty parameter does not count, even if the name is empty.
    !parameter.is_empty() && percent::decode_form(split(parameter).0) == name
}

fn value(parameter: &str) -> String {
    percent::decode_form(split(parameter).1).into_owned()
}

fn split(parameter: &str) -> (&str, &str) {
    parameter.split_once('=').unwrap_or((parameter, ""))
}

/// A parameter as `URLSearchParams` writes it.
fn written(name: &str, value: &str) -> String {
    let mut parameter = String::with_capacity(name.len() + value.len() + 1);
    write_value(&mut parameter, name);
    parameter.push('=');
    write_value(&mut parameter, value);
    parameter
}

/// Appends a name or a value, written as in [`Address::set`].
pub fn write_value(to: &mut String, value: &str) {
    for (at, word) in value.split(' ').enumerate() {
        if at > 0 {
            to.push('+');
        }
        percent::encode(to, word, b"*-._");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(search: &str, changes: &[(&str, Option<&str>)], expect: &str) {
        let mut address = Address::parse(search);
        for (name, value) in changes {
            address.set(name, *value);
        }
        assert_eq!(address.to_string(), expect, "{search} {changes:?}");
    }

    /// A portal's own search broke: one letter typed into find turned the portal's `kw=%C9%FD` (GBK),
    /// `a%20b`, `flag` and `~` into other bytes.
    #[test]
    fn foreign_parameters_keep_their_bytes_and_their_order() {
        let portal = "?kw=%C9%FD&q=a%20b&flag&x=~";
        check(portal, &[], portal);
        check(portal, &[("find", Some("u"))], "?kw=%C9%FD&q=a%20b&flag&x=~&find=u");
        check(portal, &[("find", Some("u")), ("find", None)], portal);
        check(portal, &[("find", None), ("flags", None), ("", None)], portal);
        let odd = "?&&=&=v&a=b=c&%zz=%&%e5&+=+&A&a?b#c&升=级&&";
        check(odd, &[("page", Some("2"))], &format!("{odd}&page=2"));
        check(odd, &[("page", Some("2")), ("page", None)], odd);
    }

    #[test]
    fn own_parameters_are_replaced_in_place_and_new_ones_come_last() {
        check("", &[("a", Some("1"))], "?a=1");
        check("?", &[("a", Some("1"))], "?a=1");
        check("a=1", &[("a", Some("2"))], "?a=2");
        check("?a=1", &[("a", None)], "");
        check("?a&x&b=1", &[("b", Some("2")), ("a", Some("1"))], "?a=1&x&b=2");
        check("?a=1&x&a=2&%61=3", &[("a", Some("4"))], "?a=4&x");
        check("?a=1&x&a=2&%61=3", &[("a", None)], "?x");
        check("?x", &[("c", Some("3")), ("a", Some("1"))], "?x&c=3&a=1");
        check("?a=1", &[("a", Some(""))], "?a=");
        check("?A=1", &[("a", Some("2"))], "?A=1&a=2");
        check("?p.a=1&a=2", &[("p.a", Some("3"))], "?p.a=3&a=2");
    }

    #[test]
    fn an_own_parameter_with_the_same_value_keeps_its_bytes() {
        check("?find=a%20b&x", &[("find", Some("a b"))], "?find=a%20b&x");
        check("?find&x", &[("find", Some(""))], "?find&x");
        check("?f%69nd=%e5%8d%87&x", &[("find", Some("升"))], "?f%69nd=%e5%8d%87&x");
    }

    #[test]
    fn values_are_written_as_a_browser_writes_them() {
        check("", &[("find", Some("npu 7 & more"))], "?find=npu+7+%26+more");
        check("", &[("find", Some("升级 +~*-._"))], "?find=%E5%8D%87%E7%BA%A7+%2B%7E*-._");
        check("", &[("a b&c", Some("1"))], "?a+b%26c=1");
    }

    #[test]
    fn values_are_read_as_a_browser_reads_them() {
        for (search, expect) in [
            ("?a=1", Some("1")),
            ("?a=1&a=2", Some("1")),
            ("?a", Some("")),
            ("?a=", Some("")),
            ("?a=b=c", Some("b=c")),
            ("?a=b+c%20d", Some("b c d")),
            ("?a=%E5%8d%87", Some("升")),
            ("?a=%C9%FD", Some("\u{FFFD}\u{FFFD}")),
            ("?a=%", Some("%")),
            ("?a=%2", Some("%2")),
            ("?a=%2g%41", Some("%2gA")),
            ("?a=%+1", Some("% 1")),
            ("?%61=1", Some("1")),
            ("?b=1&&=2", None),
            ("?A=1", None),
            ("??a=1", None),
            ("", None),
        ] {
            assert_eq!(Address::parse(search).get("a").as_deref(), expect, "{search}");
        }
        assert_eq!(Address::parse("?&=x").get("").as_deref(), Some("x"));
        assert_eq!(Address::parse("?&").get(""), None);
    }
}
