//! Connections: how many there are, and how they are handed out and come back.

use std::{path::Path, time::Duration};

use deadpool::{
    Runtime,
    unmanaged::{Object, Pool, PoolConfig, PoolError},
};
use sqlx::{
    ConnectOptions as _, Connection as _, Postgres, Sqlite, SqliteConnection, Transaction,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{
    Error, Tx,
    server::{self, Server},
};

/// So long anybody waits for a connection, or for the file of SQLite.
pub(crate) const WAIT: Duration = Duration::from_secs(5);
const SQLITE_READERS: usize = 4;

/// Lends SQLite's connections as they are. The pool of sqlx asks each that comes back whether it is alive still, which a
/// server may not be and a file is; that is a trip to another thread, and costs as much as a read.
type Lent = Object<SqliteConnection>;

pub(crate) enum Pools {
    /// SQLite takes one writer at a time: a pool of one makes the others wait in order instead of failing as busy.
    Sqlite {
        read: Pool<SqliteConnection>,
        write: Pool<SqliteConnection>,
    },
    Postgres(Server),
}

impl Pools {
    /// One connection is the database.
    pub(crate) async fn memory() -> Result<Self, Error> {
        let options = SqliteConnectOptions::new()
            .in_memory(true)
            .foreign_keys(true);
        let pool = sqlite(&options, 1).await?;
        Ok(Self::Sqlite {
            read: pool.clone(),
            write: pool,
        })
    }

    /// An SQLite file; it is made where there is none.
    pub(crate) async fn file(path: &Path) -> Result<Self, Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(WAIT);
        let write = sqlite(&options, 1).await?;
        Ok(Self::Sqlite {
            read: sqlite(&options.read_only(true), SQLITE_READERS).await?,
            write,
        })
    }

    /// A PostgreSQL server.
    pub(crate) async fn postgres(options: PgConnectOptions) -> Result<Self, Error> {
        Ok(Self::Postgres(Server::open(options).await?))
    }

    /// A connection for reading, out of any transaction.
    pub(crate) async fn reader(&self) -> Result<Connection, Error> {
        Ok(match self {
            Self::Sqlite { read, .. } => Connection::Sqlite(lent(read).await?),
            Self::Postgres(server) => Connection::Postgres(server.lend().await?),
        })
    }

    /// A connection for writing.
    pub(crate) async fn writer(&self) -> Result<Connection, Error> {
        Ok(match self {
            Self::Sqlite { write, .. } => Connection::Sqlite(lent(write).await?),
            Self::Postgres(server) => Connection::Postgres(server.lend_to_write().await?),
        })
    }

    /// Waits until everything under way is done, and closes every connection.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                for pool in [read, write] {
                    while pool.status().size > 0 {
                        let Ok(connection) = pool.get().await else {
                            break;
                        };
                        if let Err(error) = Object::take(connection).close().await {
                            tracing::warn!(%error, "a connection to the database did not close");
                        }
                    }
                    // Whoever comes now is told at once, and does not wait for a connection that never comes.
                    pool.close();
                }
            }
            Self::Postgres(server) => server.close().await,
        }
    }
}

async fn sqlite(
    options: &SqliteConnectOptions,
    size: usize,
) -> Result<Pool<SqliteConnection>, Error> {
    let pool = Pool::from_config(&PoolConfig {
        max_size: size,
        timeout: Some(WAIT),
        runtime: Some(Runtime::Tokio1),
    });
    for _ in 0..size {
        pool.add(options.connect().await?)
            .await
            .map_err(|(_, error)| refused(error))?;
    }
    Ok(pool)
}

async fn lent(pool: &Pool<SqliteConnection>) -> Result<Lent, Error> {
    match pool.try_get() {
        // Only who has to wait needs a clock for it.
        Err(PoolError::Timeout) => pool.get().await,
        found => found,
    }
    .map_err(refused)
}

fn refused(error: PoolError) -> Error {
    Error::Sql(match error {
        PoolError::Timeout => sqlx::Error::PoolTimedOut,
        PoolError::Closed | PoolError::NoRuntimeSpecified => sqlx::Error::PoolClosed,
    })
}

/// One that is used. It comes back when it is dropped.
pub(crate) enum Connection {
    Sqlite(Lent),
    Postgres(server::Lent),
}

impl Connection {
    pub(crate) fn tx(&mut self) -> Tx<'_> {
        match self {
            Self::Sqlite(connection) => Tx::Sqlite(connection),
            Self::Postgres(lent) => Tx::Postgres(&mut lent.connection),
        }
    }

    /// Whether it may have been lost since it was used last.
    pub(crate) const fn may_be_lost(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(lent) => lent.was_idle(),
        }
    }

    /// Nothing that was asked of it is left unfinished: it need not be waited for.
    pub(crate) fn give_back(self) {
        if let Self::Postgres(lent) = self {
            lent.give_back();
        }
    }

    /// A transaction in which nobody else writes (SQLite) or whose result is as if nobody else did (PostgreSQL).
    pub(crate) async fn begin(&mut self) -> Result<WriteTransaction<'_>, Error> {
        Ok(match self {
            Self::Sqlite(connection) => {
                WriteTransaction::Sqlite(connection.begin_with("BEGIN IMMEDIATE").await?)
            }
            Self::Postgres(lent) => {
                let begin = "BEGIN ISOLATION LEVEL SERIALIZABLE";
                WriteTransaction::Postgres(lent.connection.begin_with(begin).await?)
            }
        })
    }
}

/// Rolled back where it is dropped.
pub(crate) enum WriteTransaction<'c> {
    Sqlite(Transaction<'c, Sqlite>),
    Postgres(Transaction<'c, Postgres>),
}

impl WriteTransaction<'_> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_comes_after_the_end_is_told_so() {
        let pools = Pools::memory().await.unwrap();
        drop(pools.reader().await.unwrap());
        pools.close().await;
        assert!(matches!(
            pools.reader().await,
            Err(Error::Sql(sqlx::Error::PoolClosed))
        ));
    }
}
