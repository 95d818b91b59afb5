//! Large answers, read piece by piece from their end: the memory of what has been read is given
//! back as the reading goes on, so that body and result are never there both in full.
//!
//! A first pass checks the syntax of the whole body and notes where the pieces stand. Each piece is
//! then read on its own, by [`regular`] or, where it is not regular, by the rules.

use std::cmp::Reverse;
use std::fmt;
use std::ops::Range;

use base64_simd::STANDARD;
use bytes::Bytes;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::regular::{self, Irregular, PlaceSeed};
use super::{AnswerBuilder, BuildError, by_the_rules, whole_by_the_rules};
use crate::error::{ResponseErrorKind, UnreadableBody};
use crate::model::{Member, Shape, ShapeKind};

/// From this length on a first pass is worth its time.
pub(super) const LARGE_LEN: usize = 256 * 1024;

/// How much has to be read before its memory is given back.
const STEP_LEN: usize = 64 * 1024;

/// Build a structure of this shape out of a large body.
pub(super) fn build<B: AnswerBuilder>(
    shape: &'static Shape,
    body: Bytes,
    builder: &mut B,
) -> Result<B::Node, BuildError<B::Error>> {
    let text = String::from_utf8(body.into()).map_err(|error| {
        ResponseErrorKind::InvalidUtf8(UnreadableBody(error.into_bytes().into()))
    })?;
    match builder.aside(|| outline(shape, &text)) {
        Some(outline) => Building { text, builder }.part(outline),
        None => whole_by_the_rules(shape, &text, builder),
    }
}

