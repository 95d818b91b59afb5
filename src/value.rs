//! The owned tree that parameters and answers are held in between the stages.

use std::fmt;

use bytes::Bytes;

/// Text as Python has it: Unicode that may hold lone surrogates.
///
/// Held as "generalised UTF-8" (WTF-8): ordinary UTF-8, but a surrogate code point that has no
/// partner, or that stands beside one unpaired, is encoded in three bytes like its neighbours.
/// Python's `surrogatepass` error handler reads and writes the same form.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text(Bytes);

impl Text {
    /// A name known at compile time.
    pub const fn from_static(text: &'static str) -> Self {
        Self(Bytes::from_static(text.as_bytes()))
    }

    /// Text that may hold surrogates, in generalised UTF-8.
    pub fn from_generalized_utf8(bytes: impl Into<Bytes>) -> Self {
        Self(bytes.into())
    }

    /// The texts with `separator` between them.
    pub fn join(texts: &[Self], separator: &str) -> Self {
        let parts: Vec<_> = texts.iter().map(Self::as_bytes).collect();
        Self(Bytes::from(parts.join(separator.as_bytes())))
    }

    /// The text in generalised UTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text as ordinary UTF-8, if it holds no lone surrogate.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// How many code points it has: what Python's `len` says.
    pub fn chars_len(&self) -> usize {
        self.0.iter().filter(|byte| !is_continuation(**byte)).count()
    }

    /// The code points, surrogates included. Malformed bytes, which no constructor's caller makes,
    /// come out as U+FFFD rather than as a panic.
    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        CodePoints(&self.0)
    }
}

const fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

struct CodePoints<'a>(&'a [u8]);

impl Iterator for CodePoints<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        const REPLACEMENT: u32 = 0xFFFD;
        let (&first, mut rest) = self.0.split_first()?;
        let (mut point, following) = match first {
            0x00..=0x7F => (u32::from(first), 0),
            0xC0..=0xDF => (u32::from(first & 0x1F), 1),
            0xE0..=0xEF => (u32::from(first & 0x0F), 2),
            0xF0..=0xF7 => (u32::from(first & 0x07), 3),
            _ => (REPLACEMENT, 0),
        };
        for _ in 0..following {
            match rest.split_first() {
                Some((&byte, after)) if is_continuation(byte) => {
                    point = (point << 6) | u32::from(byte & 0x3F);
                    rest = after;
                }
                _ => {
                    point = REPLACEMENT;
                    break;
                }
            }
        }
        self.0 = rest;
        Some(point)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Bytes::from(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Bytes::copy_from_slice(text.as_bytes()))
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&String::from_utf8_lossy(&self.0), formatter)
    }
}

/// A parameter or answer tree. `B` is what a blob is held as: for parameters where its bytes can
/// be had from, for answers the bytes themselves.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<B> {
    /// JSON `null`.
    Null,
    /// JSON `true` or `false`.
    Boolean(bool),
    /// A number, kept as its JSON text so that no digit is lost.
    Number(String),
    /// Text.
    Text(Text),
    /// Bytes.
    Blob(B),
    /// Items in order.
    List(Vec<Self>),
    /// Named values in order: the caller's order in a request, the model's in an answer.
    Structure(Vec<(Text, Self)>),
}

impl<B> Value<B> {
    /// The same tree with each blob passed through `convert`, in document order; stops at the
    /// first failure.
    pub fn try_map_blobs<C, E>(
        self,
        convert: &mut impl FnMut(B) -> Result<C, E>,
    ) -> Result<Value<C>, E> {
        Ok(match self {
            Self::Null => Value::Null,
            Self::Boolean(flag) => Value::Boolean(flag),
            Self::Number(digits) => Value::Number(digits),
            Self::Text(text) => Value::Text(text),
            Self::Blob(blob) => Value::Blob(convert(blob)?),
            Self::List(items) => Value::List(
                items
                    .into_iter()
                    .map(|item| item.try_map_blobs(convert))
                    .collect::<Result<_, _>>()?,
            ),
            Self::Structure(members) => Value::Structure(
                members
                    .into_iter()
                    .map(|(name, value)| Ok((name, value.try_map_blobs(convert)?)))
                    .collect::<Result<_, _>>()?,
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lone_surrogates_are_code_points_of_their_own() {
        let text = Text::from_generalized_utf8(&b"a\xED\xA0\x80\xC3\xA9"[..]);
        assert_eq!(text.code_points().collect::<Vec<_>>(), [0x61, 0xD800, 0xE9]);
        assert_eq!(text.chars_len(), 3);
        assert_eq!(text.as_str(), None);
    }

    #[test]
    fn malformed_bytes_do_not_panic() {
        for bytes in [&b"\xFF"[..], b"\xE2\x82", b"\x80\x80", b"\xF0a"] {
            let text = Text::from_generalized_utf8(bytes);
            assert!(text.code_points().any(|point| point == 0xFFFD), "{bytes:?}");
        }
    }

    #[test]
    fn blobs_are_mapped_in_order_and_a_failure_stops() {
        let tree =
            Value::List(vec![Value::Blob(1), Value::Structure(vec![("a".into(), Value::Blob(2))])]);
        let mut seen = Vec::new();
        let mapped: Result<Value<String>, ()> = tree.clone().try_map_blobs(&mut |blob: i32| {
            seen.push(blob);
            Ok(blob.to_string())
        });
        assert_eq!(seen, [1, 2]);
        assert!(
            matches!(mapped, Ok(Value::List(items)) if items[0] == Value::Blob("1".to_owned()))
        );
        assert_eq!(
            tree.try_map_blobs(&mut |blob| if blob == 1 { Err(blob) } else { Ok(()) }),
            Err(1)
        );
    }

    proptest! {
        #[test]
        fn ordinary_text_has_the_code_points_of_its_chars(text in any::<String>()) {
            let expected: Vec<u32> = text.chars().map(u32::from).collect();
            let held = Text::from(text.as_str());
            prop_assert_eq!(held.code_points().collect::<Vec<_>>(), expected);
            prop_assert_eq!(held.chars_len(), text.chars().count());
            prop_assert_eq!(held.as_str(), Some(text.as_str()));
        }
    }
}
