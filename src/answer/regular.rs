//! Regular values, read in one pass into whatever the caller builds.
//!
//! Regular is what the service sends: JSON made as the model says. Whatever else botocore takes or
//! refuses in its own way (lone surrogates, `NaN`, numbers beyond 64 bits, a value of another type
//! than the model's, base64 that is not strict, ...) ends the reading without a result: [`super::output`],
//! which knows all the rules and is slower, then reads the text anew.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::AnswerBuilder;
use crate::model::{Member, Shape, ShapeKind};

/// The text is not regular: to be read by the rules.
#[derive(Debug, PartialEq)]
pub(super) struct Irregular;

/// Build a value of this shape out of the JSON text `json`; `None` for `null`.
pub(super) fn build<B: AnswerBuilder>(
    shape: &'static Shape,
    json: &str,
    builder: &mut B,
) -> Result<Option<B::Node>, Irregular> {
    let mut json = serde_json::Deserializer::from_str(json);
    let mut reading = Reading { builder, values: Vec::new(), items: Vec::new() };
    let node = ValueSeed { shape, reading: &mut reading }.deserialize(&mut json);
    json.end().and(node).map_err(|_| Irregular)
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

/// What ends the reading. Its text is never seen: the answer is read anew.
fn irregular<E: Error>() -> E {
    E::custom("irregular")
}

/// The same where the builder has failed; reading the answer anew meets the same failure.
fn unbuilt<E: Error, F>(_failure: F) -> E {
    irregular()
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
                    .ok_or_else(irregular)?
            }
        };
        Ok(Some(node))
    }
}

/// `true`, `false` or a number, whichever of them is modelled.
fn scalar<B: AnswerBuilder>(json: &str, builder: &mut B) -> Option<B::Node> {
    let node = match json.as_bytes().first()? {
        b't' => builder.boolean(true),
        b'f' => builder.boolean(false),
        b'-' | b'0'..=b'9' if json.contains(['.', 'e', 'E']) => builder.float(json.parse().ok()?),
        b'-' | b'0'..=b'9' => builder.integer(json.parse().ok()?),
        _ => return None,
    };
    node.ok()
}

/// How a builder makes a value of text.
type BuildText<B> =
    fn(&mut B, &str) -> Result<<B as AnswerBuilder>::Node, <B as AnswerBuilder>::Error>;

struct TextVisitor<'b, B: AnswerBuilder> {
    build: BuildText<B>,
    builder: &'b mut B,
}

impl<B: AnswerBuilder> Visitor<'_> for TextVisitor<'_, B> {
    type Value = B::Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        (self.build)(self.builder, text).map_err(unbuilt)
    }
}

struct ListVisitor<'r, 'b, B: AnswerBuilder> {
    item: &'static Shape,
    reading: &'r mut Reading<'b, B>,
}

impl<'de, B: AnswerBuilder> Visitor<'de> for ListVisitor<'_, '_, B> {
    type Value = B::Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let Self { item, reading } = self;
        let start = reading.items.len();
        while let Some(node) = list.next_element_seed(ValueSeed { shape: item, reading })? {
            let node = node.map_or_else(|| reading.builder.null(), Ok);
            reading.items.push(node.map_err(unbuilt)?);
        }
        reading.builder.list(reading.items.drain(start..)).map_err(unbuilt)
    }
}

struct StructureVisitor<'r, 'b, B: AnswerBuilder> {
    members: &'static [Member],
    reading: &'r mut Reading<'b, B>,
}

impl<'de, B: AnswerBuilder> Visitor<'de> for StructureVisitor<'_, '_, B> {
    type Value = B::Node;

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
        reading.builder.structure(members, reading.values.drain(start..)).map_err(unbuilt)
    }
}

/// Reads a name: which of the members it is, if any. Most often it is the one that is expected,
/// since the service sends them in the model's order.
pub(super) struct PlaceSeed {
    pub(super) members: &'static [Member],
    pub(super) expected: usize,
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
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::answer::tree::{TreeBuilder, with_plain_numbers};
    use crate::answer::{Members, members};
    use crate::model::SUPPORT;
    use crate::value::Value;

    pub(in crate::answer) fn output_shape(operation: &str) -> &'static Shape {
        SUPPORT.operation(operation).unwrap().output
    }

    fn built(operation: &str, body: &str) -> Option<Members> {
        match build(output_shape(operation), body, &mut TreeBuilder).ok()?? {
            Value::Structure(members) => Some(members),
            other => panic!("{other:?}"),
        }
    }

    fn read(operation: &str, body: &str) -> Members {
        members(output_shape(operation), body).unwrap()
    }

    pub(in crate::answer) const REGULAR: [(&str, &str); 8] = [
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

    prop_compose! {
        /// A regular answer with a few characters of it replaced, and its operation.
        pub(in crate::answer) fn damaged()(
            sample in 0..REGULAR.len(),
            place in any::<prop::sample::Index>(),
            put in prop::sample::select(vec![
                "", "\"", "{", "}", "[", "]", ",", ":", "null", "\\u", "1", "true", "e", " ",
            ]),
            len in 0_usize..4,
        ) -> (&'static str, String) {
            let (operation, body) = REGULAR[sample];
            let place = place.index(body.len());
            let end = (place + len).min(body.len());
            (operation, format!("{}{put}{}", &body[..place], &body[end..]))
        }
    }

    proptest! {
        #[test]
        fn damaged_answers_come_out_as_by_the_rules_or_are_left_to_them(
            (operation, body) in damaged(),
        ) {
            if let Some(built) = built(operation, &body) {
                let plain = |members| with_plain_numbers(Value::Structure(members));
                prop_assert_eq!(plain(built), plain(read(operation, &body)));
            }
        }
    }
}
