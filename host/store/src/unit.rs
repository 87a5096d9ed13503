//! The unit of work: reads, and staged writes that later reads see, put into the database in one short transaction.
//!
//! It keeps a journal of what was read and staged, in order. A read that comes after a staged write runs in a
//! transaction in which the staged writes are done and then taken back. The commit goes through the journal once more
//! in one serial transaction: each read must give what it gave, each write is done at its place. So whatever commits
//! behaves as if it had run alone, at that moment; and between two statements nothing holds a lock.

use std::{fmt, io, sync::Arc};

use futures::future::BoxFuture;
use sha2::{Digest as _, Sha256};

use crate::{Error, Query, Store, Tx, Write, column::Instant};

/// What a unit of work may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Only read. Nothing is kept for comparison, as nothing will be committed.
    Read,
    /// Read and stage writes.
    Write,
}

/// Why a step of a unit of work was not done.
#[derive(Debug, thiserror::Error)]
pub enum UnitError {
    /// It may only read.
    #[error("a write in a unit of work that may only read")]
    ReadOnly,
    /// Somebody else changed what it rests on; it cannot commit any more and should run again.
    #[error("changed meanwhile: {0}")]
    Conflict(Arc<str>),
    /// Too many writes, or too many reads after writes, for one unit of work.
    #[error("more than {0} writes, or reads after writes, in one unit of work")]
    TooMuch(usize),
    /// Too much data staged, or done over for reads after writes, in one unit of work.
    #[error("more than {0} bytes of writes, or of writes done over for reads, in one unit of work")]
    TooLarge(usize),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

type RowDigest = [u8; 32];

enum Entry {
    Read {
        query: Box<dyn AnyQuery>,
        gave: RowDigest,
    },
    Write(Box<dyn AnyWrite>),
}

/// Reads, and staged writes that later reads see. See the module.
pub struct Unit {
    store: Store,
    mode: Mode,
    now: Instant,
    journal: Vec<Entry>,
    reads_after_writes: usize,
    /// Of all staged writes.
    bytes: usize,
    /// Of the writes that reads have done over.
    bytes_again: usize,
    conflict: Option<Arc<str>>,
}

/// So many writes, and so many reads after a write, fit into one unit: a read after writes does them all over.
const MOST_WRITES: usize = 200;
/// So many bytes may be staged in one unit: they are held in memory, and written while nobody else writes.
const MOST_BYTES: usize = 8 << 20;
/// So many bytes may be written and taken back for the reads of one unit.
const MOST_BYTES_AGAIN: usize = 64 << 20;

impl Unit {
    pub(crate) fn new(store: Store, mode: Mode, now: Instant) -> Self {
        Self {
            store,
            mode,
            now,
            journal: Vec::new(),
            reads_after_writes: 0,
            bytes: 0,
            bytes_again: 0,
            conflict: None,
        }
    }

    /// The moment at which all of it happens.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// What it may do.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Reads, with what is staged as if it were done.
    pub async fn read<Q: Query>(&mut self, query: Q) -> Result<Q::Out, UnitError> {
        if self.mode == Mode::Read
            && let Some(out) = query.recall(self.store.kept())
        {
            return Ok(out);
        }
        // What most readers never come to takes no room in their futures, which are moved about.
        Box::pin(self.ask(query)).await
    }

    /// [`Unit::read`] of what is not kept.
    async fn ask<Q: Query>(&mut self, query: Q) -> Result<Q::Out, UnitError> {
        if self.mode == Mode::Read {
            let commits = self.store.kept().commits();
            let out = read_alone(&self.store, &query).await?;
            query.keep(self.store.kept(), &out, commits);
            return Ok(out);
        }
        let has_writes = self
            .journal
            .iter()
            .any(|entry| matches!(entry, Entry::Write(_)));
        let out = if has_writes {
            self.reads_after_writes += 1;
            if self.reads_after_writes > MOST_WRITES {
                return Err(UnitError::TooMuch(MOST_WRITES));
            }
            self.bytes_again += self.bytes;
            if self.bytes_again > MOST_BYTES_AGAIN {
                return Err(UnitError::TooLarge(MOST_BYTES_AGAIN));
            }
            let mut connection = self.store.writer().await?;
            let mut transaction = connection.begin().await?;
            let out = read_over(&self.journal, &query, &mut transaction.tx()).await;
            transaction.rollback().await?;
            connection.give_back();
            match out {
                Err(error) if error.is_conflict() => return Err(self.conflict(name(&query))),
                out => out?,
            }
        } else {
            read_alone(&self.store, &query).await?
        };
        let gave = digest(&out)?;
        self.journal.push(Entry::Read {
            query: Box::new(query),
            gave,
        });
        Ok(out)
    }

    /// Stages a write.
    pub fn write<W: Write>(&mut self, write: W) -> Result<(), UnitError> {
        if self.mode == Mode::Read {
            return Err(UnitError::ReadOnly);
        }
        if self
            .journal
            .iter()
            .filter(|entry| matches!(entry, Entry::Write(_)))
            .count()
            >= MOST_WRITES
        {
            return Err(UnitError::TooMuch(MOST_WRITES));
        }
        self.bytes += size(&write);
        if self.bytes > MOST_BYTES {
            return Err(UnitError::TooLarge(MOST_BYTES));
        }
        self.journal.push(Entry::Write(Box::new(write)));
        Ok(())
    }

