//! One call: a fresh store, metered, that always gives the host's state back.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use wasmtime::Store;

use crate::failure::{Failure, FailureKind};
use crate::limits::Limits;
use crate::meter::Call;
use crate::pulse::{Guarded, Pulse};
use crate::runtime::Runtime;
use crate::share::Share;

/// Resources that a guest may hold at the same time.
const HANDLES: usize = 10_000;

impl Runtime {
    /// Runs `guest` on a fresh store, within the limits.
    ///
    /// `guest` instantiates a release and calls an export of it; what it returns as an error is taken for the guest's fault
    /// unless it is a [`HostFault`](crate::HostFault). With bindings, `GuestIndices::load` finds the exports without looking up
    /// names. What it needs of the release it holds itself, by one count for all of it.
    ///
    /// A call that finds no slot, or no memory for its first instance, is [`Busy`](FailureKind::Busy) or
    /// [`NoMemory`](FailureKind::NoMemory) before anything of the guest has run.
    ///
    /// The host's state comes back in every case, also after a trap or a panic of a host function. If the future is
    /// dropped, the guest is ended by a trap at its next tick in a task of its own, and the state is dropped there.
    ///
    /// ```ignore
    /// let (host, page) = runtime
    ///     .call(host, &share, &limits, move |store| Box::pin(async move {
    ///         let instance = release.pre.instantiate_async(&mut *store).await?;
    ///         let guest = release.indices.load(&mut *store, &instance)?;
    ///         guest.balai_app_app().call_show(store, &request).await
    ///     }))
    ///     .await;
    /// ```
    ///
    /// # Errors
    /// A [`Failure`] says which limit ended the call, or how guest or host failed.
    pub async fn call<T, R, F>(
        &self,
        host: T,
        share: &Share,
        limits: &Limits,
        guest: F,
    ) -> (T, Result<R, Failure>)
    where
        T: Send + 'static,
        R: Send + 'static,
        F: for<'a> FnOnce(&'a mut Store<Call<T>>) -> BoxFuture<'a, wasmtime::Result<R>>
            + Send
            + 'static,
    {
        let Ok(held) = share.admit() else {
            return (host, Err(Failure::new(FailureKind::Busy)));
        };
        let pulse = Arc::new(Pulse::new(Arc::clone(self.threads()), share.tenant()));
        let deadline = Instant::now() + limits.wall_time();
        let call = Call::new(
            host,
            *limits,
            self.tick(),
            deadline,
            Arc::clone(&pulse),
            held,
        );
        let mut store = Store::new(self.engine(), call);
        store.limiter(|call| &mut call.meter);
        store.set_hostcall_fuel(usize::try_from(limits.output_bytes).unwrap_or(usize::MAX));
        store.set_max_component_handles(HANDLES);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|mut store| Ok(store.data_mut().meter.tick()?));

        let (tick, host_call) = (self.tick(), self.host_call_time());
        let given_up = deadline + host_call;
        let watched = Arc::clone(&pulse);
        let running = async move {
            let result = {
                let run = async { guest(&mut store).await };
                tokio::select! {
                    biased;
                    ended = AssertUnwindSafe(run).catch_unwind() => ended.map_err(|panic| panicked(&*panic)),
                    // A host call that never comes back would hold its slot for good: the one case where it is dropped.
                    () = stuck(&watched, tick, host_call, given_up) => Err(FailureKind::HostTime),
                }
            };
            let meter = &store.data().meter;
            let stop = meter.stop();
            meter.share().take_for(meter.ran() > tick);
            let result = match (result, stop) {
                (Ok(Ok(_)), Some(stop)) => Err(Failure::new(stop.into())),
                (Ok(Ok(value)), None) => Ok(value),
                (Ok(Err(error)), _) => Err(Failure::of(&error, &mut store)),
                (Err(kind), _) => Err(Failure::new(kind)),
            };
            if let Err(failure) = &result {
                tracing::info!(
                    failure = %failure.id,
                    kind = failure.kind.name(),
                    blame = ?failure.blame(),
                    detail = %failure.kind,
                    "a call failed"
                );
            }
            (store.into_data().host, result)
        };
        Guarded::new(running, pulse, share.computes()).await
    }
}

/// Resolves when the call waits for one host call for too long, or should have ended altogether. Costs nothing in a call
/// that never waits, as it is not polled then.
async fn stuck(pulse: &Pulse, tick: Duration, host_call: Duration, given_up: Instant) {
    let mut look = Instant::now() + host_call;
    while look < given_up {
        tokio::time::sleep_until(look.into()).await;
        let ticks = pulse.ticks_in_host().unwrap_or(0);
        let waited = tick.saturating_mul(u32::try_from(ticks).unwrap_or(u32::MAX));
        if waited >= host_call {
            return;
        }
        // At least a tick: what is measured is no finer.
        look = Instant::now() + (host_call - waited).max(tick);
    }
    tokio::time::sleep_until(given_up.into()).await;
}

fn panicked(panic: &(dyn Any + Send)) -> FailureKind {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".into());
    FailureKind::Host(format!("panicked: {text}"))
}
