//! Reading JSON as Python's `json` reads it, on top of `serde_json`.
//!
//! What differs from plain `serde_json`: a string may hold lone surrogates, a number keeps all its
//! digits, `NaN`, `Infinity` and `-Infinity` are numbers, and of a key that stands twice the last
//! value counts.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::JsonType;
use crate::value::{Text, Value};

/// The most levels of unmodelled values; Python's own reader gives up at about a thousand.
const MAX_DEPTH: u32 = 500;

/// A JSON value that has been checked for syntax and not been taken apart.
pub(crate) type Raw = RawValue;

/// Values are nested beyond what is read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooDeep;

/// What stands for `NaN` in a text that is rewritten: a number that nobody writes.
const NAN_STAND_IN: &str = "-0e-2147483648";

/// The value that `text` is, if it is one JSON value and nothing else.
pub(crate) fn read(text: &str) -> Option<Cow<'_, Raw>> {
    match serde_json::from_str::<&Raw>(text) {
        Ok(raw) => Some(Cow::Borrowed(raw)),
        Err(_) => RawValue::from_string(with_named_numbers_spelled_out(text)?).ok().map(Cow::Owned),
    }
}

/// `text` with the numbers that Python's `json` reads by name written as digits; `None` if it has
/// none. Infinities overflow when they are read.
fn with_named_numbers_spelled_out(text: &str) -> Option<String> {
    const NAMES: [(&str, &str); 2] = [("NaN", NAN_STAND_IN), ("Infinity", "1e999999999")];
    let mut spelled = String::new();
    let mut rest = text;
    let mut found = false;
    while let Some(position) = rest.find(['"', 'N', 'I']) {
        let (before, from) = rest.split_at(position);
        spelled.push_str(before);
        let named = NAMES.iter().find(|(name, _)| stands_alone(before, name, from));
        let (copied, skipped) = match named {
            Some((name, digits)) => {
                found = true;
                (*digits, name.len())
            }
            None if from.starts_with('"') => {
                let len = string_len(from);
                (from.get(..len)?, len)
            }
            None => (from.get(..1)?, 1),
        };
        spelled.push_str(copied);
        rest = from.get(skipped..)?;
    }
    spelled.push_str(rest);
    found.then_some(spelled)
}

/// Whether `from` begins with `name`, and nothing beside it makes another word or number of it.
fn stands_alone(before: &str, name: &str, from: &str) -> bool {
    let joins = |character: char| character.is_ascii_alphanumeric() || "+.".contains(character);
    from.strip_prefix(name).is_some_and(|after| !after.starts_with(joins))
        && !before.ends_with(joins)
}

/// How many bytes the string literal that `text` begins with has.
fn string_len(text: &str) -> usize {
    let mut escaped = false;
    for (position, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return position + 1,
            _ => {}
        }
    }
    text.len()
}

/// The type of a value.
pub(crate) fn type_of(raw: &Raw) -> JsonType {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'{') => JsonType::Object,
        Some(b'[') => JsonType::List,
        Some(b'"') => JsonType::Text,
        Some(b't' | b'f') => JsonType::Boolean,
        Some(b'n') => JsonType::Null,
        _ if text.contains(['.', 'e', 'E']) => JsonType::Float,
        _ => JsonType::Integer,
    }
}

/// The members of an object in the order they stand; none for any other value. A key that stands
/// twice is there once, where it stood first, with its last value.
pub(crate) fn members(raw: &Raw) -> Vec<(Text, &Raw)> {
    serde_json::from_str::<Members<'_>>(raw.get()).map(|members| members.0).unwrap_or_default()
}

/// The items of a list; none for any other value.
pub(crate) fn items(raw: &Raw) -> Vec<&Raw> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// The text of a string; `None` for any other value.
pub(crate) fn text(raw: &Raw) -> Option<Text> {
    serde_json::from_str::<StringContent>(raw.get()).ok().map(|content| content.0)
}

/// A value of any type with all it holds.
pub(crate) fn value<B>(raw: &Raw) -> Result<Value<B>, TooDeep> {
    // Looked at first, and once: each level below is read anew by the one above.
    if nesting(raw.get()) > MAX_DEPTH { Err(TooDeep) } else { nested_value(raw, MAX_DEPTH) }
}

