//! Reading JSON as Python's `json` reads it.
//!
//! Not `serde_json`, because Python reads what that refuses or changes: a string may hold lone
//! surrogates, `NaN`, `Infinity` and `-Infinity` are numbers, and numbers keep all their digits.
//! A reader goes once over its text and does not recurse, so depth costs neither stack nor time.

mod scan;

use std::ops::Range;

pub(crate) use self::scan::push_code_point;
use self::scan::{number_len, ordinary_len, simple_escape};
use crate::error::JsonType;
use crate::value::Text;

/// The text breaks JSON's grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotJson;

/// What a string holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content<'a> {
    /// Ordinary text.
    Utf8(&'a str),
    /// Text with lone surrogates, in generalised UTF-8: see [`Text`].
    Surrogates(&'a [u8]),
}

impl Content<'_> {
    /// The content in generalised UTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Utf8(text) => text.as_bytes(),
            Self::Surrogates(bytes) => bytes,
        }
    }
}

impl From<Content<'_>> for Text {
    fn from(content: Content<'_>) -> Self {
        match content {
            Content::Utf8(text) => text.into(),
            Content::Surrogates(bytes) => Self::from_generalized_utf8(bytes.to_vec()),
        }
    }
}

/// What stands next in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

/// Where a string's content is.
enum Place {
    /// In the text, as it stands.
    Plain(Range<usize>),
    /// Spelled out, in the reader.
    Spelled,
}

