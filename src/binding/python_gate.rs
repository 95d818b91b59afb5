//! Who may enter the interpreter from a thread that is not Python's, until it shuts down.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Counts who is inside. Once it is closed nobody comes in.
#[derive(Debug, Default)]
pub(super) struct PythonGate {
    state: Mutex<State>,
    left: Condvar,
}

#[derive(Debug, Default)]
struct State {
    inside: usize,
    closed: bool,
}

/// Somebody inside, until it is dropped.
#[derive(Debug)]
pub(super) struct Inside(Arc<PythonGate>);

impl PythonGate {
    /// Go in, to wait for the interpreter and to use it; `None` once the gate is closed.
    pub(super) fn enter(self: &Arc<Self>) -> Option<Inside> {
        let mut state = self.lock();
        if state.closed {
            return None;
        }
        state.inside += 1;
        Some(Inside(Arc::clone(self)))
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Let nobody in any more, and wait until all are out, but no longer than `patience`. Not while
    /// holding the interpreter, which they may be waiting for.
    pub(super) fn close(&self, patience: Duration) {
        let mut state = self.lock();
        state.closed = true;
        let waited = self.left.wait_timeout_while(state, patience, |state| state.inside > 0);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.lock().inside -= 1;
        self.0.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_waits_for_those_inside_and_keeps_others_out() {
        let gate = Arc::new(PythonGate::default());
        let inside = gate.enter();
        assert!(inside.is_some());
        let closing = Arc::clone(&gate);
        let thread = std::thread::spawn(move || closing.close(Duration::MAX));
        while !gate.is_closed() {
            std::thread::yield_now();
        }
        assert!(gate.enter().is_none());
        assert!(!thread.is_finished());
        drop(inside);
        thread.join().unwrap();
    }

    #[test]
    fn closing_does_not_wait_for_ever_for_those_who_stay() {
        let gate = Arc::new(PythonGate::default());
        let _inside = gate.enter();
        gate.close(Duration::from_millis(1));
        assert!(gate.is_closed());
    }
}
