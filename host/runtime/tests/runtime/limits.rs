//! Each limit ends the call with a failure of its own type, and the host's state comes back.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use runtime::{Blame, Call, FailureKind, HostFault, LimitOutOfRange, Limits, RuntimeConfig};
use wasmtime::component::Linker;

use crate::guests::{endless, idle, plain, ticking};
use crate::workshop::{Host, Workshop, call_of};

async fn ends_with(wat: &str, limits: Limits) -> (Host, FailureKind) {
    let (host, result) = Workshop::new().run(wat, limits).await;
    let failure = result.unwrap_err();
    assert_eq!(failure.blame(), Blame::Guest);
    (host, failure.kind)
}

#[tokio::test]
async fn a_guest_that_computes_too_long() {
    let (_, kind) = ends_with(
        &endless(),
        Limits {
            cpu_time_ms: 20,
            ..Limits::default()
        },
    )
    .await;
    assert_eq!(kind, FailureKind::CpuTime);
}

#[tokio::test]
async fn a_guest_that_is_stopped_while_it_runs() {
    let workshop = Workshop::new();
    let pre = workshop.guest(&endless()).await;
    let (asked, stopped) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let share = workshop.runtime.share("tenant", pre.component());
    let share = share.ended_when({
        let (asked, stopped) = (Arc::clone(&asked), Arc::clone(&stopped));
        move || {
            asked.fetch_add(1, Ordering::SeqCst);
            stopped.load(Ordering::SeqCst)
        }
    });
    let limits = Limits {
        cpu_time_ms: 10_000,
        wall_time_ms: 60_000,
        ..Limits::default()
    };
    let call = call_of(&workshop.runtime, &share, &pre, Host::default(), &limits);
    let stopping = async {
        // It runs, and was asked after more than once.
        while asked.load(Ordering::SeqCst) < 3 {
            tokio::task::yield_now().await;
        }
        stopped.store(true, Ordering::SeqCst);
    };
    let ((_, ended), ()) = tokio::join!(call, stopping);
    let failure = ended.unwrap_err();
    assert_eq!(
        (failure.blame(), failure.kind),
        (Blame::Nobody, FailureKind::Stopped)
    );
}

#[tokio::test]
async fn a_guest_that_takes_too_long() {
    let limits = Limits {
        cpu_time_ms: 20_000,
        wall_time_ms: 20,
        ..Limits::default()
    };
    assert_eq!(ends_with(&endless(), limits).await.1, FailureKind::WallTime);
}

#[tokio::test]
async fn a_guest_that_fills_its_memory() {
    let wat = plain(
        r#"(memory 1) (func (export "run") (loop (drop (memory.grow (i32.const 16))) (br 0)))"#,
    );
    assert_eq!(
        ends_with(&wat, Limits::default()).await.1,
        FailureKind::Memory
    );
}

