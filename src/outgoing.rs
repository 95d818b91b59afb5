//! A request's body on its way: its frames, and who is told how far they have come.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::body::Frames;
use crate::file_source::FileError;
use crate::progress::SendProgress;

/// Is told each time that the connection asks for more of a body.
pub(crate) trait Onlooker: Unpin {
    /// So many bytes have been handed to the connection.
    fn handed_over(&self, len: usize);
}

/// A request's body, and who looks on.
pub(crate) struct OutgoingBody<W> {
    frames: Frames,
    progress: SendProgress,
    onlooker: W,
}

impl<W> OutgoingBody<W> {
    pub(crate) fn new(frames: Frames, progress: SendProgress, onlooker: W) -> Self {
        Self { frames, progress, onlooker }
    }
}

impl<W: Onlooker> Body for OutgoingBody<W> {
    type Data = Bytes;
    type Error = FileError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, FileError>>> {
        let polled = Pin::new(&mut self.frames).poll_frame(context);
        let len = match &polled {
            Poll::Ready(Some(Ok(frame))) => frame.data_ref().map_or(0, Bytes::len),
            _ => 0,
        };
        self.progress.advance(len);
        self.onlooker.handed_over(len);
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.frames.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.frames.size_hint()
    }
}
