//! How many retries a client may spend: a stock that failures use up and successes fill again.

use crate::forks::ForkLock;

/// One client's stock of retries. Safe to share between threads.
#[derive(Debug)]
pub(crate) struct RetryQuota {
    available: ForkLock<u32>,
}

impl RetryQuota {
    /// What there is at most, and to begin with.
    pub(crate) const CAPACITY: u32 = 500;

    pub(crate) fn new() -> Self {
        Self { available: ForkLock::new(Self::CAPACITY) }
    }

    /// Take `amount`, if there is as much.
    pub(crate) fn acquire(&self, amount: u32) -> bool {
        let mut available = self.available.lock();
        let rest = available.checked_sub(amount);
        *available = rest.unwrap_or(*available);
        rest.is_some()
    }

    /// Give `amount` back.
    pub(crate) fn release(&self, amount: u32) {
        let mut available = self.available.lock();
        *available = available.saturating_add(amount).min(Self::CAPACITY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_gone_until_it_is_given_back() {
        let quota = RetryQuota::new();
        assert!(quota.acquire(499));
        assert!(!quota.acquire(2));
        assert!(quota.acquire(1));
        assert!(!quota.acquire(1));
        quota.release(3);
        assert!(quota.acquire(3));
    }

    #[test]
    fn there_is_never_more_than_the_capacity() {
        let quota = RetryQuota::new();
        quota.release(u32::MAX);
        assert!(!quota.acquire(RetryQuota::CAPACITY + 1));
        assert!(quota.acquire(RetryQuota::CAPACITY));
    }
}