#[tokio::test]
async fn a_guest_that_starts_with_too_much_memory() {
    let wat = plain(r#"(memory 2000) (func (export "run"))"#);
    assert_eq!(
        ends_with(&wat, Limits::default()).await.1,
        FailureKind::Memory
    );
}

#[tokio::test]
async fn a_guest_that_fills_its_tables() {
    let wat = plain(
        r#"(table 1 funcref)
           (func (export "run") (loop (drop (table.grow (ref.null func) (i32.const 500))) (br 0)))"#,
    );
    assert_eq!(
        ends_with(&wat, Limits::default()).await.1,
        FailureKind::Tables
    );
}

#[tokio::test]
async fn a_guest_that_calls_the_host_without_end() {
    let wat = ticking(r#"(func (export "run") (loop (call $tick) (br 0)))"#);
    let (host, kind) = ends_with(
        &wat,
        Limits {
            host_calls: 10,
            ..Limits::default()
        },
    )
    .await;
    assert_eq!(kind, FailureKind::HostCalls);
    assert!(host.seen > 10);
}

#[tokio::test]
async fn one_host_call_too_many_is_enough_even_if_the_guest_is_back_before_the_next_tick() {
    let wat = ticking(r#"(func (export "run") (call $tick) (call $tick) (call $tick))"#);
    let (host, kind) = ends_with(
        &wat,
        Limits {
            host_calls: 2,
            ..Limits::default()
        },
    )
    .await;
    assert_eq!((host.seen, kind), (3, FailureKind::HostCalls));
    let (host, result) = Workshop::new()
        .run(
            &wat,
            Limits {
                host_calls: 3,
                ..Limits::default()
            },
        )
        .await;
    assert_eq!((host.seen, result.is_ok()), (3, true));
}

/// A guest that returns so many bytes of text.
fn text_of(bytes: u32) -> String {
    format!(
        r#"(component
            (core module $m
                (memory (export "memory") 100)
                (func (export "run") (result i32)
                    (i32.store (i32.const 0) (i32.const 8))
                    (i32.store (i32.const 4) (i32.const {bytes}))
                    (i32.const 0)))
            (core instance $i (instantiate $m))
            (func (export "run") (result string) (canon lift (core func $i "run") (memory (core memory $i "memory")))))"#
    )
}

#[tokio::test]
async fn a_guest_that_hands_over_too_much() {
    let workshop = Workshop::new();
    let limits = Limits {
        output_bytes: 1_000_000,
        ..Limits::default()
    };
    for (bytes, fits) in [(400_000, true), (5_000_000, false)] {
        let pre = workshop.guest(&text_of(bytes)).await;
        let share = workshop.runtime.share("tenant", pre.component());
        let (_, result) = workshop
            .runtime
            .call(Host::default(), &share, &limits, move |store| {
                Box::pin(async move {
                    let instance = pre.instantiate_async(&mut *store).await?;
                    let run = instance.get_typed_func::<(), (String,)>(&mut *store, "run")?;
                    Ok(run.call_async(store, ()).await?.0)
                })
            })
            .await;
        match result {
            Ok(text) => assert!(fits && text.len() == bytes as usize),
            Err(failure) => assert!(!fits && failure.kind == FailureKind::Output, "{failure}"),
        }
    }
}

#[tokio::test]
async fn a_trap_has_an_id_and_the_names_of_the_guest() {
    let wat = plain(r#"(func $decide (unreachable)) (func (export "run") (call $decide))"#);
    let workshop = Workshop::new();
    let first = workshop.run(&wat, Limits::default()).await.1.unwrap_err();
    let second = workshop.run(&wat, Limits::default()).await.1.unwrap_err();
    assert_eq!(
        first.kind,
        FailureKind::Trap(wasmtime::Trap::UnreachableCodeReached)
    );
    assert!(first.id < second.id);
    assert!(first.backtrace.unwrap().starts_with("0: decide at 0x"));
}

#[tokio::test]
async fn recursion_without_end_is_a_trap() {
    let wat = plain(r#"(func $f (export "run") (call $f))"#);
    assert_eq!(
        ends_with(&wat, Limits::default()).await.1,
        FailureKind::Trap(wasmtime::Trap::StackOverflow)
    );
}

#[tokio::test]
async fn an_export_that_is_not_there_is_the_guest_s_fault() {
    let wat = r#"(component)"#;
    assert!(matches!(
        ends_with(wat, Limits::default()).await.1,
        FailureKind::Interface(_)
    ));
}

/// Runs a guest that calls `tick` once, which does this.
async fn with_tick(
    tick: impl Fn() -> futures::future::BoxFuture<'static, wasmtime::Result<()>> + Send + Sync + 'static,
) -> (u8, runtime::Failure) {
    let workshop = Workshop::with(|config| config.host_call_ms = 1);
    let component = workshop
        .load(&ticking(r#"(func (export "run") (call $tick))"#))
        .await;
    let mut linker: Linker<Call<u8>> = workshop.runtime.linker();
    linker
        .root()
        .func_wrap_async("tick", move |_, ()| Box::new(tick()))
        .unwrap();
    let pre = linker.instantiate_pre(&component).unwrap();
    let limits = Limits {
        wall_time_ms: 20,
        ..Limits::default()
    };
    let (host, result) = workshop.call(&pre, 7, &limits).await;
    assert_eq!(workshop.runtime.running(), 0);
    (host, result.unwrap_err())
}

#[tokio::test]
async fn the_host_s_own_faults_are_not_the_guest_s() {
    let (host, failure) = with_tick(|| {
        Box::pin(async { Err(HostFault::new(std::io::Error::other("the disk is full")).into()) })
    })
    .await;
    assert_eq!((host, failure.blame()), (7, Blame::Host));
    assert_eq!(failure.kind, FailureKind::Host("the disk is full".into()));

    let (host, failure) = with_tick(|| Box::pin(async { panic!("a bug") })).await;
    assert_eq!(
        (host, failure.kind),
        (7, FailureKind::Host("panicked: a bug".into()))
    );

    let (host, failure) = with_tick(|| Box::pin(std::future::pending())).await;
    assert_eq!(
        (host, failure.kind.clone(), failure.blame()),
        (7, FailureKind::HostTime, Blame::Host)
    );

    let (host, failure) = with_tick(|| Box::pin(async { Err(runtime::Exited(3).into()) })).await;
    assert_eq!((host, failure.kind), (7, FailureKind::Exit(3)));
}

/// A guest that calls `tick` so many times, each of which does this.
async fn with_slow_host(
    calls: u32,
    tick: impl Fn() -> futures::future::BoxFuture<'static, ()> + Send + Sync + 'static,
) -> Result<(), runtime::Failure> {
    let workshop = Workshop::with(|config| config.host_call_ms = 500);
    let wat = ticking(&format!(
        r#"(func (export "run") (local i32)
            (loop (call $tick)
                (local.set 0 (i32.add (local.get 0) (i32.const 1)))
                (br_if 0 (i32.lt_u (local.get 0) (i32.const {calls})))))"#
    ));
    let component = workshop.load(&wat).await;
    let mut linker: Linker<Call<()>> = workshop.runtime.linker();
    linker
        .root()
        .func_wrap_async("tick", move |mut store, ()| {
            store.data_mut().enter();
            let done = tick();
            Box::new(async move {
                done.await;
                Ok(())
            })
        })
        .unwrap();
    let pre = linker.instantiate_pre(&component).unwrap();
    let limits = Limits {
        wall_time_ms: 3_600_000,
        ..Limits::default()
    };
    workshop.call(&pre, (), &limits).await.1
}

#[tokio::test]
async fn one_host_call_that_takes_too_long_ends_its_call_and_many_short_ones_do_not() {
    let stuck = with_slow_host(2, || Box::pin(std::future::pending())).await;
    let failure = stuck.unwrap_err();
    assert_eq!(
        (&failure.kind, failure.blame()),
        (&FailureKind::HostTime, Blame::Host)
    );
    // Together they take longer than one may.
    let short = || -> futures::future::BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(std::time::Duration::from_millis(1)))
    };
    with_slow_host(600, short).await.unwrap();
}

#[test]
fn limits_hold_to_their_ceilings() {
    assert!(Limits::default().within(&Limits::CEILINGS).is_ok());
    let asked = Limits {
        memory_bytes: 1 << 40,
        ..Limits::default()
    };
    assert_eq!(
        asked.within(&Limits::CEILINGS),
        Err(LimitOutOfRange {
            name: "memory-bytes",
            asked: 1 << 40,
            ceiling: 256 << 20
        })
    );
    let config = RuntimeConfig {
        limits: asked,
        ..RuntimeConfig::default()
    };
    assert!(runtime::Runtime::new(&config).is_err());
}

#[tokio::test]
async fn each_call_starts_afresh() {
    let workshop = Workshop::new();
    let wat = plain(
        r#"(memory 1)
           (func (export "run")
               (if (i32.load (i32.const 40000)) (then (unreachable)))
               (i32.store (i32.const 40000) (i32.const 1)))"#,
    );
    for _ in 0..20 {
        workshop.run(&wat, Limits::default()).await.1.unwrap();
    }
    assert!(workshop.run(&idle(), Limits::default()).await.1.is_ok());
}
