//! Reading JSON by a shape of the model, into whatever the caller builds.
//!
//! The rules are botocore's JSON parser's: what is modelled is taken in the model's order, the rest
//! is dropped, and nothing is converted but blobs.

use std::collections::HashSet;

use crate::error::{JsonType, ResponseErrorKind};
pub use crate::json::{Content, is_float};
use crate::json::{NotJson, Reader, Token, push_code_point};
use crate::model::{Member, Shape, ShapeKind};
use crate::value::Text;

/// The most levels of unmodelled values; Python's own reader gives up at about a thousand.
const MAX_DEPTH: usize = 500;

/// Builds an answer out of its parts, the innermost first.
pub trait OutputSink {
    /// A value.
    type Node;
    /// The name of an unmodelled member.
    type Name;
    /// Why a value cannot be built.
    type Error;

    /// `null`.
    fn null(&mut self) -> Self::Node;
    /// `true` or `false`.
    fn boolean(&mut self, flag: bool) -> Self::Node;
    /// A number as it is written; `NaN`, `Infinity` and `-Infinity` too.
    fn number(&mut self, digits: &str) -> Result<Self::Node, Self::Error>;
    /// Text.
    fn text(&mut self, text: Content<'_>) -> Result<Self::Node, Self::Error>;
    /// A blob's bytes.
    fn blob(&mut self, bytes: &[u8]) -> Result<Self::Node, Self::Error>;
    /// A blob's base64 text; it need not be strict base64.
    fn encoded_blob(&mut self, text: Content<'_>) -> Result<Self::Node, Self::Error>;
    /// A list of these items.
    fn list(&mut self, items: Vec<Self::Node>) -> Result<Self::Node, Self::Error>;
    /// A structure with these values of these members; without those that are `None`.
    fn structure(
        &mut self,
        members: &'static [Member],
        values: Vec<Option<Self::Node>>,
    ) -> Result<Self::Node, Self::Error>;
    /// The name of an unmodelled member.
    fn name(&mut self, name: Content<'_>) -> Result<Self::Name, Self::Error>;
    /// An unmodelled object. Of a name that stands twice the last value counts, in the first place.
    fn object(&mut self, members: Vec<(Self::Name, Self::Node)>)
    -> Result<Self::Node, Self::Error>;
}

/// Why an answer cannot be had.
#[derive(Debug)]
pub enum ReadError<E> {
    /// It is not made as the model says, nor in another way that botocore takes.
    Response(ResponseErrorKind),
    /// The sink could not build it.
    Sink(E),
}

impl<E> From<ResponseErrorKind> for ReadError<E> {
    fn from(kind: ResponseErrorKind) -> Self {
        Self::Response(kind)
    }
}

impl<E> From<NotJson> for ReadError<E> {
    fn from(NotJson: NotJson) -> Self {
        // Only what has been found to be JSON is read.
        Self::Response(ResponseErrorKind::NotAStructure(JsonType::Null))
    }
}

/// Which of `members` has this name; most often it is the one at `guess`.
pub(crate) fn position(members: &[Member], name: Content<'_>, guess: usize) -> Option<usize> {
    let Content::Utf8(name) = name else {
        return None;
    };
    if members.get(guess).is_some_and(|member| member.name == name) {
        return Some(guess);
    }
    members.iter().position(|member| member.name == name)
}

/// The values of a structure's members as they are read, and what was wrong with them.
pub(crate) struct Values<S: OutputSink> {
    members: &'static [Member],
    nodes: Vec<Option<S::Node>>,
    failures: Vec<(usize, ReadError<S::Error>)>,
}

impl<S: OutputSink> Values<S> {
    pub(crate) fn new(members: &'static [Member]) -> Self {
        Self { members, nodes: members.iter().map(|_| None).collect(), failures: Vec::new() }
    }

    /// Note what was read of the member at `place`; of a member that comes twice the last counts.
    pub(crate) fn set(&mut self, place: usize, read: Result<Option<S::Node>, ReadError<S::Error>>) {
        self.failures.retain(|(failed, _)| *failed != place);
        let value = read.unwrap_or_else(|failure| {
            self.failures.push((place, failure));
            None
        });
        if let Some(old) = self.nodes.get_mut(place) {
            *old = value;
        }
    }

    /// The structure, or the failure of the first member in the model's order that failed.
    pub(crate) fn build(self, sink: &mut S) -> Result<S::Node, ReadError<S::Error>> {
        match self.failures.into_iter().min_by_key(|(place, _)| *place) {
            Some((_, failure)) => Err(failure),
            None => sink.structure(self.members, self.nodes).map_err(ReadError::Sink),
        }
    }
}

/// Read the value that stands next by its shape. Where this fails the reader may be anywhere in it.
pub(crate) fn value<S: OutputSink>(
    shape: &Shape,
    reader: &mut Reader<'_>,
    sink: &mut S,
) -> Result<S::Node, ReadError<S::Error>> {
    match (&shape.kind, reader.token()?) {
        (ShapeKind::Structure(_), Token::Null) => {
            reader.null()?;
            Ok(sink.null())
        }
        (ShapeKind::Structure(members), Token::Object) => structure(members, reader, sink),
        (ShapeKind::Structure(_), _) => {
            Err(ResponseErrorKind::NotAStructure(reader.type_of_next()?).into())
        }
        (ShapeKind::List(item), Token::List) => list(item, reader, sink),
        (ShapeKind::List(item), Token::Text) => characters(item, reader, sink),
        (ShapeKind::List(item), Token::Object) => keys(item, reader, sink),
        (ShapeKind::List(_), _) => Err(ResponseErrorKind::NotAList(reader.type_of_next()?).into()),
        (ShapeKind::Blob, Token::Text) => {
            sink.encoded_blob(reader.string()?).map_err(ReadError::Sink)
        }
        (ShapeKind::Blob, _) => Err(ResponseErrorKind::BlobNotText(reader.type_of_next()?).into()),
        // Scalars are passed on as they are, even where they are none.
        _ => unmodelled(reader, sink),
    }
}

/// The modelled members of an object in the model's order; null members are dropped.
fn structure<S: OutputSink>(
    members: &'static [Member],
    reader: &mut Reader<'_>,
    sink: &mut S,
) -> Result<S::Node, ReadError<S::Error>> {
    let mut values = Values::<S>::new(members);
    let (mut is_first, mut guess) = (true, 0);
    reader.step_in();
    while let Some(key) = reader.next_key(is_first)? {
        is_first = false;
        let place = position(members, key, guess);
        let Some((place, member)) = place.and_then(|place| Some((place, members.get(place)?)))
        else {
            reader.skip()?;
            continue;
        };
        guess = place + 1;
        if reader.token()? == Token::Null {
            reader.null()?;
            values.set(place, Ok(None));
            continue;
        }
        let start = reader.position();
        let read = value(member.shape, reader, sink);
        if read.is_err() {
            // A member that comes first in the model may be wrong too, or this one come again.
            reader.seek(start);
            reader.skip()?;
        }
        values.set(place, read.map(Some));
    }
    values.build(sink)
}

fn list<S: OutputSink>(
    item: &Shape,
    reader: &mut Reader<'_>,
    sink: &mut S,
) -> Result<S::Node, ReadError<S::Error>> {
    let mut nodes = Vec::new();
    reader.step_in();
    while reader.next_item(nodes.is_empty())? {
        nodes.push(value(item, reader, sink)?);
    }
    sink.list(nodes).map_err(ReadError::Sink)
}

/// Text where a list is modelled: Python iterates over its characters.
fn characters<S: OutputSink>(
    item: &Shape,
    reader: &mut Reader<'_>,
    sink: &mut S,
) -> Result<S::Node, ReadError<S::Error>> {
    let text = Text::from(reader.string()?);
    let nodes = text.code_points().map(|point| {
        let mut bytes = Vec::with_capacity(4);
        push_code_point(&mut bytes, point);
        text_item(item, &bytes, sink)
    });
    let nodes = nodes.collect::<Result<_, _>>()?;
    sink.list(nodes).map_err(ReadError::Sink)
}

/// An object where a list is modelled: Python iterates over its keys.
fn keys<S: OutputSink>(
    item: &Shape,
    reader: &mut Reader<'_>,
    sink: &mut S,
) -> Result<S::Node, ReadError<S::Error>> {
    let mut nodes = Vec::new();
    let mut seen = HashSet::new();
    reader.step_in();
    while let Some(key) = reader.next_key(seen.is_empty())? {
        if seen.insert(key.as_bytes().to_vec()) {
            nodes.push(text_item(item, key.as_bytes(), sink)?);
        }
        reader.skip()?;
    }
    sink.list(nodes).map_err(ReadError::Sink)
}

/// A text where an item of some shape was expected.
fn text_item<S: OutputSink>(
    item: &Shape,
    bytes: &[u8],
    sink: &mut S,
) -> Result<S::Node, ReadError<S::Error>> {
    if matches!(item.kind, ShapeKind::Structure(_)) {
        return Err(ResponseErrorKind::NotAStructure(JsonType::Text).into());
    }
    let content = match std::str::from_utf8(bytes) {
        Ok(text) => Content::Utf8(text),
        Err(_) => Content::Surrogates(bytes),
    };
    sink.text(content).map_err(ReadError::Sink)
}

/// A list or object that is being read.
enum Open<S: OutputSink> {
    List(Vec<S::Node>),
    Object(Vec<(S::Name, S::Node)>, S::Name),
}

/// Read a value of any kind as it is.
pub(crate) fn unmodelled<S: OutputSink>(
    reader: &mut Reader<'_>,
    sink: &mut S,
) -> Result<S::Node, ReadError<S::Error>> {
    let mut open: Vec<Open<S>> = Vec::new();
    loop {
        let token = reader.token()?;
        let mut node = match token {
            Token::Null => {
                reader.null()?;
                sink.null()
            }
            Token::Boolean => sink.boolean(reader.boolean()?),
            Token::Number => sink.number(reader.number()?).map_err(ReadError::Sink)?,
            Token::Text => sink.text(reader.string()?).map_err(ReadError::Sink)?,
            Token::List | Token::Object if open.len() >= MAX_DEPTH => {
                return Err(ResponseErrorKind::TooDeep.into());
            }
            Token::List => {
                reader.step_in();
                if reader.next_item(true)? {
                    open.push(Open::List(Vec::new()));
                    continue;
                }
                sink.list(Vec::new()).map_err(ReadError::Sink)?
            }
            Token::Object => {
                reader.step_in();
                if let Some(key) = reader.next_key(true)? {
                    open.push(Open::Object(Vec::new(), sink.name(key).map_err(ReadError::Sink)?));
                    continue;
                }
                sink.object(Vec::new()).map_err(ReadError::Sink)?
            }
        };
        loop {
            match open.pop() {
                None => return Ok(node),
                Some(Open::List(mut items)) => {
                    items.push(node);
                    if reader.next_item(false)? {
                        open.push(Open::List(items));
                        break;
                    }
                    node = sink.list(items).map_err(ReadError::Sink)?;
                }
                Some(Open::Object(mut members, name)) => {
                    members.push((name, node));
                    if let Some(key) = reader.next_key(false)? {
                        let name = sink.name(key).map_err(ReadError::Sink)?;
                        open.push(Open::Object(members, name));
                        break;
                    }
                    node = sink.object(members).map_err(ReadError::Sink)?;
                }
            }
        }
    }
}
