//! What a call takes of the server's threads at a stretch, until its guest meets a tick or it waits for something: some
//! microseconds, most often. What the host does for a guest, no tick ends: what it gave is read out, looked over, rendered.

use std::future::{Future, poll_fn};
use std::mem;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use crate::runtime::Runtime;
use crate::share::Share;

impl Runtime {
    /// Runs a call, or what follows it. Of a release that nobody knows yet, or that took long a few calls ago, each stretch
    /// waits for its tenant's turn, and the server's other tasks are left to another thread meanwhile.
    pub async fn by_stretches<F: Future>(&self, share: &Share, call: F) -> F::Output {
        let mut call = pin!(call);
        let mut was_long = false;
        loop {
            // Held for a stretch and no longer: between two of them, it waits for others that may wait for a turn.
            let turn = if share.is_slow() && can_step_aside() {
                self.stretches().take(share.tenant()).await
            } else {
                None
            };
            let is_aside = turn.is_some();
            let from = self.clock().now();
            let stretch = poll_fn(|cx| Poll::Ready(poll(call.as_mut(), cx, is_aside))).await;
            drop(turn);
            // By the clock and not by the processor's time, which takes a system call to tell: where it is wrong, a call
            // waits for a turn that it need not wait for. A single tick may pass while next to nothing is done.
            if self.clock().now().saturating_sub(from) > 1 {
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

fn poll<F: Future>(call: Pin<&mut F>, cx: &mut Context<'_>, is_aside: bool) -> Poll<F::Output> {
    if is_aside {
        block_in_place(|| call.poll(cx))
    } else {
        call.poll(cx)
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
