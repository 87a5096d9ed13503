//! One mini-app's trouble is its own: who fails again and again rests, who is called too often waits, and calls whose
//! askers went away leave nothing behind.

use std::{
    future::{Future, pending},
    sync::Arc,
    time::{Duration, Instant},
};

use app::{Actor, Caller, Release, Role};
use contract::Request;
use futures::poll;
use platform::{CallError, Load};
use reqwest::{StatusCode, header};
use runtime::{FailureKind, Usage};
use store::{Backend, failure::FailuresAbove, testing};
use tokio::net::TcpListener;

use crate::{
    crash::citizen,
    guest::mini_app,
    licence::APP,
    server::{Server, start_as},
    visitor::{Shown, Visitor},
};

on_both!(calls_given_up_while_the_database_is_waited_for_leave_nothing_behind);

const PATIENCE: Duration = Duration::from_secs(60);
const IDLE: Load = Load {
    running: 0,
    waiting: 0,
    held: Usage {
        slots: 0,
        memory_bytes: 0,
    },
};

/// A mini-app that shows a page at `/`, spins at `/lama`, and traps at any other path.
async fn fragile(server: &Server) -> Arc<Release> {
    let text = r#"(module
        (memory (export "memory") 2)
        (global $top (mut i32) (i32.const 65536))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local i32)
            (local.set 4 (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
            (global.set $top (i32.add (local.get 4) (local.get 3)))
            (local.get 4))
        ;; The case `ok`, with a page whose title is at 2048, and all else of it is zero.
        (data (i32.const 1032) "\00\08\00\00\04\00\00\00")
        (data (i32.const 2048) "Halo")
        (func (export "balai:app/app@0.1.0#show") (param $path i32) (param $length i32) (param i32 i32) (result i32)
            (if (i32.eq (local.get $length) (i32.const 5)) (then (loop (br 0))))
            (if (i32.ne (local.get $length) (i32.const 1)) (then (unreachable)))
            (i32.const 1024))
        (func (export "balai:app/app@0.1.0#act") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
            (unreachable)))"#;
    let component = mini_app("rapuh", |_, _| wat::parse_str(text).unwrap());
    server.platform.install(&component).await.unwrap()
}

const PAGE: &str = "/m/kota-damai/rapuh/";
const SPINS: &str = "/m/kota-damai/rapuh/lama";
const TRAPS: &str = "/m/kota-damai/rapuh/gagal";

/// Asks until it is so.
async fn until<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < PATIENCE, "not in time: {what}");
        tokio::task::yield_now().await;
    }
}

/// A guest that reads waits for what another transaction holds, and nobody waits for the guest any more.
async fn calls_given_up_while_the_database_is_waited_for_leave_nothing_behind(server: Server) {
    let (store, actor) = (&server.store, citizen(server.app(), "sari").await);
    let reads = hostile::corpus().find(|hostile| hostile.name == "endless-reads");
    let component = reads.unwrap().component().unwrap();
    let release = server.platform.install(&component).await.unwrap();
    let caller = Arc::new(Caller {
        actor: Arc::new(actor),
        release,
    });
    let show = |path: &str| {
        let (platform, caller) = (server.platform.clone(), caller.clone());
        let (path, query) = (path.to_owned(), Vec::new());
        async move { platform.show(&caller, Request { path, query }).await }
    };
    // Makes what is made at the first call.
    show("/").await.unwrap_err();
    let held = testing::hold(store).await.unwrap();
    let calls: Vec<_> = (0..8)
        .map(|_| tokio::spawn(show("/endless-reads")))
        .collect();
    until("they wait", || async {
        let waits =
            store.backend() == Backend::Sqlite || testing::waiting(store).await.unwrap() == 8;
        waits && server.platform.load().running == 8
    })
    .await;
    for call in &calls {
        call.abort();
    }
    for call in calls {
        assert!(call.await.unwrap_err().is_cancelled());
    }
    held.release().await.unwrap();
    until_idle(&server).await;
    until("no transaction is open", || async {
        testing::transactions(store).await.unwrap() == 0
    })
    .await;
    // Nobody is blamed, and whoever comes next is served.
    let mut unit = server.app().reading();
    let failures = unit.read(FailuresAbove { most: 0 }).await.unwrap();
    assert!(failures.is_empty(), "{failures:?}");
    let next = show("/endless-reads").await.unwrap_err();
    assert!(
        matches!(
            &next,
            CallError::Failed {
                kind: FailureKind::HostCalls,
                ..
            }
        ),
        "{next}"
    );
}

