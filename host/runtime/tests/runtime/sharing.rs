//! What guests leave of each other's time and slots.

use std::sync::Arc;

use runtime::{Call, FailureKind, Limits};
use tokio::sync::{Notify, mpsc, oneshot};
use wasmtime::component::{InstancePre, Linker};

use crate::guests::{endless, endless_after_tick, idle, ticking};
use crate::workshop::{Host, Workshop, run};

const LONG: Limits = Limits {
    wall_time_ms: 60_000,
    cpu_time_ms: 20_000,
    memory_bytes: 1 << 20,
    table_elements: 100,
    output_bytes: 1_000,
    host_calls: 10,
    log_bytes: 1,
};

/// Says when its guest calls `tick`, and when it is dropped.
struct Watched {
    ticked: mpsc::UnboundedSender<()>,
    _dropped: oneshot::Sender<()>,
}

async fn watched(workshop: &Workshop, wat: &str) -> InstancePre<Call<Watched>> {
    let component = workshop.load(wat).await;
    let mut linker: Linker<Call<Watched>> = workshop.runtime.linker();
    linker
        .root()
        .func_wrap("tick", |mut store, ()| {
            store.data_mut().enter().host.ticked.send(())?;
            Ok(())
        })
        .unwrap();
    linker.instantiate_pre(&component).unwrap()
}

#[tokio::test]
async fn neighbours_answer_on_one_thread_while_guests_loop() {
    let workshop = Workshop::new();
    let (endless, idle) = (
        workshop.guest(&endless()).await,
        workshop.guest(&idle()).await,
    );
    let loops: Vec<_> = (0..4)
        .map(|_| {
            let (runtime, pre) = (workshop.runtime.clone(), endless.clone());
            tokio::spawn(async move { runtime.call(&pre, Host::default(), &LONG, run).await })
        })
        .collect();
    while workshop.runtime.running() < 4 {
        tokio::task::yield_now().await;
    }
    for _ in 0..50 {
        workshop
            .runtime
            .call(&idle, Host::default(), &LONG, run)
            .await
            .1
            .unwrap();
        tokio::task::yield_now().await;
    }
    assert!(loops.iter().all(|call| !call.is_finished()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_call_ends_and_leaves_no_slot_behind() {
    let workshop = Workshop::with(|config| config.instances = 1);
    let pre = watched(&workshop, &endless_after_tick()).await;
    for _ in 0..3 {
        let (ticked, mut ticks) = mpsc::unbounded_channel();
        let (dropped, is_dropped) = oneshot::channel();
        let (runtime, pre) = (workshop.runtime.clone(), pre.clone());
        let host = Watched {
            ticked,
            _dropped: dropped,
        };
        let call = tokio::spawn(async move { runtime.call(&pre, host, &LONG, run).await.1 });
        ticks.recv().await.unwrap();
        call.abort();
        assert!(is_dropped.await.is_err());
        assert_eq!(workshop.runtime.running(), 0);
    }
}

#[tokio::test]
async fn a_cancelled_call_lets_its_host_call_end() {
    let workshop = Workshop::new();
    let component = workshop
        .load(&ticking(r#"(func (export "run") (call $tick))"#))
        .await;
    let (begun, go_on, done) = (
        Arc::new(Notify::new()),
        Arc::new(Notify::new()),
        Arc::new(Notify::new()),
    );
    let mut linker: Linker<Call<Host>> = workshop.runtime.linker();
    let signals = (Arc::clone(&begun), Arc::clone(&go_on), Arc::clone(&done));
    linker
        .root()
        .func_wrap_async("tick", move |_, ()| {
            let (begun, go_on, done) = signals.clone();
            Box::new(async move {
                begun.notify_one();
                go_on.notified().await;
                done.notify_one();
                Ok(())
            })
        })
        .unwrap();
    let pre = linker.instantiate_pre(&component).unwrap();
    let runtime = workshop.runtime.clone();
    let call = tokio::spawn(async move { runtime.call(&pre, Host::default(), &LONG, run).await.1 });
    begun.notified().await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    go_on.notify_one();
    done.notified().await;
}

#[tokio::test]
async fn a_call_beyond_the_pool_is_told_so() {
    let workshop = Workshop::with(|config| config.instances = 1);
    let idle = workshop.guest(&idle()).await;
    let endless = workshop.guest(&endless()).await;
    let runtime = workshop.runtime.clone();
    let holder =
        tokio::spawn(async move { runtime.call(&endless, Host::default(), &LONG, run).await.1 });
    while workshop.runtime.running() == 0 {
        tokio::task::yield_now().await;
    }
    let (_, result) = workshop
        .runtime
        .call(&idle, Host::default(), &LONG, run)
        .await;
    assert_eq!(result.unwrap_err().kind, FailureKind::Busy);
    holder.abort();
    while workshop.runtime.running() > 0 {
        tokio::task::yield_now().await;
    }
    workshop
        .runtime
        .call(&idle, Host::default(), &LONG, run)
        .await
        .1
        .unwrap();
}
