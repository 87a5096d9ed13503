//! What the server does with what a guest gave: read over, rendered, kept. It is code of the host, so no tick ends it.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use crate::engine::Clock;
use crate::pulse::thread_ns;
use crate::runtime::Runtime;
use crate::share::Share;

impl Runtime {
    /// Runs what follows a call. Where one of the release's last answers took more than a tick of the processor, each stretch of this one
    /// waits for its tenant's turn, and the server's other tasks are left to another thread meanwhile.
    ///
    /// It is pinned by the caller: an argument that is moved to where it stays would take its room twice in the call's future.
    pub async fn follow_up<F: Future>(&self, share: &Share, mut follows: Pin<&mut F>) -> F::Output {
        let mut was_long = false;
        loop {
            // Held for a stretch and no longer: between two of them, it waits for others that may wait for a turn.
            let turn = if share.is_heavy() && can_step_aside() {
                self.answers().take(share.tenant()).await
            } else {
                None
            };
            let is_aside = turn.is_some();
            let (stretch, took_long) = poll_fn(|cx| {
                let begun = Begun::now(&self.threads().clock);
                let stretch = poll(follows.as_mut(), cx, is_aside);
                Poll::Ready((stretch, begun.took_long(self.tick())))
            })
            .await;
            drop(turn);
            if took_long {
                was_long = true;
                share.took_long();
            }
            match stretch {
                Poll::Ready(done) => {
                    if !was_long {
                        share.took_a_moment();
                    }
                    return done;
                }
                Poll::Pending => woken().await,
            }
        }
    }
}

/// A stretch of work that has begun, on a thread that does nothing else until it ends.
struct Begun<'a> {
    clock: &'a Clock,
    tick: u64,
    /// What the thread had had of the processor, at the latest; at the earliest a tick before.
    thread_ns: u64,
}

impl<'a> Begun<'a> {
    /// Telling a thread's time takes a system call, which most stretches are not worth: it is asked once a tick.
    fn now(clock: &'a Clock) -> Self {
        thread_local! {
            static TOLD: Cell<(u64, u64)> = const { Cell::new((u64::MAX, 0)) };
        }
        let tick = clock.now();
        let (told_at, mut at_ns) = TOLD.get();
        if told_at != tick {
            at_ns = thread_ns();
            TOLD.set((tick, at_ns));
        }
        Self {
            clock,
            tick,
            thread_ns: at_ns,
        }
    }

    /// Whether it took more than a tick of the processor: what other programs took of it meanwhile is nobody's fault here.
    fn took_long(&self, tick: Duration) -> bool {
        // A single tick may pass while next to nothing is done.
        if self.clock.now().saturating_sub(self.tick) < 2 {
            return false;
        }
        let took_ns = thread_ns().saturating_sub(self.thread_ns);
        Duration::from_nanos(took_ns) > tick * 2
    }
}

fn poll<F: Future>(follows: Pin<&mut F>, cx: &mut Context<'_>, is_aside: bool) -> Poll<F::Output> {
    if is_aside {
        block_in_place(|| follows.poll(cx))
    } else {
        follows.poll(cx)
    }
}

/// Until the task is woken by what it polled just now.
async fn woken() {
    let mut polled = false;
    poll_fn(|_| {
        if mem::replace(&mut polled, true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

/// Whether there is another thread for the other tasks.
fn can_step_aside() -> bool {
    Handle::try_current()
        .is_ok_and(|executor| executor.runtime_flavor() == RuntimeFlavor::MultiThread)
}

#[cfg(test)]
mod tests {
    //! What is taken for long.

    use std::hint::black_box;

    use super::*;

    const TICK: Duration = Duration::from_millis(1);

    #[test]
    fn only_what_the_thread_did_itself_is_long() {
        let clock = Clock::default();
        let begun = Begun::now(&clock);
        // As if other programs had had the processor for a second.
        clock.pass(1_000);
        assert!(!begun.took_long(TICK));

        let begun = Begun::now(&clock);
        let from_ns = thread_ns();
        while thread_ns() - from_ns < 3_000_000 {
            black_box(0);
        }
        // The clock did not see it.
        assert!(!begun.took_long(TICK));
        clock.pass(3);
        assert!(begun.took_long(TICK));
    }
}
