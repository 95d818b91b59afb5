//! State that threads share, in processes that fork.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, TryLockError};

/// A value behind a lock. A forked child has a copy with a lock of its own: the parent's may have
/// been held by a thread that the child does not have, and that would never let it go.
#[derive(Debug)]
pub(crate) struct ForkLock<T> {
    process_id: u32,
    initial: T,
    value: Mutex<T>,
    forked: OnceLock<Box<ForkLock<T>>>,
}

impl<T: Clone> ForkLock<T> {
    pub(crate) fn new(value: T) -> Self {
        Self::of_process(std::process::id(), value.clone(), value)
    }

    /// The value, for this thread alone until the guard is dropped.
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.lock_in(std::process::id())
    }

    fn of_process(process_id: u32, initial: T, value: T) -> Self {
        Self { process_id, initial, value: Mutex::new(value), forked: OnceLock::new() }
    }

    fn lock_in(&self, process_id: u32) -> MutexGuard<'_, T> {
        let mut link = self;
        while link.process_id != process_id {
            link = link.forked.get_or_init(|| {
                let value = link.inherited();
                Box::new(Self::of_process(process_id, link.initial.clone(), value))
            });
        }
        link.value.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a child begins with: what the parent had, unless the fork came while it was changed.
    fn inherited(&self) -> T {
        match self.value.try_lock() {
            Ok(value) => value.clone(),
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner().clone(),
            Err(TryLockError::WouldBlock) => self.initial.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_process(process_id: u32, value: u32) -> ForkLock<u32> {
        ForkLock::of_process(process_id, 500, value)
    }

    #[test]
    fn a_child_has_what_its_parent_had_and_changes_its_own() {
        let lock = of_process(1, 400);
        *lock.lock_in(2) += 1;
        assert_eq!((*lock.lock_in(2), *lock.lock_in(1)), (401, 400));
        // The child's child.
        assert_eq!(*lock.lock_in(3), 401);
    }

    #[test]
    fn a_lock_that_was_held_at_the_fork_is_not_waited_for() {
        let lock = of_process(1, 400);
        let held = lock.lock_in(1);
        assert_eq!(*lock.lock_in(2), 500);
        drop(held);
        assert_eq!((*lock.lock_in(1), *lock.lock_in(2)), (400, 500));
    }

    #[test]
    fn threads_of_one_process_take_turns() {
        let lock = ForkLock::new(0_u32);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1000).for_each(|_| *lock.lock() += 1));
            }
        });
        assert_eq!(*lock.lock(), 4000);
    }
}
