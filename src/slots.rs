//! How many requests may be under way at once, where that is limited: calls wait their turn.

use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::sign::SignedRequest;
use crate::transport::{HttpConnector, Transmission};

/// The right to send one request and read its response; whoever waits longest has it next.
#[derive(Debug, Default)]
pub struct Slot {
    /// `None` where there is no limit.
    _permit: Option<OwnedSemaphorePermit>,
}

/// A wait for a slot; dropping it gives the turn up.
pub type SlotWait<'a> = Pin<Box<dyn Future<Output = Slot> + Send + 'a>>;

/// A connector with so many slots and no more, so that it never has more connections. First come,
/// first served: a call waits for those that came before it, however large they are, and for no
/// others.
#[derive(Debug)]
pub struct BoundedConnector<C> {
    inner: C,
    slots: Arc<Semaphore>,
}

impl<C> BoundedConnector<C> {
    /// At most `slots` requests over `inner` at once, and one at least.
    pub fn new(inner: C, slots: usize) -> Self {
        let slots = Arc::new(Semaphore::new(slots.clamp(1, Semaphore::MAX_PERMITS)));
        Self { inner, slots }
    }

    /// The connector that has them.
    pub fn inner(&self) -> &C {
        &self.inner
    }

    /// A slot that nobody waits for, if there is one now.
    pub fn free_slot(&self) -> Option<Slot> {
        let permit = Arc::clone(&self.slots).try_acquire_owned().ok()?;
        Some(Slot { _permit: Some(permit) })
    }
}

impl<C: HttpConnector> HttpConnector for BoundedConnector<C> {
    fn has_free_slot(&self) -> bool {
        // What becomes free goes to whoever waits already.
        self.slots.available_permits() > 0
    }

    fn slot(&self) -> SlotWait<'_> {
        let slots = Arc::clone(&self.slots);
        // It fails once the semaphore is closed, which nobody does.
        Box::pin(async move { Slot { _permit: slots.acquire_owned().await.ok() } })
    }

    fn transmit(&self, request: SignedRequest) -> Transmission<'_> {
        self.inner.transmit(request)
    }
}
