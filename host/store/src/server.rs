//! Connections to a server of PostgreSQL. One is lent as it came back, without a question whether it is alive still: that is
//! a trip to the server, as a read is. One that an error, or somebody who went away, leaves in the middle of something is
//! asked, off everybody's way, until the server is done with it, and keeps its place among [`CONNECTIONS`] until then; for
//! [`ENDS`] at most, as a server that has gone never is.

use std::{
    io::ErrorKind,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::{
    runtime::Handle,
    sync::{Mutex as Owned, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};

use crate::pools::WAIT;

/// So many connections at most, of one node.
const CONNECTIONS: u32 = 16;
/// One that was idle for so long is asked before it is lent: a network drops such connections without a word.
const QUIET: Duration = Duration::from_secs(1);
/// So long it has to answer.
const ANSWERS: Duration = Duration::from_secs(1);
/// So long a server may take to end what nobody waits for any more.
const ENDS: Duration = Duration::from_secs(30);
/// At this age one is closed: what a server holds for it only grows.
const OLD: Duration = Duration::from_secs(30 * 60);
/// Before a server that does not let anybody in is asked again.
const AGAIN: Duration = Duration::from_millis(50);

/// A server, and the connections to it.
pub(crate) struct Server {
    options: Box<PgConnectOptions>,
    /// One for each connection, used or idle.
    seats: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Idle>>>,
}

struct Idle {
    link: Arc<Owned<PgConnection>>,
    born: Instant,
    since: Instant,
}

/// A connection that is used. It comes back when it is dropped.
pub(crate) struct Lent {
    pub(crate) connection: OwnedMutexGuard<PgConnection>,
    /// Whose the connection is.
    link: Arc<Owned<PgConnection>>,
    born: Instant,
    was_idle: bool,
    /// What becomes of it.
    then: Then,
    idle: Arc<Mutex<Vec<Idle>>>,
    seat: Arc<OwnedSemaphorePermit>,
}

enum Then {
    /// The server may be in the middle of something.
    Ask,
    /// It is idle.
    Keep,
    /// It is of no use to anybody.
    Close,
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
        let deadline = Instant::now() + WAIT;
        let lent = timeout(WAIT, async {
            let seat = Arc::clone(&self.seats).acquire_owned().await;
            let seat = Arc::new(seat.map_err(|_| sqlx::Error::PoolClosed)?);
            match self.take_idle().await {
                Some(idle) => Ok(self.lent(idle.link, idle.born, true, seat).await),
                // It seldom comes to this, and takes no room in everybody's future.
                None => Box::pin(self.connected(deadline, seat)).await,
            }
        });
        lent.await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    /// A connection to write with. It is asked, as nothing that was begun could be begun again: whether it is alive, and
    /// whether its server has become one that only reads, while another has taken over.
    pub(crate) async fn lend_to_write(&self) -> Result<Lent, sqlx::Error> {
        let mut lent = self.lend().await?;
        let takes_writes = lent.takes_writes().await;
        if !lent.was_idle || matches!(takes_writes, Ok(true)) {
            // Where a new one takes none, the server itself will say why.
            return takes_writes.map(|_| lent);
        }
        lent.then = Then::Close;
        let seat = Arc::clone(&lent.seat);
        drop(lent);
        let deadline = Instant::now() + WAIT;
        let new = timeout(WAIT, self.connected(deadline, seat));
        let mut new = new.await.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
        if new.takes_writes().await? {
            // Those that are idle are lost too, or lead to where nothing can be written.
            lock(&self.idle).clear();
        }
        Ok(new)
    }

    async fn take_idle(&self) -> Option<Idle> {
        loop {
            let idle = lock(&self.idle).pop()?;
            if idle.since.elapsed() < QUIET {
                return Some(idle);
            }
            let answers = timeout(ANSWERS, async { idle.link.lock().await.ping().await });
            if let Ok(Ok(())) = answers.await {
                return Some(idle);
            }
            // What happened to one has happened to those that were idle for longer.
            lock(&self.idle).retain(|other| other.since > idle.since);
        }
    }

    /// A new connection; a server that is just starting, or being replaced by another, is waited for.
    async fn connected(
        &self,
        deadline: Instant,
        seat: Arc<OwnedSemaphorePermit>,
    ) -> Result<Lent, sqlx::Error> {
        loop {
            match self.options.connect().await {
                Ok(connection) => {
                    let link = Arc::new(Owned::new(connection));
                    return Ok(self.lent(link, Instant::now(), false, seat).await);
                }
                Err(error) if may_pass(&error) && Instant::now() + AGAIN < deadline => {
                    sleep(AGAIN).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn lent(
        &self,
        link: Arc<Owned<PgConnection>>,
        born: Instant,
        was_idle: bool,
        seat: Arc<OwnedSemaphorePermit>,
    ) -> Lent {
        Lent {
            connection: Arc::clone(&link).lock_owned().await,
            link,
            born,
            was_idle,
            then: Then::Ask,
            idle: Arc::clone(&self.idle),
            seat,
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
            let Some(connection) = Arc::into_inner(idle.link) else {
                continue;
            };
            if let Err(error) = connection.into_inner().close().await {
                tracing::warn!(%error, "a connection to the database did not close");
            }
        }
    }
}

/// Whether a server that lets nobody in may do so in a moment: it starts, is full, or its address is being given to another.
fn may_pass(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => matches!(
            error.kind(),
            ErrorKind::ConnectionRefused
                | ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::UnexpectedEof
                | ErrorKind::HostUnreachable
                | ErrorKind::NetworkUnreachable
                | ErrorKind::NotFound
        ),
        sqlx::Error::Database(error) => error.is_transient_in_connect_phase(),
        _ => false,
    }
}

impl Lent {
    /// Whether it was used before; what is new is not lost.
    pub(crate) const fn was_idle(&self) -> bool {
        self.was_idle
    }

    /// Nothing that was asked of it is left unfinished.
    pub(crate) fn give_back(mut self) {
        self.then = Then::Keep;
    }

    async fn takes_writes(&mut self) -> Result<bool, sqlx::Error> {
        let asked = sqlx::query_scalar::<_, String>("SHOW transaction_read_only");
        let reads_only = timeout(ANSWERS, asked.fetch_one(&mut *self.connection)).await;
        Ok(reads_only.unwrap_or(Err(sqlx::Error::PoolTimedOut))? == "off")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let (idle, born, link) = (Arc::clone(&self.idle), self.born, Arc::clone(&self.link));
        match self.then {
            Then::Keep => return keep(&idle, link, born),
            Then::Close => return,
            Then::Ask => {}
        }
        let Ok(executor) = Handle::try_current() else {
            return;
        };
        let seat = Arc::clone(&self.seat);
        executor.spawn(async move {
            // Behind what was asked before, and behind the end of a transaction that was given up.
            let ended = timeout(ENDS, async { link.lock().await.ping().await });
            if let Ok(Ok(())) = ended.await {
                keep(&idle, link, born);
            }
            drop(seat);
        });
    }
}

fn keep(idle: &Mutex<Vec<Idle>>, link: Arc<Owned<PgConnection>>, born: Instant) {
    let mut idle = lock(idle);
    idle.push(Idle {
        link,
        born,
        since: Instant::now(),
    });
    idle.retain(|one| one.born.elapsed() < OLD);
}

fn lock(idle: &Mutex<Vec<Idle>>) -> MutexGuard<'_, Vec<Idle>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
