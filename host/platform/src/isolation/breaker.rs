//! The circuit breaker of a release: after repeated failures of its own it rests, so that citizens are told at once and
//! nobody's time is spent on it; then a few calls try it, one after the other.
//!
//! The state machine is given the time and takes none.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// When a release rests, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct BreakerConfig {
    /// So many failures within `window-ms` open it; only those for which the mini-app is to blame.
    pub failures: u32,
    /// And they must be so many of a hundred calls that gave something in that time: what fails for a few people only
    /// is not taken away from all.
    pub failing_percent: u32,
    /// In milliseconds.
    pub window_ms: u64,
    /// The first rest, in milliseconds; every failed probe doubles it.
    pub rest_ms: u64,
    /// The longest rest, in milliseconds.
    pub longest_rest_ms: u64,
    /// So many probes must give something, one after the other, before all calls go through again.
    pub probes: u32,
}

impl Default for BreakerConfig {
    fn default() -> Self {
        Self {
            failures: 5,
            failing_percent: 50,
            window_ms: 30_000,
            rest_ms: 10_000,
            longest_rest_ms: 300_000,
            probes: 3,
        }
    }
}

/// A call that may go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// As all do.
    Normal,
    /// To see whether the release works again; the only one at this moment.
    Probe,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The mini-app gave something, if only a refusal.
    Answered,
    /// It failed, and is to blame.
    Failed,
    /// Nothing is known: who asked went away, or the platform failed.
    Unknown,
}

/// Whether the release rests.
#[derive(Debug)]
enum State {
    /// All calls go through. The last failures: when each was, and how many calls had given something by then.
    Closed(VecDeque<(Instant, u64)>),
    /// No call goes through.
    Resting { until: Instant, rest: Duration },
    /// One call at a time goes through.
    Probing {
        under_way: bool,
        answered: u32,
        rest: Duration,
    },
}

/// The breaker of one release.
#[derive(Debug)]
pub struct Breaker {
    config: BreakerConfig,
    state: State,
}

impl Breaker {
    /// Closed: all calls go through.
    pub fn new(config: BreakerConfig) -> Self {
        Self {
            config,
            state: State::Closed(VecDeque::new()),
        }
    }

    /// Whether all calls go through.
    pub fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed(_))
    }

    /// Lets a call through, or says in how long it is worth trying again.
    pub fn admit(&mut self, now: Instant) -> Result<Admission, Duration> {
        match &mut self.state {
            State::Closed(_) => Ok(Admission::Normal),
            State::Resting { until, .. } if now < *until => Err(*until - now),
            State::Resting { rest, .. } => {
                self.state = State::Probing {
                    under_way: true,
                    answered: 0,
                    rest: *rest,
                };
                Ok(Admission::Probe)
            }
            // A probe takes no longer than a call may.
            State::Probing {
                under_way: true, ..
            } => Err(self.config.rest()),
            State::Probing { under_way, .. } => {
                *under_way = true;
                Ok(Admission::Probe)
            }
        }
    }

    /// A call ended. `answered` is how many calls of the release have given something so far, this one included.
    pub fn record(&mut self, now: Instant, admission: Admission, verdict: Verdict, answered: u64) {
        match (&mut self.state, admission, verdict) {
            (State::Closed(failures), _, Verdict::Failed) => {
                failures.push_back((now, answered));
                if failures.len() > self.config.failures as usize {
                    failures.pop_front();
                }
                let rest = self.config.rest();
                if self.config.is_too_much(failures, now, answered) {
                    self.rest(now, rest);
                }
            }
            (State::Probing { under_way, .. }, Admission::Probe, Verdict::Unknown) => {
                *under_way = false;
            }
            (State::Probing { rest, .. }, Admission::Probe, Verdict::Failed) => {
                let longer = rest.saturating_mul(2).min(self.config.longest_rest());
                self.rest(now, longer);
            }
            (
                State::Probing {
                    under_way,
                    answered,
                    ..
                },
                Admission::Probe,
                Verdict::Answered,
            ) => {
                *under_way = false;
                *answered += 1;
                if *answered >= self.config.probes {
                    self.state = State::Closed(VecDeque::new());
                }
            }
            // What began before it rested says nothing new.
            _ => {}
        }
    }

    fn rest(&mut self, now: Instant, rest: Duration) {
        self.state = State::Resting {
            until: now + rest,
            rest,
        };
    }
}

impl BreakerConfig {
    fn is_too_much(
        &self,
        failures: &VecDeque<(Instant, u64)>,
        now: Instant,
        answered: u64,
    ) -> bool {
        let Some((first, answered_then)) = failures.front() else {
            return false;
        };
        let failed = u64::from(self.failures);
        let others = answered.saturating_sub(*answered_then);
        failures.len() as u64 >= failed
            && now.saturating_duration_since(*first) <= Duration::from_millis(self.window_ms)
            && failed * 100 >= (failed + others).saturating_mul(self.failing_percent.into())
    }

    fn rest(&self) -> Duration {
        Duration::from_millis(self.rest_ms)
    }

    fn longest_rest(&self) -> Duration {
        Duration::from_millis(self.longest_rest_ms).max(self.rest())
    }
}

