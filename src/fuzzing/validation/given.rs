//! Parameters as a caller of any language might give them.

use std::convert::Infallible;

use bytes::Bytes;

use crate::model::{Shape, ShapeKind};
use crate::validate::Key;
use crate::value::{Text, Value};

/// A value of any type.
#[derive(Clone, Debug)]
pub(super) enum Given {
    Nothing,
    Boolean(bool),
    /// Decimal digits with a sign, if it is negative.
    Whole(String),
    Fraction,
    Text(Text),
    Bytes(Bytes),
    List(Vec<Self>),
    Map(Vec<(Key, Self)>),
}

impl Given {
    /// In values and characters.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Text(text) => 1 + text.as_bytes().len(),
            Self::List(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Self::Map(entries) => {
                let sizes =
                    entries.iter().map(|(key, value)| key.text.as_bytes().len() + value.size());
                1 + sizes.sum::<usize>()
            }
            _ => 1,
        }
    }
}

impl From<Value<Infallible>> for Given {
    fn from(tree: Value<Infallible>) -> Self {
        match tree {
            Value::Null => Self::Nothing,
            Value::Boolean(flag) => Self::Boolean(flag),
            Value::Number(digits) if digits.contains(['.', 'e', 'E', 'N']) => Self::Fraction,
            Value::Number(digits) => Self::Whole(digits),
            Value::Text(text) => Self::Text(text),
            Value::Blob(never) => match never {},
            Value::List(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Structure(members) => {
                let key = |text| Key { text, is_text: true };
                let entries = members.into_iter();
                Self::Map(entries.map(|(name, value)| (key(name), Self::from(value))).collect())
            }
        }
    }
}

/// Bytes that choose, each once. Zero is the ordinary choice, and what comes when they have run out.
pub(super) struct Choices<'d>(pub(super) &'d [u8]);

impl Choices<'_> {
    fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn text(&mut self) -> Text {
        let len = usize::from(self.next() % 16).min(self.0.len());
        let (bytes, rest) = self.0.split_at(len);
        self.0 = rest;
        String::from_utf8_lossy(bytes).into_owned().into()
    }

    /// A value that the shape is made for, most of the time.
    pub(super) fn of_shape(&mut self, shape: &Shape) -> Given {
        if self.next() % 16 == 15 {
            return self.anything(3);
        }
        match shape.kind {
            ShapeKind::Structure(_) => self.structure(shape),
            ShapeKind::List(item) => {
                let len = 1 + self.next() % 3;
                Given::List((0..len).map(|_| self.of_shape(item)).collect())
            }
            ShapeKind::String => match self.next() % 8 {
                7 => Given::Text(self.text()),
                _ => Given::Text("long enough".into()),
            },
            ShapeKind::Boolean => Given::Boolean(self.next() % 2 == 1),
            ShapeKind::Integer | ShapeKind::Long | ShapeKind::Double => self.whole(),
            ShapeKind::Blob => match self.next() % 2 {
                0 => Given::Bytes(Bytes::copy_from_slice(self.text().as_bytes())),
                _ => Given::Text(self.text()),
            },
        }
    }

    fn structure(&mut self, shape: &Shape) -> Given {
        let mut entries = Vec::new();
        for member in shape.members() {
            let is_wanted = self.next() % 8 < if member.required { 7 } else { 4 };
            if is_wanted {
                let key = Key { text: member.name.into(), is_text: true };
                entries.push((key, self.of_shape(member.shape)));
            }
        }
        match self.next() % 16 {
            14 => entries.reverse(),
            15 => {
                let key = Key { text: self.text(), is_text: self.next().is_multiple_of(2) };
                // No mapping has a key twice.
                if !entries.iter().any(|(known, _)| known.text == key.text) {
                    entries.push((key, self.anything(2)));
                }
            }
            _ => {}
        }
        Given::Map(entries)
    }

    fn whole(&mut self) -> Given {
        let digits = usize::from(self.next() % 50);
        let sign = if self.next() % 4 == 3 { "-" } else { "" };
        Given::Whole(format!("{sign}{}", "1".repeat(digits.max(1))))
    }

    fn anything(&mut self, levels: u32) -> Given {
        let choice = self.next() % if levels > 0 { 9 } else { 6 };
        let len = self.next() % 4;
        match choice {
            0 => Given::Nothing,
            1 => Given::Boolean(len > 1),
            2 => self.whole(),
            3 => Given::Fraction,
            4 => Given::Text(self.text()),
            5 => Given::Bytes(Bytes::copy_from_slice(self.text().as_bytes())),
            6 => Given::List((0..len).map(|_| self.anything(levels - 1)).collect()),
            7 => {
                let key = |position: u8| Key { text: position.to_string().into(), is_text: false };
                Given::Map((0..len).map(|place| (key(place), self.anything(levels - 1))).collect())
            }
            _ => (0..200).fold(Given::Nothing, |inner, _| Given::List(vec![inner])),
        }
    }
}
