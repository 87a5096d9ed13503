//! The domain: a module for each noun, and in it every rule about that noun. Who asks is a parameter of every function.
//!
//! Functions take a unit of work: what they read and stage takes effect when the caller commits it, all or nothing.
//! Knows no HTTP and no wasm call; the web and the mini-apps' imports are thin adapters over it.

pub mod access;
mod act;
pub mod actor;
pub mod agency;
pub mod agency_log;
pub mod calendar;
pub mod case;
pub mod claim;
pub mod clock;
pub mod device_grant;
pub mod draft;
pub mod failure;
pub mod favourite;
pub mod form;
mod keeping;
mod localised;
pub mod log;
pub mod manifest;
pub mod message;
pub mod notice;
pub mod paging;
pub mod person;
pub mod personal;
pub mod place;
pub mod policy;
pub mod preference;
mod quoted;
pub mod receipt;
mod refused;
pub mod region;
pub mod registry;
pub mod release;
pub mod search;
pub mod seed;
pub mod subject;
pub mod submission;
pub mod task;

use std::{future::Future, sync::Arc};

pub use act::Act;
pub use actor::{Actor, Caller, Lang, Membership, Reader, Role};
pub use case::CaseError;
pub use claim::ClaimError;
pub use clock::{Clock, Entropy};
pub use keeping::{KeepingConfig, KeepingOutOfRange};
pub use manifest::Manifest;
pub use preference::Theme;
pub use refused::Refused;
pub use release::Release;
use store::{DatabaseUrl, Store};
pub use store::{
    DraftId, Error as StoreError, FailureId, MessageId, MiniAppId, Mode, NoticeId, PersonId,
    ReleaseId, TransactError, Unit, UnitError, Verdict, column::Instant,
};
pub use subject::SubjectError;
use trust::PublicKey;

/// The domain over a database, a clock and a source of randomness. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    entropy: Entropy,
    keeping: KeepingConfig,
    releases: release::Known,
    searchable: search::Known,
    log: Option<log::Log>,
    waiting: agency_log::Waiting,
}

impl App {
    /// Over a database that is migrated. So much is kept as [`KeepingConfig::default`] says.
    pub fn new(store: Store, clock: Clock, entropy: Entropy) -> Self {
        Self::keeping(store, clock, entropy, KeepingConfig::default())
    }

    /// As [`new`](Self::new), with other limits on what is kept.
    pub fn keeping(store: Store, clock: Clock, entropy: Entropy, keeping: KeepingConfig) -> Self {
        Self::of(store, clock, entropy, keeping, None)
    }

    /// As [`keeping`](Self::keeping), where nothing runs but what the log admits, under this root.
    pub fn curated(
        store: Store,
        clock: Clock,
        entropy: Entropy,
        keeping: KeepingConfig,
        root: PublicKey,
    ) -> Self {
        Self::of(store, clock, entropy, keeping, Some(log::Log::new(root)))
    }

    fn of(
        store: Store,
        clock: Clock,
        entropy: Entropy,
        keeping: KeepingConfig,
        log: Option<log::Log>,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            clock,
            entropy,
            keeping,
            releases: release::Known::default(),
            searchable: search::Known::default(),
            log,
            waiting: agency_log::Waiting::default(),
        }))
    }

    /// Over an empty database in memory, which ends with it.
    pub async fn in_memory(clock: Clock, entropy: Entropy) -> Result<Self, StoreError> {
        let store = Store::open(&DatabaseUrl::memory()).await?;
        store.migrate().await?;
        Ok(Self::new(store, clock, entropy))
    }

    /// What time it is.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Where random bytes come from.
    pub fn entropy(&self) -> &Entropy {
        &self.0.entropy
    }

    /// A unit of work that may only read.
    pub fn reading(&self) -> Unit {
        self.0.store.unit(Mode::Read, self.0.clock.now())
    }

    /// Runs `work` until what it staged is committed, five times at most; `work` gives the unit back with its verdict.
    pub async fn transact<T, E, F>(
        &self,
        work: impl FnMut(Unit) -> F,
    ) -> Result<T, TransactError<E>>
    where
        F: Future<Output = (Unit, Result<Verdict<T>, E>)>,
    {
        // Many only may come to write, and their futures are moved about: this takes no room in them.
        Box::pin(self.0.store.transact(|| self.0.clock.now(), work)).await
    }

    /// [`App::transact`] for work that commits whenever it succeeds.
    pub async fn change<T, E, F>(
        &self,
        mut work: impl FnMut(Unit) -> F,
    ) -> Result<T, TransactError<E>>
    where
        F: Future<Output = (Unit, Result<T, E>)>,
    {
        self.transact(|unit| {
            let work = work(unit);
            async move {
                let (unit, done) = work.await;
                (unit, done.map(Verdict::Commit))
            }
        })
        .await
    }
}
