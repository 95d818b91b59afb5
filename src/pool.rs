//! Connections that wait for their next request.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::connect::Connection;
use crate::seams::Clock;

/// How long a connection may be idle. AWS closes earlier; what is older has most likely been
/// forgotten by something on the way, without a word. Counted by the clock on the wall, which goes
/// on while a function is frozen or a laptop sleeps.
const MAX_IDLE: Duration = Duration::from_mins(1);

/// Scheme, host and port.
pub(crate) type Origin = (String, String, u16);

/// Idle connections by where they lead to: any number of requests may be under way beside them,
/// each on a connection of its own, and of these as many are kept as there is room for.
pub(crate) struct Pool {
    idle: Mutex<HashMap<Origin, Vec<Idle>>>,
    max_per_origin: usize,
    clock: Arc<dyn Clock>,
}

struct Idle {
    connection: Connection,
    since: SystemTime,
}

impl fmt::Debug for Pool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let idle: usize = self.lock().values().map(Vec::len).sum();
        write!(formatter, "Pool({idle} idle)")
    }
}

impl Pool {
    pub(crate) fn new(max_per_origin: usize, clock: Arc<dyn Clock>) -> Self {
        Self { idle: Mutex::default(), max_per_origin, clock }
    }

    /// The connection to `origin` that was used last, if there is one that may be used again. Those
    /// that may not are closed, wherever they lead to.
    pub(crate) fn take(&self, origin: &Origin) -> Option<Connection> {
        let now = self.clock.now();
        let mut idle = self.lock();
        idle.retain(|_, connections| {
            connections.retain(|idle| is_fresh(idle.since, now) && idle.connection.is_usable());
            !connections.is_empty()
        });
        idle.get_mut(origin)?.pop().map(|idle| idle.connection)
    }

    /// Keep a connection whose response has been read to its end; given back if there is no room.
    pub(crate) fn put(&self, origin: Origin, connection: Connection) -> Option<Connection> {
        let since = self.clock.now();
        let mut idle = self.lock();
        let connections = idle.entry(origin).or_default();
        if connections.len() < self.max_per_origin {
            connections.push(Idle { connection, since });
            None
        } else {
            Some(connection)
        }
    }

    /// Let go of all of them.
    pub(crate) fn clear(&self) {
        let idle = std::mem::take(&mut *self.lock());
        drop(idle);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Origin, Vec<Idle>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clock that was set back tells nothing of how old something is.
fn is_fresh(since: SystemTime, now: SystemTime) -> bool {
    now.duration_since(since).is_ok_and(|age| age < MAX_IDLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_age_by_the_wall_clock() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        assert!(is_fresh(now, now));
        assert!(is_fresh(now, now + Duration::from_secs(59)));
        assert!(!is_fresh(now, now + Duration::from_mins(1)));
        assert!(!is_fresh(now, now - Duration::from_secs(1)));
    }
}
