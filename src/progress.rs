//! How far a request has been sent, for whoever looks on.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

/// The bytes of a request's body: how many there are, and how many of them the current attempt has
/// handed to the connection. Clones look on the same request.
#[derive(Clone, Debug, Default)]
pub struct SendProgress(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    total: AtomicU64,
    sent: AtomicU64,
    last_move: Mutex<Option<Instant>>,
}

impl SendProgress {
    /// Bytes of the whole body; 0 until the first attempt begins.
    pub fn total(&self) -> u64 {
        self.0.total.load(Ordering::Relaxed)
    }

    /// Bytes handed over so far.
    pub fn sent(&self) -> u64 {
        self.0.sent.load(Ordering::Relaxed)
    }

    /// When the connection last took something; `None` before it took anything.
    pub(crate) fn last_move(&self) -> Option<Instant> {
        *self.0.last_move.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn begin(&self, total: u64) {
        self.0.total.store(total, Ordering::Relaxed);
        self.0.sent.store(0, Ordering::Relaxed);
        self.set_last_move(None);
    }

    pub(crate) fn advance(&self, bytes: usize) {
        self.0.sent.fetch_add(bytes as u64, Ordering::Relaxed);
        self.set_last_move(Some(Instant::now()));
    }

    fn set_last_move(&self, moment: Option<Instant>) {
        *self.0.last_move.lock().unwrap_or_else(PoisonError::into_inner) = moment;
    }
}
