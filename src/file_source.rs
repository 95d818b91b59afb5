//! Attachments that are read from files, a piece at a time and as often as there are attempts.

use std::fmt;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// A regular file, or its part from a position on, whose length was taken when it was opened.
#[derive(Clone)]
pub struct FileSource {
    file: Arc<File>,
    path: Arc<Path>,
    offset: u64,
    len: u64,
    file_len: u64,
    modified: Option<SystemTime>,
}

impl FileSource {
    /// Open `path`. `None` if it cannot be read twice or does not tell its length: a pipe, a
    /// device, a file that the system makes up as it is read.
    pub fn open(path: &Path) -> Result<Option<Self>, FileError> {
        let failed = |error| FileError::new(path, error);
        // Looked at before it is opened: opening a pipe would wait for its writer.
        let metadata = std::fs::metadata(path).map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        if !metadata.is_file() {
            return Ok(None);
        }
        Self::of_file(File::open(path).map_err(failed)?, path, 0)
    }

    /// An open file from `offset` on; `path` is for messages. `None` as for [`Self::open`].
    pub fn of_file(file: File, path: &Path, offset: u64) -> Result<Option<Self>, FileError> {
        let metadata = file.metadata().map_err(|error| FileError::new(path, error))?;
        // Files under /proc say they are empty, and are not.
        Ok((metadata.is_file() && metadata.len() > 0).then(|| Self {
            len: metadata.len().saturating_sub(offset),
            file_len: metadata.len(),
            modified: modified(&metadata),
            file: Arc::new(file),
            path: path.into(),
            offset,
        }))
    }

    /// How many bytes there are from the position on.
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are none: the file ended at or before the position.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Fill `buffer` with the bytes that stand `position` bytes behind the source's start.
    ///
    /// Fails if the file has become shorter. One that has grown is read as far as it went when it
    /// was opened: logs do grow.
    pub fn read_at(&self, buffer: &mut [u8], position: u64) -> Result<(), FileError> {
        let failed = |error| FileError::new(&self.path, error);
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match read_some_at(&self.file, rest, self.offset + position + filled as u64) {
                Ok(0) => return Err(self.changed()),
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Ok(())
    }

    /// Whether the file was written to since it was opened. What was read in two goes may then
    /// differ.
    pub fn has_changed(&self) -> bool {
        match self.file.metadata() {
            Ok(now) => modified(&now) != self.modified || now.len() != self.file_len,
            Err(_) => true,
        }
    }

    /// The error for a file that changed under our hands.
    pub fn changed(&self) -> FileError {
        let message = "the file changed while it was being sent; try again once it is complete";
        FileError::new(&self.path, io::Error::other(message))
    }
}

fn modified(metadata: &Metadata) -> Option<SystemTime> {
    // Some file systems keep no such time; there the length alone tells.
    metadata.modified().ok()
}

#[cfg(unix)]
fn read_some_at(file: &File, buffer: &mut [u8], position: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, position)
}

#[cfg(windows)]
fn read_some_at(file: &File, buffer: &mut [u8], position: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, position)
}

impl fmt::Debug for FileSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FileSource({}, {} bytes)", self.path.display(), self.len)
    }
}

/// A file could not be read.
#[derive(Debug)]
pub struct FileError {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl FileError {
    fn new(path: &Path, error: io::Error) -> Self {
        Self { path: path.to_owned(), error }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn scratch(name: &str, content: &[u8]) -> PathBuf {
        let path = std::env::temp_dir().join(format!("awssupport-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        path
    }

    #[test]
    fn reads_from_its_offset_any_number_of_times() {
        let path = scratch("offset", b"0123456789");
        let source = FileSource::of_file(File::open(&path).unwrap(), &path, 3).unwrap().unwrap();
        assert_eq!(source.len(), 7);
        for _ in 0..2 {
            let mut buffer = [0; 4];
            source.read_at(&mut buffer, 3).unwrap();
            assert_eq!(&buffer, b"6789");
        }
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_file_that_shrank_is_refused_and_one_that_grew_is_read_as_it_was() {
        let path = scratch("changed", b"0123456789");
        let source = FileSource::open(&path).unwrap().unwrap();
        assert!(!source.has_changed());
        File::options().append(true).open(&path).unwrap().write_all(b"x").unwrap();
        assert!(source.has_changed());
        let mut buffer = [0; 10];
        source.read_at(&mut buffer, 0).unwrap();
        assert_eq!(&buffer, b"0123456789");
        std::fs::write(&path, b"01").unwrap();
        let error = source.read_at(&mut buffer, 0).unwrap_err();
        assert!(error.to_string().contains("changed while it was being sent"), "{error}");
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn missing_files_and_directories_are_errors_with_their_path() {
        let missing = Path::new("/nonexistent/file.log");
        let error = FileSource::open(missing).unwrap_err();
        assert_eq!(error.error.kind(), io::ErrorKind::NotFound);
        assert!(error.to_string().starts_with("/nonexistent/file.log: "));
        let error = FileSource::open(&std::env::temp_dir()).unwrap_err();
        assert_eq!(error.error.kind(), io::ErrorKind::IsADirectory);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_a_regular_file_is_left_to_the_caller() {
        assert!(FileSource::open(Path::new("/dev/null")).unwrap().is_none());
    }
}
