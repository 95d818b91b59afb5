//! Stage 3: the awsJson1.1 protocol's writer.
//!
//! The text is byte for byte what botocore sends, which is what Python's `json.dumps` writes:
//! `", "` and `": "` between things, ASCII only, members in the caller's order.

use bytes::Bytes;

use crate::body::{Blob, RequestBody, Segment};
use crate::model::{OperationModel, ServiceModel};
use crate::value::{Text, Value};

/// A request that does not depend on where or when it is sent.
#[derive(Clone, Debug)]
pub struct SerializedRequest {
    /// `X-Amz-Target`.
    pub target: String,
    /// `Content-Type`.
    pub content_type: String,
    /// The JSON text.
    pub body: RequestBody,
}

/// Write validated parameters as a request of `operation`.
pub fn serialize(
    service: &ServiceModel,
    operation: &OperationModel,
    params: &Value<Blob>,
) -> SerializedRequest {
    let mut writer = Writer::default();
    writer.value(params);
    SerializedRequest {
        target: target(service, operation),
        content_type: content_type(service),
        body: writer.finish(),
    }
}

/// `X-Amz-Target` of an operation.
fn target(service: &ServiceModel, operation: &OperationModel) -> String {
    format!("{}.{}", service.target_prefix, operation.name)
}

/// `Content-Type` of the service's requests.
fn content_type(service: &ServiceModel) -> String {
    format!("application/x-amz-json-{}", service.json_version)
}

#[derive(Default)]
struct Writer {
    segments: Vec<Segment>,
    literal: Vec<u8>,
}

impl Writer {
    fn finish(mut self) -> RequestBody {
        self.end_literal();
        RequestBody::new(self.segments)
    }

    fn end_literal(&mut self) {
        if !self.literal.is_empty() {
            self.segments.push(Segment::Literal(Bytes::from(std::mem::take(&mut self.literal))));
        }
    }

    fn value(&mut self, value: &Value<Blob>) {
        match value {
            Value::Null => self.raw("null"),
            Value::Boolean(true) => self.raw("true"),
            Value::Boolean(false) => self.raw("false"),
            Value::Number(digits) => self.raw(digits),
            Value::Text(text) => write_string(text, &mut self.literal),
            Value::Blob(blob) => self.blob(blob),
            Value::List(items) => self.list(items),
            Value::Structure(members) => self.structure(members),
        }
    }

    fn raw(&mut self, text: &str) {
        self.literal.extend_from_slice(text.as_bytes());
    }

    fn blob(&mut self, blob: &Blob) {
        self.raw("\"");
        self.end_literal();
        self.segments.push(Segment::Base64(blob.clone()));
        self.raw("\"");
    }

    fn list(&mut self, items: &[Value<Blob>]) {
        self.raw("[");
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.raw(", ");
            }
            self.value(item);
        }
        self.raw("]");
    }

    fn structure(&mut self, members: &[(Text, Value<Blob>)]) {
        self.raw("{");
        for (index, (name, value)) in members.iter().enumerate() {
            if index > 0 {
                self.raw(", ");
            }
            write_string(name, &mut self.literal);
            self.raw(": ");
            self.value(value);
        }
        self.raw("}");
    }
}

/// Append `text` as a JSON string as Python's `json.dumps` does with `ensure_ascii`: DEL and
/// everything beyond ASCII as `\uXXXX` in lower case, astral characters as surrogate pairs, lone
/// surrogates as themselves.
fn write_string(text: &Text, out: &mut Vec<u8>) {
    out.reserve(text.as_bytes().len() + 2);
    out.push(b'"');
    for point in text.code_points() {
        match point {
            0x22 => out.extend_from_slice(b"\\\""),
            0x5C => out.extend_from_slice(b"\\\\"),
            0x0A => out.extend_from_slice(b"\\n"),
            0x0D => out.extend_from_slice(b"\\r"),
            0x09 => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0C => out.extend_from_slice(b"\\f"),
            0x20..=0x7E => out.extend(u8::try_from(point)),
            0..=0xFFFF => write_escape(point, out),
            _ => {
                let above = point - 0x1_0000;
                write_escape(0xD800 + (above >> 10), out);
                write_escape(0xDC00 + (above & 0x3FF), out);
            }
        }
    }
    out.push(b'"');
}

fn write_escape(unit: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::SUPPORT;

    fn text_of(value: &Value<Blob>) -> String {
        let operation = SUPPORT.operation("AddAttachmentsToSet").unwrap();
        let request = serialize(&SUPPORT, operation, value);
        assert_eq!(request.target, "AWSSupport_20130415.AddAttachmentsToSet");
        assert_eq!(request.content_type, "application/x-amz-json-1.1");
        let bytes = request.body.to_bytes().unwrap();
        assert_eq!(bytes.len() as u64, request.body.content_length());
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    fn memory(bytes: &'static [u8]) -> Value<Blob> {
        Value::Blob(Blob::Memory(Bytes::from_static(bytes)))
    }

    #[test]
    fn members_items_and_blobs_are_written_as_botocore_writes_them() {
        let attachment = Value::Structure(vec![
            ("fileName".into(), Value::Text("a.txt".into())),
            ("data".into(), memory(b"hello")),
        ]);
        let params = Value::Structure(vec![
            ("attachmentSetId".into(), Value::Text("as-1".into())),
            ("attachments".into(), Value::List(vec![attachment, Value::Structure(vec![])])),
            ("dryRun".into(), Value::Boolean(false)),
        ]);
        assert_eq!(
            text_of(&params),
            r#"{"attachmentSetId": "as-1", "attachments": [{"fileName": "a.txt", "data": "aGVsbG8="}, {}], "dryRun": false}"#
        );
        assert_eq!(text_of(&Value::Structure(vec![])), "{}");
        assert_eq!(text_of(&memory(b"")), "\"\"");
        assert_eq!(
            text_of(&Value::Number("123456789012345678901234567890".into())),
            "123456789012345678901234567890"
        );
    }

    #[test]
    fn strings_are_ascii_with_pythons_escapes() {
        let text = "\"\\\n\r\t\u{8}\u{c}\u{1}\u{7f}/<>&\u{e9}\u{1F600}";
        assert_eq!(
            text_of(&Value::Text(text.into())),
            r#""\"\\\n\r\t\b\f\u0001\u007f/<>&\u00e9\ud83d\ude00""#
        );
        let lone = Text::from_generalized_utf8(&b"\xED\xA0\x80"[..]);
        assert_eq!(text_of(&Value::Text(lone)), r#""\ud800""#);
    }

    proptest! {
        #[test]
        fn any_string_is_ascii_and_reads_back_as_itself(text in any::<String>()) {
            let written = text_of(&Value::Text(text.as_str().into()));
            prop_assert!(written.is_ascii());
            prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        }
    }
}
