//! The transparency log: entering what happens, in the transaction in which it happens; following what others entered;
//! and reading it as anybody may.

use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;
use store::log::{LogEntries, LogEntryAdd, LogHashAdd, LogHashes, LogSize};
use tokio::sync::Mutex;
use trust::{
    Breach, Entry, EntryError, Event, Frontier, Hash, Hashes, Head, Ledger, NotAdmitted, PublicKey,
    Resource,
};

use crate::{App, Release, Unit, UnitError};

/// So many entries are gone through at a time.
const AT_ONCE: i64 = 1_000;

/// Why something is not in the log, or the log is not what it must be.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// This platform tries mini-apps out and curates none.
    #[error("this platform has no log; hint: name the root's key in [trust] of the settings")]
    NoLog,
    /// What was to be entered breaks a rule.
    #[error(transparent)]
    Breach(#[from] Breach),
    /// An entry of the log cannot be read.
    #[error("entry {number} of the log: {error}")]
    Entry {
        /// Which.
        number: u64,
        /// Why.
        error: EntryError,
    },
    /// It is too large to be entered.
    #[error("it cannot be entered into the log: {0}")]
    Unenterable(EntryError),
    /// The log has fewer entries than were seen before, or others.
    #[error(
        "the log has {found} entries and not the {seen} that this node has seen: the database is another one, or was \
         restored from an older backup; hint: an operator who knows why lets this node begin anew: `balai log forget`"
    )]
    WentBack {
        /// So many were seen.
        seen: u64,
        /// So many are there.
        found: u64,
    },
    /// The tree lacks a hash, or has one that is none or of another entry.
    #[error(
        "the log is damaged: its entries are not those of its tree, or some are missing; hint: put the database back from \
         a backup"
    )]
    Damaged,
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

/// What this node knows of the log.
pub(crate) struct Log {
    followed: RwLock<Followed>,
    /// Whoever goes on following it.
    following: Mutex<()>,
}

struct Followed {
    tree: Frontier,
    ledger: Ledger,
    /// When the latest entry was made.
    latest: Timestamp,
}

impl Log {
    pub(crate) fn new(root: PublicKey) -> Self {
        Self {
            followed: RwLock::new(Followed {
                tree: Frontier::default(),
                ledger: Ledger::new(root),
                latest: Timestamp::MIN,
            }),
            following: Mutex::default(),
        }
    }

