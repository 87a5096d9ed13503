//! How the guests share the threads: short ones run at once, long ones take turns, cancelled ones end by a trap.
//!
//! A guest that runs past one tick leaves the server's threads and goes on in the background. There it must hold a place
//! among the long-running, and hands it to the next in line at each tick.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::background::Background;
use crate::engine::Clock;
use crate::turns::{Place, Turns};

/// By what guests share the threads: one for each process.
#[derive(Debug)]
pub(crate) struct Threads {
    /// Tells the ticks.
    pub(crate) clock: Clock,
    /// Of the long-running.
    pub(crate) turns: Arc<Turns>,
    /// Where those are.
    pub(crate) background: Background,
}

/// What the future of a call and the guest inside it tell each other.
#[derive(Debug)]
pub(crate) struct Pulse {
    threads: Arc<Threads>,
    tenant: u64,
    cancelled: AtomicBool,
    /// It ran past a tick.
    long: AtomicBool,
    /// The tick at which the guest was last seen to start or go on.
    seen: AtomicU64,
    /// How long the thread had run by then, in nanoseconds; 0 where nobody looked.
    thread_ns: AtomicU64,
    /// The tick at which the last host call began, plus one; 0 once the guest was seen to run after it.
    in_host: AtomicU64,
    queued_ms: AtomicU64,
    place: Mutex<Option<Place>>,
}

impl Pulse {
    pub(crate) fn new(threads: Arc<Threads>, tenant: u64) -> Self {
        Self {
            threads,
            tenant,
            cancelled: AtomicBool::new(false),
            long: AtomicBool::new(false),
            seen: AtomicU64::new(0),
            thread_ns: AtomicU64::new(0),
            in_host: AtomicU64::new(0),
            queued_ms: AtomicU64::new(0),
            place: Mutex::new(None),
        }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    fn is_long(&self) -> bool {
        self.long.load(Ordering::Relaxed)
    }

    /// A host call begins.
    pub(crate) fn enter_host(&self) {
        let now = self.threads.clock.now().saturating_add(1);
        self.in_host.store(now, Ordering::Relaxed);
    }

    /// For how many ticks the call has waited for one host call; none if it does not.
    pub(crate) fn ticks_in_host(&self) -> Option<u64> {
        let since = self.in_host.load(Ordering::Relaxed).checked_sub(1)?;
        Some(self.threads.clock.now().saturating_sub(since))
    }

    /// The guest starts or goes on, on this thread.
    fn go_on(&self) {
        self.seen.store(self.threads.clock.now(), Ordering::Relaxed);
        // Most guests never see a tick: those are not worth a system call.
        let thread_ns = if self.is_long() { thread_ns() } else { 0 };
        self.thread_ns.store(thread_ns, Ordering::Relaxed);
    }

    /// How long the guest ran on the processor since the last time this was asked or the guest was woken; none if no tick
    /// passed meanwhile. What passed while other programs had the processor is not the guest's.
    pub(crate) fn ran(&self, tick: Duration) -> Option<Duration> {
        self.in_host.store(0, Ordering::Relaxed);
        let now = self.threads.clock.now();
        if self.seen.swap(now, Ordering::Relaxed) == now {
            return None;
        }
        let now_ns = thread_ns();
        Some(match self.thread_ns.swap(now_ns, Ordering::Relaxed) {
            // It ran into the first tick, so no longer than one.
            0 => tick,
            before_ns => Duration::from_nanos(now_ns.saturating_sub(before_ns)),
        })
    }

    /// How long the guest waited for other long-running guests.
    pub(crate) fn queued(&self) -> Duration {
        Duration::from_millis(self.queued_ms.load(Ordering::Relaxed))
    }

    /// Lets others run, then waits for a place among the long-running.
    pub(crate) async fn take_turns(self: Arc<Self>) {
        self.long.store(true, Ordering::Relaxed);
        let from = Instant::now();
        // In line before the place is given back, and not only once the executor comes round again: who is next is
        // decided by the line alone.
        let mut turn = std::pin::pin!(self.threads.turns.take(self.tenant));
        let at_once = futures::poll!(turn.as_mut());
        self.set_place(None);
        tokio::task::yield_now().await;
        let place = match at_once {
            Poll::Ready(place) => place,
            Poll::Pending => turn.await,
        };
        self.set_place(place);
        let waited = u64::try_from(from.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.queued_ms.fetch_add(waited, Ordering::Relaxed);
    }

    fn set_place(&self, place: Option<Place>) {
        let mut mine = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        // Where one is given back, that is done without holding this lock.
        let before = std::mem::replace(&mut *mine, place);
        drop(mine);
        drop(before);
    }
}

/// Runs a call in the task that asks for it, and [in the background](Background) once it runs for long, or from its
/// beginning where that is to be expected. Dropped before the end, it cancels the guest and lets it run to the trap at its
/// next tick without anybody: a guest is never torn down in the middle of a host call.
pub(crate) struct Guarded<R: Send + 'static> {
    running: Running<R>,
    pulse: Arc<Pulse>,
    /// Not in the task that asks for it.
    keeps_off: bool,
    started: bool,
}

enum Running<R> {
    Here(Guest<R>),
    InBackground(JoinHandle<R>),
    Ended,
}

impl<R: Send + 'static> Guarded<R> {
    pub(crate) fn new(
        running: impl Future<Output = R> + Send + 'static,
        pulse: Arc<Pulse>,
        keeps_off: bool,
    ) -> Self {
        let guest = Guest {
            running: Box::pin(running),
            pulse: Arc::clone(&pulse),
        };
        Self {
            running: Running::Here(guest),
            pulse,
            keeps_off,
            started: false,
        }
    }
}

