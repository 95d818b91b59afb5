//! Parameters: the validator's verdict is that of a second one without texts, and what passes is
//! sent as JSON that reads back as it was given.

use std::convert::Infallible;

use bytes::Bytes;

use super::input::{first_line, operation};
use crate::body::Blob;
use crate::json;
use crate::model::{OperationModel, SUPPORT, Shape, ShapeKind};
use crate::serialize::serialize;
use crate::validate::{
    Content, Description, Key, ParamInput, Params, Rejection, WholeNumber, validate,
};
use crate::value::{Text, Value};

mod given;

use self::given::{Choices, Given};

/// An operation's name on the first line; behind it the parameters as JSON, or bytes that choose
/// parameters along the model.
pub fn validation(data: &[u8]) {
    let (name, rest) = first_line(data);
    let operation = operation(name);
    let text = std::str::from_utf8(rest).ok();
    let tree = text.and_then(json::read).and_then(|raw| json::value::<Infallible>(&raw).ok());
    let given = match tree {
        Some(tree) => Given::from(tree),
        None => Choices(rest).of_shape(operation.input),
    };
    let Ok(Some(entries)) = (&given).entries() else { return };
    match validate(entries, operation.input) {
        Ok(params) => {
            assert!(is_valid(&given, operation.input), "accepted: {given:?}");
            check_request(operation, params);
        }
        Err(Rejection::Invalid(report)) => {
            assert!(!is_valid(&given, operation.input), "refused: {report}");
            check_report(&report, given.size());
        }
        Err(Rejection::Failed(never)) => match never {},
    }
}

/// A text for each violation, none longer than its value and the longest list of names.
fn check_report(report: &Text, given_size: usize) {
    let text = report.to_string();
    let begins =
        ["Missing required ", "Unknown ", "Invalid type ", "Invalid length ", "Invalid value "];
    assert!(begins.iter().any(|begin| text.starts_with(begin)), "{text}");
    assert!(text.len() <= 600 * (given_size + 10), "{} for {given_size}", text.len());
}

fn check_request(operation: &OperationModel, params: Params<Bytes>) {
    let expected = as_sent(&params);
    let blob = |bytes| Ok::<_, Infallible>(Blob::Memory(bytes));
    let Ok(params) = params.try_map_blobs(&mut { blob });
    let body = serialize(&SUPPORT, operation, &params).body;
    let bytes = body.to_bytes().expect("blobs in memory");
    assert_eq!(bytes.len() as u64, body.content_length());
    assert!(bytes.is_ascii());
    let text = std::str::from_utf8(&bytes).expect("ASCII");
    serde_json::from_str::<serde::de::IgnoredAny>(text).expect("JSON");
    let read = json::read(text).expect("JSON");
    assert_eq!(json::value(&read), Ok(expected));
}

/// The tree that a reader of the request has: blobs are base64 text.
fn as_sent(params: &Params<Bytes>) -> Value<Infallible> {
    match params {
        Value::Null => Value::Null,
        Value::Boolean(flag) => Value::Boolean(*flag),
        Value::Number(digits) => Value::Number(digits.clone()),
        Value::Text(text) => Value::Text(text.clone()),
        Value::Blob(bytes) => Value::Text(base64_simd::STANDARD.encode_to_string(bytes).into()),
        Value::List(items) => Value::List(items.iter().map(as_sent).collect()),
        Value::Structure(members) => Value::Structure(
            members.iter().map(|(name, value)| (name.clone(), as_sent(value))).collect(),
        ),
    }
}

/// Whether the model accepts a value.
fn is_valid(given: &Given, shape: &Shape) -> bool {
    let is_long_enough = |len: usize| shape.min.is_none_or(|min| len >= min as usize);
    let is_large_enough = |number: f64| shape.min.is_none_or(|min| number >= f64::from(min));
    match (given, &shape.kind) {
        (Given::Map(entries), ShapeKind::Structure(members)) => {
            let named =
                |name: &str| entries.iter().find(|(key, _)| key.is_text && key.text == *name);
            members.iter().all(|member| !member.required || named(member.name).is_some())
                && entries.iter().all(|(key, value)| {
                    let member = key.text.as_str().and_then(|name| shape.member(name));
                    key.is_text && member.is_some_and(|member| is_valid(value, member.shape))
                })
        }
        (Given::List(items), ShapeKind::List(item)) => {
            is_long_enough(items.len()) && items.iter().all(|value| is_valid(value, item))
        }
        (Given::Text(text), ShapeKind::String) => is_long_enough(text.code_points().count()),
        (Given::Text(_) | Given::Bytes(_), ShapeKind::Blob)
        | (Given::Boolean(_), ShapeKind::Boolean) => true,
        (Given::Boolean(flag), ShapeKind::Integer | ShapeKind::Long) => {
            is_large_enough(f64::from(u8::from(*flag)))
        }
        (Given::Whole(digits), ShapeKind::Integer | ShapeKind::Long) => {
            digits.parse().is_ok_and(is_large_enough)
        }
        _ => false,
    }
}

impl ParamInput for &Given {
    type Blob = Bytes;
    type Failure = Infallible;

    fn entries(&self) -> Result<Option<Vec<(Key, Self)>>, Infallible> {
        Ok(match self {
            Given::Map(entries) => {
                Some(entries.iter().map(|(key, value)| (key.clone(), value)).collect())
            }
            _ => None,
        })
    }

    fn items(&self) -> Result<Option<Vec<Self>>, Infallible> {
        Ok(match self {
            Given::List(items) => Some(items.iter().collect()),
            _ => None,
        })
    }

    fn text(&self) -> Result<Option<Text>, Infallible> {
        Ok(match self {
            Given::Text(text) => Some(text.clone()),
            _ => None,
        })
    }

    fn boolean(&self) -> Result<Option<bool>, Infallible> {
        Ok(match self {
            Given::Boolean(flag) => Some(*flag),
            _ => None,
        })
    }

    fn whole_number(&self) -> Result<Option<WholeNumber>, Infallible> {
        Ok(match self {
            Given::Boolean(flag) => Some(WholeNumber::Boolean(*flag)),
            Given::Whole(digits) => Some(WholeNumber::Digits(digits.clone())),
            _ => None,
        })
    }

    fn blob(&self) -> Result<Option<Bytes>, Infallible> {
        Ok(match self {
            Given::Text(text) => Some(Bytes::copy_from_slice(text.as_bytes())),
            Given::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        })
    }

    fn describe(&self, content: Content) -> Result<Description, Infallible> {
        let value = match (content, self) {
            (Content::None, Given::Text(text)) => text.clone(),
            _ => Text::from_static("..."),
        };
        Ok(Description { value, type_name: "<class 'given'>".to_owned() })
    }
}
