//! A citizen's documents: written, read back, and never written over unseen.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail loudly, as tests do"
)]

use std::sync::Arc;

use app::{
    Actor, App, Caller, Clock, Entropy, Instant, Lang, Manifest, PersonId, Reader, Release,
    ReleaseId, Role, Verdict, personal::PersonalError,
};
use store::Store;

const MANIFEST: &str = r#"
id = "kota-damai/izin-usaha"
version = "1.0.0"
title = { id = "Izin usaha", en = "Business licence" }
description = { id = "Izin usaha.", en = "Business licences." }
category = "usaha"
audience = ["citizens"]
contact = { email = "izin@kota-damai.example", phone = "112" }
"#;

fn caller() -> Caller {
    let manifest = Manifest::parse(MANIFEST).unwrap();
    Caller {
        actor: Arc::new(Actor {
            role: Role::Citizen(PersonId(uuid::Uuid::from_u128(1))),
            reader: Reader {
                lang: Lang::Id,
                time_zone: "Asia/Jakarta".to_owned(),
                region: None,
            },
        }),
        release: Arc::new(Release {
            id: ReleaseId(uuid::Uuid::from_u128(2)),
            mini_app: manifest.id.clone(),
            digest: trust::Digest::of(b""),
            manifest,
            imports: Vec::new(),
            described: trust::Digest::of(b""),
        }),
    }
}

async fn app() -> App {
    let store = Store::open(&"sqlite::memory:".parse().unwrap())
        .await
        .unwrap();
    store.migrate().await.unwrap();
    App::new(store, Clock::fixed(Instant(0)), Entropy::seeded(1))
}

async fn put(
    app: &App,
    key: &str,
    body: &str,
    expected: Option<u64>,
) -> Result<u64, PersonalError> {
    let caller = caller();
    app.transact(|mut unit| {
        let (app, caller) = (app.clone(), caller.clone());
        let (key, body) = (key.to_owned(), body.to_owned());
        async move {
            let done = app
                .personal_put(&mut unit, &caller, "s1", &key, body, expected)
                .await;
            (unit, done.map(Verdict::Commit))
        }
    })
    .await
    .map_err(|error| match error {
        app::TransactError::Refused(refused) => refused,
        other => panic!("{other}"),
    })
}

#[tokio::test]
async fn a_document_is_found_by_its_citizen_and_nobody_else() {
    let app = app().await;
    assert_eq!(put(&app, "a/1", "{}", None).await.unwrap(), 1);
    assert_eq!(put(&app, "b", "[]", None).await.unwrap(), 1);
    let mut unit = app.reading();
    let found = app
        .personal_browse(&mut unit, &caller(), "s1", "a/", None, 10)
        .await
        .unwrap();
    assert_eq!(found.documents.len(), 1);
    assert_eq!(found.next, None);
    let other = app
        .personal_get(&mut unit, &caller(), "s2", "a/1")
        .await
        .unwrap();
    assert_eq!(other, None);
}

#[tokio::test]
async fn a_version_that_was_not_seen_is_not_written_over() {
    let app = app().await;
    assert_eq!(put(&app, "k", "1", Some(0)).await.unwrap(), 1);
    assert_eq!(put(&app, "k", "2", Some(1)).await.unwrap(), 2);
    for stale in [0, 1] {
        assert!(matches!(
            put(&app, "k", "3", Some(stale)).await,
            Err(PersonalError::OtherVersion)
        ));
    }
}

#[tokio::test]
async fn what_is_no_document_is_refused() {
    let app = app().await;
    assert!(matches!(
        put(&app, "k", "{", None).await,
        Err(PersonalError::NotJson(_))
    ));
    assert!(matches!(
        put(&app, "a\nb", "{}", None).await,
        Err(PersonalError::BadKey)
    ));
    assert!(matches!(
        put(&app, "k", &format!("{:?}", "x".repeat(256 * 1024)), None).await,
        Err(PersonalError::TooLarge)
    ));
}