/// Where the pieces of an answer stand in its text.
enum Part {
    /// A structure: what came of each member.
    Structure(&'static [Member], Vec<Option<Self>>),
    /// A list: where each item stands.
    List(&'static Shape, Vec<Range<usize>>),
    /// A value that is read at once.
    Value(&'static Shape, Range<usize>),
}

impl Part {
    /// Where the first of its pieces starts.
    fn start(&self) -> usize {
        match self {
            Self::Structure(_, parts) => {
                parts.iter().flatten().map(Self::start).min().unwrap_or_default()
            }
            Self::List(_, items) => items.first().map_or(0, |item| item.start),
            Self::Value(_, range) => range.start,
        }
    }
}

/// The outline of a text that is JSON with structures and lists where they are modelled.
fn outline(shape: &'static Shape, text: &str) -> Option<Part> {
    let mut json = serde_json::Deserializer::from_str(text);
    let outline = OutlineSeed { shape, text }.deserialize(&mut json).ok()?;
    json.end().ok()?;
    outline
}

/// Reads where the pieces of a value stand; `null` is `None`.
#[derive(Clone, Copy)]
struct OutlineSeed<'t> {
    shape: &'static Shape,
    text: &'t str,
}

impl OutlineSeed<'_> {
    /// Where `raw`, which is a part of the text, stands in it.
    fn range(&self, raw: &RawValue) -> Range<usize> {
        let start = raw.get().as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        start..start + raw.get().len()
    }
}

impl<'de> DeserializeSeed<'de> for OutlineSeed<'_> {
    type Value = Option<Part>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for OutlineSeed<'_> {
    type Value = Option<Part>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.shape.name)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match self.shape.kind {
            ShapeKind::Structure(_) => deserializer.deserialize_map(self),
            ShapeKind::List(_) => deserializer.deserialize_seq(self),
            _ => {
                let raw = <&RawValue>::deserialize(deserializer)?;
                Ok(Some(Part::Value(self.shape, self.range(raw))))
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let ShapeKind::List(item) = self.shape.kind else {
            return Ok(None);
        };
        let mut items = Vec::new();
        while let Some(raw) = list.next_element::<&RawValue>()? {
            items.push(self.range(raw));
        }
        Ok(Some(Part::List(item, items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let members = self.shape.members();
        let mut parts: Vec<_> = members.iter().map(|_| None).collect();
        while let Some(place) = object.next_key_seed(PlaceSeed { members, expected: 0 })? {
            let Some((place, member)) = place else {
                object.next_value::<IgnoredAny>()?;
                continue;
            };
            let part = object.next_value_seed(Self { shape: member.shape, ..self })?;
            // Of a member that comes twice the last counts.
            if let Some(old) = parts.get_mut(place) {
                *old = part;
            }
        }
        Ok(Some(Part::Structure(members, parts)))
    }
}

struct Building<'b, B: AnswerBuilder> {
    text: String,
    builder: &'b mut B,
}

impl<B: AnswerBuilder> Building<'_, B> {
    /// Build a part of which nothing that stands behind it is needed any more.
    fn part(&mut self, part: Part) -> Result<B::Node, BuildError<B::Error>> {
        match part {
            Part::Structure(members, parts) => self.structure(members, parts),
            Part::List(item, items) => self.list(item, &items),
            Part::Value(shape, range) => self.value(shape, range),
        }
    }

    fn structure(
        &mut self,
        members: &'static [Member],
        parts: Vec<Option<Part>>,
    ) -> Result<B::Node, BuildError<B::Error>> {
        let mut values: Vec<_> = members.iter().map(|_| None).collect();
        let mut came: Vec<_> =
            parts.into_iter().enumerate().filter_map(|(at, part)| Some((at, part?))).collect();
        came.sort_by_key(|(_, part)| Reverse(part.start()));
        for (place, part) in came {
            let value = self.part(part);
            if let Some(old) = values.get_mut(place) {
                *old = Some(value);
            }
        }
        // Of several failures the first in the model's order is told.
        let values: Vec<_> = values.into_iter().map(Option::transpose).collect::<Result<_, _>>()?;
        self.builder.structure(members, values.into_iter()).map_err(BuildError::Builder)
    }

    fn list(
        &mut self,
        item: &'static Shape,
        items: &[Range<usize>],
    ) -> Result<B::Node, BuildError<B::Error>> {
        let mut nodes = Vec::with_capacity(items.len());
        let mut failure = None;
        for range in items.iter().rev() {
            match self.value(item, range.clone()) {
                Ok(node) => nodes.push(node),
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            Some(failure) => Err(failure),
            None => self.builder.list(nodes.into_iter().rev()).map_err(BuildError::Builder),
        }
    }

    fn value(
        &mut self,
        shape: &'static Shape,
        range: Range<usize>,
    ) -> Result<B::Node, BuildError<B::Error>> {
        let start = range.start;
        let json = self.text.get(range.clone()).unwrap_or_default();
        let node = if matches!(shape.kind, ShapeKind::Blob) && json.len() >= LARGE_LEN {
            self.large_blob(shape, range)
        } else {
            match regular::build(shape, json, self.builder) {
                Ok(Some(node)) => Ok(node),
                Ok(None) => self.builder.null().map_err(BuildError::Builder),
                Err(Irregular) => by_the_rules(shape, json, self.builder),
            }
        };
        self.forget_from(start);
        node
    }

    /// Decode a blob in the place of its text, which is a third longer.
    fn large_blob(
        &mut self,
        shape: &'static Shape,
        range: Range<usize>,
    ) -> Result<B::Node, BuildError<B::Error>> {
        let json = self.text.get(range.clone()).unwrap_or_default();
        let quoted = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
        let strict = |text: &&str| STANDARD.check(text.as_bytes()).is_ok();
        let Some(base64) = self.builder.aside(|| quoted.filter(strict)) else {
            return by_the_rules(shape, json, self.builder);
        };
        let (start, end) = (range.start + 1, range.start + 1 + base64.len());
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        let encoded = bytes.get_mut(start..end).unwrap_or_default();
        let decode = || STANDARD.decode_inplace(encoded).map_or(0, |decoded| decoded.len());
        let len = self.builder.aside(decode);
        bytes.truncate(start + len);
        bytes.shrink_to_fit();
        let node = self.builder.bytes(bytes.get(start..).unwrap_or_default());
        bytes.truncate(start);
        // What stands before the blob is text as before.
        self.text = String::from_utf8(bytes).unwrap_or_default();
        node.map_err(BuildError::Builder)
    }

    /// Give back the memory of what has been read, once it is worth it.
    fn forget_from(&mut self, start: usize) {
        self.text.truncate(start);
        let unused = self.text.capacity() - self.text.len();
        if unused >= STEP_LEN.max(self.text.capacity() / 8) {
            self.text.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::regular::tests::{REGULAR, damaged, output_shape};
    use super::*;
    use crate::answer::tree::{TreeBuilder, with_plain_numbers};
    use crate::answer::{OutputBlob, OutputValue, members};
    use crate::error::JsonType;
    use crate::value::Value;

    fn built(operation: &str, body: &str) -> Result<OutputValue, ResponseErrorKind> {
        let body = Bytes::copy_from_slice(body.as_bytes());
        match build(output_shape(operation), body, &mut TreeBuilder) {
            Ok(tree) => Ok(tree),
            Err(BuildError::Response(kind)) => Err(kind),
            Err(BuildError::Builder(())) => panic!("trees can always be built"),
        }
    }

    fn by_the_rules(operation: &str, body: &str) -> Result<OutputValue, ResponseErrorKind> {
        members(output_shape(operation), body).map(Value::Structure)
    }

    fn assert_same(operation: &str, body: &str) {
        let shown = |read: Result<OutputValue, ResponseErrorKind>| {
            format!("{:?}", read.map(with_plain_numbers))
        };
        assert_eq!(shown(built(operation, body)), shown(by_the_rules(operation, body)), "{body}");
    }

    #[test]
    fn answers_come_out_as_by_the_rules() {
        for (operation, body) in REGULAR {
            assert_same(operation, body);
        }
        for body in ["", "null", "[]", "{} x", r#"{"cases": 5}"#, r#"{"cases": {"a": 1}}"#] {
            assert_same("DescribeCases", body);
        }
        assert_same("DescribeCases", r#"{"cases": [{"subject": "\ud800"}, {"subject": 5}, null]}"#);
        assert_same("DescribeCases", r#"{"nextToken": NaN, "cases": []}"#);
    }

    #[test]
    fn of_several_failures_the_first_is_told() {
        let body = r#"{"nextToken": "x", "cases": [{}, 5, "text"]}"#;
        let failure = built("DescribeCases", body).unwrap_err();
        assert!(matches!(failure, ResponseErrorKind::NotAStructure(JsonType::Integer)));
    }

    #[test]
    fn large_blobs_are_decoded_in_place() {
        let content: Vec<u8> = (0..=255).cycle().take(LARGE_LEN + 1).collect();
        let text = STANDARD.encode_to_string(&content);
        let whole = format!(r#"{{"attachment": {{"fileName": "f", "data": "{text}"}}}}"#);
        let first = format!(r#"{{"attachment": {{"data": "{text}", "fileName": "f"}}}}"#);
        let blob = Value::Blob(OutputBlob::Decoded(content.into()));
        let members = vec![("fileName".into(), Value::Text("f".into())), ("data".into(), blob)];
        let expected = Value::Structure(vec![("attachment".into(), Value::Structure(members))]);
        for body in [whole, first] {
            assert!(built("DescribeAttachment", &body).unwrap() == expected);
        }
        let lenient = format!(r#"{{"attachment": {{"data": "!{text}"}}}}"#);
        let shown = format!("{:?}", built("DescribeAttachment", &lenient).unwrap());
        assert!(shown.contains("bytes of text"), "{shown}");
    }

    proptest! {
        #[test]
        fn damaged_answers_come_out_as_by_the_rules((operation, body) in damaged()) {
            assert_same(operation, &body);
        }
    }
}
