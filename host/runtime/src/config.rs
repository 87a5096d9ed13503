//! What an operator may set. Every field has a default that suits a small node.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::limits::{LimitOutOfRange, Limits};
use crate::machine;

/// The argument under which a program that calls [`worker_main`](crate::worker_main) does so.
pub const WORKER_COMMAND: &str = "compile-worker";

/// How the runtime is set up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuntimeConfig {
    /// Where native code is kept. Made if it is not there, for the server's user alone: loading native code trusts it.
    pub cache_dir: PathBuf,
    /// The key under which native code is sealed: 32 random bytes that only this host has, made at the first start.
    /// Without a name it stands beside the directory, as `native.key`. Another key means that everything is compiled
    /// again, and nothing else.
    pub key_file: Option<PathBuf>,
    /// What compiles. Not part of a configuration file: the program that starts the runtime says it.
    #[serde(skip)]
    pub worker: WorkerProgram,
    /// Calls that may run at the same time. Each slot reserves 8 GiB of address space, and holds about 1 MiB once it was
    /// used. A tenant (an agency) may hold as many as stay free: alone, half of them.
    pub instances: u32,
    /// Memory that the guests of all calls together may hold, in bytes; 0 means half of the machine's, or of the control
    /// group's. A tenant (an agency) may hold as much as stays free: alone, half of it. A call for which there is no
    /// more is refused or ended, and nothing is written.
    pub guest_memory_bytes: u64,
    /// Memory that loaded releases may hold before those used least are unloaded, in bytes. A small mini-app counts
    /// about 0.25 MB, one in Python or JavaScript about 3 MB. Above about 3 GB, `vm.max_map_count` (65,530) ends first.
    pub resident_bytes: u64,
    /// Releases that are compiled at the same time; each takes a core.
    pub compilations: usize,
    /// The largest component file that is compiled, in bytes.
    pub component_bytes: u64,
    /// The engine's tick, in milliseconds: how often a running guest is asked to let others run.
    pub tick_ms: u64,
    /// Guests that may run on past one tick at the same time, each on a thread of low priority; 0 means half of the
    /// cores. The server's own threads stay free for short calls, so that one who spins slows down only others who do;
    /// and those get turns by tenant (by agency), however many of them one tenant has. As many releases are loaded, and
    /// as many answers that take long are dealt with, at the same time.
    pub long_running: usize,
    /// How long one host call may take before it is dropped and its call ended, in milliseconds; the mini-app is not
    /// blamed. Also how long the last one may go on after the wall time of its call is over.
    pub host_call_ms: u64,
    /// What a call may use where nothing else is said.
    pub limits: Limits,
    /// The most that any call may be given.
    pub ceilings: Limits,
}

impl Default for RuntimeConfig {
    fn default() -> Self {
        Self {
            cache_dir: PathBuf::from("data/native"),
            key_file: None,
            worker: WorkerProgram::default(),
            instances: 256,
            guest_memory_bytes: 0,
            resident_bytes: 256 << 20,
            compilations: 1,
            component_bytes: 64 << 20,
            tick_ms: 1,
            long_running: 0,
            host_call_ms: 5_000,
            limits: Limits::default(),
            ceilings: Limits::CEILINGS,
        }
    }
}

impl RuntimeConfig {
    /// What all guests together may hold, in bytes, where half of the machine stands for 0.
    pub fn guest_memory(&self) -> u64 {
        match self.guest_memory_bytes {
            0 => machine::memory_bytes() / 2,
            bytes => bytes,
        }
    }

    /// Where the key is: beside the directory of native code, where nothing else is said.
    pub fn key_file(&self) -> PathBuf {
        let beside = || self.cache_dir.with_added_extension("key");
        self.key_file.clone().unwrap_or_else(beside)
    }

