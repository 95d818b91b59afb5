//! The request body as segments that are encoded while they are hashed and again while they are
//! sent, so that an attachment never stands in memory a second time as base64 text.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::file_source::{FileError, FileSource};

/// The most bytes one frame of a body holds: 64 KiB of text, 48 KiB of raw attachment.
pub const FRAME_LEN: usize = 64 * 1024;

/// Bodies up to this many bytes are encoded once and kept; longer ones are encoded twice, when
/// hashed and when sent. Chosen by measuring (`bench/`): below it the copy is cheaper than encoding
/// again, above it memory counts for more.
pub const ENCODED_WHOLE_LEN: u64 = 256 * 1024;

/// The most bytes of a file that are read at once: each of many uploads has that much memory for it.
/// A multiple of three, so that padding occurs at the file's end only.
const READ_LEN: usize = 12 * 1024;

/// The most bytes of a frame of a body that is one literal: what is encoded whole is sent whole.
const LITERAL_FRAME_LEN: usize = 256 * 1024;

/// Where the raw bytes of a blob are.
#[derive(Clone)]
pub enum Blob {
    /// In memory, borrowed or owned.
    Memory(Bytes),
    /// In a regular file that can be read again for a retry.
    File(FileSource),
}

impl Blob {
    /// How many raw bytes it has.
    pub fn raw_len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File(file) => file.len(),
        }
    }
}

impl std::fmt::Debug for Blob {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "<{} bytes>", self.raw_len())
    }
}

/// A piece of a body.
#[derive(Clone)]
pub enum Segment {
    /// Bytes sent as they are.
    Literal(Bytes),
    /// Raw bytes sent as standard base64 with padding.
    Base64(Blob),
}

impl Segment {
    fn encoded_len(&self) -> u64 {
        match self {
            Self::Literal(bytes) => bytes.len() as u64,
            Self::Base64(blob) => blob.raw_len().div_ceil(3).saturating_mul(4),
        }
    }
}

/// A body whose length is known before any of it is encoded. Cloning it, once for each attempt,
/// copies no content.
#[derive(Clone)]
pub struct RequestBody {
    segments: Arc<[Segment]>,
    content_length: u64,
}

impl std::fmt::Debug for RequestBody {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RequestBody(<{} bytes>)", self.content_length)
    }
}

impl RequestBody {
    /// A body of these segments, in order.
    pub fn new(segments: Vec<Segment>) -> Self {
        // No file system holds so much that this could be reached.
        let content_length = segments.iter().map(Segment::encoded_len).fold(0, u64::saturating_add);
        Self { segments: segments.into(), content_length }
    }

    /// The exact number of bytes that will be sent.
    pub const fn content_length(&self) -> u64 {
        self.content_length
    }

    /// Encode the whole body once and give its SHA-256 in lower-case hexadecimal digits.
    ///
    /// Also gives the body to send: a small one comes back encoded, so that it need not be encoded
    /// again. Reads files, and so can block and fail. Lets go of the thread every mebibyte, so that
    /// a call can be cancelled while it hashes.
    pub async fn digest(self) -> Result<(Self, String), FileError> {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        let mut encoder = Encoder::new(&self);
        if self.content_length <= ENCODED_WHOLE_LEN {
            let mut whole = Vec::with_capacity(usize::try_from(self.content_length).unwrap_or(0));
            while encoder.fill(&mut whole)? {}
            context.update(&whole);
            let body = Self::new(vec![Segment::Literal(Bytes::from(whole))]);
            return Ok((body, hex(context.finish().as_ref())));
        }
        let mut frame = Vec::with_capacity(FRAME_LEN);
        let mut frames = 0_usize;
        while encoder.fill(&mut frame)? {
            context.update(&frame);
            frame.clear();
            frames += 1;
            if frames.is_multiple_of(16) {
                tokio::task::yield_now().await;
            }
        }
        Ok((self, hex(context.finish().as_ref())))
    }

    /// The error for a file of the body that was written to since it was opened, if there is one:
    /// what was hashed may then not be what was sent.
    pub fn changed_file(&self) -> Option<FileError> {
        self.segments.iter().find_map(|segment| match segment {
            Segment::Base64(Blob::File(file)) if file.has_changed() => Some(file.changed()),
            _ => None,
        })
    }

    /// The body as frames for the HTTP layer, from the start.
    pub fn frames(&self) -> Frames {
        Frames { encoder: Encoder::new(self), remaining: self.content_length }
    }

