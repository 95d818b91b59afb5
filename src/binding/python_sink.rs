//! Answers as Python objects, straight from their JSON.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyFloat, PyInt, PyList, PyString};

use crate::model::Member;
use crate::output::{Content, OutputSink, is_float};

/// The longest text that is looked for among those that have come.
const SHORT_LEN: usize = 64;

/// How many texts are remembered.
const TEXTS_LEN: usize = 256;

/// Builds the objects that botocore's parser gives.
pub(super) struct PythonSink<'py> {
    py: Python<'py>,
    /// The names of the members of each kind of structure that has come so far.
    names: Vec<(&'static [Member], Vec<Bound<'py, PyString>>)>,
    /// Short texts that have come, by their hash: most come again and again in an answer.
    texts: Vec<Option<Bound<'py, PyString>>>,
    /// Whether there was a whole number longer than this Python reads.
    pub(super) has_too_many_digits: bool,
}

impl<'py> PythonSink<'py> {
    pub(super) fn new(py: Python<'py>) -> Self {
        let texts = std::iter::repeat_with(|| None).take(TEXTS_LEN).collect();
        Self { py, names: Vec::new(), texts, has_too_many_digits: false }
    }

    /// A short ASCII text: the object that stands for it already, if there is one.
    fn short_text(&mut self, text: &str) -> PyResult<Bound<'py, PyString>> {
        let place = usize::try_from(hash(text.as_bytes()) % TEXTS_LEN as u64).unwrap_or_default();
        let Some(held) = self.texts.get_mut(place) else {
            return Ok(PyString::new(self.py, text));
        };
        if let Some(held) = held
            && held.to_str()? == text
        {
            return Ok(held.clone());
        }
        let made = PyString::new(self.py, text);
        *held = Some(made.clone());
        Ok(made)
    }
}

impl<'py> OutputSink for PythonSink<'py> {
    type Node = Bound<'py, PyAny>;
    type Name = Bound<'py, PyString>;
    type Error = PyErr;

    fn null(&mut self) -> Bound<'py, PyAny> {
        self.py.None().into_bound(self.py)
    }

    fn boolean(&mut self, flag: bool) -> Bound<'py, PyAny> {
        pyo3::types::PyBool::new(self.py, flag).to_owned().into_any()
    }

    fn number(&mut self, digits: &str) -> PyResult<Bound<'py, PyAny>> {
        let number = number(self.py, digits);
        let is_too_long =
            |error: &PyErr| !is_float(digits) && error.is_instance_of::<PyValueError>(self.py);
        self.has_too_many_digits |= number.as_ref().is_err_and(is_too_long);
        number
    }

    fn text(&mut self, text: Content<'_>) -> PyResult<Bound<'py, PyAny>> {
        self.name(text).map(Bound::into_any)
    }

    fn blob(&mut self, bytes: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyBytes::new(self.py, bytes).into_any())
    }

    fn encoded_blob(&mut self, text: Content<'_>) -> PyResult<Bound<'py, PyAny>> {
        match base64_simd::STANDARD.decode_to_vec(text.as_bytes()) {
            Ok(bytes) => self.blob(&bytes),
            Err(_) => decode_leniently(&self.name(text)?),
        }
    }

    fn list(&mut self, items: Vec<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        PyList::new(self.py, items).map(Bound::into_any)
    }

    fn structure(
        &mut self,
        members: &'static [Member],
        values: Vec<Option<Bound<'py, PyAny>>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = self.py;
        let known = self.names.iter().position(|(known, _)| std::ptr::eq(*known, members));
        if known.is_none() {
            let interned = members.iter().map(|member| PyString::intern(py, member.name));
            self.names.push((members, interned.collect()));
        }
        let dict = PyDict::new(py);
        let names = known.map_or_else(|| self.names.last(), |known| self.names.get(known));
        for (name, value) in names.iter().flat_map(|(_, names)| names).zip(values) {
            if let Some(value) = value {
                dict.set_item(name, value)?;
            }
        }
        Ok(dict.into_any())
    }

    fn name(&mut self, name: Content<'_>) -> PyResult<Bound<'py, PyString>> {
        match name {
            Content::Utf8(text) if text.len() <= SHORT_LEN && text.is_ascii() => {
                self.short_text(text)
            }
            _ => string(self.py, name),
        }
    }

    fn object(
        &mut self,
        members: Vec<(Bound<'py, PyString>, Bound<'py, PyAny>)>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let dict = PyDict::new(self.py);
        for (name, value) in members {
            dict.set_item(name, value)?;
        }
        Ok(dict.into_any())
    }
}

/// Spreads short texts; who writes them can gain nothing but that they are not shared.
fn hash(text: &[u8]) -> u64 {
    let (words, rest) = text.as_chunks::<8>();
    let last = rest.iter().fold(text.len() as u64, |last, byte| (last << 8) | u64::from(*byte));
    let words = words.iter().map(|word| u64::from_le_bytes(*word)).chain([last]);
    let mixed = words.fold(0, |hash: u64, word| {
        (hash.rotate_left(5) ^ word).wrapping_mul(0x517C_C1B7_2722_0A95)
    });
    mixed >> 32
}

/// Text that may hold lone surrogates.
pub(super) fn string<'py>(py: Python<'py>, text: Content<'_>) -> PyResult<Bound<'py, PyString>> {
    match text {
        Content::Utf8(text) => Ok(PyString::new(py, text)),
        Content::Surrogates(bytes) => PyString::from_encoded_object(
            &PyBytes::new(py, bytes),
            Some(c"utf-8"),
            Some(c"surrogatepass"),
        ),
    }
}

/// A whole number of any size, or a float, as Python's `json` tells them apart.
pub(super) fn number<'py>(py: Python<'py>, digits: &str) -> PyResult<Bound<'py, PyAny>> {
    if is_float(digits) {
        return py.get_type::<PyFloat>().call1((digits,));
    }
    match digits.parse::<i64>() {
        Ok(small) => Ok(small.into_pyobject(py)?.into_any()),
        Err(_) => py.get_type::<PyInt>().call1((digits,)),
    }
}

/// What Python's own decoder makes of text that is not strict base64: bytes, or its exception.
pub(super) fn decode_leniently<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
    let base64 = text.py().import("base64")?;
    base64.call_method1("b64decode", (text,))
}
