//! Opening a database, and bringing its schema up to date.

use std::{fmt, path::PathBuf, str::FromStr, sync::Arc};

use serde::Deserialize;
use sqlx::{migrate::Migrator, postgres::PgConnectOptions};

use crate::{
    Error, Kept, Mode, Query, Tx, Unit,
    column::Instant,
    on,
    pools::{Connection, Pools},
    queue::Queues,
    unit::read_alone,
};

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

/// How many migrations were run.
#[derive(Debug)]
struct MigrationsRun;

impl Query for MigrationsRun {
    type Out = i64;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<i64, Error> {
        const COUNT: &str = "SELECT count(*) FROM _sqlx_migrations";
        Ok(on!(tx, |c| sqlx::query_scalar(COUNT).fetch_one(c))?)
    }
}

struct Inner {
    pools: Pools,
    queues: Queues,
    kept: Kept,
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

impl Store {
    /// Connects. Creates an SQLite file where there is none; migrates nothing.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, Error> {
        let pools = match &url.kind {
            Kind::Memory => Pools::memory().await?,
            Kind::File(path) => Pools::file(path).await?,
            Kind::Postgres(options) => Pools::postgres((**options).clone()).await?,
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
        let mut connection = self.reader().await?;
        if let Tx::Sqlite(connection) = connection.tx() {
            let version: String = sqlx::query_scalar("SELECT sqlite_version()")
                .fetch_one(connection)
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
        match self.0.pools.writer().await?.tx() {
            Tx::Sqlite(connection) => MIGRATIONS.run(connection).await?,
            Tx::Postgres(connection) => MIGRATIONS.run(connection).await?,
        }
        Ok(())
    }

    /// Asserts that every migration of this binary was run.
    pub async fn assert_migrated(&self) -> Result<(), Error> {
        match read_alone(self, &MigrationsRun).await {
            Ok(run) if usize::try_from(run).is_ok_and(|run| run >= MIGRATIONS.iter().count()) => {
                Ok(())
            }
            Err(error) if error.is_of_connection() => Err(error),
            // No such table: nothing was migrated yet.
            Ok(_) | Err(Error::Sql(sqlx::Error::Database(_))) => Err(Error::SchemaOutdated),
            Err(error) => Err(error),
        }
    }

    /// A unit of work that happens at `now`.
    pub fn unit(&self, mode: Mode, now: Instant) -> Unit {
        Unit::new(self.clone(), mode, now)
    }

    /// Waits until everything under way is done, and closes every connection.
    pub async fn close(&self) {
        self.0.pools.close().await;
    }

    #[cfg(feature = "testing")]
    pub(crate) fn pools(&self) -> &Pools {
        &self.0.pools
    }

    pub(crate) fn queues(&self) -> &Queues {
        &self.0.queues
    }

    /// The answers that are kept in memory.
    pub fn kept(&self) -> &Kept {
        &self.0.kept
    }

    /// A connection for reading, out of any transaction.
    pub(crate) async fn reader(&self) -> Result<Connection, Error> {
        self.0.pools.reader().await
    }

    /// A connection for writing.
    pub(crate) async fn writer(&self) -> Result<Connection, Error> {
        self.0.pools.writer().await
    }
}
