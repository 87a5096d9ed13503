//! Where guests that run past a tick go on: on threads of their own, of low priority.
//!
//! The system takes the core from such a thread as soon as one of the server's wants it, so whoever comes next does not
//! wait for a guest that computes, and need not wait for its tick.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;

/// A weight of 110, where the server's threads have 1,024. Not the lowest: a guest that the system takes the core from
/// may hold a lock of the kernel, as that of the address space, and all threads wait until it gets to run again.
const NICE: i32 = 10;

/// The threads.
#[derive(Debug)]
pub(crate) struct Background(Option<Runtime>);

impl Background {
    /// So many of them.
    pub(crate) fn start(threads: usize) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("long-running")
            .on_thread_start(|| {
                // On Linux a process is asked for by a thread's number, and none stands for this very thread.
                if let Err(error) = rustix::process::setpriority_process(None, NICE) {
                    tracing::warn!(%error, "long-running guests have the same priority as all others");
                }
            })
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// Runs it to its end here, also when nobody waits for it. For timers and sockets it stays with the executor that
    /// calls this.
    pub(crate) fn go_on<F>(&self, future: F) -> Option<JoinHandle<F::Output>>
    where
        F: Future<Output: Send> + Send + Unpin + 'static,
    {
        let (threads, server) = (self.0.as_ref()?, Handle::current());
        Some(threads.spawn(Away { future, server }))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(threads) = self.0.take() {
            // Not waited for: this may be dropped by a task.
            threads.shutdown_background();
        }
    }
}

/// A future of another executor.
struct Away<F> {
    future: F,
    server: Handle,
}

impl<F: Future + Unpin> Future for Away<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        let _server = this.server.enter();
        Pin::new(&mut this.future).poll(cx)
    }
}
