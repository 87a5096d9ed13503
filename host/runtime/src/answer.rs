//! What the server does with what a guest gave: read over, rendered, kept. It is code of the host, so no tick ends it.

use std::future::{Future, poll_fn};
use std::pin::pin;

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use crate::runtime::Runtime;
use crate::share::Share;

impl Runtime {
    /// Runs what follows a call. Where the last answer of the release took more than a tick, this one waits for its
    /// tenant's turn, and the server's other tasks are left to another thread meanwhile.
    pub async fn follow_up<F: Future>(&self, share: &Share, follows: F) -> F::Output {
        let is_aside = share.is_heavy() && can_step_aside();
        let place = if is_aside {
            self.answers().take(share.tenant()).await
        } else {
            None
        };
        let mut follows = pin!(follows);
        let mut longest = 0;
        let done = poll_fn(|cx| {
            let from = self.clock().now();
            let polled = if is_aside {
                block_in_place(|| follows.as_mut().poll(cx))
            } else {
                follows.as_mut().poll(cx)
            };
            longest = longest.max(self.clock().now().saturating_sub(from));
            polled
        })
        .await;
        drop(place);
        // A single tick may pass while next to nothing is done.
        share.take_answer_for(longest > 1);
        done
    }
}

/// Whether there is another thread for the other tasks.
fn can_step_aside() -> bool {
    Handle::try_current()
        .is_ok_and(|executor| executor.runtime_flavor() == RuntimeFlavor::MultiThread)
}
