//! Regular answers as Python objects, straight from their JSON.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyList, PyString};

use super::output::object;
use crate::answer::{AnswerBuilder, OutputValue};
use crate::model::Member;

/// The longest text that is looked for among those that have come.
const SHORT_LEN: usize = 64;

/// How many texts are remembered.
const TEXTS_LEN: usize = 256;

/// After how many structures other threads may have the interpreter, if they want it, and signals
/// their handlers: neither an event loop nor Ctrl-C waits until the whole of a large answer is built.
const BREATH: usize = 64;

/// Builds the objects that botocore's parser gives.
pub(super) struct PyAnswerBuilder<'py> {
    py: Python<'py>,
    /// Short texts that have come, each in the place of its hash. Most come again and again in a
    /// large answer (ids, statuses, names), and one object then stands for all.
    texts: Vec<Option<Bound<'py, PyString>>>,
    /// The names of the members of each kind of structure that has come so far.
    names: Vec<(&'static [Member], Vec<Bound<'py, PyString>>)>,
    /// How many structures have been built.
    built: usize,
    /// What a signal's handler has raised. A failure alone would only have the part built in another
    /// way.
    interrupt: Option<PyErr>,
}

impl<'py> PyAnswerBuilder<'py> {
    pub(super) fn new(py: Python<'py>) -> Self {
        Self { py, texts: Vec::new(), names: Vec::new(), built: 0, interrupt: None }
    }
}

impl<'py> AnswerBuilder for PyAnswerBuilder<'py> {
    type Node = Bound<'py, PyAny>;
    type Error = PyErr;

    fn aside<T: Send>(&mut self, work: impl FnOnce() -> T + Send) -> T {
        self.py.detach(work)
    }

    fn null(&mut self) -> PyResult<Self::Node> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn boolean(&mut self, flag: bool) -> PyResult<Self::Node> {
        Ok(PyBool::new(self.py, flag).to_owned().into_any())
    }

    fn integer(&mut self, number: i64) -> PyResult<Self::Node> {
        Ok(number.into_pyobject(self.py)?.into_any())
    }

    fn float(&mut self, number: f64) -> PyResult<Self::Node> {
        Ok(PyFloat::new(self.py, number).into_any())
    }

    fn text(&mut self, text: &str) -> PyResult<Self::Node> {
        if text.len() > SHORT_LEN || !text.is_ascii() {
            return Ok(PyString::new(self.py, text).into_any());
        }
        if self.texts.is_empty() {
            self.texts.resize(TEXTS_LEN, None);
        }
        let held = self.texts.get_mut(place(text.as_bytes()));
        if let Some(Some(held)) = &held
            && held.to_str()? == text
        {
            return Ok(held.clone().into_any());
        }
        let made = PyString::new(self.py, text);
        if let Some(held) = held {
            *held = Some(made.clone());
        }
        Ok(made.into_any())
    }

    fn blob(&mut self, base64: &str) -> PyResult<Self::Node> {
        let len = decoded_len(base64.as_bytes());
        let blob = PyBytes::new_with(self.py, len, |bytes| {
            let decoded = base64_simd::STANDARD
                .decode(base64.as_bytes(), base64_simd::Out::from_slice(bytes));
            decoded.map(drop).map_err(|_| PyValueError::new_err("not base64"))
        });
        Ok(blob?.into_any())
    }

    fn bytes(&mut self, bytes: &[u8]) -> PyResult<Self::Node> {
        Ok(PyBytes::new(self.py, bytes).into_any())
    }

    fn irregular(&mut self, value: OutputValue) -> PyResult<Self::Node> {
        match self.interrupt.take() {
            Some(raised) => Err(raised),
            None => object(self.py, &value),
        }
    }

    fn list(&mut self, items: impl ExactSizeIterator<Item = Self::Node>) -> PyResult<Self::Node> {
        Ok(PyList::new(self.py, items)?.into_any())
    }

    fn structure(
        &mut self,
        members: &'static [Member],
        values: impl ExactSizeIterator<Item = Option<Self::Node>>,
    ) -> PyResult<Self::Node> {
        self.built += 1;
        if self.built.is_multiple_of(BREATH) {
            self.py.detach(|| ());
            if let Err(raised) = self.py.check_signals() {
                let failure = raised.clone_ref(self.py);
                self.interrupt = Some(raised);
                return Err(failure);
            }
        }
        let dict = PyDict::new(self.py);
        let known = self.names.iter().position(|(known, _)| std::ptr::eq(*known, members));
        let known = known.unwrap_or_else(|| {
            let names = members.iter().map(|member| PyString::intern(self.py, member.name));
            self.names.push((members, names.collect()));
            self.names.len() - 1
        });
        let names = self.names.get(known).into_iter().flat_map(|(_, names)| names);
        for (name, value) in names.zip(values) {
            if let Some(value) = value {
                dict.set_item(name, value)?;
            }
        }
        Ok(dict.into_any())
    }
}

/// Where a text is remembered. Ids differ at their ends, so both ends count.
fn place(text: &[u8]) -> usize {
    let word =
        |bytes: &[u8]| bytes.iter().fold(0, |word: u64, byte| (word << 8) | u64::from(*byte));
    let head = text.first_chunk::<8>().map_or_else(|| word(text), |head| word(head));
    let tail = text.last_chunk::<8>().map_or(0, |tail| word(tail));
    let mixed =
        (head ^ tail.rotate_left(29) ^ text.len() as u64).wrapping_mul(0x517C_C1B7_2722_0A95);
    usize::try_from(mixed >> 56).unwrap_or_default() % TEXTS_LEN
}

/// How many bytes strict base64 text stands for.
fn decoded_len(base64: &[u8]) -> usize {
    let padding = base64.iter().rev().take_while(|byte| **byte == b'=').count();
    (base64.len() / 4 * 3).saturating_sub(padding)
}
