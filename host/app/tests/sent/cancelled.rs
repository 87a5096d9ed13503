//! Who gives up while the database keeps them waiting leaves nothing behind in it.

use std::{
    future::Future,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use app::{App, Caller, Clock, Entropy, KeepingConfig, TransactError, personal::PersonalError};
use store::{Backend, Store, testing};
use tokio::task::JoinHandle;

use crate::{forms::release, stage::*};

const PUTS: usize = 40;

#[tokio::test]
async fn on_sqlite() {
    nothing_is_left_of_what_was_cancelled(Backend::Sqlite).await;
}

#[tokio::test]
async fn on_postgresql() {
    nothing_is_left_of_what_was_cancelled(Backend::Postgres).await;
}

/// A store of a database that other stores can open too.
async fn open(backend: Backend, folder: &Path) -> (Store, Store) {
    let url = testing::address(backend, folder).await.unwrap();
    let store = Store::open(&url.parse().unwrap()).await.unwrap();
    store.migrate().await.unwrap();
    let other = Store::open(&url.parse().unwrap()).await.unwrap();
    (store, other)
}

/// Counts those that have come as far as the commit.
async fn put(
    app: &App,
    sari: &Caller,
    key: &str,
    staged: &AtomicUsize,
) -> Result<u64, TransactError<PersonalError>> {
    app.change(|mut unit| async move {
        let put = app
            .personal_put(&mut unit, sari, "s1", key, "{}".to_owned(), None)
            .await;
        staged.fetch_add(1, Ordering::SeqCst);
        (unit, put)
    })
    .await
}

async fn keys(app: &App, sari: &Caller) -> Vec<String> {
    let mut unit = app.reading();
    let found = app.personal_browse(&mut unit, sari, "s1", "", None, 100);
    let documents = found.await.unwrap().documents;
    documents.into_iter().map(|document| document.key).collect()
}

async fn until<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let patience = Duration::from_secs(60);
    let waited = tokio::time::timeout(patience, async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    });
    waited
        .await
        .unwrap_or_else(|_| panic!("not in time: {what}"));
}

async fn nothing_is_left_of_what_was_cancelled(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let (store, other) = open(backend, folder.path()).await;
    let app = App::keeping(
        store.clone(),
        Clock::fixed(now()),
        Entropy::seeded(1),
        KeepingConfig::default(),
    );
    app.seed_demo(ISSUER).await.unwrap();
    let sari = Arc::new(Caller {
        actor: Arc::new(citizen(&app, "sari").await),
        release: release(&app, "a1").await,
    });
    let mut written = Vec::new();
    // Waiting for this node's own transaction, and for another node's.
    for (round, holder) in [&store, &other, &store].into_iter().enumerate() {
        let held = testing::hold(holder).await.unwrap();
        let staged = Arc::new(AtomicUsize::new(0));
        // Several times as many as there are connections.
        let begun: Vec<JoinHandle<()>> = (0..2 * PUTS)
            .map(|n| {
                let (app, sari, staged) = (app.clone(), Arc::clone(&sari), Arc::clone(&staged));
                tokio::spawn(async move {
                    if n % 2 == 0 {
                        let key = format!("cancelled-{round}-{n}");
                        drop(put(&app, &sari, &key, &staged).await);
                    } else {
                        keys(&app, &sari).await;
                    }
                })
            })
            .collect();
        until("they wait", || async {
            // Where reads wait too, they come no further.
            staged.load(Ordering::SeqCst) == PUTS || testing::waiting(&store).await.unwrap() > 10
        })
        .await;
        for one in &begun {
            one.abort();
        }
        for one in begun {
            one.await.ok();
        }
        held.release().await.unwrap();
        // Whoever comes now waits for nobody.
        let key = format!("kept-{round}");
        put(&app, &sari, &key, &staged).await.unwrap();
        written.push(key);
        assert_eq!(keys(&app, &sari).await, written);
        until("no transaction is open", || async {
            testing::transactions(&store).await.unwrap() == 0
                && testing::waiting(&store).await.unwrap() == 0
        })
        .await;
    }
    store.close().await;
}
