//! What came of the calls of a release on this node, counted as they end: a few numbers that are added to, so that a call
//! waits for nobody and looks nothing up.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use app::registry::health::{Counts, DURATIONS, Fault, duration_of};

/// Since the release was first called.
#[derive(Debug, Default)]
pub struct Tally {
    traps: AtomicU64,
    limits: AtomicU64,
    errors: AtomicU64,
    took: [AtomicU64; DURATIONS],
}

impl Tally {
    /// A call ended; with a fault, where the mini-app is to blame.
    pub fn count(&self, took: Duration, fault: Option<Fault>) {
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        if let Some(duration) = self.took.get(duration_of(ms)) {
            duration.fetch_add(1, Relaxed);
        }
        let failed = match fault {
            None => return,
            Some(Fault::Trap) => &self.traps,
            Some(Fault::Limit) => &self.limits,
            Some(Fault::Error) => &self.errors,
        };
        failed.fetch_add(1, Relaxed);
    }

    /// All so far. A call that ends at this moment may be in one number and not in another yet.
    pub fn counts(&self) -> Counts {
        Counts {
            traps: self.traps.load(Relaxed),
            limits: self.limits.load(Relaxed),
            errors: self.errors.load(Relaxed),
            took: std::array::from_fn(|duration| {
                self.took
                    .get(duration)
                    .map_or(0, |count| count.load(Relaxed))
            }),
        }
    }
}
