//! Answers that are kept in memory: what every request asks for and what seldom changes, such as who is signed in, which
//! release is live, what an agency is called. A read of SQLite costs more than a whole call of a mini-app.
//!
//! An answer is given again while nothing was committed here that could change it. Another process may commit too, so no
//! answer lasts longer than [`LASTS`], and as one that was made of others ([`Kept::keep`]) lasts as long again, a session
//! that was ended or a release that was stopped elsewhere is gone here within a second. Only units of work that read use
//! them: what an act rests on is always asked again.

use std::any::{Any, TypeId};
use std::fmt;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustc_hash::FxHashMap;
use rustix::time::{ClockId, clock_gettime};

/// So old an answer may be.
const LASTS: Duration = Duration::from_millis(500);
/// Shelves, so that threads seldom wait for each other.
const SHELVES: usize = 64;
/// Answers on a shelf; a full one is emptied.
const MOST: usize = 256;

type Thing = Arc<dyn Any + Send + Sync>;

/// The answers that are kept, and how often anything was committed that could change one.
pub struct Kept {
    commits: AtomicU64,
    hasher: RandomState,
    /// By numbers that nobody can choose: the hasher has a key of its own.
    shelves: Vec<Mutex<FxHashMap<u64, Answer>>>,
}

struct Answer {
    question: Thing,
    out: Thing,
    commits: u64,
    at: Duration,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            commits: AtomicU64::new(0),
            hasher: RandomState::new(),
            shelves: (0..SHELVES).map(|_| Mutex::default()).collect(),
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

impl Kept {
    /// To be asked before the database is, and given to [`Kept::keep`]: what was committed in between makes the answer
    /// worth nothing.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// Something was committed, or may have been, that could change an answer.
    pub(crate) fn forget(&self) {
        self.commits.fetch_add(1, Ordering::AcqRel);
    }

    /// The answer to a question, where it still holds.
    pub fn find<Q, A>(&self, question: &Q) -> Option<A>
    where
        Q: Hash + Eq + 'static,
        A: Clone + 'static,
    {
        let out = {
            let (mut shelf, number) = self.shelf(question);
            let answer = shelf.get(&number)?;
            if answer.commits != self.commits() || now().saturating_sub(answer.at) >= LASTS {
                shelf.remove(&number);
                return None;
            }
            // Two questions may have the same number.
            if answer.question.downcast_ref::<Q>() != Some(question) {
                return None;
            }
            Arc::clone(&answer.out)
        };
        out.downcast_ref::<A>().cloned()
    }

    /// Keeps the answer to a query, or what was made of the answers to several, that was found when so much had been
    /// committed.
    pub fn keep<Q, A>(&self, question: &Q, out: &A, commits: u64)
    where
        Q: Hash + Eq + Clone + Send + Sync + 'static,
        A: Clone + Send + Sync + 'static,
    {
        let answer = Answer {
            question: Arc::new(question.clone()),
            out: Arc::new(out.clone()),
            commits,
            at: now(),
        };
        let (mut shelf, number) = self.shelf(question);
        if shelf.len() >= MOST {
            shelf.clear();
        }
        shelf.insert(number, answer);
    }

    fn shelf<Q: Hash + 'static>(
        &self,
        question: &Q,
    ) -> (MutexGuard<'_, FxHashMap<u64, Answer>>, u64) {
        let number = self.hasher.hash_one((TypeId::of::<Q>(), question));
        let place = usize::try_from(number >> 32).unwrap_or_default() % SHELVES;
        let shelf = &self.shelves[place];
        (shelf.lock().unwrap_or_else(PoisonError::into_inner), number)
    }
}

/// Since some moment in the past, to a tick of the kernel, of some milliseconds: a finer clock takes longer to read, and every
/// request reads it for each answer.
fn now() -> Duration {
    Duration::try_from(clock_gettime(ClockId::MonotonicCoarse)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agency::{AgencyById, AgencyPut, AgencyRow};
    use crate::{DatabaseUrl, Mode, Store, UnitError, Verdict};

    fn agency(name: &str) -> AgencyRow {
        AgencyRow {
            id: "kota-damai".to_owned(),
            name: name.to_owned(),
            sector: "daerah".to_owned(),
            time_zone: "Asia/Jakarta".to_owned(),
        }
    }

    fn asked() -> AgencyById {
        AgencyById {
            id: "kota-damai".to_owned(),
        }
    }

    #[test]
    fn an_answer_from_before_a_commit_is_not_kept_after_it() {
        let kept = Kept::default();
        let before = kept.commits();
        kept.keep(&asked(), &Some(agency("old")), before);
        assert_eq!(kept.find(&asked()), Some(Some(agency("old"))));
        kept.forget();
        assert_eq!(kept.find::<_, Option<AgencyRow>>(&asked()), None);
        // It was read before the commit, and comes late.
        kept.keep(&asked(), &Some(agency("old")), before);
        assert_eq!(kept.find::<_, Option<AgencyRow>>(&asked()), None);
    }

    #[test]
    fn a_question_gets_its_own_answer() {
        let kept = Kept::default();
        for n in 0..SHELVES * MOST * 2 {
            let query = AgencyById { id: n.to_string() };
            kept.keep(&query, &Some(agency(&n.to_string())), 0);
            assert_eq!(
                kept.find::<_, Option<AgencyRow>>(&query)
                    .flatten()
                    .map(|row| row.name),
                Some(n.to_string())
            );
        }
        let held: usize = kept
            .shelves
            .iter()
            .map(|shelf| shelf.lock().unwrap().len())
            .sum();
        assert!(held <= SHELVES * MOST);
    }

    #[tokio::test]
    async fn what_was_committed_is_read_at_once() {
        let store = Store::open(&DatabaseUrl::memory()).await.unwrap();
        store.migrate().await.unwrap();
        let now = crate::column::Instant(0);
        for name in ["Kota Damai", "Kota Sentosa"] {
            let row = agency(name);
            store
                .transact(
                    || now,
                    |mut unit| {
                        let put = AgencyPut {
                            id: row.id.clone(),
                            name: row.name.clone(),
                            sector: row.sector.clone(),
                            time_zone: row.time_zone.clone(),
                        };
                        let staged = unit.write(put).map(Verdict::Commit);
                        async move { (unit, staged) }
                    },
                )
                .await
                .map_err(|error: crate::TransactError<UnitError>| error.to_string())
                .unwrap();
            for _ in 0..2 {
                let read = store.unit(Mode::Read, now).read(asked()).await.unwrap();
                assert_eq!(read, Some(row.clone()));
            }
        }
    }
}
