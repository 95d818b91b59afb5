//! A regular answer, read in one pass into whatever the caller builds.
//!
//! Regular is what the service sends: JSON made as the model says. Whatever else botocore takes or
//! refuses in its own way (lone surrogates, `NaN`, numbers beyond 64 bits, a value of another type
//! than the model's, base64 that is not strict, a body that is no JSON, ...) ends the reading without
//! a result, and [`crate::parse`], which knows all the rules and is slower, reads the body anew.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use crate::model::{Member, Shape, ShapeKind};

/// Builds an answer out of its parts, the innermost first. `None` where one cannot be built, which
/// ends the reading.
pub trait AnswerBuilder {
    /// A value.
    type Node;

    /// `null`, which stands in lists only: elsewhere it is dropped.
    fn null(&mut self) -> Option<Self::Node>;
    /// `true` or `false`.
    fn boolean(&mut self, flag: bool) -> Option<Self::Node>;
    /// A whole number.
    fn integer(&mut self, number: i64) -> Option<Self::Node>;
    /// A number with a point or an exponent.
    fn float(&mut self, number: f64) -> Option<Self::Node>;
    /// Text without lone surrogates.
    fn text(&mut self, text: &str) -> Option<Self::Node>;
    /// The bytes of a blob, given as base64 text that may turn out to be none.
    fn blob(&mut self, base64: &str) -> Option<Self::Node>;
    /// A list.
    fn list(&mut self, items: impl ExactSizeIterator<Item = Self::Node>) -> Option<Self::Node>;
    /// A structure: the value of each of `members` that came, in the model's order.
    fn structure(
        &mut self,
        members: &'static [Member],
        values: impl ExactSizeIterator<Item = Option<Self::Node>>,
    ) -> Option<Self::Node>;
}

/// Read `body` as a structure of this shape; `None` if anything about it is not regular.
pub(super) fn build<B: AnswerBuilder>(
    shape: &'static Shape,
    body: &[u8],
    builder: &mut B,
) -> Option<B::Node> {
    let text = std::str::from_utf8(body).ok()?;
    let mut json = serde_json::Deserializer::from_str(text);
    let mut reading = Reading { builder, values: Vec::new(), items: Vec::new() };
    let answer = ValueSeed { shape, reading: &mut reading }.deserialize(&mut json).ok()?;
    json.end().ok()?;
    answer
}

struct Reading<'b, B: AnswerBuilder> {
    builder: &'b mut B,
    /// The values of all structures that are being read, the innermost structure's last.
    values: Vec<Option<B::Node>>,
    /// The same for the items of lists.
    items: Vec<B::Node>,
}

/// Reads a value by its shape; `null` is `None`.
struct ValueSeed<'r, 'b, B: AnswerBuilder> {
    shape: &'static Shape,
    reading: &'r mut Reading<'b, B>,
}

/// What ends the reading. The text is never seen: the body is read anew.
fn irregular<E: Error>() -> E {
    E::custom("irregular")
}

impl<'de, B: AnswerBuilder> DeserializeSeed<'de> for ValueSeed<'_, '_, B> {
    type Value = Option<B::Node>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, B: AnswerBuilder> Visitor<'de> for ValueSeed<'_, '_, B> {
    type Value = Option<B::Node>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.shape.name)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let Self { shape, reading } = self;
        let builder = &mut *reading.builder;
        let node = match shape.kind {
            ShapeKind::Structure(members) => {
                deserializer.deserialize_map(StructureVisitor { members, reading })?
            }
            ShapeKind::List(item) => deserializer.deserialize_seq(ListVisitor { item, reading })?,
            ShapeKind::String => {
                deserializer.deserialize_str(TextVisitor { build: B::text, builder })?
            }
            ShapeKind::Blob => {
                deserializer.deserialize_str(TextVisitor { build: B::blob, builder })?
            }
            ShapeKind::Boolean | ShapeKind::Integer | ShapeKind::Long | ShapeKind::Double => {
                scalar(<&RawValue>::deserialize(deserializer)?.get(), builder)
            }
        };
        node.map(Some).ok_or_else(irregular)
    }
}

/// `true`, `false` or a number, whichever of them is modelled.
fn scalar<B: AnswerBuilder>(json: &str, builder: &mut B) -> Option<B::Node> {
    match json.as_bytes().first()? {
        b't' => builder.boolean(true),
        b'f' => builder.boolean(false),
        b'-' | b'0'..=b'9' if json.contains(['.', 'e', 'E']) => builder.float(json.parse().ok()?),
        b'-' | b'0'..=b'9' => builder.integer(json.parse().ok()?),
        _ => None,
    }
}

