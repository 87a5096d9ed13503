//! What guests leave of each other's time and slots.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use runtime::{Blame, Call, FailureKind, Limits, Usage};
use rustix::time::{ClockId, clock_gettime};
use tokio::sync::{Notify, mpsc, oneshot};
use wasmtime::component::{InstancePre, Linker};

use crate::guests::{endless, endless_after_tick, idle, plain, ticking};
use crate::workshop::{Host, Workshop, call, call_of};

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

/// Says on which thread its guest calls `tick`.
struct Located(mpsc::UnboundedSender<Option<String>>);

#[tokio::test]
async fn after_a_call_that_computes_the_next_one_begins_off_the_servers_threads() {
    let workshop = Workshop::new();
    let (tell, mut told) = mpsc::unbounded_channel();
    let linked = async |wat: &str| {
        let component = workshop.load(wat).await;
        let mut linker: Linker<Call<Located>> = workshop.runtime.linker();
        linker
            .root()
            .func_wrap("tick", |mut store, ()| {
                let thread = std::thread::current().name().map(str::to_owned);
                store.data_mut().enter().host.0.send(thread)?;
                Ok(())
            })
            .unwrap();
        linker.instantiate_pre(&component).unwrap()
    };
    let computes = linked(&endless_after_tick()).await;
    let answers = linked(&ticking(r#"(func (export "run") (call $tick))"#)).await;
    // What is told of one is taken for the other: the share is what remembers.
    let share = workshop.runtime.share("tenant", computes.component());
    let limits = Limits {
        cpu_time_ms: 100,
        ..LONG
    };
    let mut on_threads_of_the_server = Vec::new();
    for pre in [&computes, &answers, &answers] {
        let host = Located(tell.clone());
        let (_, ended) = call_of(&workshop.runtime, &share, pre, host, &limits).await;
        assert_eq!(ended.is_ok(), std::ptr::eq(pre, &answers));
        let thread = told.recv().await.unwrap();
        on_threads_of_the_server.push(thread.as_deref() != Some("long-running"));
    }
    assert_eq!(on_threads_of_the_server, [true, false, true]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn after_an_answer_that_takes_long_the_next_ones_leave_the_servers_thread_to_others() {
    let workshop = Workshop::new();
    let component = workshop.load(&idle()).await;
    let share = workshop.runtime.share("tenant", &component);
    let runtime = workshop.runtime.clone();
    let (tell, told) = std::sync::mpsc::channel();
    // On the one thread that the executor has for tasks.
    let answers = tokio::spawn(async move {
        let takes_long = async {
            // Of the processor, however busy the machine is.
            let had = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap();
            let begun = had();
            while had() - begun < Duration::from_millis(10) {}
        };
        runtime.follow_up(&share, pin!(takes_long)).await;
        // Two kinds of pages by turns are not taken for light ones.
        runtime.follow_up(&share, pin!(async {})).await;
        tokio::spawn(async move { tell.send(()) });
        let holds_its_thread = async move { told.recv_timeout(Duration::from_secs(10)) };
        runtime.follow_up(&share, pin!(holds_its_thread)).await
    });
    assert_eq!(answers.await.unwrap(), Ok(()));
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
            tokio::spawn(async move { call(&runtime, "hog", &pre, Host::default(), &LONG).await })
        })
        .collect();
    while workshop.runtime.running() < 4 {
        tokio::task::yield_now().await;
    }
    for _ in 0..50 {
        workshop
            .call(&idle, Host::default(), &LONG)
            .await
            .1
            .unwrap();
        tokio::task::yield_now().await;
    }
    assert!(loops.iter().all(|call| !call.is_finished()));
}

#[tokio::test]
async fn a_tenant_with_many_guests_that_spin_leaves_the_others_their_turns() {
    let workshop = Workshop::with(|config| {
        config.instances = 32;
        config.long_running = 1;
    });
    let endless = workshop.guest(&endless()).await;
    let until = |cpu_time_ms| Limits {
        cpu_time_ms,
        ..LONG
    };
    let many: Vec<_> = (0..15)
        .map(|_| {
            let (runtime, pre, limits) = (workshop.runtime.clone(), endless.clone(), until(500));
            tokio::spawn(
                async move { call(&runtime, "many", &pre, Host::default(), &limits).await },
            )
        })
        .collect();
    while workshop.runtime.running() < 15 {
        tokio::task::yield_now().await;
    }
    // It gets half of the turns, and each of the many a thirtieth: some 100 ms by the time it has had its 1,500. In turns
    // by guest, all of them would have had their 500 long before.
    let (_, one) = call(
        &workshop.runtime,
        "one",
        &endless,
        Host::default(),
        &until(1_500),
    )
    .await;
    assert_eq!(one.unwrap_err().kind, FailureKind::CpuTime);
    assert!(many.iter().all(|call| !call.is_finished()));
}

#[tokio::test]
async fn a_tenant_may_hold_as_many_slots_as_stay_free() {
    let workshop = Workshop::with(|config| config.instances = 9);
    let (endless, idle) = (
        workshop.guest(&endless()).await,
        workshop.guest(&idle()).await,
    );
    let hogs: Vec<_> = (0..9)
        .map(|_| {
            let (runtime, pre) = (workshop.runtime.clone(), endless.clone());
            tokio::spawn(async move { call(&runtime, "hog", &pre, Host::default(), &LONG).await.1 })
        })
        .collect();
    while workshop.runtime.running() < 5 {
        tokio::task::yield_now().await;
    }
    let (_, refused) = call(&workshop.runtime, "hog", &idle, Host::default(), &LONG).await;
    assert_eq!(refused.unwrap_err().kind, FailureKind::Busy);
    let (_, other) = call(&workshop.runtime, "other", &idle, Host::default(), &LONG).await;
    other.unwrap();
    assert_eq!(workshop.runtime.usage().slots, 5);
    for hog in hogs {
        hog.abort();
    }
    nothing_is_held(&workshop).await;
}

#[tokio::test]
async fn a_tenant_may_hold_as_much_memory_as_stays_free() {
    let workshop = Workshop::with(|config| {
        config.guest_memory_bytes = 64 << 20;
        config.limits.memory_bytes = 32 << 20;
    });
    // It tells that it has 24 MiB (and a page) before it spins.
    let large = watched(
        &workshop,
        &ticking(r#"(memory 385) (func (export "run") (call $tick) (loop (br 0)))"#),
    )
    .await;
    let limits = Limits {
        memory_bytes: 32 << 20,
        ..LONG
    };
    let (ticked, mut ticks) = mpsc::unbounded_channel();
    let host = || Watched {
        ticked: ticked.clone(),
        _dropped: oneshot::channel().0,
    };
    let (runtime, pre, first) = (workshop.runtime.clone(), large.clone(), host());
    let holder = tokio::spawn(async move { call(&runtime, "hog", &pre, first, &limits).await.1 });
    ticks.recv().await.unwrap();
    assert!(workshop.runtime.usage().memory_bytes > 24 << 20);

    let (_, second) = call(&workshop.runtime, "hog", &large, host(), &limits).await;
    let failure = second.unwrap_err();
    assert_eq!(
        (&failure.kind, failure.blame()),
        (&FailureKind::NoMemory, Blame::Host)
    );
    let grows = r#"(memory 1) (func (export "run") (drop (memory.grow (i32.const 200))))"#;
    let grows = workshop.guest(&plain(grows)).await;
    let (_, other) = call(&workshop.runtime, "other", &grows, Host::default(), &limits).await;
    other.unwrap();
    holder.abort();
    nothing_is_held(&workshop).await;
}

/// Waits until all calls have ended.
async fn nothing_is_held(workshop: &Workshop) {
    let nothing = Usage {
        slots: 0,
        memory_bytes: 0,
    };
    let ended = async {
        while workshop.runtime.usage() != nothing || workshop.runtime.running() > 0 {
            tokio::task::yield_now().await;
        }
    };
    let usage = || workshop.runtime.usage();
    tokio::time::timeout(Duration::from_secs(60), ended)
        .await
        .unwrap_or_else(|_| panic!("{:?} are held", usage()));
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
        let running =
            tokio::spawn(async move { call(&runtime, "tenant", &pre, host, &LONG).await.1 });
        ticks.recv().await.unwrap();
        running.abort();
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
    let running = tokio::spawn(async move {
        call(&runtime, "tenant", &pre, Host::default(), &LONG)
            .await
            .1
    });
    begun.notified().await;
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    go_on.notify_one();
    done.notified().await;
}

#[tokio::test]
async fn a_call_beyond_the_pool_is_told_so() {
    let workshop = Workshop::with(|config| config.instances = 1);
    let idle = workshop.guest(&idle()).await;
    let endless = workshop.guest(&endless()).await;
    let runtime = workshop.runtime.clone();
    let holder = tokio::spawn(async move {
        call(&runtime, "tenant", &endless, Host::default(), &LONG)
            .await
            .1
    });
    while workshop.runtime.running() == 0 {
        tokio::task::yield_now().await;
    }
    let (_, result) = workshop.call(&idle, Host::default(), &LONG).await;
    assert_eq!(result.unwrap_err().kind, FailureKind::Busy);
    holder.abort();
    nothing_is_held(&workshop).await;
    workshop
        .call(&idle, Host::default(), &LONG)
        .await
        .1
        .unwrap();
}

/// A guest that calls the host once, which waits for the executor to come round once.
async fn waits_once(workshop: &Workshop) -> InstancePre<Call<Host>> {
    let wat = ticking(r#"(memory 1) (func (export "run") (call $tick))"#);
    let component = workshop.load(&wat).await;
    let mut linker: Linker<Call<Host>> = workshop.runtime.linker();
    linker
        .root()
        .func_wrap_async("tick", |mut store, ()| {
            store.data_mut().enter();
            Box::new(async {
                tokio::task::yield_now().await;
                Ok(())
            })
        })
        .unwrap();
    linker.instantiate_pre(&component).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_cancelled_calls_leave_nothing_behind() {
    let workshop = Workshop::with(|config| config.instances = 64);
    let (waits, spins) = (
        waits_once(&workshop).await,
        workshop.guest(&endless()).await,
    );
    let mut cancelled = 0_u32;
    while cancelled < 100_000 {
        // One in a thousand spins, and ends only at its next tick.
        let pre = if cancelled % 1_000 == 7 {
            &spins
        } else {
            &waits
        };
        let mut running = Box::pin(call(
            &workshop.runtime,
            "tenant",
            pre,
            Host::default(),
            &LONG,
        ));
        match futures::poll!(running.as_mut()) {
            Poll::Pending => cancelled += 1,
            // On a busy machine what it waits for is there at once.
            Poll::Ready((_, Ok(()))) => {}
            // Those before are not gone yet.
            Poll::Ready((_, Err(failure))) => {
                assert_eq!(failure.kind, FailureKind::Busy);
                tokio::task::yield_now().await;
            }
        }
    }
    nothing_is_held(&workshop).await;
    workshop
        .call(&waits, Host::default(), &LONG)
        .await
        .1
        .unwrap();
}
