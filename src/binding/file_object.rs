//! Binary file objects: real files are opened again and streamed, all others are read.

use std::fs::File;
use std::path::PathBuf;

use pyo3::prelude::*;

use super::exceptions::file_error;
use crate::file_source::FileSource;

/// `file_object.read()`. A signal that came before is seen to first: reading a pipe may take for
/// ever, and only what comes while it waits ends the wait.
pub(super) fn read_all<'py>(file_object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    file_object.py().check_signals()?;
    file_object.call_method0("read")
}

/// A source on the same file from the object's position on, if it is an ordinary open file that
/// can be opened again; the object is left at its end, as after `read()`. `None` where only the
/// object itself knows its content: in memory, compressed, a pipe, a subclass.
pub(super) fn open_again(file_object: &Bound<'_, PyAny>) -> PyResult<Option<FileSource>> {
    if !is_plain_file(file_object)? || !file_object.call_method0("readable")?.is_truthy()? {
        return Ok(None);
    }
    if !file_object.call_method0("seekable")?.is_truthy()? {
        return Ok(None);
    }
    // What was written through the object is to be seen through the other one.
    file_object.call_method0("flush")?;
    let position: u64 = file_object.call_method0("tell")?.extract()?;
    let descriptor: i32 = file_object.call_method0("fileno")?.extract()?;
    // Where the system has no such path, or does not let us, the object can still be read.
    let Some(file) = descriptor_path(descriptor).and_then(|path| File::open(path).ok()) else {
        return Ok(None);
    };
    let name = file_object.getattr("name")?.str()?.to_string_lossy().into_owned();
    let source = FileSource::of_file(file, &PathBuf::from(name), position)
        .map_err(|error| file_error(file_object.py(), &error))?;
    if let Some(source) = &source {
        file_object.call_method1("seek", (position + source.len(),))?;
    }
    Ok(source)
}

/// Whether it is exactly what `open(..., "rb")` gives, so that its descriptor has its content.
fn is_plain_file(file_object: &Bound<'_, PyAny>) -> PyResult<bool> {
    let io = file_object.py().import("io")?;
    let raw_type = io.getattr("FileIO")?;
    let object_type = file_object.get_type();
    if object_type.is(&raw_type) {
        return Ok(true);
    }
    let buffered = object_type.is(&io.getattr("BufferedReader")?)
        || object_type.is(&io.getattr("BufferedRandom")?);
    Ok(buffered && file_object.getattr("raw")?.get_type().is(&raw_type))
}

/// Where the system shows a process its open files.
fn descriptor_path(descriptor: i32) -> Option<PathBuf> {
    match std::env::consts::FAMILY {
        "unix" if cfg!(target_os = "linux") => Some(format!("/proc/self/fd/{descriptor}").into()),
        "unix" => Some(format!("/dev/fd/{descriptor}").into()),
        _ => None,
    }
}
