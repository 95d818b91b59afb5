//! An answer built as a tree, to hold the readers of answers against each other. For tests and
//! fuzzing only.

use bytes::Bytes;

use super::{Answer, AnswerBuilder, BuildError, OutputBlob, OutputValue, large, members};
use crate::error::ResponseErrorKind;
use crate::model::{Member, Shape};
use crate::parse::{ResponseMetadata, utf8};
use crate::value::{Text, Value};

/// Builds what `Answer::output` gives.
pub(super) struct TreeBuilder;

impl AnswerBuilder for TreeBuilder {
    type Node = OutputValue;
    type Error = ();

    fn null(&mut self) -> Result<OutputValue, ()> {
        Ok(Value::Null)
    }

    fn boolean(&mut self, flag: bool) -> Result<OutputValue, ()> {
        Ok(Value::Boolean(flag))
    }

    fn integer(&mut self, number: i64) -> Result<OutputValue, ()> {
        Ok(Value::Number(number.to_string()))
    }

    fn float(&mut self, number: f64) -> Result<OutputValue, ()> {
        Ok(Value::Number(format!("{number:?}")))
    }

    fn text(&mut self, text: &str) -> Result<OutputValue, ()> {
        Ok(Value::Text(text.into()))
    }

    fn blob(&mut self, base64: &str) -> Result<OutputValue, ()> {
        let bytes = base64_simd::STANDARD.decode_to_vec(base64.as_bytes()).map_err(drop)?;
        Ok(Value::Blob(OutputBlob::Decoded(bytes.into())))
    }

    fn list(
        &mut self,
        items: impl ExactSizeIterator<Item = OutputValue>,
    ) -> Result<OutputValue, ()> {
        Ok(Value::List(items.collect()))
    }

    fn structure(
        &mut self,
        members: &'static [Member],
        values: impl ExactSizeIterator<Item = Option<OutputValue>>,
    ) -> Result<OutputValue, ()> {
        let named = members.iter().zip(values);
        let came =
            named.filter_map(|(member, value)| Some((Text::from_static(member.name), value?)));
        Ok(Value::Structure(came.collect()))
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<OutputValue, ()> {
        Ok(Value::Blob(OutputBlob::Decoded(Bytes::copy_from_slice(bytes))))
    }

    fn irregular(&mut self, value: OutputValue) -> Result<OutputValue, ()> {
        Ok(value)
    }
}

/// The tree with its numbers written as `TreeBuilder` writes them: only values count.
pub(super) fn with_plain_numbers(tree: OutputValue) -> OutputValue {
    match tree {
        Value::Number(digits) => Value::Number(match digits.parse::<i64>() {
            Ok(whole) => whole.to_string(),
            Err(_) => digits.parse::<f64>().map_or(digits, |float| format!("{float:?}")),
        }),
        Value::List(items) => Value::List(items.into_iter().map(with_plain_numbers).collect()),
        Value::Structure(members) => Value::Structure(
            members.into_iter().map(|(name, value)| (name, with_plain_numbers(value))).collect(),
        ),
        other => other,
    }
}

/// What one reader makes of a body.
pub(crate) type Reading = Result<OutputValue, ResponseErrorKind>;

/// What each reader makes of `body`: by the rules, in one pass, and piece by piece from its end.
pub(crate) fn readings(shape: &'static Shape, body: &Bytes) -> [(&'static str, Reading); 3] {
    let whole = Answer { shape, body: body.clone(), metadata: ResponseMetadata::default() };
    [
        ("by the rules", utf8(body).and_then(|text| members(shape, text)).map(Value::Structure)),
        ("in one pass", built(whole.build(&mut TreeBuilder))),
        ("piece by piece", built(large::build(shape, body.clone(), &mut TreeBuilder))),
    ]
    .map(|(reader, reading)| (reader, reading.map(with_plain_numbers)))
}

fn built(outcome: Result<OutputValue, BuildError<()>>) -> Reading {
    match outcome {
        Ok(tree) => Ok(tree),
        Err(BuildError::Response(kind)) => Err(kind),
        // Only base64 that is not strict cannot be built, and then the rules have a say.
        Err(BuildError::Builder(())) => unreachable!("trees can always be built"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain_however_they_are_written() {
        for (written, plain) in [("-1e2", "-100.0"), ("-0", "0"), ("1.50", "1.5"), ("7", "7")] {
            let tree = Value::List(vec![Value::Number(written.to_owned())]);
            let expected = Value::List(vec![Value::Number(plain.to_owned())]);
            assert_eq!(with_plain_numbers(tree), expected);
        }
    }
}