impl<R: Send + 'static> Future for Guarded<R> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        let this = &mut *self;
        if let Running::Here(guest) = &mut this.running {
            this.started = true;
            if this.keeps_off {
                this.pulse.long.store(true, Ordering::Relaxed);
            } else {
                let polled = Pin::new(&mut *guest).poll(cx);
                if polled.is_ready() {
                    this.running = Running::Ended;
                    return polled;
                }
                if !this.pulse.is_long() {
                    return Poll::Pending;
                }
            }
            if let Running::Here(guest) = std::mem::replace(&mut this.running, Running::Ended)
                && let Some(there) = this.pulse.threads.background.go_on(guest)
            {
                this.running = Running::InBackground(there);
            }
        }
        let Running::InBackground(there) = &mut this.running else {
            return Poll::Pending;
        };
        match std::task::ready!(Pin::new(there).poll(cx)) {
            Ok(done) => {
                this.running = Running::Ended;
                Poll::Ready(done)
            }
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The end of the process.
                Err(_) => Poll::Pending,
            },
        }
    }
}

impl<R: Send + 'static> Drop for Guarded<R> {
    fn drop(&mut self) {
        let running = std::mem::replace(&mut self.running, Running::Ended);
        if matches!(running, Running::Ended) {
            return;
        }
        self.pulse.cancelled.store(true, Ordering::Relaxed);
        if let (Running::Here(guest), true, Ok(executor)) =
            (running, self.started, Handle::try_current())
        {
            executor.spawn(guest);
        }
    }
}

/// The guest's own future, step by step.
struct Guest<R> {
    running: Pin<Box<dyn Future<Output = R> + Send>>,
    pulse: Arc<Pulse>,
}

impl<R> Future for Guest<R> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        self.pulse.go_on();
        let polled = self.running.as_mut().poll(cx);
        self.pulse.set_place(None);
        polled
    }
}

/// How long this thread has run on a processor, in nanoseconds.
pub(crate) fn thread_ns() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let time = Duration::try_from(time).unwrap_or_default();
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    //! How long a guest ran.

    use super::*;

    #[test]
    fn what_others_take_of_the_processor_is_not_the_guest_s() {
        let tick = Duration::from_millis(2);
        let threads = Threads {
            clock: Clock::default(),
            turns: Turns::new(1),
            background: Background::start(1).unwrap(),
        };
        let clock = threads.clock.clone();
        let pulse = Pulse::new(Arc::new(threads), 0);
        pulse.go_on();
        assert_eq!(pulse.ran(tick), None);
        // As if the machine had given the processor to another program for a second, before the first tick and after.
        clock.pass(500);
        assert_eq!(pulse.ran(tick), Some(tick));
        clock.pass(500);
        assert!(pulse.ran(tick).unwrap() < tick * 100);
    }
}
