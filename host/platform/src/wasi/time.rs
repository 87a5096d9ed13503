//! The time of a call, which stands still: a guest cannot measure the host, and one that sleeps holds no slot.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use app::Instant;
use wasmtime::component::{Resource, ResourceTable};
use wasmtime_wasi::{
    HostMonotonicClock, HostWallClock,
    p2::{DynPollable, Pollable, bindings::clocks::monotonic_clock, subscribe},
};
use wasmtime_wasi_io::async_trait;

/// The wall clock.
pub struct Moment(pub Instant);

impl HostWallClock for Moment {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }

    fn now(&self) -> Duration {
        // WASI counts from 1970 and knows nothing before.
        Duration::from_millis(self.0.0.try_into().unwrap_or_default())
    }
}

/// The monotonic clock, in nanoseconds since the call began. Only waiting moves it on: a guest that waits until a time
/// goes on at once, and finds that it is that time.
#[derive(Clone, Default)]
pub struct StandingStill(Arc<AtomicU64>);

impl HostMonotonicClock for StandingStill {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// The monotonic clock with the table for what waits on it.
pub struct Timers<'a> {
    /// The clock.
    pub time: &'a StandingStill,
    /// Of the call.
    pub table: &'a mut ResourceTable,
}

impl Timers<'_> {
    fn until(&mut self, at: u64) -> wasmtime::Result<Resource<DynPollable>> {
        let timer = self.table.push(Timer {
            time: self.time.clone(),
            at,
        })?;
        subscribe(self.table, timer)
    }
}

impl monotonic_clock::Host for Timers<'_> {
    fn now(&mut self) -> wasmtime::Result<u64> {
        Ok(self.time.now())
    }

    fn resolution(&mut self) -> wasmtime::Result<u64> {
        Ok(self.time.resolution())
    }

    fn subscribe_instant(&mut self, when: u64) -> wasmtime::Result<Resource<DynPollable>> {
        self.until(when)
    }

    fn subscribe_duration(&mut self, duration: u64) -> wasmtime::Result<Resource<DynPollable>> {
        self.until(self.time.now().saturating_add(duration))
    }
}

/// Something that waits until a time.
struct Timer {
    time: StandingStill,
    at: u64,
}

#[async_trait]
impl Pollable for Timer {
    async fn ready(&mut self) {
        self.time.0.fetch_max(self.at, Relaxed);
    }
}
