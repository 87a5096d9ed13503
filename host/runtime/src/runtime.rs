//! The runtime: one engine, its clock, its pool, its directory of native code.

use std::io;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::sync::Semaphore;
use wasmtime::Engine;
use wasmtime::component::{Component, Linker};

use trust::Digest;

use crate::background::Background;
use crate::cache::{LoadError, NativeCache};
use crate::config::{RuntimeConfig, SetupError};
use crate::confine;
use crate::engine::{self, Clock};
use crate::limits::Limits;
use crate::meter::Call;
use crate::pulse::Threads;
use crate::share::{Books, Share};
use crate::turns::{Place, Turns};

/// Compiles, loads and calls mini-apps. Cheap to clone; one for each process.
#[derive(Clone)]
pub struct Runtime(Arc<Inner>);

/// What calls hold of what the process has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Of [`RuntimeConfig::instances`]; a component of several modules takes more than one.
    pub slots: u64,
    /// Of [`RuntimeConfig::guest_memory_bytes`].
    pub memory_bytes: u64,
}

struct Inner {
    config: RuntimeConfig,
    engine: Engine,
    cache: NativeCache,
    threads: Arc<Threads>,
    answers: Arc<Turns>,
    loads: Arc<Turns>,
    books: Arc<Books>,
    compilations: Semaphore,
}

impl Runtime {
    /// Sets up the engine, its pool and clock, and the private directory for native code.
    ///
    /// # Errors
    /// A setting is out of range, the directory is not private, or the system gives too little address space.
    pub fn new(config: &RuntimeConfig) -> Result<Self, SetupError> {
        config.check()?;
        let engine = engine::pooled(config)?;
        let compatibility = engine::compatibility(&engine);
        let cache = NativeCache::open(&config.cache_dir, &config.key_file(), &compatibility)?;
        if !confine::is_possible() {
            tracing::warn!(
                "this kernel cannot withhold files from a process: a component that broke the compiler could run \
                 programs as the server's user; hint: Linux 5.13 or later, with Landlock enabled"
            );
        }
        let clock = Clock::start(&engine, Duration::from_millis(config.tick_ms))?;
        let long_running = match config.long_running {
            0 => (available_parallelism().map_or(1, usize::from) / 2).max(1),
            some => some,
        };
        Ok(Self(Arc::new(Inner {
            compilations: Semaphore::new(config.compilations),
            config: config.clone(),
            engine,
            cache,
            threads: Arc::new(Threads {
                clock,
                turns: Turns::new(long_running),
                background: Background::start(long_running).map_err(SetupError::Background)?,
            }),
            answers: Turns::new(long_running),
            loads: Turns::new(long_running),
            books: Books::new(config.instances.into(), config.guest_memory()),
        })))
    }

    /// Maps the native code of a release that [`prepare`](Self::prepare) has compiled. The first time in a process, all
    /// of it is read and held against its seal.
    ///
    /// # Errors
    /// Where it [needs preparing](LoadError::needs_preparing), this host has no native code for it, or none to be
    /// trusted: prepare it, also after an upgrade.
    pub async fn load(&self, digest: &Digest) -> Result<Component, LoadError> {
        Ok(self.load_holding(digest, None).await?.0)
    }

    /// As [`load`](Self::load), with what was found in the component ([`Inspection::described`](crate::Inspection)), when
    /// it is the tenant's turn: one that comes with many releases at once leaves cores to those whose are loaded.
    pub(crate) async fn load_in_turn(
        &self,
        tenant: &str,
        digest: &Digest,
    ) -> Result<(Component, Digest), LoadError> {
        let turn = self.0.loads.take(self.0.books.tenant(tenant)).await;
        self.load_holding(digest, turn).await
    }

    async fn load_holding(
        &self,
        digest: &Digest,
        turn: Option<Place>,
    ) -> Result<(Component, Digest), LoadError> {
        let (runtime, digest) = (self.clone(), *digest);
        let load = move || {
            let loaded = runtime.0.cache.load(&runtime.0.engine, &digest);
            // Also where nobody waits for it any more.
            drop(turn);
            loaded
        };
        tokio::task::spawn_blocking(load)
            .await
            .map_err(io::Error::other)?
    }

    /// Holds the native code of a release against its seal, so that the first who loads it need not wait for that.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub async fn warm_up(&self, digest: &Digest) -> Result<(), LoadError> {
        let (runtime, digest) = (self.clone(), *digest);
        tokio::task::spawn_blocking(move || runtime.0.cache.trusted(&digest).map(drop))
            .await
            .map_err(io::Error::other)?
    }

    /// A linker with nothing in it. Adapters reach their state by a getter that begins with [`Call::enter`].
    pub fn linker<T: Send + 'static>(&self) -> Linker<Call<T>> {
        Linker::new(&self.0.engine)
    }

    /// The limits of a call where nothing else is said.
    pub fn default_limits(&self) -> Limits {
        self.0.config.limits
    }

    /// The most that any call may be given; see [`Limits::within`].
    pub fn ceilings(&self) -> Limits {
        self.0.config.ceilings
    }

    /// Whose calls those of a component are, and how much of the pool each takes. All components of one tenant (an
    /// agency) share what a tenant may have: slots, memory, turns.
    pub fn share(&self, tenant: &str, component: &Component) -> Share {
        self.0.books.share(tenant, component)
    }

    /// What calls hold at this moment, for metrics, and for a test that nothing is left behind.
    pub fn usage(&self) -> Usage {
        Usage {
            slots: self.0.books.slots_held(),
            memory_bytes: self.0.books.memory_held(),
        }
    }

    /// Calls that hold an instance at this moment, for metrics and for a clean shutdown.
    pub fn running(&self) -> u64 {
        self.0
            .engine
            .pooling_allocator_metrics()
            .map_or(0, |metrics| metrics.component_instances())
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The largest component file that is taken, in bytes.
    pub fn component_bytes(&self) -> u64 {
        self.config().component_bytes
    }

    pub(crate) fn config(&self) -> &RuntimeConfig {
        &self.0.config
    }

    pub(crate) fn threads(&self) -> &Arc<Threads> {
        &self.0.threads
    }

    pub(crate) fn cache(&self) -> &NativeCache {
        &self.0.cache
    }

    /// Of those whose answers take the server long.
    pub(crate) fn answers(&self) -> &Arc<Turns> {
        &self.0.answers
    }

    pub(crate) fn compilations(&self) -> &Semaphore {
        &self.0.compilations
    }

    pub(crate) fn tick(&self) -> Duration {
        Duration::from_millis(self.0.config.tick_ms)
    }

    pub(crate) fn host_call_time(&self) -> Duration {
        Duration::from_millis(self.0.config.host_call_ms)
    }
}
