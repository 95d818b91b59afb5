//! An answer that came, and the two ways to read it: [`Answer::build`] in one pass into the caller's
//! own objects, [`Answer::output`] into an owned tree.

mod output;
mod regular;

use bytes::Bytes;

pub use self::output::{Members, OutputBlob, OutputValue};
pub(crate) use self::output::{find, object, structure};
pub use self::regular::AnswerBuilder;
use crate::error::{Error, JsonType, ResponseError, ResponseErrorKind};
use crate::json;
use crate::model::Shape;
use crate::parse::{ResponseMetadata, utf8};

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
    /// How many bytes the body has.
    pub fn body_len(&self) -> usize {
        self.body.len()
    }

    /// Build the answer, if it is regular: JSON made as the model says. `None` for any other, which
    /// [`Self::output`] knows how to read or to refuse.
    pub fn build<B: AnswerBuilder>(&self, builder: &mut B) -> Option<B::Node> {
        regular::build(self.shape, &self.body, builder)
    }

    /// The answer as an owned tree. A body that is no JSON is an answer without members.
    ///
    /// Fails with [`Error::Response`] where the body is not made as the model says, nor in another
    /// way that botocore takes.
    pub fn output(self) -> Result<Output, Error> {
        match members(self.shape, &self.body) {
            Ok(members) => Ok(Output { members, metadata: self.metadata }),
            Err(kind) => {
                let metadata = self.metadata;
                Err(Error::Response(Box::new(ResponseError { kind, metadata })))
            }
        }
    }
}

/// The members of a structure that is an answer's body.
pub(crate) fn members(shape: &Shape, body: &Bytes) -> Result<Members, ResponseErrorKind> {
    let Some(raw) = json::read(utf8(body)?) else {
        return Ok(Members::new());
    };
    if json::type_of(&raw) == JsonType::Null {
        return Err(ResponseErrorKind::NullAnswer);
    }
    structure(shape, &raw)
}
