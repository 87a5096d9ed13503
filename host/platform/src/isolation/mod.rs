//! What keeps one mini-app's trouble from the others: how many of its calls run, and whether it rests.
//!
//! Each call passes, in this order: the release's circuit [`breaker`] (resting: told at once), the mini-app's
//! [`bulkhead`] (full: waits a little), and in the runtime its agency's share of slots and memory. What is refused is
//! refused before anything of the mini-app runs. All of it is given back when the guest has ended, also where who asked
//! went away long before: see [`Admitted`].

mod breaker;
mod bulkhead;
mod tally;
mod typists;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use app::{
    MiniAppId, Release, ReleaseId,
    registry::health::{Counts, Fault},
};
use runtime::Digest;
use serde::{Deserialize, Serialize};

use crate::CallError;
use breaker::{Admission, Breaker, Verdict};
use bulkhead::Bulkhead;
use tally::Tally;

pub use breaker::BreakerConfig;
pub use bulkhead::BulkheadConfig;
pub(crate) use typists::Typists;

/// `[isolation]`: what one mini-app may take from the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct IsolationConfig {
    /// `[isolation.bulkhead]`, for each mini-app.
    pub bulkhead: BulkheadConfig,
    /// `[isolation.breaker]`, for each release.
    pub breaker: BreakerConfig,
}

/// A number that would switch off what it should set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is {value}, and must be from 1 to {most}")]
pub struct IsolationOutOfRange {
    /// As it is written under `[isolation]`.
    pub name: &'static str,
    /// What is configured.
    pub value: u64,
    /// The most that is possible.
    pub most: u64,
}

impl IsolationConfig {
    /// These settings, if none is zero or beyond its ceiling.
    ///
    /// # Errors
    /// Names the first that is not.
    pub fn checked(self) -> Result<Self, IsolationOutOfRange> {
        const HOUR: u64 = 3_600_000;
        let Self { bulkhead, breaker } = self;
        for (name, value, most) in [
            ("bulkhead.calls", bulkhead.calls.into(), 10_000),
            ("bulkhead.queue", bulkhead.queue.into(), 100_000),
            ("bulkhead.wait-ms", bulkhead.wait_ms, 30_000),
            ("breaker.failures", breaker.failures.into(), 1_000),
            (
                "breaker.failing-percent",
                breaker.failing_percent.into(),
                100,
            ),
            ("breaker.window-ms", breaker.window_ms, HOUR),
            ("breaker.rest-ms", breaker.rest_ms, HOUR),
            ("breaker.longest-rest-ms", breaker.longest_rest_ms, HOUR),
            ("breaker.probes", breaker.probes.into(), 100),
        ] {
            if value == 0 || value > most {
                return Err(IsolationOutOfRange { name, value, most });
            }
        }
        Ok(self)
    }
}

/// What is kept for each mini-app and each release that was called since the start, some hundred bytes each. Looked up
/// when a release is linked, not when it is called.
#[derive(Debug)]
pub(crate) struct Isolation {
    config: IsolationConfig,
    bulkheads: Mutex<HashMap<MiniAppId, Arc<Bulkhead>>>,
    breakers: Mutex<HashMap<Digest, Arc<Circuit>>>,
}

impl Isolation {
    pub(crate) fn new(config: IsolationConfig) -> Self {
        Self {
            config,
            bulkheads: Mutex::default(),
            breakers: Mutex::default(),
        }
    }

    /// The way that all calls of a release take. A release that is loaded again finds its breaker as it left it; another
    /// release of the mini-app has one of its own, so that a mended one does not rest for the one before.
    pub(crate) fn lane(&self, release: &Release, digest: &Digest) -> Lane {
        let bulkhead = locked(&self.bulkheads)
            .entry(release.mini_app.clone())
            .or_insert_with(|| Arc::new(Bulkhead::new(self.config.bulkhead)))
            .clone();
        let circuit = locked(&self.breakers)
            .entry(*digest)
            .or_insert_with(|| Arc::new(Circuit::new(self.config.breaker, release)))
            .clone();
        Lane(Arc::new(Gates { bulkhead, circuit }))
    }

    /// What came of all calls of each release so far.
    pub(crate) fn counts(&self) -> Vec<(ReleaseId, Counts)> {
        let circuits = locked(&self.breakers);
        let circuits = circuits.values();
        circuits
            .map(|circuit| (circuit.release, circuit.tally.counts()))
            .collect()
    }

    /// Calls of all mini-apps together that run, and that wait.
    pub(crate) fn load(&self) -> (u32, u32) {
        let loads = locked(&self.bulkheads);
        let loads = loads.values().map(|bulkhead| bulkhead.load());
        loads.fold((0, 0), |(run, wait), (runs, waits)| {
            (run + runs, wait + waits)
        })
    }
}

