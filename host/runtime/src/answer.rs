//! What the server does with what a guest gave: read over, rendered, kept. It is code of the host, so no tick ends it.

use std::future::{Future, poll_fn};
use std::mem;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use crate::runtime::Runtime;
use crate::share::Share;

impl Runtime {
    /// Runs what follows a call. Where one of the release's answers took more than a tick a moment ago, each stretch of
    /// this one waits for its tenant's turn, and the server's other tasks are left to another thread meanwhile.
    pub async fn follow_up<F: Future>(&self, share: &Share, follows: F) -> F::Output {
        let mut follows = pin!(follows);
        loop {
            // Held for a stretch and no longer: between two of them, it waits for others that may wait for a turn.
            let turn = if share.is_heavy(self.clock().now()) && can_step_aside() {
                self.answers().take(share.tenant()).await
            } else {
                None
            };
            let is_aside = turn.is_some();
            let stretch =
                poll_fn(|cx| Poll::Ready(self.stretch(share, follows.as_mut(), cx, is_aside)))
                    .await;
            drop(turn);
            match stretch {
                Poll::Ready(done) => return done,
                Poll::Pending => woken().await,
            }
        }
    }

    /// One poll. Time of the clock and not of the processor, which takes a system call to tell: where it is wrong, an answer
    /// waits for a turn that it need not wait for.
    fn stretch<F: Future>(
        &self,
        share: &Share,
        follows: Pin<&mut F>,
        cx: &mut Context<'_>,
        is_aside: bool,
    ) -> Poll<F::Output> {
        let from = self.clock().now();
        let polled = if is_aside {
            block_in_place(|| follows.poll(cx))
        } else {
            follows.poll(cx)
        };
        let now = self.clock().now();
        // A single tick may pass while next to nothing is done.
        if now.saturating_sub(from) > 1 {
            share.heavy_at(now);
        }
        polled
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
