//! The bulkhead of a mini-app: so many calls at once, and a queue of bounded length in which nobody waits for long.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many calls of one mini-app there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct BulkheadConfig {
    /// Calls at once.
    pub calls: u32,
    /// Calls that may wait for one of these to end.
    pub queue: u32,
    /// How long one may wait, in milliseconds.
    pub wait_ms: u64,
}

impl Default for BulkheadConfig {
    fn default() -> Self {
        Self {
            calls: 32,
            // A rush is served within the wait: a call takes some hundred microseconds.
            queue: 2_000,
            wait_ms: 1_000,
        }
    }
}

/// The queue is full, or the wait was over. Trying again a little later helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// The bulkhead of one mini-app, over all its releases.
#[derive(Debug)]
pub struct Bulkhead {
    config: BulkheadConfig,
    calls: Semaphore,
    waiting: AtomicU32,
}

impl Bulkhead {
    pub fn new(config: BulkheadConfig) -> Self {
        let calls = usize::try_from(config.calls).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            config,
            calls: Semaphore::new(calls),
            waiting: AtomicU32::new(0),
        }
    }

    /// Whether there is a place, and nobody waits for one. Whoever is let in says when they [leave](Self::leave): a call
    /// keeps the lane that this stands in anyway, and holds it by one count.
    pub fn try_enter(&self) -> bool {
        let permit = self.calls.try_acquire();
        permit.map(SemaphorePermit::forget).is_ok()
    }

    /// Waits for its turn to [enter](Self::try_enter).
    pub async fn wait(&self) -> Result<(), Full> {
        let _place = self.queue()?;
        let wait = Duration::from_millis(self.config.wait_ms);
        match tokio::time::timeout(wait, self.calls.acquire()).await {
            Ok(Ok(permit)) => {
                permit.forget();
                Ok(())
            }
            // It is never closed.
            Ok(Err(_)) | Err(_) => Err(Full),
        }
    }

    /// One that was let in has ended.
    pub fn leave(&self) {
        self.calls.add_permits(1);
    }

    /// Calls that run, and calls that wait.
    pub fn load(&self) -> (u32, u32) {
        let free = u32::try_from(self.calls.available_permits()).unwrap_or(u32::MAX);
        (
            self.config.calls.saturating_sub(free),
            self.waiting.load(Relaxed),
        )
    }

    fn queue(&self) -> Result<Waiting<'_>, Full> {
        self.waiting
            .fetch_update(Relaxed, Relaxed, |waiting| {
                (waiting < self.config.queue).then_some(waiting + 1)
            })
            .map(|_| Waiting(&self.waiting))
            .map_err(|_| Full)
    }
}

/// A place in the queue.
struct Waiting<'a>(&'a AtomicU32);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use futures::poll;

    use super::*;

    fn bulkhead(wait_ms: u64) -> Bulkhead {
        Bulkhead::new(BulkheadConfig {
            calls: 1,
            queue: 2,
            wait_ms,
        })
    }

    #[tokio::test]
    async fn who_waits_is_served_in_order_and_who_goes_away_leaves_a_place() {
        let bulkhead = bulkhead(60_000);
        assert!(bulkhead.try_enter());
        let (mut second, mut third) = (Box::pin(bulkhead.wait()), Box::pin(bulkhead.wait()));
        assert!(poll!(second.as_mut()).is_pending());
        assert!(poll!(third.as_mut()).is_pending());
        assert_eq!(bulkhead.wait().await.unwrap_err(), Full);
        drop(second);
        let mut fourth = Box::pin(bulkhead.wait());
        assert!(poll!(fourth.as_mut()).is_pending());
        assert_eq!(bulkhead.load(), (1, 2));
        bulkhead.leave();
        third.await.unwrap();
        assert!(poll!(fourth.as_mut()).is_pending());
        drop(fourth);
        bulkhead.leave();
        assert_eq!(bulkhead.load(), (0, 0));
    }

    #[tokio::test]
    async fn nobody_waits_longer_than_the_wait() {
        let bulkhead = bulkhead(1);
        assert!(bulkhead.try_enter());
        assert_eq!(bulkhead.wait().await.unwrap_err(), Full);
    }
}