fn locked<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The way that all calls of a release take.
#[derive(Clone, Debug)]
pub(crate) struct Lane(Arc<Gates>);

#[derive(Debug)]
struct Gates {
    bulkhead: Arc<Bulkhead>,
    circuit: Arc<Circuit>,
}

impl Lane {
    /// What it gave before turned out not to hold.
    pub(crate) fn failed(&self) {
        let now = Instant::now();
        let circuit = &self.0.circuit;
        circuit.tally.count(Duration::ZERO, Some(Fault::Error));
        circuit.record(now, Admission::Normal, Verdict::Failed);
    }

    /// Admits a call, or says why not and when to come back.
    pub(crate) async fn admit(&self) -> Result<Arc<Admitted>, CallError> {
        let Gates { bulkhead, circuit } = &*self.0;
        let admission = circuit
            .admit()
            .map_err(|after| CallError::Resting { after })?;
        let mut admitted = Admitted {
            lane: self.clone(),
            admission,
            told: AtomicBool::new(false),
            since: Instant::now(),
            has_place: false,
        };
        if !bulkhead.try_enter() {
            // Where no place is found, a probe is given back by dropping it.
            bulkhead.wait().await.map_err(|_| CallError::Busy)?;
            admitted.since = Instant::now();
        }
        admitted.has_place = true;
        Ok(Arc::new(admitted))
    }
}

/// A call that was admitted. It is kept by the guest, so that one whose asker went away counts until it has ended.
#[derive(Debug)]
pub struct Admitted {
    lane: Lane,
    admission: Admission,
    told: AtomicBool,
    since: Instant,
    /// In the bulkhead.
    has_place: bool,
}

impl Admitted {
    /// The mini-app gave something that holds, if only a refusal.
    pub fn answered(&self) {
        self.tell(None);
    }

    /// It failed, and is to blame.
    pub fn failed(&self, fault: Fault) {
        self.tell(Some(fault));
    }

    fn tell(&self, fault: Option<Fault>) {
        let now = Instant::now();
        let circuit = &self.lane.0.circuit;
        circuit.tally.count(now - self.since, fault);
        let verdict = match fault {
            None => Verdict::Answered,
            Some(_) => Verdict::Failed,
        };
        // A probe that runs again, as an act may, has given its verdict already.
        if self.admission == Admission::Normal || !self.told.swap(true, Ordering::Relaxed) {
            circuit.record(now, self.admission, verdict);
        }
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let Gates { bulkhead, circuit } = &*self.lane.0;
        if self.has_place {
            bulkhead.leave();
        }
        if !*self.told.get_mut() && self.admission == Admission::Probe {
            circuit.record(Instant::now(), Admission::Probe, Verdict::Unknown);
        }
    }
}

/// A breaker that calls share. While it is closed and calls succeed, nobody waits for anybody.
#[derive(Debug)]
struct Circuit {
    is_closed: AtomicBool,
    answered: AtomicU64,
    breaker: Mutex<Breaker>,
    release: ReleaseId,
    tally: Tally,
    /// For the log.
    name: String,
}

impl Circuit {
    fn new(config: BreakerConfig, release: &Release) -> Self {
        Self {
            is_closed: AtomicBool::new(true),
            answered: AtomicU64::new(0),
            breaker: Mutex::new(Breaker::new(config)),
            release: release.id,
            tally: Tally::default(),
            name: format!("{} {}", release.mini_app, release.manifest.version),
        }
    }

    fn admit(&self) -> Result<Admission, Duration> {
        if self.is_closed.load(Ordering::Relaxed) {
            return Ok(Admission::Normal);
        }
        locked(&self.breaker).admit(Instant::now())
    }

    fn record(&self, now: Instant, admission: Admission, verdict: Verdict) {
        let more = u64::from(verdict == Verdict::Answered);
        let answered = self.answered.fetch_add(more, Ordering::Relaxed) + more;
        if (admission, verdict) == (Admission::Normal, Verdict::Answered) {
            return;
        }
        let mut breaker = locked(&self.breaker);
        let before = breaker.is_closed();
        breaker.record(now, admission, verdict, answered);
        let after = breaker.is_closed();
        self.is_closed.store(after, Ordering::Relaxed);
        drop(breaker);
        match (before, after) {
            (true, false) => tracing::warn!(release = self.name, "rests after repeated failures"),
            (false, true) => tracing::info!(release = self.name, "works again"),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_setting_switches_a_guard_off() {
        assert!(IsolationConfig::default().checked().is_ok());
        let mut config = IsolationConfig::default();
        config.bulkhead.calls = 0;
        assert_eq!(
            config.checked().unwrap_err().to_string(),
            "`bulkhead.calls` is 0, and must be from 1 to 10000"
        );
    }
}
