//! An answer's body: checked first, read by the operation's output shape once somebody asks.
//!
//! Two passes. The first, `Answer::new`, checks the syntax of the whole body and notes where the
//! modelled members stand; it builds nothing, so that a body that is no JSON leaves nothing behind.
//! The second, `Answer::read`, goes through them from the last to the first and gives the memory
//! of what it has read back as it goes: body and result are never there both in full.

use std::cmp::Reverse;
use std::ops::Range;

use crate::error::ResponseErrorKind;
use crate::json::{Content, NotJson, Reader, Token};
use crate::model::{Member, Shape, ShapeKind};
use crate::output::{OutputSink, ReadError, Values, position, value};

/// How much text of a list is read before its memory is given back.
const GROUP_LEN: usize = 64 * 1024;

/// From this length on the text of a blob is decoded where it stands.
const LARGE_BLOB_LEN: usize = 64 * 1024;

/// The body of an answer, found to be JSON, not yet read.
pub struct Answer {
    text: String,
    outline: Outline,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "<{} bytes>", self.text.len())
    }
}

/// Where the parts of an answer stand in its text.
enum Outline {
    /// A structure: what there is of each member.
    Structure(&'static [Member], Vec<Option<Self>>),
    /// A list: its range, and where groups of its items start.
    List { item: &'static Shape, range: Range<usize>, groups: Vec<usize> },
    /// A long text without escapes where a blob is modelled.
    Blob(Range<usize>),
    /// Any value that is read at once, from here on.
    Value(&'static Shape, usize),
}

impl Outline {
    fn start(&self) -> usize {
        match self {
            Self::Structure(_, members) => {
                members.iter().flatten().map(Self::start).min().unwrap_or_default()
            }
            Self::List { range, .. } | Self::Blob(range) => range.start,
            Self::Value(_, start) => *start,
        }
    }
}

impl Answer {
    /// The answer in `text`, to be read as a structure of this shape. A text that is no JSON is an
    /// answer without members.
    pub(crate) fn new(shape: &'static Shape, text: String) -> Result<Self, ResponseErrorKind> {
        let mut reader = Reader::new(&text);
        let outline = outline(shape, &mut reader);
        let outline = match outline {
            Ok(Some(outline)) if reader.is_at_end() => outline,
            Ok(None) if reader.is_at_end() => return Err(ResponseErrorKind::NullAnswer),
            _ => Outline::Structure(shape.members(), Vec::new()),
        };
        Ok(Self { text, outline })
    }

    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Build the answer. Of several things wrong with it the first in the model's order is told.
    pub fn read<S: OutputSink>(self, sink: &mut S) -> Result<S::Node, ReadError<S::Error>> {
        Building { text: self.text, sink }.part(self.outline)
    }
}

fn outline(shape: &'static Shape, reader: &mut Reader<'_>) -> Result<Option<Outline>, NotJson> {
    let token = reader.token()?;
    let start = reader.position();
    match (&shape.kind, token) {
        (_, Token::Null) => {
            reader.null()?;
            return Ok(None);
        }
        (ShapeKind::Structure(members), Token::Object) => {
            let mut found: Vec<_> = members.iter().map(|_| None).collect();
            reader.step_in();
            let mut is_first = true;
            while let Some(key) = reader.next_key(is_first)? {
                is_first = false;
                match position(members, key, 0)
                    .and_then(|at| members.get(at).zip(found.get_mut(at)))
                {
                    Some((member, place)) => *place = outline(member.shape, reader)?,
                    None => reader.skip()?,
                }
            }
            return Ok(Some(Outline::Structure(members, found)));
        }
        (ShapeKind::List(item), Token::List) => {
            let mut groups = vec![start + 1];
            reader.step_in();
            let mut is_first = true;
            while reader.next_item(is_first)? {
                is_first = false;
                if groups.last().is_some_and(|group| reader.position() - group >= GROUP_LEN) {
                    groups.push(reader.position());
                }
                reader.skip()?;
            }
            return Ok(Some(Outline::List { item, range: start..reader.position(), groups }));
        }
        (ShapeKind::Blob, Token::Text) => {
            if let Some(range) = reader.plain_string()?
                && range.len() >= LARGE_BLOB_LEN
            {
                return Ok(Some(Outline::Blob(range)));
            }
        }
        _ => reader.skip()?,
    }
    Ok(Some(Outline::Value(shape, start)))
}

struct Building<'s, S> {
    text: String,
    sink: &'s mut S,
}

impl<S: OutputSink> Building<'_, S> {
    /// Build a part of which nothing that stands behind it is needed any more.
    fn part(&mut self, part: Outline) -> Result<S::Node, ReadError<S::Error>> {
        match part {
            Outline::Structure(members, parts) => {
                let mut parts: Vec<_> = parts
                    .into_iter()
                    .enumerate()
                    .filter_map(|(at, part)| Some((at, part?)))
                    .collect();
                parts.sort_by_key(|(_, part)| Reverse(part.start()));
                let mut values = Values::<S>::new(members);
                for (place, part) in parts {
                    let value = self.part(part);
                    values.set(place, value.map(Some));
                }
                values.build(self.sink)
            }
            Outline::List { item, range, groups } => self.groups(item, range, &groups),
            Outline::Blob(range) => self.blob(range),
            Outline::Value(shape, start) => {
                let value = self.read_from(start, |reader, sink| value(shape, reader, sink));
                self.forget_from(start);
                value
            }
        }
    }

    fn read_from<T>(
        &mut self,
        start: usize,
        read: impl FnOnce(&mut Reader<'_>, &mut S) -> Result<T, ReadError<S::Error>>,
    ) -> Result<T, ReadError<S::Error>> {
        let mut reader = Reader::new(&self.text);
        reader.seek(start);
        read(&mut reader, self.sink)
    }

    fn groups(
        &mut self,
        item: &'static Shape,
        range: Range<usize>,
        groups: &[usize],
    ) -> Result<S::Node, ReadError<S::Error>> {
        self.text.truncate(range.end);
        let mut failure = None;
        let mut read = Vec::new();
        for start in groups.iter().rev() {
            let group = self.read_from(*start, |reader, sink| {
                let mut nodes = Vec::new();
                // The text ends where the group behind this one began, and so behind a comma.
                let mut is_first = true;
                while !reader.is_at_end() && reader.next_item(is_first)? && !reader.is_at_end() {
                    is_first = false;
                    nodes.push(value(item, reader, sink)?);
                }
                Ok(nodes)
            });
            match group {
                Ok(nodes) => read.push(nodes),
                Err(error) => failure = Some(error),
            }
            self.forget_from(*start);
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        let mut nodes = Vec::with_capacity(read.iter().map(Vec::len).sum());
        for group in read.into_iter().rev() {
            nodes.extend(group);
        }
        self.sink.list(nodes).map_err(ReadError::Sink)
    }

    /// Decode a blob in the place of its text, which is a third longer.
    fn blob(&mut self, range: Range<usize>) -> Result<S::Node, ReadError<S::Error>> {
        let text = self.text.get(range.clone()).ok_or(NotJson)?;
        if base64_simd::STANDARD.check(text.as_bytes()).is_err() {
            let node = self.sink.encoded_blob(Content::Utf8(text)).map_err(ReadError::Sink);
            self.forget_from(range.start);
            return node;
        }
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        let encoded = bytes.get_mut(range.clone()).ok_or(NotJson)?;
        let len = base64_simd::STANDARD.decode_inplace(encoded).map_err(|_| NotJson)?.len();
        bytes.truncate(range.start + len);
        bytes.shrink_to_fit();
        let decoded = bytes.get(range.start..).ok_or(NotJson)?;
        let node = self.sink.blob(decoded).map_err(ReadError::Sink);
        bytes.truncate(range.start);
        bytes.shrink_to_fit();
        self.text = String::from_utf8(bytes).map_err(|_| NotJson)?;
        node
    }

    /// Give back the memory of what has been read, once it is worth a call.
    fn forget_from(&mut self, start: usize) {
        self.text.truncate(start);
        let unused = self.text.capacity() - self.text.len();
        if unused >= GROUP_LEN && unused >= self.text.capacity() / 8 {
            self.text.shrink_to_fit();
        }
    }
}