    /// Write the whole body into `out`, which is as long as the body. For event handlers, which are
    /// shown bodies whole.
    pub fn write_to(&self, out: &mut [u8]) -> Result<(), FileError> {
        let mut encoder = Encoder::new(self);
        let mut frame = Vec::with_capacity(FRAME_LEN);
        let mut rest = out;
        while encoder.fill(&mut frame)? {
            let Some((place, after)) = rest.split_at_mut_checked(frame.len()) else { break };
            place.copy_from_slice(&frame);
            rest = after;
            frame.clear();
        }
        Ok(())
    }

    /// The whole body as text in memory: for inspection and tests, not for sending.
    pub fn to_bytes(&self) -> Result<Bytes, FileError> {
        let mut whole = Vec::new();
        let mut encoder = Encoder::new(self);
        while encoder.fill(&mut whole)? {}
        Ok(Bytes::from(whole))
    }
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Walks the segments and appends their encoding to buffers.
struct Encoder {
    segments: Arc<[Segment]>,
    index: usize,
    /// Raw bytes of the current segment already encoded.
    position: u64,
    /// What is read from files, before encoding.
    raw: Vec<u8>,
}

impl Encoder {
    fn new(body: &RequestBody) -> Self {
        Self { segments: Arc::clone(&body.segments), index: 0, position: 0, raw: Vec::new() }
    }

    /// The next frame. A body that is one whole literal needs no encoding and no copy; it is cut all
    /// the same, so that it is known how much of a long one the connection has got.
    fn next_frame(&mut self) -> Result<Bytes, FileError> {
        if let [Segment::Literal(bytes)] = self.segments.as_ref() {
            let rest = rest_of(bytes, self.position);
            let piece = rest.get(..LITERAL_FRAME_LEN).unwrap_or(rest);
            self.position += piece.len() as u64;
            return Ok(bytes.slice_ref(piece));
        }
        let mut frame = Vec::with_capacity(FRAME_LEN);
        self.fill(&mut frame)?;
        Ok(Bytes::from(frame))
    }

    /// Append at most [`FRAME_LEN`] bytes to `frame`. `false` if the body had ended before.
    fn fill(&mut self, frame: &mut Vec<u8>) -> Result<bool, FileError> {
        let before = frame.len();
        let segments = Arc::clone(&self.segments);
        while let Some(segment) = segments.get(self.index) {
            let room = FRAME_LEN - (frame.len() - before);
            let ended = match segment {
                Segment::Literal(bytes) => self.copy(bytes, frame, room),
                Segment::Base64(blob) => self.encode(blob, frame, room)?,
            };
            if !ended {
                break;
            }
            self.index += 1;
            self.position = 0;
        }
        Ok(frame.len() > before)
    }

    /// Whether the literal has been copied to its end.
    fn copy(&mut self, bytes: &Bytes, frame: &mut Vec<u8>, room: usize) -> bool {
        let rest = rest_of(bytes, self.position);
        let piece = rest.get(..room).unwrap_or(rest);
        frame.extend_from_slice(piece);
        self.position += piece.len() as u64;
        piece.len() == rest.len()
    }

