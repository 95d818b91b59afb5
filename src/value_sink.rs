//! Answers as trees of the core's own, for errors and for callers without another language.

use std::collections::HashMap;
use std::convert::Infallible;

use bytes::Bytes;

use crate::error::ResponseErrorKind;
use crate::model::Member;
use crate::output::{Content, OutputSink, ReadError};
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

/// The modelled members that came, in the model's order.
pub type Members = Vec<(Text, OutputValue)>;

/// Builds [`OutputValue`]s.
pub(crate) struct ValueSink;

/// What a [`ValueSink`] built; it never fails itself.
pub(crate) fn built<T>(read: Result<T, ReadError<Infallible>>) -> Result<T, ResponseErrorKind> {
    read.map_err(|error| match error {
        ReadError::Response(kind) => kind,
        ReadError::Sink(never) => match never {},
    })
}

/// The members of a structure; none of any other value.
pub(crate) fn members_of(value: OutputValue) -> Members {
    match value {
        Value::Structure(members) => members,
        _ => Members::new(),
    }
}

impl OutputSink for ValueSink {
    type Node = OutputValue;
    type Name = Text;
    type Error = Infallible;

    fn null(&mut self) -> OutputValue {
        Value::Null
    }

    fn boolean(&mut self, flag: bool) -> OutputValue {
        Value::Boolean(flag)
    }

    fn number(&mut self, digits: &str) -> Result<OutputValue, Infallible> {
        Ok(Value::Number(digits.to_owned()))
    }

    fn text(&mut self, text: Content<'_>) -> Result<OutputValue, Infallible> {
        Ok(Value::Text(text.into()))
    }

    fn blob(&mut self, bytes: &[u8]) -> Result<OutputValue, Infallible> {
        Ok(Value::Blob(OutputBlob::Decoded(Bytes::copy_from_slice(bytes))))
    }

    fn encoded_blob(&mut self, text: Content<'_>) -> Result<OutputValue, Infallible> {
        Ok(Value::Blob(match base64_simd::STANDARD.decode_to_vec(text.as_bytes()) {
            Ok(bytes) => OutputBlob::Decoded(bytes.into()),
            Err(_) => OutputBlob::Undecoded(text.into()),
        }))
    }

    fn list(&mut self, items: Vec<OutputValue>) -> Result<OutputValue, Infallible> {
        Ok(Value::List(items))
    }

    fn structure(
        &mut self,
        members: &'static [Member],
        values: Vec<Option<OutputValue>>,
    ) -> Result<OutputValue, Infallible> {
        let named = members.iter().zip(values);
        let present = named.filter_map(|(member, value)| Some((member, value?)));
        let owned = present.map(|(member, value)| (Text::from_static(member.name), value));
        Ok(Value::Structure(owned.collect()))
    }

    fn name(&mut self, name: Content<'_>) -> Result<Text, Infallible> {
        Ok(name.into())
    }

    fn object(&mut self, given: Vec<(Text, OutputValue)>) -> Result<OutputValue, Infallible> {
        let mut members = Members::with_capacity(given.len());
        let mut places: HashMap<Text, usize> = HashMap::new();
        for (name, value) in given {
            let place = *places.entry(name.clone()).or_insert(members.len());
            match members.get_mut(place) {
                Some(member) => member.1 = value,
                None => members.push((name, value)),
            }
        }
        Ok(Value::Structure(members))
    }
}
