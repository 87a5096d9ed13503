//! Running a unit of work until it commits: again where something it rests on changed, in a queue where it did so twice.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use crate::{Error, Mode, Store, Unit, UnitError, column::Instant};

/// So often a unit of work is run before it is given up.
pub const ATTEMPTS: u32 = 5;
/// From this attempt on, those that want the same thing wait for each other.
const QUEUED_FROM: u32 = 2;

/// What shall become of what a unit of work staged.
#[derive(Debug)]
pub enum Verdict<T> {
    /// All of it is put into the database.
    Commit(T),
    /// All of it is forgotten.
    Discard(T),
}

/// Why nothing was committed.
#[derive(Debug, thiserror::Error)]
pub enum TransactError<E> {
    /// It was refused by the work itself.
    #[error(transparent)]
    Refused(E),
    /// Others were faster, each time. Trying again later helps.
    #[error("changed meanwhile, {ATTEMPTS} times: {0}")]
    Contended(Arc<str>),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

/// Who waits for what.
#[derive(Default)]
pub(crate) struct Queues(Mutex<HashMap<Arc<str>, Weak<Turn<()>>>>);

impl Queues {
    /// Waits for one's turn at a thing, opening a queue where there is none.
    async fn wait(&self, name: &Arc<str>) -> OwnedMutexGuard<()> {
        let turn = {
            let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            queues.retain(|_, turn| turn.strong_count() > 0);
            match queues.get(name).and_then(Weak::upgrade) {
                Some(turn) => turn,
                None => {
                    let turn = Arc::new(Turn::new(()));
                    queues.insert(Arc::clone(name), Arc::downgrade(&turn));
                    turn
                }
            }
        };
        turn.lock_owned().await
    }

    /// The first of these things that somebody queues for.
    fn contended(&self, names: impl Iterator<Item = String>) -> Option<Arc<str>> {
        let queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if queues.is_empty() {
            return None;
        }
        names
            .map(Arc::<str>::from)
            .find(|name| queues.get(name).is_some_and(|turn| turn.strong_count() > 0))
    }
}

impl Store {
    /// Runs `work` on a fresh unit until what it staged is committed, at most [`ATTEMPTS`] times. `work` gives the unit
    /// back with its verdict. `now` is asked at the start of each attempt.
    pub async fn transact<T, E, F>(
        &self,
        now: impl Fn() -> Instant,
        mut work: impl FnMut(Unit) -> F,
    ) -> Result<T, TransactError<E>>
    where
        F: Future<Output = (Unit, Result<Verdict<T>, E>)>,
    {
        let mut turn: Option<OwnedMutexGuard<()>> = None;
        let mut last: Arc<str> = "".into();
        for attempt in 0..ATTEMPTS {
            if attempt >= QUEUED_FROM && turn.is_none() {
                turn = Some(self.queues().wait(&last).await);
            }
            let (mut unit, verdict) = work(self.unit(Mode::Write, now())).await;
            if let Some(name) = unit.conflicted() {
                last = Arc::clone(name);
                continue;
            }
            let value = match verdict {
                Err(refused) => return Err(TransactError::Refused(refused)),
                Ok(Verdict::Discard(value)) => return Ok(value),
                Ok(Verdict::Commit(value)) => value,
            };
            // Others may have queued for what this one read: they go first, or they would never get their turn.
            // Who has a turn already never waits for another, so nobody waits in a circle.
            if turn.is_none()
                && let Some(name) = self.queues().contended(unit.names())
            {
                turn = Some(self.queues().wait(&name).await);
            }
            match unit.commit().await {
                Ok(()) => return Ok(value),
                Err(UnitError::Conflict(name)) => last = name,
                Err(UnitError::Store(error)) => return Err(error.into()),
                // `commit` neither stages nor counts.
                Err(UnitError::ReadOnly | UnitError::TooMuch(_) | UnitError::TooLarge(_)) => {}
            }
        }
        Err(TransactError::Contended(last))
    }
}