#[tokio::test]
async fn the_server_itself_removes_old_failures() {
    let server = start_as(Backend::Sqlite, |config| config.kept.failures = 2).await;
    fragile(&server).await;
    let sari = Visitor::signed_in(&server, "sari").await;
    for _ in 0..4 {
        assert_eq!(sari.get(TRAPS).await.status, StatusCode::BAD_GATEWAY);
    }
    let above = || async {
        let query = FailuresAbove { most: 2 };
        server.app().reading().read(query).await.unwrap().len()
    };
    assert_eq!(above().await, 1);
    // As after a restart.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    tokio::select! {
        ended = server.web.serve(listener, pending()) => panic!("{ended:?}"),
        () = until("they are removed", || async { above().await == 0 }) => {}
    }
}

async fn until_idle(server: &Server) {
    let idle = || async { server.platform.load() == IDLE };
    until(&format!("{:?}", server.platform.load()), idle).await;
}

#[tokio::test]
async fn a_service_that_fails_again_and_again_rests_and_is_healed_by_itself() {
    let server = start_as(Backend::Sqlite, |config| {
        config.isolation.breaker.rest_ms = 3_000;
    });
    let server = server.await.with_licences().await;
    fragile(&server).await;
    let sari = Visitor::signed_in(&server, "sari").await;
    sari.get(PAGE).await.assert_says("Halo");
    let mut failures = 0;
    let rests = loop {
        let shown = sari.get(TRAPS).await;
        if shown.status == StatusCode::SERVICE_UNAVAILABLE {
            break shown;
        }
        assert_eq!(shown.status, StatusCode::BAD_GATEWAY);
        failures += 1;
    };
    assert_eq!(failures, 5);
    rests.assert_says("Layanan ini sedang beristirahat");
    rests.assert_says("Kembalilah kira-kira 1 menit lagi");
    rests.assert_says("Yang sudah Anda isi tetap tersimpan");
    let seconds: u64 = rests.header("retry-after").parse().unwrap();
    assert!((1..=3).contains(&seconds), "{seconds}");

    let request = sari.http.get(format!("{}{PAGE}", server.address));
    let json = request.header(header::ACCEPT, "application/json");
    let json = Shown::of(json.send().await.unwrap(), &server.address).await;
    assert_eq!(json.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(json.header("content-type"), "application/problem+json");
    assert_ne!(json.header("retry-after"), "");
    let neighbour = sari.get(&format!("{APP}/")).await;
    assert_eq!(neighbour.status, StatusCode::OK);

    until("it works again", || async {
        sari.get(PAGE).await.status == StatusCode::OK
    })
    .await;
    // What the probes found out holds: one failure is none too many.
    for path in [PAGE, PAGE, TRAPS, PAGE] {
        let shown = sari.get(path).await;
        assert_ne!(shown.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
}

/// Asks until the service rests; gives how often it failed before.
async fn failures_until_it_rests<F: Future<Output = Shown>>(ask: impl Fn() -> F) -> u32 {
    let mut failures = 0;
    loop {
        let shown = ask().await;
        if shown.status == StatusCode::SERVICE_UNAVAILABLE {
            shown.assert_says("Layanan ini sedang beristirahat");
            return failures;
        }
        assert_eq!(shown.status, StatusCode::BAD_GATEWAY, "{}", shown.main());
        failures += 1;
        assert!(failures < 20, "it does not rest");
    }
}

#[tokio::test]
async fn a_service_rests_too_that_breaks_its_promises_or_gives_up() {
    let server = start_as(Backend::Sqlite, |_| {})
        .await
        .with_licences()
        .await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let those = |name: &str| {
        hostile::corpus()
            .find(|hostile| hostile.name == name)
            .unwrap()
    };
    for name in ["link-with-dots", "hundred-steps", "fault-without-words"] {
        let hostile = those(name);
        server
            .platform
            .install(&hostile.component().unwrap())
            .await
            .unwrap();
        let address = hostile.address();
        let failures = failures_until_it_rests(|| sari.get(&address)).await;
        assert_eq!(failures, 5, "{name}");
    }
    for name in [
        "outcome-that-leaves",
        "outcome-page-that-leads-away",
        "json-that-nests",
    ] {
        let hostile = those(name);
        server
            .platform
            .install(&hostile.component().unwrap())
            .await
            .unwrap();
        let page = sari.get(&hostile.address()).await;
        let send = page.form_with("Kirim");
        let failures = failures_until_it_rests(|| sari.post(&send, &[("", "")])).await;
        assert_eq!(failures, 5, "{name}");
    }
    // A later step that cannot be shown is no call, and counts.
    let hostile = those("second-step-that-leads-away");
    server
        .platform
        .install(&hostile.component().unwrap())
        .await
        .unwrap();
    let address = hostile.address();
    let step = sari.get(&address).await.form_with("f.a.0");
    for _ in 0..5 {
        let second = sari.post(&step, &[("f.a.0", "a")]).await;
        assert_eq!(second.status, StatusCode::BAD_GATEWAY, "{}", second.main());
    }
    assert_eq!(failures_until_it_rests(|| sari.get(&address)).await, 0);
    // What a mini-app refuses in words is no failure.
    let page = sari.get(&format!("{APP}/kasus/KD-2026-9999")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let neighbour = sari.get(&format!("{APP}/")).await;
    assert_eq!(neighbour.status, StatusCode::OK);
}

#[tokio::test]
async fn a_mini_app_that_is_called_too_often_says_so_and_its_neighbours_go_on() {
    let server = start_as(Backend::Sqlite, |config| {
        config.isolation.bulkhead.calls = 1;
        config.isolation.bulkhead.wait_ms = 1;
        config.runtime.limits.cpu_time_ms = 20_000;
    });
    let server = server.await.with_licences().await;
    fragile(&server).await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let spins = sari.http.get(format!("{}{SPINS}", server.address)).send();
    let spins = tokio::spawn(spins);
    until("it runs", || async { server.platform.load().running == 1 }).await;

    let busy = sari.get(PAGE).await;
    assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE);
    busy.assert_says("Sedang ramai");
    assert_eq!(busy.header("retry-after"), "5");
    let neighbour = sari.get(&format!("{APP}/")).await;
    assert_eq!(neighbour.status, StatusCode::OK);

    // The connection is closed: its guest is ended.
    spins.abort();
    until_idle(&server).await;
    sari.get(PAGE).await.assert_says("Halo");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_calls_whose_askers_went_away_leave_nothing_behind() {
    let server = start_as(Backend::Sqlite, |config| {
        config.isolation.bulkhead.calls = 4;
        config.isolation.bulkhead.queue = 8;
        // Those that are given up run into no limit of their own.
        config.runtime.limits.cpu_time_ms = 20_000;
    })
    .await;
    let reader = citizen(server.app(), "sari").await.reader;
    let caller = Arc::new(Caller {
        release: fragile(&server).await,
        // Nobody's calls do not wait for the database.
        actor: Arc::new(Actor {
            role: Role::Anonymous,
            reader,
        }),
    });
    let show = |path: &str| {
        let request = Request {
            path: path.to_owned(),
            query: Vec::new(),
        };
        Box::pin(server.platform.show(&caller, request))
    };
    let mut gone = 0;
    while gone < 100_000 {
        // Those that spin hold all places, so that the others wait; eight at a time.
        let mut calls = Vec::new();
        for path in ["/lama"; 4].into_iter().chain(["/"; 8]) {
            let mut call = show(path);
            if poll!(call.as_mut()).is_pending() {
                calls.push(call);
            }
        }
        for _ in 0..1_000 {
            for waiting in calls.iter_mut().skip(4) {
                *waiting = show("/");
                gone += u32::from(poll!(waiting.as_mut()).is_pending());
            }
        }
        gone += calls.len() as u32;
        drop(calls);
        tokio::task::yield_now().await;
    }
    until_idle(&server).await;
    show("/").await.unwrap();
}
