//! How a request is being sent, for whoever looks on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// The bytes of a request's body: how many there are, and how many of them the current attempt has
/// handed to the connection; and how many connections it found dead. Clones look on the same request.
#[derive(Clone, Debug, Default)]
pub struct SendProgress(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    total: AtomicU64,
    sent: AtomicU64,
    replaced: AtomicU32,
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

    /// How many dead idle connections have been replaced since this was asked last.
    pub fn take_replaced(&self) -> u32 {
        self.0.replaced.swap(0, Ordering::Relaxed)
    }

    pub(crate) fn connection_replaced(&self) {
        self.0.replaced.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn begin(&self, total: u64) {
        self.0.total.store(total, Ordering::Relaxed);
        self.0.sent.store(0, Ordering::Relaxed);
    }

    pub(crate) fn advance(&self, bytes: usize) {
        self.0.sent.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}
