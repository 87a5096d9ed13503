//! What is kept has an end: how much of a citizen, and for how long what failed.

use std::sync::Arc;

use app::{
    Actor, App, Caller, FailureId, Instant, Release, TransactError,
    agency_log::Logged,
    failure::FailedCall,
    person::Capacity,
    personal::PersonalError,
    policy::{Action, NotAllowed},
    registry::RegistryError,
};
use contract::Refusal;

use crate::{forms::release, stage::*};

on_both!(
    a_citizen_has_so_many_documents_in_a_mini_app_and_no_more,
    a_citizen_s_documents_have_so_many_bytes_and_no_more,
    of_two_that_want_the_last_place_one_has_it,
    failures_end_with_their_days_and_with_their_number,
    what_a_mini_app_logs_is_its_agency_s_and_ends_with_its_days_and_its_number,
);

async fn sari(app: &App) -> Caller {
    Caller {
        actor: Arc::new(citizen(app, "sari").await),
        release: release(app, "a1").await,
    }
}

async fn put(
    app: &App,
    caller: &Caller,
    subject: &str,
    key: &str,
    bytes: usize,
) -> Result<u64, PersonalError> {
    let body = format!("\"{}\"", "x".repeat(bytes - 2));
    let put = app.change(|mut unit| {
        let body = body.clone();
        async move {
            let put = app
                .personal_put(&mut unit, caller, subject, key, body, None)
                .await;
            (unit, put)
        }
    });
    put.await.map_err(|error| match error {
        TransactError::Refused(error) => error,
        other => panic!("{other}"),
    })
}

async fn remove(app: &App, caller: &Caller, key: &str) {
    let removed = app.change(|mut unit| async move {
        let removed = app
            .personal_remove(&mut unit, caller, "s1", key, None)
            .await;
        (unit, removed)
    });
    removed.await.unwrap();
}

async fn a_citizen_has_so_many_documents_in_a_mini_app_and_no_more(app: App) {
    let sari = sari(&app).await;
    for key in ["a", "b", "c"] {
        put(&app, &sari, "s1", key, 10).await.unwrap();
    }
    let refused = put(&app, &sari, "s1", "d", 10).await.unwrap_err();
    assert!(matches!(refused, PersonalError::TooMany(3)), "{refused}");
    let told = app::Refused::from(refused);
    let over = Refusal::OverLimit(("documents-of-one-citizen".to_owned(), 3));
    assert!(matches!(told, app::Refused::Answer(refusal) if refusal == over));
    // Those that are there can be written over, and anybody else has room.
    put(&app, &sari, "s1", "c", 20).await.unwrap();
    put(&app, &sari, "s2", "d", 10).await.unwrap();
    remove(&app, &sari, "a").await;
    put(&app, &sari, "s1", "d", 10).await.unwrap();
}

async fn a_citizen_s_documents_have_so_many_bytes_and_no_more(app: App) {
    let sari = sari(&app).await;
    put(&app, &sari, "s1", "a", 199).await.unwrap();
    put(&app, &sari, "s1", "b", 199).await.unwrap();
    // The keys count.
    let refused = put(&app, &sari, "s1", "c", 2).await.unwrap_err();
    assert!(matches!(refused, PersonalError::TooMuch(400)), "{refused}");
    let refused = put(&app, &sari, "s1", "b", 200).await.unwrap_err();
    assert!(matches!(refused, PersonalError::TooMuch(400)), "{refused}");
    put(&app, &sari, "s1", "b", 199).await.unwrap();
    put(&app, &sari, "s1", "b", 100).await.unwrap();
    put(&app, &sari, "s1", "c", 98).await.unwrap();
    remove(&app, &sari, "a").await;
    put(&app, &sari, "s1", "ä", 198).await.unwrap();
    assert!(put(&app, &sari, "s1", "b", 101).await.is_err());
}

async fn of_two_that_want_the_last_place_one_has_it(app: App) {
    let sari = sari(&app).await;
    for key in ["a", "b"] {
        put(&app, &sari, "s1", key, 10).await.unwrap();
    }
    let (first, second) = tokio::join!(
        put(&app, &sari, "s1", "c", 10),
        put(&app, &sari, "s1", "d", 10)
    );
    assert!(first.is_ok() ^ second.is_ok(), "{first:?}, {second:?}");
}

