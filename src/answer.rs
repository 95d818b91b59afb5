//! An answer that came, and the two ways to read it: [`Answer::build`] in one pass into the caller's
//! own objects, [`Answer::output`] into an owned tree.

mod large;
mod output;
mod regular;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod tree;

use bytes::Bytes;

use self::output::value;
pub use self::output::{Members, OutputBlob, OutputValue};
pub(crate) use self::output::{find, object, structure};
use crate::error::{Error, JsonType, ResponseError, ResponseErrorKind};
use crate::json;
use crate::model::{Member, Shape};
use crate::parse::{ResponseMetadata, utf8};
use crate::value::Value;

/// An answer whose body nobody has read yet.
pub struct Answer {
    /// The structure that the body is to be.
    pub(crate) shape: &'static Shape,
    pub(crate) body: Bytes,
    /// What is known beside the body.
    pub metadata: ResponseMetadata,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The body may hold an attachment.
        write!(formatter, "Answer({:?}, <{} bytes>)", self.metadata, self.body.len())
    }
}

/// An answer in an owned tree.
#[derive(Clone, Debug)]
pub struct Output {
    /// The modelled members that came.
    pub members: Members,
    /// The rest.
    pub metadata: ResponseMetadata,
}

impl Answer {
    /// Whether it is read piece by piece.
    pub fn is_large(&self) -> bool {
        self.body.len() >= large::LARGE_LEN
    }

    /// Build the answer with `builder`. A body that is no JSON is an answer without members.
    pub fn build<B: AnswerBuilder>(self, builder: &mut B) -> Result<B::Node, BuildError<B::Error>> {
        if self.is_large() {
            return large::build(self.shape, self.body, builder);
        }
        let text = utf8(&self.body)?;
        match regular::build(self.shape, text, builder) {
            Ok(Some(answer)) => Ok(answer),
            _ => whole_by_the_rules(self.shape, text, builder),
        }
    }

    /// The answer as an owned tree. A body that is no JSON is an answer without members.
    ///
    /// Fails with [`Error::Response`] where the body is not made as the model says, nor in another
    /// way that botocore takes.
    pub fn output(self) -> Result<Output, Error> {
        match utf8(&self.body).and_then(|text| members(self.shape, text)) {
            Ok(members) => Ok(Output { members, metadata: self.metadata }),
            Err(kind) => {
                let metadata = self.metadata;
                Err(Error::Response(Box::new(ResponseError { kind, metadata })))
            }
        }
    }
}

/// The members of an answer.
pub(crate) fn members(shape: &Shape, text: &str) -> Result<Members, ResponseErrorKind> {
    let Some(raw) = json::read(text) else {
        return Ok(Members::new());
    };
    if json::type_of(&raw) == JsonType::Null {
        return Err(ResponseErrorKind::NullAnswer);
    }
    structure(shape, &raw)
}

/// Build what may be anything but regular: an answer.
fn whole_by_the_rules<B: AnswerBuilder>(
    shape: &Shape,
    text: &str,
    builder: &mut B,
) -> Result<B::Node, BuildError<B::Error>> {
    let members = members(shape, text)?;
    builder.irregular(Value::Structure(members)).map_err(BuildError::Builder)
}

/// The same for a part of one, which is known to be JSON.
fn by_the_rules<B: AnswerBuilder>(
    shape: &Shape,
    json: &str,
    builder: &mut B,
) -> Result<B::Node, BuildError<B::Error>> {
    let read = json::read(json).map(|raw| value(shape, &raw));
    builder.irregular(read.transpose()?.unwrap_or(Value::Null)).map_err(BuildError::Builder)
}

/// Builds an answer out of its parts, the innermost first.
pub trait AnswerBuilder {
    /// A value.
    type Node;
    /// Why a value cannot be built.
    type Error;

    /// Do work that takes its time and builds nothing. Whoever shares the builder's objects with
    /// others lets them have these meanwhile.
    fn aside<T: Send>(&mut self, work: impl FnOnce() -> T + Send) -> T {
        work()
    }

    /// `null`, which stands in lists only: elsewhere it is dropped.
    fn null(&mut self) -> Result<Self::Node, Self::Error>;
    /// `true` or `false`.
    fn boolean(&mut self, flag: bool) -> Result<Self::Node, Self::Error>;
    /// A whole number.
    fn integer(&mut self, number: i64) -> Result<Self::Node, Self::Error>;
    /// A number with a point or an exponent.
    fn float(&mut self, number: f64) -> Result<Self::Node, Self::Error>;
    /// Text without lone surrogates.
    fn text(&mut self, text: &str) -> Result<Self::Node, Self::Error>;
    /// The bytes of a blob, given as base64 text. Fails where that is not strict base64.
    fn blob(&mut self, base64: &str) -> Result<Self::Node, Self::Error>;
    /// The bytes of a blob.
    fn bytes(&mut self, bytes: &[u8]) -> Result<Self::Node, Self::Error>;
    /// A list.
    fn list(
        &mut self,
        items: impl ExactSizeIterator<Item = Self::Node>,
    ) -> Result<Self::Node, Self::Error>;
    /// A structure: the value of each of `members` that came, in the model's order.
    fn structure(
        &mut self,
        members: &'static [Member],
        values: impl ExactSizeIterator<Item = Option<Self::Node>>,
    ) -> Result<Self::Node, Self::Error>;
    /// A value that came in any other way than the model's.
    fn irregular(&mut self, value: OutputValue) -> Result<Self::Node, Self::Error>;
}

/// Why an answer cannot be built.
#[derive(Debug)]
pub enum BuildError<E> {
    /// It is not made as the model says, nor in another way that botocore takes.
    Response(ResponseErrorKind),
    /// The builder failed.
    Builder(E),
}

impl<E> From<ResponseErrorKind> for BuildError<E> {
    fn from(kind: ResponseErrorKind) -> Self {
        Self::Response(kind)
    }
}