struct TextVisitor<'b, B: AnswerBuilder> {
    build: fn(&mut B, &str) -> Option<B::Node>,
    builder: &'b mut B,
}

impl<B: AnswerBuilder> Visitor<'_> for TextVisitor<'_, B> {
    type Value = Option<B::Node>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok((self.build)(self.builder, text))
    }
}

struct ListVisitor<'r, 'b, B: AnswerBuilder> {
    item: &'static Shape,
    reading: &'r mut Reading<'b, B>,
}

impl<'de, B: AnswerBuilder> Visitor<'de> for ListVisitor<'_, '_, B> {
    type Value = Option<B::Node>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let Self { item, reading } = self;
        let start = reading.items.len();
        while let Some(node) = list.next_element_seed(ValueSeed { shape: item, reading })? {
            let node = node.or_else(|| reading.builder.null());
            reading.items.push(node.ok_or_else(irregular)?);
        }
        Ok(reading.builder.list(reading.items.drain(start..)))
    }
}

struct StructureVisitor<'r, 'b, B: AnswerBuilder> {
    members: &'static [Member],
    reading: &'r mut Reading<'b, B>,
}

impl<'de, B: AnswerBuilder> Visitor<'de> for StructureVisitor<'_, '_, B> {
    type Value = Option<B::Node>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let Self { members, reading } = self;
        let start = reading.values.len();
        reading.values.extend(members.iter().map(|_| None));
        let mut expected = 0;
        while let Some(place) = object.next_key_seed(PlaceSeed { members, expected })? {
            let Some((place, member)) = place else {
                object.next_value::<IgnoredAny>()?;
                continue;
            };
            let node = object.next_value_seed(ValueSeed { shape: member.shape, reading })?;
            // Of a member that comes twice the last counts.
            *reading.values.get_mut(start + place).ok_or_else(irregular)? = node;
            expected = place + 1;
        }
        Ok(reading.builder.structure(members, reading.values.drain(start..)))
    }
}

