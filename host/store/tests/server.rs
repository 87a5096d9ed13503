//! A server of PostgreSQL that ends connections, or only reads any more, between two statements: nobody notices. One that
//! does not answer is not asked more and more.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use futures::future::join_all;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use store::{
    Backend, MiniAppId, Mode, Store, TransactError, UnitError, Verdict,
    column::Instant,
    personal::{PersonalByKey, PersonalPut},
    testing,
};
use tokio::time::{sleep, timeout};

const OTHERS: &str = "FROM pg_stat_activity WHERE backend_type = 'client backend'
                      AND datname = current_database() AND pid <> pg_backend_pid()";

/// A database on the server, and somebody beside the store who may do anything to it.
struct Setting {
    store: Store,
    other: PgConnection,
}

impl Setting {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = testing::address(Backend::Postgres, folder.path()).await;
        let url = url.unwrap();
        let store = Store::open(&url.parse().unwrap()).await.unwrap();
        store.migrate().await.unwrap();
        let other = PgConnection::connect(&url).await.unwrap();
        Self { store, other }
    }

    /// As many connections as there can be, all idle.
    async fn connected(&self) {
        let reads = (0..16).map(|_| read(&self.store));
        for read in join_all(reads).await {
            assert_eq!(read.unwrap(), None);
        }
    }

    async fn does(&mut self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::raw_sql(sql).execute(&mut self.other).await.unwrap();
    }

    async fn ends_connections(&mut self) {
        self.does(&format!("SELECT pg_terminate_backend(pid) {OTHERS}"))
            .await;
        let deadline = std::time::Instant::now() + Duration::from_secs(10);
        while self.others().await > 0 {
            assert!(std::time::Instant::now() < deadline, "some go on");
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// How many connections there are to this database, beside this one.
    async fn others(&mut self) -> i64 {
        let count = AssertSqlSafe(format!("SELECT COUNT(*) {OTHERS}"));
        let count = sqlx::query_scalar(count).fetch_one(&mut self.other).await;
        count.unwrap()
    }
}

fn mini_app() -> MiniAppId {
    "kota-damai/izin-usaha".parse().unwrap()
}

async fn read(store: &Store) -> Result<Option<i64>, UnitError> {
    let query = PersonalByKey {
        mini_app: mini_app(),
        subject: "subject".to_owned(),
        key: "key".to_owned(),
    };
    let row = store.unit(Mode::Read, now()).read(query).await?;
    Ok(row.map(|row| row.version))
}

async fn write(store: &Store) -> Result<(), TransactError<UnitError>> {
    let put = || PersonalPut {
        mini_app: mini_app(),
        subject: "subject".to_owned(),
        key: "key".to_owned(),
        body: "{}".to_owned(),
        version: 1,
        bytes: 5,
        updated_at: now(),
    };
    let work = |mut unit: store::Unit| async move {
        let staged = unit.write(put());
        (unit, staged.map(Verdict::Commit))
    };
    store.transact(now, work).await
}

fn now() -> Instant {
    Instant(0)
}

#[tokio::test]
async fn connections_that_the_server_ended_are_replaced() {
    let mut setting = Setting::new().await;
    setting.connected().await;
    setting.ends_connections().await;
    assert_eq!(read(&setting.store).await.unwrap(), None);

    setting.connected().await;
    setting.ends_connections().await;
    write(&setting.store).await.unwrap();
    assert_eq!(read(&setting.store).await.unwrap(), Some(1));
}

#[tokio::test]
async fn whether_the_schema_is_there_is_asked_again_where_the_connection_was_ended() {
    let mut setting = Setting::new().await;
    setting.connected().await;
    setting.ends_connections().await;
    setting.store.assert_migrated().await.unwrap();
}

#[tokio::test]
async fn reads_that_nobody_waits_for_any_more_are_never_more_than_there_are_connections() {
    let mut setting = Setting::new().await;
    setting.connected().await;
    setting
        .does("BEGIN; LOCK TABLE personal IN ACCESS EXCLUSIVE MODE")
        .await;
    for _ in 0..3 {
        let reads = (0..50).map(|_| timeout(Duration::from_millis(100), read(&setting.store)));
        assert!(join_all(reads).await.iter().all(Result::is_err));
    }
    let others = setting.others().await;
    assert!((1..=16).contains(&others), "{others} connections");
    setting.does("ROLLBACK").await;
    assert_eq!(read(&setting.store).await.unwrap(), None);
}

#[tokio::test]
async fn connections_that_only_read_are_replaced_before_something_is_written() {
    let mut setting = Setting::new().await;
    let name: String = sqlx::query_scalar("SELECT current_database()")
        .fetch_one(&mut setting.other)
        .await
        .unwrap();
    // It holds for connections that are made meanwhile, as behind an address that led to another server for a while.
    let reads_only = format!("ALTER DATABASE {name} SET default_transaction_read_only");
    setting.does(&format!("{reads_only} = on")).await;
    setting.ends_connections().await;
    setting.connected().await;
    setting.does(&format!("{reads_only} = off")).await;
    write(&setting.store).await.unwrap();
    assert_eq!(read(&setting.store).await.unwrap(), Some(1));
}
