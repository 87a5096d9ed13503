//! Connections to a server of PostgreSQL. One is lent as it came back, without a question whether it is alive still: that is
//! a trip to the server, as a read is. What an error, or somebody who went away, leaves unfinished does not come back: it
//! is closed, and the server forgets what was not committed.

use std::{
    io::ErrorKind,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};

use crate::pools::WAIT;

/// So many connections at most, of one node.
const CONNECTIONS: u32 = 16;
/// One that was idle for so long is asked before it is lent: a network drops such connections without a word.
const QUIET: Duration = Duration::from_secs(1);
/// So long it has to answer.
const ANSWERS: Duration = Duration::from_secs(1);
/// At this age one is closed: what a server holds for it only grows.
const OLD: Duration = Duration::from_secs(30 * 60);
/// Before a server that is just starting is asked again.
const AGAIN: Duration = Duration::from_millis(50);

/// A server, and the connections to it.
pub(crate) struct Server {
    options: Box<PgConnectOptions>,
    /// One for each connection, used or idle.
    seats: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Idle>>>,
}

struct Idle {
    connection: PgConnection,
    born: Instant,
    since: Instant,
}

/// A connection that is used. It is closed where it is dropped instead of given back.
pub(crate) struct Lent {
    pub(crate) connection: PgConnection,
    born: Instant,
    was_idle: bool,
    idle: Arc<Mutex<Vec<Idle>>>,
    _seat: OwnedSemaphorePermit,
}

impl Server {
    /// Connects once, to see whether it is there.
    pub(crate) async fn open(options: PgConnectOptions) -> Result<Self, sqlx::Error> {
        let server = Self {
            options: Box::new(options),
            seats: Arc::new(Semaphore::new(CONNECTIONS as usize)),
            idle: Arc::default(),
        };
        server.lend().await?.give_back();
        Ok(server)
    }

    /// How it is connected to.
    #[cfg(feature = "testing")]
    pub(crate) fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    /// A connection to read with. One that [was idle](Lent::was_idle) may turn out to be lost; another one can be asked for.
    pub(crate) async fn lend(&self) -> Result<Lent, sqlx::Error> {
        let lent = timeout(WAIT, self.lend_in_turn()).await;
        lent.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    /// A connection to write with. It is asked, as nothing that was begun could be begun again: whether it is alive, and
    /// whether its server has become one that only reads, while another has taken over.
    pub(crate) async fn lend_to_write(&self) -> Result<Lent, sqlx::Error> {
        loop {
            let mut lent = self.lend().await?;
            let reads_only = sqlx::query_scalar::<_, String>("SHOW transaction_read_only")
                .fetch_one(&mut lent.connection)
                .await;
            match reads_only {
                Ok(on) if on == "off" => return Ok(lent),
                _ if lent.was_idle => {}
                // There is no other one; the server will say why it refuses.
                Ok(_) => return Ok(lent),
                Err(error) => return Err(error),
            }
        }
    }

    async fn lend_in_turn(&self) -> Result<Lent, sqlx::Error> {
        let seat = Arc::clone(&self.seats).acquire_owned().await;
        let seat = seat.map_err(|_| sqlx::Error::PoolClosed)?;
        let found = loop {
            let Some(mut idle) = lock(&self.idle).pop() else {
                break None;
            };
            if idle.since.elapsed() < QUIET {
                break Some(idle);
            }
            if let Ok(Ok(())) = timeout(ANSWERS, idle.connection.ping()).await {
                break Some(idle);
            }
            // What happened to one has happened to those that were idle for longer.
            lock(&self.idle).clear();
        };
        let was_idle = found.is_some();
        let (connection, born) = match found {
            Some(idle) => (idle.connection, idle.born),
            None => (self.connect().await?, Instant::now()),
        };
        Ok(Lent {
            connection,
            born,
            was_idle,
            idle: Arc::clone(&self.idle),
            _seat: seat,
        })
    }

    /// Waits for a server that is just starting.
    async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        loop {
            match self.options.connect().await {
                Err(sqlx::Error::Io(error)) if error.kind() == ErrorKind::ConnectionRefused => {}
                Err(sqlx::Error::Database(error)) if error.is_transient_in_connect_phase() => {}
                connected => return connected,
            }
            sleep(AGAIN).await;
        }
    }

    /// Waits until everything under way is done, and closes every connection.
    pub(crate) async fn close(&self) {
        let Ok(_all) = self.seats.acquire_many(CONNECTIONS).await else {
            return;
        };
        // Whoever comes now is told at once.
        self.seats.close();
        let idle = std::mem::take(&mut *lock(&self.idle));
        for idle in idle {
            if let Err(error) = idle.connection.close().await {
                tracing::warn!(%error, "a connection to the database did not close");
            }
        }
    }
}

impl Lent {
    /// Whether it was used before; what is new is not lost.
    pub(crate) const fn was_idle(&self) -> bool {
        self.was_idle
    }

    /// Nothing that was asked of it is left unfinished.
    pub(crate) fn give_back(self) {
        if self.born.elapsed() < OLD {
            lock(&self.idle).push(Idle {
                connection: self.connection,
                born: self.born,
                since: Instant::now(),
            });
        }
    }
}

fn lock(idle: &Mutex<Vec<Idle>>) -> std::sync::MutexGuard<'_, Vec<Idle>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