/// A place in a text, going forward one value at a time.
pub(crate) struct Reader<'a> {
    text: &'a str,
    position: usize,
    spelled: Vec<u8>,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, position: 0, spelled: Vec::new() }
    }

    /// How many bytes have been read.
    pub(crate) const fn position(&self) -> usize {
        self.position
    }

    /// Go on from where [`Self::position`] was once.
    pub(crate) const fn seek(&mut self, position: usize) {
        self.position = position;
    }

    /// Whether nothing but blanks is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// What the value that stands next is; moves to its first byte.
    pub(crate) fn token(&mut self) -> Result<Token, NotJson> {
        match self.peek().ok_or(NotJson)? {
            b'{' => Ok(Token::Object),
            b'[' => Ok(Token::List),
            b'"' => Ok(Token::Text),
            b't' | b'f' => Ok(Token::Boolean),
            b'n' => Ok(Token::Null),
            b'-' | b'0'..=b'9' | b'N' | b'I' => Ok(Token::Number),
            _ => Err(NotJson),
        }
    }

    /// The type of the value that stands next, which is not read.
    pub(crate) fn type_of_next(&mut self) -> Result<JsonType, NotJson> {
        Ok(match self.token()? {
            Token::Null => JsonType::Null,
            Token::Boolean => JsonType::Boolean,
            Token::Text => JsonType::Text,
            Token::List => JsonType::List,
            Token::Object => JsonType::Object,
            Token::Number => {
                let start = self.position;
                let is_float = is_float(self.number()?);
                self.position = start;
                if is_float { JsonType::Float } else { JsonType::Integer }
            }
        })
    }

    /// Read `null`.
    pub(crate) fn null(&mut self) -> Result<(), NotJson> {
        self.word("null")
    }

    /// Read `true` or `false`.
    pub(crate) fn boolean(&mut self) -> Result<bool, NotJson> {
        self.word("true").map(|()| true).or_else(|NotJson| self.word("false").map(|()| false))
    }

    /// Read a number as it is written, `NaN`, `Infinity` and `-Infinity` among them.
    pub(crate) fn number(&mut self) -> Result<&'a str, NotJson> {
        let rest = self.text.get(self.position..).ok_or(NotJson)?;
        let named = ["NaN", "Infinity", "-Infinity"].into_iter().find(|n| rest.starts_with(n));
        let len = named.map(str::len).or_else(|| number_len(rest.as_bytes())).ok_or(NotJson)?;
        self.position += len;
        rest.get(..len).ok_or(NotJson)
    }

    /// Read a string.
    pub(crate) fn string(&mut self) -> Result<Content<'_>, NotJson> {
        let place = self.string_place()?;
        self.content(place)
    }

    /// Read a string if it is written without escapes: where its content is.
    pub(crate) fn plain_string(&mut self) -> Result<Option<Range<usize>>, NotJson> {
        let start = self.position + 1;
        let is_plain = self.skip_string()?;
        Ok(is_plain.then_some(start..self.position - 1))
    }

    /// Step into the list or object that stands next.
    pub(crate) const fn step_in(&mut self) {
        self.position += 1;
    }

    /// Whether the list has another item, which then stands next; else the list has been read.
    pub(crate) fn next_item(&mut self, is_first: bool) -> Result<bool, NotJson> {
        self.goes_on(is_first, b']')
    }

    /// The next key of the object, whose value then stands next; else the object has been read.
    pub(crate) fn next_key(&mut self, is_first: bool) -> Result<Option<Content<'_>>, NotJson> {
        if !self.goes_on(is_first, b'}')? {
            return Ok(None);
        }
        self.expect(b'"')?;
        let place = self.string_place()?;
        self.expect(b':')?;
        self.position += 1;
        self.content(place).map(Some)
    }

    /// Pass over a value of any kind and depth.
    pub(crate) fn skip(&mut self) -> Result<(), NotJson> {
        let mut open = Vec::new();
        loop {
            let token = self.token()?;
            match token {
                Token::Null => self.null()?,
                Token::Boolean => self.boolean().map(drop)?,
                Token::Number => self.number().map(drop)?,
                Token::Text => self.skip_string().map(drop)?,
                Token::List | Token::Object => {
                    self.step_in();
                    if self.skip_to_value(token, true)? {
                        open.push(token);
                        continue;
                    }
                }
            }
            loop {
                match open.last() {
                    None => return Ok(()),
                    Some(token) if self.skip_to_value(*token, false)? => break,
                    Some(_) => open.pop(),
                };
            }
        }
    }

    fn skip_to_value(&mut self, container: Token, is_first: bool) -> Result<bool, NotJson> {
        if container == Token::List {
            return self.next_item(is_first);
        }
        let goes_on = self.goes_on(is_first, b'}')?;
        if goes_on {
            self.expect(b'"')?;
            self.skip_string()?;
            self.expect(b':')?;
            self.position += 1;
        }
        Ok(goes_on)
    }

    fn goes_on(&mut self, is_first: bool, end: u8) -> Result<bool, NotJson> {
        match self.peek() {
            Some(byte) if byte == end => {
                self.position += 1;
                Ok(false)
            }
            Some(_) if is_first => Ok(true),
            Some(b',') => {
                self.position += 1;
                Ok(true)
            }
            _ => Err(NotJson),
        }
    }

    /// The next byte that is no blank; moves to it.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.position) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.position += 1,
                other => return other.copied(),
            }
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), NotJson> {
        if self.peek() == Some(byte) { Ok(()) } else { Err(NotJson) }
    }

    fn word(&mut self, word: &str) -> Result<(), NotJson> {
        let found = self.text.get(self.position..).is_some_and(|rest| rest.starts_with(word));
        self.position += if found { word.len() } else { 0 };
        if found { Ok(()) } else { Err(NotJson) }
    }

    /// Go to the next quote or backslash of a string.
    fn pass_ordinary(&mut self) -> Result<u8, NotJson> {
        let rest = self.text.as_bytes().get(self.position..).ok_or(NotJson)?;
        let len = ordinary_len(rest);
        self.position += len;
        match rest.get(len) {
            Some(byte @ (b'"' | b'\\')) => Ok(*byte),
            _ => Err(NotJson),
        }
    }

    /// Pass over a string; whether it has no escapes.
    fn skip_string(&mut self) -> Result<bool, NotJson> {
        self.position += 1;
        let mut is_plain = true;
        while self.pass_ordinary()? == b'\\' {
            is_plain = false;
            self.escape()?;
        }
        self.position += 1;
        Ok(is_plain)
    }

    fn string_place(&mut self) -> Result<Place, NotJson> {
        self.position += 1;
        let mut start = self.position;
        if self.pass_ordinary()? == b'"' {
            self.position += 1;
            return Ok(Place::Plain(start..self.position - 1));
        }
        self.spelled.clear();
        loop {
            let ends = self.pass_ordinary()? == b'"';
            let ordinary = self.text.as_bytes().get(start..self.position).ok_or(NotJson)?;
            self.spelled.extend_from_slice(ordinary);
            if ends {
                self.position += 1;
                return Ok(Place::Spelled);
            }
            let point = self.escape()?;
            match u8::try_from(point) {
                Ok(ascii @ 0..=0x7F) => self.spelled.push(ascii),
                _ => push_code_point(&mut self.spelled, point),
            }
            start = self.position;
        }
    }

    fn content(&self, place: Place) -> Result<Content<'_>, NotJson> {
        match place {
            Place::Plain(range) => self.text.get(range).map(Content::Utf8).ok_or(NotJson),
            Place::Spelled => Ok(match std::str::from_utf8(&self.spelled) {
                Ok(text) => Content::Utf8(text),
                Err(_) => Content::Surrogates(&self.spelled),
            }),
        }
    }

    /// Read an escape: the code point it stands for.
    fn escape(&mut self) -> Result<u32, NotJson> {
        let letter = self.text.as_bytes().get(self.position + 1).ok_or(NotJson)?;
        if let Some(byte) = simple_escape(*letter) {
            self.position += 2;
            return Ok(u32::from(byte));
        }
        let unit = self.code_unit(self.position).ok_or(NotJson)?;
        self.position += 6;
        let next = self.code_unit(self.position);
        Ok(match (unit, next) {
            (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
                self.position += 6;
                0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
            }
            _ => unit,
        })
    }

    /// What `\uXXXX` at `position` says, if that is what stands there.
    fn code_unit(&self, position: usize) -> Option<u32> {
        let digits = self.text.get(position..position + 6)?.strip_prefix("\\u")?;
        let all_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        all_digits.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    }
}