    fn read<T>(&self, ask: impl FnOnce(&Followed) -> T) -> T {
        ask(&self.followed.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn push(&self, number: u64, text: &str) -> Result<(), LogError> {
        let entry = Entry::from_bytes(text.as_bytes())
            .map_err(|error| LogError::Entry { number, error })?;
        let mut followed = self
            .followed
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if let Err(breach) = followed.ledger.apply(&entry) {
            tracing::error!(number, %breach, "an entry of the log breaks a rule, and has no effect");
        }
        followed.latest = followed.latest.max(entry.at);
        followed.tree.push(text.as_bytes());
        Ok(())
    }
}

impl App {
    fn log(&self) -> Result<&Log, LogError> {
        self.0.log.as_ref().ok_or(LogError::NoLog)
    }

    /// Asks what the log says, as far as it was followed.
    ///
    /// # Errors
    /// Where there is no log.
    pub fn ledger<T>(&self, ask: impl FnOnce(&Ledger) -> T) -> Result<T, LogError> {
        Ok(self.log()?.read(|followed| ask(&followed.ledger)))
    }

    /// Whether a release may run, as far as the log was followed; all may where nothing is curated. Costs a few lookups in
    /// memory: to be asked before every call.
    ///
    /// # Errors
    /// Why it may not.
    pub fn assert_admitted(&self, release: &Release) -> Result<(), NotAdmitted> {
        let Some(log) = &self.0.log else {
            return Ok(());
        };
        log.read(|followed| {
            let ledger = &followed.ledger;
            ledger.admits(release.mini_app.as_str(), release.digest)?;
            let stopped = release
                .imports
                .iter()
                .find_map(|interface| Some((interface, ledger.stopped_capability(interface)?)));
            match stopped {
                None => Ok(()),
                Some((interface, reason)) => Err(NotAdmitted::Stopped {
                    what: interface.clone(),
                    reason: reason.to_owned(),
                }),
            }
        })
    }

    /// Whether what runs here must be in the log.
    pub fn is_curated(&self) -> bool {
        self.0.log.is_some()
    }

    /// Enters what happens: it is in the log when this unit commits, and only then. Gives its number.
    ///
    /// # Errors
    /// Where it breaks a rule: then nothing is staged.
    pub(crate) async fn log_enter(&self, unit: &mut Unit, event: Event) -> Result<u64, LogError> {
        let log = self.log()?;
        let size = unit.read(LogSize {}).await?;
        let (mut ledger, mut latest, followed) = log.read(|followed| {
            (
                followed.ledger.clone(),
                followed.latest,
                followed.tree.size(),
            )
        });
        let mut next = i64::try_from(followed).unwrap_or(i64::MAX);
        // What this node has not followed yet, and what this unit itself has staged.
        while next < size {
            let rows = entries(unit, next, AT_ONCE).await?;
            if rows.is_empty() {
                return Err(LogError::Damaged);
            }
            for text in rows {
                let number = u64::try_from(next).unwrap_or(u64::MAX);
                let entry = Entry::from_bytes(text.as_bytes())
                    .map_err(|error| LogError::Entry { number, error })?;
                // Without an effect, as for all who follow.
                ledger.apply(&entry).ok();
                latest = latest.max(entry.at);
                next += 1;
            }
        }
        let number = u64::try_from(size).map_err(|_| LogError::Damaged)?;
        let at = unit.now().timestamp().max(latest);
        let entry = Entry { at, event };
        ledger.apply(&entry)?;
        let bytes = entry.to_bytes().map_err(LogError::Unenterable)?;
        let known = hashes(unit, &trust::wanted_to_store(number)).await?;
        let stored = trust::to_store(number, &bytes, &known).map_err(|_| LogError::Damaged)?;
        for (place, hash) in stored {
            let (level, nth) = trust::level_of(place);
            unit.write(LogHashAdd {
                level: i64::from(level),
                nth: i64::try_from(nth).map_err(|_| LogError::Damaged)?,
                hash: hex::encode(hash.0),
            })?;
        }
        let entry = String::from_utf8(bytes).map_err(|_| LogError::Damaged)?;
        unit.write(LogEntryAdd {
            number: size,
            entry,
        })?;
        Ok(number)
    }

    /// Goes through what was committed since, by whichever node. Gives the head of all that was followed.
    ///
    /// # Errors
    /// Where an entry cannot be read: nothing after it is known then.
    pub async fn log_follow(&self) -> Result<Head, LogError> {
        let log = self.log()?;
        let _turn = log.following.lock().await;
        loop {
            let size = log.read(|followed| followed.tree.size());
            let from = i64::try_from(size).unwrap_or(i64::MAX);
            let rows = entries(&mut self.reading(), from, AT_ONCE).await?;
            let is_last = rows.len() < usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
            for (number, text) in (size..).zip(rows) {
                log.push(number, &text)?;
            }
            if is_last {
                return Ok(log.read(|followed| Head {
                    size: followed.tree.size(),
                    root: followed.tree.root(),
                }));
            }
        }
    }

    /// The head of the log as the database has it.
    ///
    /// # Errors
    /// Where the tree is damaged, or the database fails.
    pub async fn log_head(&self, unit: &mut Unit) -> Result<Head, LogError> {
        let size = unit.read(LogSize {}).await?;
        let size = u64::try_from(size).map_err(|_| LogError::Damaged)?;
        let root = root_at(unit, size).await?;
        Ok(Head { size, root })
    }

    /// Whether the log still has all that was seen of it.
    ///
    /// # Errors
    /// Where it has not.
    pub async fn log_assert_grown(&self, unit: &mut Unit, seen: Head) -> Result<(), LogError> {
        let found = self.log_head(unit).await?;
        let went_back = LogError::WentBack {
            seen: seen.size,
            found: found.size,
        };
        if found.size < seen.size {
            return Err(went_back);
        }
        if root_at(unit, seen.size).await? != seen.root {
            return Err(went_back);
        }
        Ok(())
    }

    /// Whether the entries that were followed are those of the tree: either can be changed without the other.
    ///
    /// # Errors
    /// Where they are not.
    pub async fn log_assert_whole(&self, unit: &mut Unit, followed: Head) -> Result<(), LogError> {
        if root_at(unit, followed.size).await? != followed.root {
            return Err(LogError::Damaged);
        }
        Ok(())
    }

    /// A part of the log, as C2SP tlog-tiles has it; none where the log is not as large.
    ///
    /// # Errors
    /// Where the tree is damaged, or the database fails.
    pub async fn log_resource(
        &self,
        unit: &mut Unit,
        resource: Resource,
    ) -> Result<Option<Vec<u8>>, LogError> {
        let size = unit.read(LogSize {}).await?;
        if !resource.is_in(u64::try_from(size).map_err(|_| LogError::Damaged)?) {
            return Ok(None);
        }
        let bytes = match resource {
            Resource::Tile { .. } => {
                let known = hashes(unit, &resource.wanted()).await?;
                trust::tile(resource, &known)
            }
            Resource::Entries { width, .. } => {
                let from = i64::try_from(resource.first()).map_err(|_| LogError::Damaged)?;
                let width = i64::try_from(width).map_err(|_| LogError::Damaged)?;
                let rows = entries(unit, from, width).await?;
                trust::bundle(rows.iter().map(String::as_bytes))
            }
        };
        bytes.map(Some).map_err(|_| LogError::Damaged)
    }
}

async fn root_at(unit: &mut Unit, size: u64) -> Result<Hash, LogError> {
    let known = hashes(unit, &trust::wanted_for_root(size)).await?;
    trust::root(size, &known).map_err(|_| LogError::Damaged)
}

/// Entries in their order; fewer where the log ends.
async fn entries(unit: &mut Unit, from: i64, limit: i64) -> Result<Vec<String>, LogError> {
    let rows = unit.read(LogEntries { from, limit }).await?;
    for (number, row) in (from..).zip(&rows) {
        if row.number != number {
            return Err(LogError::Damaged);
        }
    }
    Ok(rows.into_iter().map(|row| row.entry).collect())
}

/// Hashes by their places in storage. Neighbours, as in a tile, are fetched at once.
async fn hashes(unit: &mut Unit, places: &[u64]) -> Result<Hashes, LogError> {
    let mut known = Hashes::default();
    let levels: Vec<(u8, u64)> = places.iter().map(|place| trust::level_of(*place)).collect();
    let runs = levels.chunk_by(|a, b| a.0 == b.0 && a.1.checked_add(1) == Some(b.1));
    let mut places = places.iter();
    for run in runs {
        let Some((level, first)) = run.first() else {
            continue;
        };
        let rows = unit
            .read(LogHashes {
                level: i64::from(*level),
                from: i64::try_from(*first).map_err(|_| LogError::Damaged)?,
                limit: i64::try_from(run.len()).map_err(|_| LogError::Damaged)?,
            })
            .await?;
        if rows.len() != run.len() {
            return Err(LogError::Damaged);
        }
        for (text, place) in rows.iter().zip(places.by_ref()) {
            let mut hash = [0; 32];
            hex::decode_to_slice(text, &mut hash).map_err(|_| LogError::Damaged)?;
            known.0.insert(*place, Hash(hash));
        }
    }
    Ok(known)
}