/// How deep lists and objects nest in a text that is JSON.
fn nesting(text: &str) -> u32 {
    let (mut depth, mut deepest) = (0_u32, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth = depth.saturating_add(1);
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn nested_value<B>(raw: &Raw, depth: u32) -> Result<Value<B>, TooDeep> {
    let below = depth.checked_sub(1).ok_or(TooDeep)?;
    Ok(match type_of(raw) {
        JsonType::Null => Value::Null,
        JsonType::Boolean => Value::Boolean(raw.get() == "true"),
        JsonType::Integer | JsonType::Float if raw.get() == NAN_STAND_IN => {
            Value::Number("NaN".to_owned())
        }
        JsonType::Integer | JsonType::Float => Value::Number(raw.get().to_owned()),
        JsonType::Text => Value::Text(text(raw).unwrap_or_else(|| Text::from_static(""))),
        JsonType::List => {
            let items = items(raw).into_iter().map(|item| nested_value(item, below));
            Value::List(items.collect::<Result<_, _>>()?)
        }
        JsonType::Object => {
            let members = members(raw).into_iter();
            let members = members.map(|(name, raw)| Ok((name, nested_value(raw, below)?)));
            Value::Structure(members.collect::<Result<_, _>>()?)
        }
    })
}

struct Members<'a>(Vec<(Text, &'a Raw)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: Vec<(Text, &'de Raw)> = Vec::new();
                let mut places: HashMap<Text, usize> = HashMap::new();
                while let Some((StringContent(name), raw)) = map.next_entry()? {
                    let place = *places.entry(name.clone()).or_insert(members.len());
                    match members.get_mut(place) {
                        Some(member) => member.1 = raw,
                        None => members.push((name, raw)),
                    }
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

/// A string's content, read as bytes because `serde_json` leaves lone surrogates in those alone.
struct StringContent(Text);

impl<'de> Deserialize<'de> for StringContent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ContentVisitor;

        impl Visitor<'_> for ContentVisitor {
            type Value = StringContent;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                Ok(StringContent(Text::from_generalized_utf8(bytes.to_vec())))
            }
        }

        deserializer.deserialize_bytes(ContentVisitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Tree = Value<()>;

    fn tree(text: &str) -> Tree {
        value(&read(text).unwrap()).unwrap()
    }

    #[test]
    fn values_of_every_type_are_read() {
        let members = vec![
            (
                "a".into(),
                Tree::List(vec![Tree::Null, Tree::Boolean(true), Tree::Number("1.50".into())]),
            ),
            ("b".into(), Tree::Text("é\u{1F600}".into())),
        ];
        assert_eq!(
            tree(r#" {"a": [null, true, 1.50], "b": "\u00e9\ud83d\ude00"} "#),
            Tree::Structure(members)
        );
        assert_eq!(
            tree("123456789012345678901234567890"),
            Tree::Number("123456789012345678901234567890".into())
        );
    }

    #[test]
    fn lone_surrogates_are_kept_in_strings_and_keys() {
        let lone = Text::from_generalized_utf8(&b"\xED\xA0\x80"[..]);
        assert_eq!(
            tree(r#"{"\ud800": "\ud800"}"#),
            Tree::Structure(vec![(lone.clone(), Tree::Text(lone))])
        );
    }

    #[test]
    fn the_last_of_equal_keys_counts_in_the_first_ones_place() {
        let members =
            vec![("a".into(), Tree::Number("3".into())), ("b".into(), Tree::Number("2".into()))];
        assert_eq!(tree(r#"{"a": 1, "b": 2, "a": 3}"#), Tree::Structure(members));
    }

    #[test]
    fn what_is_not_json_is_none() {
        for text in ["", "{", "{}x", "\u{feff}{}", "<html>", "\"\t\"", "01", "{'a': 1}"] {
            assert!(read(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn numbers_with_names_are_read_outside_of_strings_only() {
        let members = vec![
            ("NaN".into(), Tree::Number("NaN".into())),
            ("a\\\"".into(), Tree::List(vec![Tree::Number("-1e999999999".into())])),
        ];
        assert_eq!(tree(r#"{"NaN": NaN, "a\\\"": [-Infinity]}"#), Tree::Structure(members));
        for text in [
            "nan",
            "Nan",
            "Inf",
            "\"NaN",
            "NaNN",
            "[NaN",
            "+Infinity",
            "2Infinity",
            "NaN5",
            "1.NaN",
        ] {
            assert!(read(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn types_have_pythons_names() {
        for (text, name) in [
            ("1", "int"),
            ("1e2", "float"),
            ("\"x\"", "str"),
            ("[]", "list"),
            ("{}", "dict"),
            ("null", "NoneType"),
            ("false", "bool"),
        ] {
            assert_eq!(type_of(&read(text).unwrap()).python_name(), name);
        }
    }

    #[test]
    fn brackets_in_strings_do_not_nest() {
        assert_eq!(nesting(r#"{"[[[": ["\"[[", {}]}"#), 3);
        assert_eq!(nesting("1"), 0);
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_stack_overflow() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(value::<()>(&read(&deep).unwrap()), Err(TooDeep));
        let fair = format!("{}{}", "[".repeat(400), "]".repeat(400));
        assert!(value::<()>(&read(&fair).unwrap()).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_panic(text in any::<String>()) {
            if let Some(raw) = read(&text) {
                let _ = value::<()>(&raw);
            }
        }

        #[test]
        fn strings_read_back(content in any::<String>()) {
            let written = serde_json::to_string(&content).unwrap();
            prop_assert_eq!(tree(&written), Tree::Text(content.as_str().into()));
        }
    }
}