/// Whether a number is written as Python's `json` makes a float of it.
pub fn is_float(digits: &str) -> bool {
    digits.contains(['.', 'e', 'E', 'N', 'I'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_json(text: &str) -> bool {
        let mut reader = Reader::new(text);
        reader.skip().is_ok() && reader.is_at_end()
    }

    fn string(text: &str) -> Text {
        Reader::new(text).string().unwrap().into()
    }

    #[test]
    fn lone_surrogates_are_kept_and_pairs_are_joined() {
        for (written, read) in [
            (r#""\ud800""#, &b"\xED\xA0\x80"[..]),
            (r#""a\uDC00b""#, b"a\xED\xB0\x80b"),
            (r#""\ud83d\ude00""#, "\u{1F600}".as_bytes()),
            (r#""\ud800\ud83d\ude00""#, b"\xED\xA0\x80\xF0\x9F\x98\x80"),
            (r#""\ud800\u0041""#, b"\xED\xA0\x80A"),
            (r#""\ud800\n""#, b"\xED\xA0\x80\n"),
            (r#""\u00e9\"\\\/\b\f\n\r\t""#, "é\"\\/\u{8}\u{c}\n\r\t".as_bytes()),
        ] {
            assert_eq!(string(written).as_bytes(), read, "{written}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in [
            "",
            " ",
            "{",
            "{}x",
            "\u{feff}{}",
            "<html>",
            "\"\t\"",
            "01",
            "{'a': 1}",
            "[1,]",
            "[,1]",
            "{\"a\":1,}",
            "{\"a\"}",
            "{\"a\" 1}",
            "{1: 2}",
            "[1 2]",
            "[1}",
            "{\"a\": 1]",
            "tru",
            "nulll",
            "1.",
            "1.e5",
            "1e",
            "1e+",
            "-",
            "+1",
            ".5",
            "0x10",
            r#""\x41""#,
            r#""\u12""#,
            r#""\u+123""#,
            r#""\ud800\u12""#,
            r#""\"#,
            "\"a",
            "\u{b}1",
            "1\u{a0}",
            "1,",
            "]",
            "}",
            "nan",
            "Nan",
            "Inf",
            "\"NaN",
            "NaNN",
            "[NaN",
            "+Infinity",
            "2Infinity",
            "NaN5",
            "1.NaN",
            "-NaN",
            "--1",
            "- 1",
        ] {
            assert!(!is_json(text), "{text:?}");
        }
    }

    #[test]
    fn numbers_keep_what_they_are_written_as() {
        for number in [
            "0",
            "-0",
            "10",
            "-1.50",
            "1E+2",
            "1e-999",
            "0.5e5",
            "NaN",
            "Infinity",
            "-Infinity",
            "123456789012345678901234567890",
        ] {
            let text = format!(" {number} ");
            let mut reader = Reader::new(&text);
            assert_eq!(reader.token(), Ok(Token::Number));
            assert_eq!(reader.number(), Ok(number));
            assert!(reader.is_at_end());
        }
    }

    #[test]
    fn types_have_pythons_names() {
        for (text, name) in [
            ("1", "int"),
            ("1e2", "float"),
            ("NaN", "float"),
            ("-Infinity", "float"),
            ("\"x\"", "str"),
            ("[]", "list"),
            ("{}", "dict"),
            ("null", "NoneType"),
            (" false", "bool"),
        ] {
            assert_eq!(Reader::new(text).type_of_next().unwrap().python_name(), name);
        }
    }

    #[test]
    fn plain_strings_are_told_from_those_with_escapes() {
        assert_eq!(Reader::new("\"abc\"").plain_string(), Ok(Some(1..4)));
        assert_eq!(Reader::new(r#""a\/c""#).plain_string(), Ok(None));
        assert_eq!(Reader::new("\"abc").plain_string(), Err(NotJson));
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert!(is_json(&deep));
        assert!(!is_json(&deep[1..]));
        assert!(!is_json(&deep[..deep.len() - 1]));
    }

    proptest! {
        #[test]
        fn any_text_is_json_where_serde_says_so(
            text in r#"[\[\]{}:, "\\unr0-9.eE+\-atflsé]{0,12}"#,
        ) {
            prop_assert_eq!(is_json(&text), serde_json::from_str::<Box<serde_json::value::RawValue>>(&text).is_ok());
        }

        #[test]
        fn strings_read_back(content in any::<String>()) {
            let written = serde_json::to_string(&content).unwrap();
            prop_assert_eq!(string(&written), Text::from(content.as_str()));
        }
    }
}
