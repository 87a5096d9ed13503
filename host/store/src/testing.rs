//! A database of its own for each test, of either kind. Only for tests: behind the feature `testing`.

use std::path::Path;

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection as _, PgConnection, postgres::PgConnectOptions,
};
use uuid::Uuid;

use crate::{
    Backend, DatabaseUrl, Store, Tx, on,
    pools::{Connection, Pools},
};

/// Names the PostgreSQL server on which databases are made, as a user who may. `cargo xtask test` starts one.
pub const SERVER: &str = "BALAI_TEST_POSTGRES";

/// All but what the platform enters by itself when a page is shown or fails.
const WRITTEN: [&str; 7] = [
    "submission",
    "personal",
    "cases",
    "case_entry",
    "task",
    "message",
    "access",
];

/// Why there is no database for the test.
#[derive(Debug, thiserror::Error)]
pub enum NoDatabase {
    /// No server is named.
    #[error("{SERVER} is not set; hint: run `cargo xtask test`")]
    NoServer(#[from] std::env::VarError),
    /// The server refuses.
    #[error(transparent)]
    Server(#[from] sqlx::Error),
    /// Opening or migrating failed.
    #[error(transparent)]
    Store(#[from] crate::Error),
    /// What was made does not name a database.
    #[error(transparent)]
    Url(#[from] crate::UnknownDatabase),
}

/// A new database with the schema in it: in memory, or on the server that [`SERVER`] names.
pub async fn database(backend: Backend) -> Result<Store, NoDatabase> {
    let url = match backend {
        Backend::Sqlite => DatabaseUrl::memory(),
        Backend::Postgres => new_on_server().await?.parse()?,
    };
    let store = Store::open(&url).await?;
    store.migrate().await?;
    Ok(store)
}

/// The address of a new database that outlives the process: in a folder, or on the server that [`SERVER`] names.
/// Nothing is in it.
pub async fn address(backend: Backend, folder: &Path) -> Result<String, NoDatabase> {
    match backend {
        Backend::Sqlite => Ok(format!(
            "sqlite://{}",
            folder.join("balai.sqlite").display()
        )),
        Backend::Postgres => new_on_server().await,
    }
}

/// How many rows each table has into which the calls of mini-apps may write, in the order of the schema.
pub async fn written(store: &Store) -> Result<Vec<(&'static str, i64)>, crate::Error> {
    let mut connection = store.reader().await?;
    let mut counts = Vec::new();
    for table in WRITTEN {
        let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let rows: i64 = on!(&mut connection.tx(), |c| sqlx::query_scalar(count)
            .fetch_one(c))?;
        counts.push((table, rows));
    }
    Ok(counts)
}

/// Holds what the store's writes need, and on PostgreSQL its reads of documents too: they wait until this is released.
/// In memory, where one connection is the database, everything waits.
pub struct Held(Connection);

/// As another node would, or a long transaction of this one.
pub async fn hold(store: &Store) -> Result<Held, crate::Error> {
    let mut connection = store.writer().await?;
    let lock = match connection.tx() {
        Tx::Sqlite(_) => "BEGIN IMMEDIATE",
        Tx::Postgres(_) => "BEGIN; LOCK TABLE personal IN ACCESS EXCLUSIVE MODE",
    };
    run(&mut connection, lock).await?;
    Ok(Held(connection))
}

impl Held {
    /// Lets the others go on.
    pub async fn release(mut self) -> Result<(), crate::Error> {
        run(&mut self.0, "ROLLBACK").await
    }
}

/// Does to the database what whoever has it in their hands can do. Nothing that was read before is kept, as after a restart.
pub async fn tamper(store: &Store, sql: &str) -> Result<(), crate::Error> {
    let mut connection = store.writer().await?;
    let sql = AssertSqlSafe(sql.to_owned());
    on!(&mut connection.tx(), |c| async {
        sqlx::raw_sql(sql).execute(c).await.map(drop)
    })?;
    store.kept().forget();
    Ok(())
}

async fn run(connection: &mut Connection, sql: &'static str) -> Result<(), crate::Error> {
    on!(&mut connection.tx(), |c| async {
        sqlx::raw_sql(sql).execute(c).await.map(drop)
    })?;
    Ok(())
}

/// How many statements wait for what another transaction holds. Always none on SQLite, which keeps no account of it.
pub async fn waiting(store: &Store) -> Result<usize, NoDatabase> {
    const LOCKS: &str =
        "SELECT COUNT(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
                         WHERE NOT granted AND datname = current_database()";
    match store.pools() {
        Pools::Sqlite { .. } => Ok(0),
        Pools::Postgres(server) => count(server.options(), LOCKS).await,
    }
}

/// How many transactions are open, of this store or another on the same database.
pub async fn transactions(store: &Store) -> Result<usize, NoDatabase> {
    const OPEN: &str = "SELECT COUNT(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL";
    match store.pools() {
        Pools::Sqlite { write, .. } => {
            // The only one that could be: it would not begin another.
            let Ok(mut connection) = write.try_get() else {
                return Ok(1);
            };
            sqlx::raw_sql("BEGIN IMMEDIATE; ROLLBACK")
                .execute(&mut *connection)
                .await?;
            Ok(0)
        }
        Pools::Postgres(server) => count(server.options(), OPEN).await,
    }
}

/// On a connection of its own: the pool's may all be waiting.
async fn count(options: &PgConnectOptions, query: &'static str) -> Result<usize, NoDatabase> {
    let mut connection = PgConnection::connect_with(options).await?;
    let count: i64 = sqlx::query_scalar(query).fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

async fn new_on_server() -> Result<String, NoDatabase> {
    let server: PgConnectOptions = std::env::var(SERVER)?.parse()?;
    let name = format!("test_{}", Uuid::new_v4().simple());
    let mut connection = PgConnection::connect_with(&server).await?;
    // The name is made of letters, digits and "_" alone.
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut connection).await?;
    connection.close().await?;
    Ok(server.database(&name).to_url_lossy().into())
}
