//! The one door to the clock and to chance, so that tests can hold them still.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Tells the time.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The time now.
    fn now(&self) -> SystemTime;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the door")]
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A clock that stands still: for tests, and for preparing a request of a given time.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub SystemTime);

impl Clock for FixedClock {
    fn now(&self) -> SystemTime {
        self.0
    }
}

/// Waits.
pub trait Sleep: Send + Sync + fmt::Debug {
    /// Ends after `duration`.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// Waits by tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioSleep;

impl Sleep for TokioSleep {
    #[allow(clippy::disallowed_methods, reason = "this is the door")]
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Gives random numbers, for waits that many clients are not to begin and end together.
pub trait Jitter: Send + Sync + fmt::Debug {
    /// A number from 0 up to, and without, 1.
    fn random(&self) -> f64;
}

/// The operating system's random numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomJitter;

impl Jitter for RandomJitter {
    fn random(&self) -> f64 {
        use ring::rand::{SecureRandom, SystemRandom};
        let mut bytes = [0_u8; 4];
        // Should the system have none for us, the wait is half of what it may be.
        if SystemRandom::new().fill(&mut bytes).is_err() {
            return 0.5;
        }
        f64::from(u32::from_be_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
    }
}

/// Always the same number: for tests.
#[derive(Clone, Copy, Debug)]
pub struct FixedJitter(pub f64);

impl Jitter for FixedJitter {
    fn random(&self) -> f64 {
        self.0
    }
}

/// All of them that a client's calls go through.
#[derive(Clone, Debug)]
pub struct Seams {
    /// Tells the time of signatures, and paces the adaptive mode.
    pub clock: Arc<dyn Clock>,
    /// Names calls.
    pub ids: Arc<dyn IdSource>,
    /// Waits between attempts.
    pub sleep: Arc<dyn Sleep>,
    /// Spreads the waits.
    pub jitter: Arc<dyn Jitter>,
}

impl Default for Seams {
    /// The machine's own clock and random numbers.
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds),
            sleep: Arc::new(TokioSleep),
            jitter: Arc::new(RandomJitter),
        }
    }
}

/// Gives the ids that tell calls apart.
pub trait IdSource: Send + Sync + fmt::Debug {
    /// A new id: a lower-case UUID of version 4.
    fn invocation_id(&self) -> String;
}

/// Ids from the operating system's random numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    fn invocation_id(&self) -> String {
        use ring::rand::{SecureRandom, SystemRandom};
        let mut bytes = [0_u8; 16];
        // The id only correlates attempts; should the system have no random numbers for us, the
        // call itself still goes out, with the nil id.
        if SystemRandom::new().fill(&mut bytes).is_ok() {
            bytes[6] = (bytes[6] & 0x0F) | 0x40;
            bytes[8] = (bytes[8] & 0x3F) | 0x80;
        }
        let n = u128::from_be_bytes(bytes);
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            n >> 96,
            (n >> 80) & 0xFFFF,
            (n >> 64) & 0xFFFF,
            (n >> 48) & 0xFFFF,
            n & 0xFFFF_FFFF_FFFF
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_are_fractions_and_differ() {
        let numbers: Vec<_> = (0..100).map(|_| RandomJitter.random()).collect();
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)), "{numbers:?}");
        assert!(numbers.iter().any(|number| *number < 0.5), "{numbers:?}");
        assert!(numbers.iter().any(|number| *number >= 0.5), "{numbers:?}");
    }

    #[test]
    fn ids_are_version_4_uuids_and_differ() {
        let id = RandomIds.invocation_id();
        assert_eq!(id.len(), 36);
        assert_eq!(id.as_bytes()[14], b'4');
        assert!(matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{id}");
        assert_ne!(id, RandomIds.invocation_id());
    }
}
