//! A database of its own for each test, of either kind. Only for tests: behind the feature `testing`.

use std::path::Path;

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection as _, PgConnection, postgres::PgConnectOptions,
};
use uuid::Uuid;

use crate::{Backend, DatabaseUrl, Store, on};

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
