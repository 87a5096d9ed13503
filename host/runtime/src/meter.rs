//! What a call has used, and the limits that end it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use wasmtime::{ResourceLimiter, UpdateDeadline};

use crate::failure::Stop;
use crate::limits::Limits;
use crate::pulse::Pulse;
use crate::share::{Held, Share};

/// The data of a call's store: the state of the host, and what is metered.
///
/// Both are public so that an adapter can borrow them side by side.
pub struct Call<T> {
    /// What the platform keeps for this call.
    pub host: T,
    /// What the call may still use.
    pub meter: Meter,
}

/// What a call has used so far.
pub struct Meter {
    limits: Limits,
    tick: Duration,
    deadline: Instant,
    pulse: Arc<Pulse>,
    held: Held,
    ran: Duration,
    /// Whether the guest has met a tick while it ran.
    has_met_tick: bool,
    memory: u64,
    tables: u64,
    host_calls: u64,
}

impl<T> Call<T> {
    pub(crate) fn new(
        host: T,
        limits: Limits,
        tick: Duration,
        deadline: Instant,
        pulse: Arc<Pulse>,
        held: Held,
    ) -> Self {
        let meter = Meter {
            limits,
            tick,
            deadline,
            pulse,
            held,
            ran: Duration::ZERO,
            has_met_tick: false,
            memory: 0,
            tables: 0,
            host_calls: 0,
        };
        Self { host, meter }
    }

    /// What a linker's getter calls first, once for each host call: counts it, and its time begins. What a guest past its limit still reads
    /// until its next tick changes nothing, as its call can only end in [`FailureKind::HostCalls`].
    ///
    /// [`FailureKind::HostCalls`]: crate::FailureKind::HostCalls
    pub fn enter(&mut self) -> &mut Self {
        self.meter.host_calls = self.meter.host_calls.saturating_add(1);
        self.meter.pulse.enter_host();
        self
    }
}

impl Meter {
    /// The limits of this call.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Calls of imports so far.
    pub fn host_calls(&self) -> u64 {
        self.host_calls
    }

    /// When the wall time of this call is over. Epochs do not interrupt a host call, so one that waits for something
    /// should give up by then, and after [`RuntimeConfig::host_call_ms`](crate::RuntimeConfig::host_call_ms).
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Whose call it is.
    pub(crate) fn share(&self) -> &Share {
        self.held.share()
    }

    /// How long the guest ran, to the tick.
    pub(crate) fn ran(&self) -> Duration {
        self.ran
    }

    /// Whether a limit was passed that only shows once the guest runs on, or is back.
    pub(crate) fn stop(&self) -> Option<Stop> {
        (self.host_calls > self.limits.host_calls).then_some(Stop::HostCalls)
    }

    /// What happens to a guest that reaches a tick.
    pub(crate) fn tick(&mut self) -> Result<UpdateDeadline, Stop> {
        let ran = self.pulse.ran(self.tick);
        self.ran = self.ran.saturating_add(ran.unwrap_or_default());
        if self.pulse.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        if self.held.is_stopped() {
            return Err(Stop::Stopped);
        }
        if let Some(stop) = self.stop() {
            return Err(stop);
        }
        if self.ran > self.limits.cpu_time() {
            return Err(Stop::CpuTime);
        }
        let now = Instant::now();
        if now >= self.deadline {
            let own = self.ran.saturating_add(self.pulse.queued());
            return Err(if own < self.limits.wall_time() / 2 {
                Stop::HostTime
            } else {
                Stop::WallTime
            });
        }
        // A guest that comes back from a host call meets the ticks that passed meanwhile here, and just runs on.
        if ran.is_none() || self.has_just_begun(now) {
            return Ok(UpdateDeadline::Continue(1));
        }
        Ok(UpdateDeadline::YieldCustom(
            1,
            Box::pin(Arc::clone(&self.pulse).take_turns()),
        ))
    }

    /// Whether the first tick came in the first quarter of a tick's time. All guests that run meet a tick at the same
    /// moment, most of them a few microseconds after they began: those that took turns then would wait for one another.
    fn has_just_begun(&mut self, now: Instant) -> bool {
        let is_first = !std::mem::replace(&mut self.has_met_tick, true);
        let begun = self.deadline.checked_sub(self.limits.wall_time());
        let since = begun.map(|begun| now.saturating_duration_since(begun));
        is_first && since.is_some_and(|since| since < self.tick / 4)
    }
}

impl ResourceLimiter for Meter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current) as u64;
        let memory = self.memory.saturating_add(more);
        if memory > self.limits.memory_bytes {
            return Err(Stop::Memory.into());
        }
        self.held.grow(more).map_err(|_| Stop::NoMemory)?;
        self.memory = memory;
        Ok(true)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let tables = self
            .tables
            .saturating_add(desired.saturating_sub(current) as u64);
        if tables > self.limits.table_elements {
            return Err(Stop::Tables.into());
        }
        self.tables = tables;
        Ok(true)
    }
}