/// Reads a name: which of the members it is, if any. Most often it is the one that is expected,
/// since the service sends them in the model's order.
struct PlaceSeed {
    members: &'static [Member],
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for PlaceSeed {
    type Value = Option<(usize, &'static Member)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for PlaceSeed {
    type Value = Option<(usize, &'static Member)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let Self { members, expected } = self;
        match members.get(expected).filter(|member| member.name == name) {
            Some(member) => Ok(Some((expected, member))),
            None => Ok(members.iter().enumerate().find(|(_, member)| member.name == name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;
    use crate::answer::{Members, OutputBlob, OutputValue, members};
    use crate::model::SUPPORT;
    use crate::value::{Text, Value};

    /// Builds what `Answer::output` gives.
    struct TreeBuilder;

    impl AnswerBuilder for TreeBuilder {
        type Node = OutputValue;

        fn null(&mut self) -> Option<OutputValue> {
            Some(Value::Null)
        }

        fn boolean(&mut self, flag: bool) -> Option<OutputValue> {
            Some(Value::Boolean(flag))
        }

        fn integer(&mut self, number: i64) -> Option<OutputValue> {
            Some(Value::Number(number.to_string()))
        }

        fn float(&mut self, number: f64) -> Option<OutputValue> {
            Some(Value::Number(format!("{number:?}")))
        }

        fn text(&mut self, text: &str) -> Option<OutputValue> {
            Some(Value::Text(text.into()))
        }

        fn blob(&mut self, base64: &str) -> Option<OutputValue> {
            let bytes = base64_simd::STANDARD.decode_to_vec(base64.as_bytes()).ok()?;
            Some(Value::Blob(OutputBlob::Decoded(bytes.into())))
        }

        fn list(
            &mut self,
            items: impl ExactSizeIterator<Item = OutputValue>,
        ) -> Option<OutputValue> {
            Some(Value::List(items.collect()))
        }

        fn structure(
            &mut self,
            members: &'static [Member],
            values: impl ExactSizeIterator<Item = Option<OutputValue>>,
        ) -> Option<OutputValue> {
            let named = members.iter().zip(values);
            let came =
                named.filter_map(|(member, value)| Some((Text::from_static(member.name), value?)));
            Some(Value::Structure(came.collect()))
        }
    }

    fn output_shape(operation: &str) -> &'static Shape {
        SUPPORT.operation(operation).unwrap().output
    }

    fn built(operation: &str, body: &str) -> Option<Members> {
        match build(output_shape(operation), body.as_bytes(), &mut TreeBuilder)? {
            Value::Structure(members) => Some(members),
            other => panic!("{other:?}"),
        }
    }

    fn read(operation: &str, body: &str) -> Members {
        members(output_shape(operation), &Bytes::copy_from_slice(body.as_bytes())).unwrap()
    }

    const REGULAR: [(&str, &str); 8] = [
        (
            "AddAttachmentsToSet",
            r#"{"expiryTime": "t", "x": [{"y": "\ud800"}], "attachmentSetId": "a\n\u00e9"}"#,
        ),
        (
            "AddAttachmentsToSet",
            r#" {"expiryTime": "1", "expiryTime": "2", "attachmentSetId": null} "#,
        ),
        ("AddAttachmentsToSet", "{}"),
        ("DescribeAttachment", r#"{"attachment": {"data": "aGk=", "fileName": "a"}}"#),
        (
            "DescribeCases",
            r#"{"cases": [null, {}, {"ccEmailAddresses": ["a", null], "caseId": "c"}], "nextToken": ""}"#,
        ),
        (
            "DescribeCases",
            r#"{"cases": [{"recentCommunications": {"communications": [{"attachmentSet": [{"fileName": "f"}], "body": "b"}]}}]}"#,
        ),
        ("ResolveCase", r#"{"finalCaseStatus": "resolved", "initialCaseStatus": "opened"}"#),
        (
            "DescribeTrustedAdvisorCheckResult",
            r#"{"result": {"resourcesSummary": {"resourcesProcessed": -12, "resourcesFlagged": 0},
          "categorySpecificSummary": {"costOptimizing": {"estimatedMonthlySavings": 1.5}}, "flaggedResources": [{"isSuppressed": true, "metadata": ["1", null]}]}}"#,
        ),
    ];

    #[test]
    fn regular_answers_come_out_as_by_the_rules() {
        for (operation, body) in REGULAR {
            assert_eq!(built(operation, body), Some(read(operation, body)), "{body}");
        }
    }

    #[test]
    fn everything_else_is_left_to_the_rules() {
        for (operation, body) in [
            ("AddAttachmentsToSet", ""),
            ("AddAttachmentsToSet", "{} {}"),
            ("AddAttachmentsToSet", "null"),
            ("AddAttachmentsToSet", r#"{"expiryTime": 5}"#),
            ("AddAttachmentsToSet", r#"{"expiryTime": "\ud800"}"#),
            ("AddAttachmentsToSet", r#"{"\ud800": 1}"#),
            ("AddAttachmentsToSet", "{\"expiryTime\": \"\t\"}"),
            ("AddAttachmentsToSet", r#"{"x": NaN}"#),
            ("DescribeAttachment", r#"{"attachment": {"data": "a!Gk="}}"#),
            ("DescribeAttachment", r#"{"attachment": {"data": 5}}"#),
            ("DescribeCases", r#"{"cases": {}}"#),
            (
                "RefreshTrustedAdvisorCheck",
                r#"{"status": {"millisUntilNextRefreshable": 12345678901234567890}}"#,
            ),
            ("RefreshTrustedAdvisorCheck", r#"{"status": {"millisUntilNextRefreshable": "1"}}"#),
        ] {
            assert_eq!(built(operation, body), None, "{body}");
        }
    }

    proptest! {
        #[test]
        fn damaged_answers_come_out_as_by_the_rules_or_are_left_to_them(
            sample in 0..REGULAR.len(),
            place in any::<prop::sample::Index>(),
            put in prop::sample::select(vec!["", "\"", "{", "}", "[", "]", ",", ":", "null", "\\u", "1", "true", "e", " "]),
            len in 0_usize..4,
        ) {
            let (operation, body) = REGULAR[sample];
            let place = place.index(body.len());
            let end = (place + len).min(body.len());
            let damaged = format!("{}{put}{}", &body[..place], &body[end..]);
            if let Some(built) = built(operation, &damaged) {
                prop_assert_eq!(built, read(operation, &damaged));
            }
        }
    }
}