async fn fail(app: &App, release: &Release, times: usize) -> Vec<FailureId> {
    let mut ids = Vec::new();
    for _ in 0..times {
        let now = app.clock().now();
        // One after the other, so that it is known which are the last.
        app.clock().set(Instant(now.0 + 1));
        let id = FailureId(app.entropy().id(now));
        let failed = FailedCall {
            id,
            kind: "trap".into(),
            detail: "unreachable".into(),
            path: "/".into(),
            log: String::new(),
            backtrace: None,
        };
        app.failure_record(release, &failed).await.unwrap();
        ids.push(id);
    }
    ids
}

/// Whether each of them is kept.
async fn kept(app: &App, ids: &[FailureId]) -> Vec<bool> {
    let mut kept = Vec::new();
    for id in ids {
        let found = app.failure_by_id(&mut app.reading(), *id).await;
        kept.push(found.unwrap().is_some());
    }
    kept
}

async fn failures_end_with_their_days_and_with_their_number(app: App) {
    const DAY: i64 = 86_400_000_000;
    let mine = release(&app, "a1").await;
    let other = &Release {
        mini_app: "kota-damai/lain".parse().unwrap(),
        ..Release::clone(&mine)
    };
    let seldom = fail(&app, other, 2).await;
    let begun = app.clock().now();
    // More than are taken in one transaction.
    let often = fail(&app, &mine, 250).await;
    app.failures_expire().await.unwrap();
    assert_eq!(kept(&app, &seldom).await, [true; 2]);
    let still = kept(&app, &often).await;
    assert_eq!(still.iter().filter(|kept| **kept).count(), 3);
    assert_eq!(still[247..], [true; 3]);

    app.clock().set(Instant(begun.0 + 1 + 90 * DAY));
    app.failures_expire().await.unwrap();
    assert_eq!(kept(&app, &seldom).await, [false; 2]);
    assert_eq!(kept(&app, &often[247..]).await, [true; 3]);
    app.clock().set(Instant(begun.0 + 91 * DAY));
    app.failures_expire().await.unwrap();
    assert_eq!(kept(&app, &often[247..]).await, [false; 3]);
}

/// What somebody reads of the log of a release's mini-app: the words of each entry, or the name of a failure.
async fn log(app: &App, actor: &Actor, release: &Release) -> Result<Vec<String>, RegistryError> {
    let mut unit = app.reading();
    let all = app
        .agency_log(&mut unit, actor, &release.mini_app, Instant(0), false)
        .await?;
    let words = all.into_iter().map(|entry| match entry {
        Logged::Call(row) => row.text,
        Logged::Failure(row) => row.kind,
    });
    Ok(words.collect())
}

async fn what_a_mini_app_logs_is_its_agency_s_and_ends_with_its_days_and_its_number(app: App) {
    let release = release(&app, "a1").await;
    let wayan = acting(&app, "wayan", Capacity::AtWork).await;
    let later = |micros: i64| app.clock().set(Instant(app.clock().now().0 + micros));
    app.agency_log_take(&release, "info: one\n");
    later(1);
    fail(&app, &release, 1).await;
    app.agency_log_write().await.unwrap();
    later(1);
    // More at a time than are written down.
    for number in 0..60 {
        app.agency_log_take(&release, &format!("info: {number}\0"));
    }
    app.agency_log_write().await.unwrap();
    let read = log(&app, &wayan, &release).await.unwrap();
    assert_eq!(read.len(), 52);
    assert_eq!(&read[..2], ["info: one\n", "trap"]);
    let dropped = "\n… the log of 10 more calls was dropped\n";
    assert!(
        read.iter()
            .any(|text| *text == format!("info: 49\u{2400}{dropped}"))
    );

    // Nobody but those who build the agency's mini-apps: not another agency's publisher, not its own other staff, not the
    // platform team, and no citizen.
    let mut others = vec![citizen(&app, "wayan").await];
    for login in ["lia", "budi", "indah", "hasan"] {
        others.push(acting(&app, login, Capacity::AtWork).await);
    }
    for other in others {
        let refused = log(&app, &other, &release).await.unwrap_err();
        assert!(
            matches!(
                refused,
                RegistryError::NotAllowed(NotAllowed(Action::ReadLog))
            ),
            "{refused}"
        );
    }

    app.agency_log_expire().await.unwrap();
    assert_eq!(log(&app, &wayan, &release).await.unwrap().len(), 4 + 1);
    later(31 * 86_400_000_000);
    app.agency_log_expire().await.unwrap();
    assert_eq!(log(&app, &wayan, &release).await.unwrap(), ["trap"]);
}