    /// Whether the blob has been encoded to its end. Takes a multiple of three raw bytes at a time,
    /// so that padding occurs at the end of the blob only.
    fn encode(&mut self, blob: &Blob, frame: &mut Vec<u8>, room: usize) -> Result<bool, FileError> {
        let raw_room = room / 4 * 3;
        let raw_len = blob.raw_len();
        match blob {
            Blob::Memory(bytes) => {
                let rest = rest_of(bytes, self.position);
                let piece = rest.get(..raw_room).unwrap_or(rest);
                base64_simd::STANDARD.encode_append(piece, frame);
                self.position += piece.len() as u64;
            }
            Blob::File(file) => {
                let left = usize::try_from(raw_len - self.position).unwrap_or(usize::MAX);
                let mut wanted = raw_room.min(left);
                while wanted > 0 {
                    self.raw.resize(wanted.min(READ_LEN), 0);
                    file.read_at(&mut self.raw, self.position)?;
                    base64_simd::STANDARD.encode_append(&self.raw, frame);
                    self.position += self.raw.len() as u64;
                    wanted -= self.raw.len();
                }
            }
        }
        Ok(self.position == raw_len)
    }
}

fn rest_of(bytes: &Bytes, position: u64) -> &[u8] {
    usize::try_from(position).ok().and_then(|start| bytes.get(start..)).unwrap_or_default()
}

/// A body on its way to the socket: an [`http_body::Body`] of exact size.
pub struct Frames {
    encoder: Encoder,
    remaining: u64,
}

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = FileError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, FileError>>> {
        if self.remaining == 0 {
            return Poll::Ready(None);
        }
        let data = self.encoder.next_frame();
        if let Ok(data) = &data {
            self.remaining = self.remaining.saturating_sub(data.len() as u64);
        }
        Poll::Ready(Some(data.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use http_body::Body;
    use proptest::prelude::*;

    use super::*;

    fn wait<F: Future>(future: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    fn collect(body: &RequestBody) -> Vec<u8> {
        let mut frames = body.frames();
        let mut sent = Vec::new();
        wait(async {
            while let Some(frame) =
                poll_fn(|context| Pin::new(&mut frames).poll_frame(context)).await
            {
                let data = frame.unwrap().into_data().unwrap();
                let most = if body.segments.len() == 1 { LITERAL_FRAME_LEN } else { FRAME_LEN };
                assert!(data.len() <= most);
                assert!(!data.is_empty(), "an empty frame says nothing");
                sent.extend_from_slice(&data);
                assert_eq!(
                    frames.size_hint().exact(),
                    Some(body.content_length - sent.len() as u64)
                );
            }
        });
        assert!(frames.is_end_stream());
        sent
    }

    fn sha256(bytes: &[u8]) -> String {
        hex(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
    }

    fn memory(raw: Vec<u8>) -> Segment {
        Segment::Base64(Blob::Memory(Bytes::from(raw)))
    }

    fn check(segments: Vec<Segment>, eager: &[u8]) {
        let body = RequestBody::new(segments);
        assert_eq!(body.content_length(), eager.len() as u64);
        assert_eq!(collect(&body), eager);
        assert_eq!(body.to_bytes().unwrap(), eager);
        let mut written = vec![0; eager.len()];
        body.write_to(&mut written).unwrap();
        assert_eq!(written, eager);
        let (digested, digest) = wait(body.digest()).unwrap();
        assert_eq!(digest, sha256(eager));
        assert_eq!(collect(&digested), eager);
    }

    #[test]
    fn lengths_around_padding_and_frame_borders_agree_with_eager_encoding() {
        let frame = FRAME_LEN / 4 * 3;
        for raw_len in [0, 1, 2, 3, 4, frame - 1, frame, frame + 1, 4 * frame + 2, 300_000] {
            let raw: Vec<u8> = (0..=250_u8).cycle().take(raw_len).collect();
            let text = base64_simd::STANDARD.encode_to_string(&raw);
            let eager = format!("{{{text}}}").into_bytes();
            let literal = |text: &'static [u8]| Segment::Literal(Bytes::from_static(text));
            check(vec![literal(b"{"), memory(raw), literal(b"}")], &eager);
        }
        check(vec![], b"");
        let long = vec![b'x'; 2 * LITERAL_FRAME_LEN + 1];
        check(vec![Segment::Literal(Bytes::from(long.clone()))], &long);
    }

    #[test]
    fn files_are_encoded_like_memory_and_can_be_sent_again() {
        let raw: Vec<u8> = (0..=252_u8).cycle().take(400_001).collect();
        let path = std::env::temp_dir().join(format!("awssupport-body-{}", std::process::id()));
        std::fs::write(&path, &raw).unwrap();
        let file = FileSource::open(&path).unwrap().unwrap();
        let eager = base64_simd::STANDARD.encode_to_string(&raw).into_bytes();
        let body = RequestBody::new(vec![Segment::Base64(Blob::File(file))]);
        let (body, digest) = wait(body.digest()).unwrap();
        assert_eq!(digest, sha256(&eager));
        assert_eq!(collect(&body), eager);
        assert_eq!(collect(&body), eager);
        std::fs::write(&path, b"shorter").unwrap();
        assert!(wait(body.digest()).is_err());
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn debug_shows_lengths_and_never_content() {
        let body = RequestBody::new(vec![memory(b"secret".to_vec())]);
        assert_eq!(format!("{body:?}"), "RequestBody(<8 bytes>)");
        assert_eq!(format!("{:?}", Blob::Memory(Bytes::from_static(b"secret"))), "<6 bytes>");
    }

    proptest! {
        #[test]
        fn frames_concatenated_equal_the_eager_encoding(
            pieces in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u8>(), 0..2000)), 0..6)
        ) {
            let mut eager = Vec::new();
            let mut segments = Vec::new();
            for (literal, bytes) in pieces {
                if literal {
                    eager.extend_from_slice(&bytes);
                    segments.push(Segment::Literal(Bytes::from(bytes)));
                } else {
                    eager.extend_from_slice(base64_simd::STANDARD.encode_to_string(&bytes).as_bytes());
                    segments.push(memory(bytes));
                }
            }
            check(segments, &eager);
        }
    }
}