#[cfg(test)]
mod tests {
    //! What holds after any calls at any times.

    use proptest::prelude::*;

    use super::*;

    const CONFIG: BreakerConfig = BreakerConfig {
        failures: 3,
        failing_percent: 50,
        window_ms: 1_000,
        rest_ms: 100,
        longest_rest_ms: 400,
        probes: 2,
    };

    /// A breaker with its clock and the number of calls that gave something.
    struct Bench {
        breaker: Breaker,
        now: Instant,
        answered: u64,
    }

    impl Bench {
        fn new() -> Self {
            Self {
                breaker: Breaker::new(CONFIG),
                now: Instant::now(),
                answered: 0,
            }
        }

        fn wait(&mut self, ms: u64) {
            self.now += Duration::from_millis(ms);
        }

        fn end(&mut self, admission: Admission, verdict: Verdict) {
            self.answered += u64::from(verdict == Verdict::Answered);
            self.breaker
                .record(self.now, admission, verdict, self.answered);
        }

        fn call(&mut self, verdict: Verdict) -> Result<Admission, Duration> {
            let admission = self.breaker.admit(self.now)?;
            self.end(admission, verdict);
            Ok(admission)
        }

        fn opened() -> Self {
            let mut bench = Self::new();
            for _ in 0..CONFIG.failures {
                bench.call(Verdict::Failed).unwrap();
            }
            bench
        }
    }

    #[test]
    fn it_rests_after_repeated_failures_and_is_healed_by_probes() {
        let mut bench = Bench::opened();
        assert_eq!(
            bench.breaker.admit(bench.now),
            Err(Duration::from_millis(100))
        );
        bench.wait(40);
        assert_eq!(
            bench.breaker.admit(bench.now),
            Err(Duration::from_millis(60))
        );
        bench.wait(60);
        let probe = bench.breaker.admit(bench.now);
        assert_eq!(probe, Ok(Admission::Probe));
        assert!(bench.breaker.admit(bench.now).is_err(), "one at a time");
        bench.end(Admission::Probe, Verdict::Unknown);
        for _ in 0..CONFIG.probes {
            assert_eq!(bench.call(Verdict::Answered), Ok(Admission::Probe));
        }
        assert_eq!(bench.call(Verdict::Answered), Ok(Admission::Normal));
    }

    #[test]
    fn a_failed_probe_doubles_the_rest_up_to_the_longest() {
        let mut bench = Bench::opened();
        for rest in [100, 200, 400, 400] {
            assert_eq!(
                bench.breaker.admit(bench.now),
                Err(Duration::from_millis(rest))
            );
            bench.wait(rest);
            assert_eq!(bench.call(Verdict::Failed), Ok(Admission::Probe));
        }
    }

    #[test]
    fn what_fails_for_a_few_only_goes_on() {
        let mut bench = Bench::new();
        for _ in 0..100 {
            bench.call(Verdict::Failed).unwrap();
            bench.call(Verdict::Answered).unwrap();
            bench.call(Verdict::Answered).unwrap();
        }
        assert!(bench.breaker.is_closed());
        for _ in 0..100 {
            bench.wait(CONFIG.window_ms);
            bench.call(Verdict::Failed).unwrap();
        }
        assert!(bench.breaker.is_closed());
    }

    fn verdict() -> impl Strategy<Value = Verdict> {
        prop_oneof![
            Just(Verdict::Answered),
            Just(Verdict::Failed),
            Just(Verdict::Unknown)
        ]
    }

    proptest! {
        #[test]
        fn it_never_opens_without_enough_failures_and_always_heals(
            steps in prop::collection::vec((0..150_u64, verdict(), any::<bool>()), 0..200)
        ) {
            let mut bench = Bench::new();
            let mut under_way: Vec<Admission> = Vec::new();
            let mut failures: VecDeque<Instant> = VecDeque::new();
            for (ms, verdict, ends) in steps {
                bench.wait(ms);
                let was_closed = bench.breaker.is_closed();
                if ends && let Some(admission) = under_way.pop() {
                    bench.end(admission, verdict);
                    if verdict == Verdict::Failed {
                        failures.push_back(bench.now);
                    }
                } else if let Ok(admission) = bench.breaker.admit(bench.now) {
                    under_way.push(admission);
                }
                let probes = under_way.iter().filter(|admission| **admission == Admission::Probe);
                prop_assert!(probes.count() <= 1);
                if was_closed && !bench.breaker.is_closed() {
                    let window = Duration::from_millis(CONFIG.window_ms);
                    let recent = failures.iter().filter(|at| bench.now - **at <= window).count();
                    prop_assert!(recent >= CONFIG.failures as usize);
                }
            }
            // Whatever happened: once all is over and it works again, it is closed after a rest and the probes.
            for admission in under_way {
                bench.end(admission, Verdict::Unknown);
            }
            bench.wait(CONFIG.longest_rest_ms);
            for _ in 0..CONFIG.probes {
                prop_assert!(bench.call(Verdict::Answered).is_ok());
            }
            prop_assert!(bench.breaker.is_closed());
        }
    }
}