    /// Whether every setting is within its ceiling.
    ///
    /// # Errors
    /// Names the first that is not.
    pub fn check(&self) -> Result<(), SetupError> {
        self.ceilings
            .within(&HARD_CEILINGS)
            .map_err(SetupError::Ceiling)?;
        self.limits
            .within(&self.ceilings)
            .map_err(SetupError::Limit)?;
        for (name, value, most) in [
            ("instances", u64::from(self.instances), 10_000),
            ("compilations", self.compilations as u64, 256),
            ("tick-ms", self.tick_ms, 100),
            ("host-call-ms", self.host_call_ms, 600_000),
            ("component-bytes", self.component_bytes, 512 << 20),
        ] {
            if value == 0 || value > most {
                return Err(SetupError::OutOfRange { name, value, most });
            }
        }
        // One call at least must fit.
        let (budget, call) = (self.guest_memory(), self.limits.memory_bytes);
        if budget / 2 < call {
            return Err(SetupError::GuestMemory { budget, call });
        }
        Ok(())
    }
}

/// What no configuration may exceed: the pool reserves the memory for each slot, and nothing may run for an hour.
const HARD_CEILINGS: Limits = Limits {
    wall_time_ms: 600_000,
    cpu_time_ms: 600_000,
    memory_bytes: 1 << 30,
    table_elements: 1_000_000,
    output_bytes: 1 << 30,
    host_calls: 10_000_000,
    log_bytes: 64 << 20,
};

/// The program that compiles in a process of its own; it must call [`worker_main`](crate::worker_main).
#[derive(Clone, Debug)]
pub struct WorkerProgram {
    /// The executable.
    pub program: PathBuf,
    /// What comes before the runtime's own argument.
    pub args: Vec<OsString>,
}

impl Default for WorkerProgram {
    /// This very executable, called with [`WORKER_COMMAND`].
    fn default() -> Self {
        Self {
            // Not its path: this stays the version that runs, also after an upgrade has replaced the file.
            program: PathBuf::from("/proc/self/exe"),
            args: vec![WORKER_COMMAND.into()],
        }
    }
}

/// Why the runtime cannot start.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A default limit is not within its ceiling.
    #[error("{0}")]
    Limit(LimitOutOfRange),
    /// A ceiling is beyond what the engine can give.
    #[error("in the ceilings, {0}")]
    Ceiling(LimitOutOfRange),
    /// A number is zero or too large.
    #[error("`{name}` is {value}, and must be from 1 to {most}")]
    OutOfRange {
        /// As it is written in the configuration.
        name: &'static str,
        /// What is configured.
        value: u64,
        /// The most that is possible.
        most: u64,
    },
    /// Not even one call would fit, as half of it stays free for others.
    #[error(
        "`guest-memory-bytes` comes to {budget}, and one call may use {call} (`memory-bytes` in `limits`); hint: it must \
             be twice as much, at least"
    )]
    GuestMemory {
        /// What all calls together may hold.
        budget: u64,
        /// What one may.
        call: u64,
    },
    /// The directory for native code could not be made or read.
    #[error("the directory for native code, {path}, cannot be used")]
    CacheDir {
        /// The directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Somebody else could put native code there, which this server would run.
    #[error(
        "the directory for native code, {path}, must belong to the server's user and be closed to all others \
             (chmod 700)"
    )]
    CacheDirNotPrivate {
        /// The directory.
        path: PathBuf,
    },
    /// The key that seals native code could not be made or read.
    #[error("the key of the native code, {path}, cannot be used")]
    Key {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Somebody else may have put it there, or know it.
    #[error(
        "the key of the native code, {path}, must be a plain file of 32 bytes that belongs to the server's user and is \
             closed to all others (chmod 600); hint: remove it and a new one is made, and all is compiled again"
    )]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
    /// Whoever copies the directory would have the key with it.
    #[error(
        "the key of the native code, {path}, must be kept outside of the directory of native code"
    )]
    KeyInCacheDir {
        /// The file.
        path: PathBuf,
    },
    /// The engine refuses its settings, or there is not enough address space for the pool.
    #[error("the engine could not be set up; a smaller `instances` needs less address space: {0}")]
    Engine(String),
    /// The thread that ticks could not be started.
    #[error("the engine's clock could not be started")]
    Clock(#[source] io::Error),
    /// The threads for long-running guests could not be started.
    #[error("the threads for long-running guests could not be started")]
    Background(#[source] io::Error),
}
