//! The values of an answer, read by the model into an owned tree.
//!
//! The rules are botocore's JSON parser's: what is modelled is taken in the model's order, the rest
//! is dropped, and nothing is converted but blobs.

use bytes::Bytes;

use crate::error::{JsonType, ResponseErrorKind};
use crate::json::{self, Raw, TooDeep};
use crate::model::{Shape, ShapeKind};
use crate::value::{Text, Value};

/// A blob of an answer.
#[derive(Clone, PartialEq, Eq)]
pub enum OutputBlob {
    /// Its bytes.
    Decoded(Bytes),
    /// Text that is not strict base64: left to the binding, whose language may be lenient.
    Undecoded(Text),
}

impl std::fmt::Debug for OutputBlob {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Decoded(bytes) => write!(formatter, "<{} bytes>", bytes.len()),
            Self::Undecoded(text) => write!(formatter, "<{} bytes of text>", text.as_bytes().len()),
        }
    }
}

/// A value of an answer.
pub type OutputValue = Value<OutputBlob>;

/// The modelled members of a structure that came, in the model's order.
pub type Members = Vec<(Text, OutputValue)>;

/// The modelled members of an object in the model's order; null members are dropped.
pub(crate) fn structure(shape: &Shape, raw: &Raw) -> Result<Members, ResponseErrorKind> {
    let given = object(raw)?;
    let mut members = Members::new();
    for member in shape.members() {
        if let Some(raw) =
            find(&given, member.name).filter(|raw| json::type_of(raw) != JsonType::Null)
        {
            members.push((Text::from_static(member.name), value(member.shape, raw)?));
        }
    }
    Ok(members)
}

pub(super) fn value(shape: &Shape, raw: &Raw) -> Result<OutputValue, ResponseErrorKind> {
    let found = json::type_of(raw);
    match shape.kind {
        ShapeKind::Structure(_) if found == JsonType::Null => Ok(Value::Null),
        ShapeKind::Structure(_) => Ok(Value::Structure(structure(shape, raw)?)),
        ShapeKind::List(item) => list(item, raw, found),
        ShapeKind::Blob => match json::text(raw) {
            Some(text) => Ok(Value::Blob(blob(text))),
            None => Err(ResponseErrorKind::BlobNotText(found)),
        },
        // Scalars are passed on as they are, even where they are none.
        _ => Ok(json::value(raw)?),
    }
}

fn list(item: &Shape, raw: &Raw, found: JsonType) -> Result<OutputValue, ResponseErrorKind> {
    match found {
        JsonType::List => {
            let items = json::items(raw).into_iter().map(|raw| value(item, raw));
            Ok(Value::List(items.collect::<Result<_, _>>()?))
        }
        // Python iterates over these too: over characters and over keys.
        JsonType::Text => {
            let text = json::text(raw).unwrap_or_else(|| Text::from_static(""));
            texts(item, text.code_points().map(character).collect())
        }
        JsonType::Object => {
            texts(item, json::members(raw).into_iter().map(|(name, _)| name).collect())
        }
        other => Err(ResponseErrorKind::NotAList(other)),
    }
}

/// One code point as text of its own.
fn character(point: u32) -> Text {
    match char::from_u32(point) {
        Some(character) => character.to_string().into(),
        // A lone surrogate, in three bytes.
        None => Text::from_generalized_utf8(
            [0xE0 | (point >> 12), 0x80 | ((point >> 6) & 0x3F), 0x80 | (point & 0x3F)]
                .into_iter()
                .filter_map(|byte| u8::try_from(byte).ok())
                .collect::<Vec<_>>(),
        ),
    }
}

/// Texts where items of some shape were expected.
fn texts(item: &Shape, texts: Vec<Text>) -> Result<OutputValue, ResponseErrorKind> {
    match item.kind {
        ShapeKind::Structure(_) if !texts.is_empty() => {
            Err(ResponseErrorKind::NotAStructure(JsonType::Text))
        }
        _ => Ok(Value::List(texts.into_iter().map(Value::Text).collect())),
    }
}

fn blob(text: Text) -> OutputBlob {
    match base64_simd::STANDARD.decode_to_vec(text.as_bytes()) {
        Ok(bytes) => OutputBlob::Decoded(Bytes::from(bytes)),
        Err(_) => OutputBlob::Undecoded(text),
    }
}

pub(crate) fn object(raw: &Raw) -> Result<Vec<(Text, &Raw)>, ResponseErrorKind> {
    match json::type_of(raw) {
        JsonType::Object => Ok(json::members(raw)),
        other => Err(ResponseErrorKind::NotAStructure(other)),
    }
}

pub(crate) fn find<'a>(members: &[(Text, &'a Raw)], name: &str) -> Option<&'a Raw> {
    members.iter().find(|(member, _)| *member == *name).map(|(_, raw)| *raw)
}

impl From<TooDeep> for ResponseErrorKind {
    fn from(_: TooDeep) -> Self {
        Self::TooDeep
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::members;
    use crate::model::SUPPORT;

    fn answer(operation: &str, body: &str) -> Members {
        members(SUPPORT.operation(operation).unwrap().output, body).unwrap()
    }

    #[test]
    fn answers_have_modelled_members_in_the_models_order() {
        let members = answer(
            "AddAttachmentsToSet",
            r#"{"expiryTime": "t", "x": 1, "attachmentSetId": "as", "ResponseMetadata": 5}"#,
        );
        assert_eq!(
            members,
            [
                ("attachmentSetId".into(), Value::Text("as".into())),
                ("expiryTime".into(), Value::Text("t".into())),
            ]
        );
        assert_eq!(answer("AddAttachmentsToSet", r#"{"expiryTime": null}"#), []);
        assert_eq!(
            answer("AddAttachmentsToSet", r#"{"expiryTime": 5, "attachmentSetId": {"a": [1]}}"#)[1],
            ("expiryTime".into(), Value::Number("5".into()))
        );
    }

    #[test]
    fn bodies_that_are_no_json_are_empty_answers() {
        for body in ["", "<html>", "\u{feff}{}", "{", "[1"] {
            assert_eq!(answer("AddAttachmentsToSet", body), [], "{body:?}");
        }
    }

    #[test]
    fn null_items_stay_and_blobs_are_decoded() {
        assert_eq!(
            answer("DescribeCases", r#"{"cases": [null]}"#),
            [("cases".into(), Value::List(vec![Value::Null]))]
        );
        let members = answer("DescribeAttachment", r#"{"attachment": {"data": "aGk="}}"#);
        let hi = Value::Blob(OutputBlob::Decoded(Bytes::from_static(b"hi")));
        let attachment = Value::Structure(vec![("data".into(), hi)]);
        assert_eq!(members, [("attachment".into(), attachment)]);
        let lenient = answer("DescribeAttachment", r#"{"attachment": {"data": "a!Gk="}}"#);
        assert!(format!("{lenient:?}").contains("bytes of text"), "{lenient:?}");
    }

    #[test]
    fn text_and_objects_are_iterated_where_a_list_is_modelled() {
        let body = r#"{"result": {"flaggedResources": [{"metadata": "aé"}]}}"#;
        let shown = format!("{:?}", answer("DescribeTrustedAdvisorCheckResult", body));
        assert!(shown.contains(r#"List([Text("a"), Text("é")])"#), "{shown}");
        let empty = [("cases".into(), Value::List(vec![]))];
        assert_eq!(answer("DescribeCases", r#"{"cases": {}}"#), empty);
        assert_eq!(character(0xD800).as_bytes(), b"\xED\xA0\x80");
    }
}
