//! What the server does with what a guest gave: read over, rendered, kept. It is code of the host, so no tick ends it.

use std::future::{Future, poll_fn};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use crate::runtime::Runtime;
use crate::share::Share;

impl Runtime {
    /// Runs what follows a call. Where one of the release's last answers took more than a tick, each stretch of this one
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
            let from = self.threads().clock.now();
            let stretch = poll_fn(|cx| Poll::Ready(poll(follows.as_mut(), cx, is_aside))).await;
            drop(turn);
            // By the clock and not by the processor's time, which takes a system call to tell: where it is wrong, an
            // answer waits for a turn that it need not wait for. A single tick may pass while next to nothing is done.
            if self.threads().clock.now().saturating_sub(from) > 1 {
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
