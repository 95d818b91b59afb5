//! Regular answers as Python objects, straight from their JSON.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyList, PyString};

use crate::answer::AnswerBuilder;
use crate::model::Member;

/// Builds the objects that botocore's parser gives.
pub(super) struct PyAnswerBuilder<'py> {
    py: Python<'py>,
    /// The names of the members of each kind of structure that has come so far.
    names: Vec<(&'static [Member], Vec<Bound<'py, PyString>>)>,
}

impl<'py> PyAnswerBuilder<'py> {
    pub(super) fn new(py: Python<'py>) -> Self {
        Self { py, names: Vec::new() }
    }
}

impl<'py> AnswerBuilder for PyAnswerBuilder<'py> {
    type Node = Bound<'py, PyAny>;

    fn null(&mut self) -> Option<Self::Node> {
        Some(self.py.None().into_bound(self.py))
    }

    fn boolean(&mut self, flag: bool) -> Option<Self::Node> {
        Some(PyBool::new(self.py, flag).to_owned().into_any())
    }

    fn integer(&mut self, number: i64) -> Option<Self::Node> {
        Some(number.into_pyobject(self.py).ok()?.into_any())
    }

    fn float(&mut self, number: f64) -> Option<Self::Node> {
        Some(PyFloat::new(self.py, number).into_any())
    }

    fn text(&mut self, text: &str) -> Option<Self::Node> {
        Some(PyString::new(self.py, text).into_any())
    }

    fn blob(&mut self, base64: &str) -> Option<Self::Node> {
        let len = decoded_len(base64.as_bytes())?;
        let blob = PyBytes::new_with(self.py, len, |bytes| {
            let decoded = base64_simd::STANDARD
                .decode(base64.as_bytes(), base64_simd::Out::from_slice(bytes));
            decoded.map(drop).map_err(|_| PyValueError::new_err("not base64"))
        });
        Some(blob.ok()?.into_any())
    }

    fn list(&mut self, items: impl ExactSizeIterator<Item = Self::Node>) -> Option<Self::Node> {
        Some(PyList::new(self.py, items).ok()?.into_any())
    }

    fn structure(
        &mut self,
        members: &'static [Member],
        values: impl ExactSizeIterator<Item = Option<Self::Node>>,
    ) -> Option<Self::Node> {
        let dict = PyDict::new(self.py);
        let known = self.names.iter().position(|(known, _)| std::ptr::eq(*known, members));
        let known = known.unwrap_or_else(|| {
            let names = members.iter().map(|member| PyString::intern(self.py, member.name));
            self.names.push((members, names.collect()));
            self.names.len() - 1
        });
        let (_, names) = self.names.get(known)?;
        for (name, value) in names.iter().zip(values) {
            if let Some(value) = value {
                dict.set_item(name, value).ok()?;
            }
        }
        Some(dict.into_any())
    }
}

/// How many bytes strict base64 text stands for.
fn decoded_len(base64: &[u8]) -> Option<usize> {
    let padding = base64.iter().rev().take_while(|byte| **byte == b'=').count();
    (base64.len() / 4 * 3).checked_sub(padding)
}