    /// Whether something that it rests on changed while it ran: it cannot commit any more, and what it gave is void.
    pub fn is_conflicted(&self) -> bool {
        self.conflict.is_some()
    }

    /// What it rests on that changed, where that was noticed while it ran.
    pub(crate) fn conflicted(&self) -> Option<&Arc<str>> {
        self.conflict.as_ref()
    }

    /// The names of everything that it read.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.journal.iter().filter_map(|entry| match entry {
            Entry::Read { query, .. } => Some(query.name()),
            Entry::Write(_) => None,
        })
    }

    /// Compares every read with the database as it is now, and does every write, in one transaction.
    pub(crate) async fn commit(&mut self) -> Result<(), UnitError> {
        if !self
            .journal
            .iter()
            .any(|entry| matches!(entry, Entry::Write(_)))
            && self.mode == Mode::Read
        {
            return Ok(());
        }
        let mut connection = self.store.writer().await?;
        let mut transaction = connection.begin().await?;
        for entry in &self.journal {
            let done = match entry {
                Entry::Read { query, gave } => query
                    .gives(&mut transaction.tx())
                    .await
                    .map(|now| now == *gave),
                Entry::Write(write) => write.apply(&mut transaction.tx()).await.map(|()| true),
            };
            match done {
                Ok(true) => {}
                Err(error) if !error.is_conflict() => return Err(error.into()),
                Ok(false) | Err(_) => {
                    let name = match entry {
                        Entry::Read { query, .. } => query.name(),
                        Entry::Write(write) => write.name(),
                    };
                    transaction.rollback().await?;
                    connection.give_back();
                    return Err(self.conflict(name));
                }
            }
        }
        let committed = transaction.commit().await;
        // Also where it is not known what became of it.
        let changes_kept =
            |entry: &Entry| matches!(entry, Entry::Write(write) if !write.is_apart());
        if self.journal.iter().any(changes_kept) {
            self.store.kept().forget();
        }
        match committed {
            Err(error) if error.is_conflict() => Err(self.conflict("commit".to_owned())),
            Err(error) => Err(error.into()),
            Ok(()) => {
                connection.give_back();
                Ok(())
            }
        }
    }

    fn conflict(&mut self, name: String) -> UnitError {
        let name: Arc<str> = name.into();
        self.conflict = Some(Arc::clone(&name));
        UnitError::Conflict(name)
    }
}

/// Reads out of any transaction; on another connection where the first one was lost meanwhile.
pub(crate) async fn read_alone<Q: Query>(store: &Store, query: &Q) -> Result<Q::Out, Error> {
    loop {
        let mut connection = store.reader().await?;
        match query.run(&mut connection.tx()).await {
            Err(error) if error.is_of_connection() && connection.may_be_lost() => {}
            Err(error) => return Err(error),
            Ok(out) => {
                connection.give_back();
                return Ok(out);
            }
        }
    }
}

async fn read_over<Q: Query>(
    journal: &[Entry],
    query: &Q,
    tx: &mut Tx<'_>,
) -> Result<Q::Out, Error> {
    for entry in journal {
        if let Entry::Write(write) = entry {
            write.apply(tx).await?;
        }
    }
    query.run(tx).await
}

fn name(query: &impl std::fmt::Debug) -> String {
    format!("{query:?}")
}

/// About how many bytes a write holds: as many as its name has, of which nothing is kept.
fn size(write: &impl Write) -> usize {
    struct Counted(usize);
    impl fmt::Write for Counted {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 += text.len();
            Ok(())
        }
    }
    let mut counted = Counted(0);
    // Counting cannot fail.
    fmt::write(&mut counted, format_args!("{write:?}")).ok();
    counted.0
}

fn digest(out: &impl serde::Serialize) -> Result<RowDigest, Error> {
    struct Into(Sha256);
    impl io::Write for Into {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut into = Into(Sha256::new());
    serde_json::to_writer(&mut into, out)?;
    Ok(into.0.finalize().into())
}

/// A query whose result only matters by its digest.
trait AnyQuery: Send + Sync {
    fn name(&self) -> String;
    fn gives<'t>(&'t self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<RowDigest, Error>>;
}

impl<Q: Query> AnyQuery for Q {
    fn name(&self) -> String {
        name(self)
    }
    fn gives<'t>(&'t self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<RowDigest, Error>> {
        Box::pin(async move { digest(&self.run(tx).await?) })
    }
}

trait AnyWrite: Send + Sync {
    fn name(&self) -> String;
    fn is_apart(&self) -> bool;
    fn apply<'t>(&'t self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<(), Error>>;
}

impl<W: Write> AnyWrite for W {
    fn name(&self) -> String {
        name(self)
    }
    fn is_apart(&self) -> bool {
        W::APART
    }
    fn apply<'t>(&'t self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<(), Error>> {
        Box::pin(Write::apply(self, tx))
    }
}
