//! Opening a database, bringing its schema up to date, and getting a connection.

use std::{fmt, path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use serde::Deserialize;
use sqlx::{
    PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    migrate::Migrator,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Error, Kept, Mode, Tx, Unit, column::Instant, queue::Queues};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// Where the data is: `sqlite://PATH`, `sqlite::memory:` or `postgres://…`. Shown without its password.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct DatabaseUrl {
    text: String,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Memory,
    File(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

/// The text names no database.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" names no database: write sqlite://PATH or postgres://USER@HOST/NAME")]
pub struct UnknownDatabase(String);

impl DatabaseUrl {
    /// A database in memory, which ends with its [`Store`].
    #[must_use]
    pub fn memory() -> Self {
        Self {
            text: MEMORY.to_owned(),
            kind: Kind::Memory,
        }
    }
}

const MEMORY: &str = "sqlite::memory:";

impl FromStr for DatabaseUrl {
    type Err = UnknownDatabase;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let kind = if text == MEMORY {
            Kind::Memory
        } else if let Some(path) = text
            .strip_prefix("sqlite://")
            .filter(|path| !path.is_empty())
        {
            Kind::File(path.into())
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            // The error of the parser could hold the password.
            let options = text
                .parse()
                .map_err(|_| UnknownDatabase("postgres://…".to_owned()))?;
            Kind::Postgres(Box::new(options))
        } else {
            return Err(UnknownDatabase(text.to_owned()));
        };
        Ok(Self {
            text: text.to_owned(),
            kind,
        })
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = UnknownDatabase;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Memory | Kind::File(_) => f.write_str(&self.text),
            Kind::Postgres(options) => {
                write!(
                    f,
                    "postgres://{}/{}",
                    options.get_host(),
                    options.get_database().unwrap_or_default()
                )
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file, or memory.
    Sqlite,
    /// A server.
    Postgres,
}

enum Pools {
    /// SQLite takes one writer at a time: a pool of one makes the others wait in order instead of failing as busy.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

struct Inner {
    pools: Pools,
    queues: Queues,
    kept: Kept,
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

const WAIT: Duration = Duration::from_secs(5);

impl Store {
    /// Connects. Creates an SQLite file where there is none; migrates nothing.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, Error> {
        let pools = match &url.kind {
            Kind::Memory => {
                // One connection is the database; it may never be closed for being idle.
                let pool = SqlitePoolOptions::new()
                    .max_connections(1)
                    .min_connections(1)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .acquire_timeout(WAIT)
                    .connect_with(
                        SqliteConnectOptions::new()
                            .in_memory(true)
                            .foreign_keys(true),
                    )
                    .await?;
                Pools::Sqlite {
                    read: pool.clone(),
                    write: pool,
                }
            }
            Kind::File(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(WAIT);
                let pool = |size| {
                    SqlitePoolOptions::new()
                        .max_connections(size)
                        .acquire_timeout(WAIT)
                        // A file does not go away as a server does, and asking costs as much as a read.
                        .test_before_acquire(false)
                };
                let write = pool(1).connect_with(options.clone()).await?;
                Pools::Sqlite {
                    read: pool(4).connect_with(options.read_only(true)).await?,
                    write,
                }
            }
            Kind::Postgres(options) => {
                let pool = PgPoolOptions::new()
                    .max_connections(16)
                    .acquire_timeout(WAIT);
                Pools::Postgres(pool.connect_with((**options).clone()).await?)
            }
        };
        let store = Self(Arc::new(Inner {
            pools,
            queues: Queues::default(),
            kept: Kept::default(),
        }));
        store.assert_sound_sqlite().await?;
        Ok(store)
    }

    async fn assert_sound_sqlite(&self) -> Result<(), Error> {
        if let Pools::Sqlite { write, .. } = &self.0.pools {
            let version: String = sqlx::query_scalar("SELECT sqlite_version()")
                .fetch_one(write)
                .await?;
            let parts: Vec<u32> = version
                .split('.')
                .filter_map(|part| part.parse().ok())
                .collect();
            if parts < vec![3, 51, 3] {
                return Err(Error::OldSqlite(version));
            }
        }
        Ok(())
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        match self.0.pools {
            Pools::Sqlite { .. } => Backend::Sqlite,
            Pools::Postgres(_) => Backend::Postgres,
        }
    }

    /// Brings the schema up to date. Safe to run again, and from several nodes at once.
    pub async fn migrate(&self) -> Result<(), Error> {
        match &self.0.pools {
            Pools::Sqlite { write, .. } => MIGRATIONS.run(write).await?,
            Pools::Postgres(pool) => MIGRATIONS.run(pool).await?,
        }
        Ok(())
    }

    /// Asserts that every migration of this binary was run.
    pub async fn assert_migrated(&self) -> Result<(), Error> {
        const RUN: &str = "SELECT count(*) FROM _sqlx_migrations";
        let run: Result<i64, sqlx::Error> = match &self.0.pools {
            Pools::Sqlite { read, .. } => sqlx::query_scalar(RUN).fetch_one(read).await,
            Pools::Postgres(pool) => sqlx::query_scalar(RUN).fetch_one(pool).await,
        };
        match run {
            Ok(run) if usize::try_from(run).is_ok_and(|run| run >= MIGRATIONS.iter().count()) => {
                Ok(())
            }
            // No such table: nothing was migrated yet.
            Ok(_) | Err(sqlx::Error::Database(_)) => Err(Error::SchemaOutdated),
            Err(error) => Err(error.into()),
        }
    }

    /// A unit of work that happens at `now`.
    pub fn unit(&self, mode: Mode, now: Instant) -> Unit {
        Unit::new(self.clone(), mode, now)
    }

    /// Waits until everything under way is done, and closes every connection.
    pub async fn close(&self) {
        match &self.0.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    pub(crate) fn queues(&self) -> &Queues {
        &self.0.queues
    }

    pub(crate) fn kept(&self) -> &Kept {
        &self.0.kept
    }

    /// A connection for reading, out of any transaction.
    pub(crate) async fn acquire(&self) -> Result<Connection, Error> {
        Ok(match &self.0.pools {
            Pools::Sqlite { read, .. } => Connection::Sqlite(read.acquire().await?),
            Pools::Postgres(pool) => Connection::Postgres(pool.acquire().await?),
        })
    }

    /// A transaction in which nobody else writes (SQLite) or whose result is as if nobody else did (PostgreSQL).
    pub(crate) async fn begin_write(&self) -> Result<WriteTransaction, Error> {
        Ok(match &self.0.pools {
            Pools::Sqlite { write, .. } => {
                WriteTransaction::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => WriteTransaction::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE")
                    .await?,
            ),
        })
    }
}

pub(crate) enum Connection {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Connection {
    pub(crate) fn tx(&mut self) -> Tx<'_> {
        match self {
            Self::Sqlite(connection) => Tx::Sqlite(connection),
            Self::Postgres(connection) => Tx::Postgres(connection),
        }
    }
}

/// Rolled back where it is dropped.
pub(crate) enum WriteTransaction {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl WriteTransaction {
    pub(crate) fn tx(&mut self) -> Tx<'_> {
        match self {
            Self::Sqlite(transaction) => Tx::Sqlite(transaction),
            Self::Postgres(transaction) => Tx::Postgres(transaction),
        }
    }

    pub(crate) async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    pub(crate) async fn rollback(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(transaction) => transaction.rollback().await?,
            Self::Postgres(transaction) => transaction.rollback().await?,
        }
        Ok(())
    }
}
