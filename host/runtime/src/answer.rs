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
    /// Runs what follows a call. Where one of the release's last answers took more than a tick of the processor, each stretch
    /// of this one waits for its tenant's turn, and the server's other tasks are left to another thread meanwhile.
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
                let clock = &self.threads().clock;
                let begun = Begun::now(clock);
                let stretch = poll(follows.as_mut(), cx, is_aside);
                Poll::Ready((stretch, begun.took_long(clock, self.tick())))
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

/// When a stretch of work began, on a thread that does nothing else until it ends.
#[derive(Clone, Copy)]
struct Begun {
    /// By the engine's clock, of which a process has one.
    at_tick: u64,
    /// What the thread had had of the processor then, or up to a tick before.
    thread_ns: u64,
}

impl Begun {
    /// What a thread had takes a system call to tell, which most stretches are not worth: it is asked once a tick.
    fn now(clock: &Clock) -> Self {
        thread_local! {
            static LAST: Cell<Option<Begun>> = const { Cell::new(None) };
        }
        let at_tick = clock.now();
        match LAST.get() {
            Some(last) if last.at_tick == at_tick => last,
            _ => {
                let thread_ns = thread_ns();
                let now = Self { at_tick, thread_ns };
                LAST.set(Some(now));
                now
            }
        }
    }

    /// Whether it has taken more than a tick of the processor: what other programs took of it meanwhile, and what was waited for,
    /// is nobody's fault here.
    fn took_long(&self, clock: &Clock, tick: Duration) -> bool {
        // A single tick may pass while next to nothing is done.
        if clock.now().saturating_sub(self.at_tick) < 2 {
            return false;
        }
        let took = Duration::from_nanos(thread_ns().saturating_sub(self.thread_ns));
        // One of the two may have passed before it began.
        took > tick * 2
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
        assert!(!begun.took_long(&clock, TICK));

        let begun = Begun::now(&clock);
        let from_ns = thread_ns();
        while thread_ns() - from_ns < 3_000_000 {
            black_box(0);
        }
        // The clock did not see it.
        assert!(!begun.took_long(&clock, TICK));
        clock.pass(3);
        assert!(begun.took_long(&clock, TICK));
    }
}
