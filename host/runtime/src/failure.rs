//! How a call can fail, as a type, with an id under which its log and backtrace are found.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wasmtime::{PoolConcurrencyLimitError, Store, Trap, WasmBacktrace};

use crate::panicked;

/// The name of one failure: what a person is shown, and what the log and the backtrace are filed under. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FailureId(pub Uuid);

impl fmt::Display for FailureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A call that did not give a result.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{kind} (failure {id})")]
pub struct Failure {
    /// Its name.
    pub id: FailureId,
    /// What happened.
    pub kind: FailureKind,
    /// Where the guest was, innermost frame first, for its agency; at most 16 KiB. The names in it are the guest's own.
    pub backtrace: Option<String>,
    /// What the guest's panic said, for its agency; at most 4 KiB, of the guest's own choice.
    pub panicked: Option<String>,
}

/// What ended the call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FailureKind {
    /// The guest trapped: `unreachable` (a panic, a failed allocation), an access out of bounds, too deep a recursion.
    #[error("the mini-app trapped: {0}")]
    Trap(Trap),
    /// The guest broke the component model's rules: text that is not UTF-8, an unknown case, a missing export.
    #[error("the mini-app broke the rules of its interface: {0}")]
    Interface(String),
    /// The call took longer than [`Limits::wall_time_ms`](crate::Limits::wall_time_ms), and by its own doing.
    #[error("the mini-app took too long")]
    WallTime,
    /// The guest ran longer than [`Limits::cpu_time_ms`](crate::Limits::cpu_time_ms).
    #[error("the mini-app computed too long")]
    CpuTime,
    /// The guest asked for more than [`Limits::memory_bytes`](crate::Limits::memory_bytes).
    #[error("the mini-app used too much memory")]
    Memory,
    /// The guest asked for more than [`Limits::table_elements`](crate::Limits::table_elements).
    #[error("the mini-app used too many table elements")]
    Tables,
    /// The guest handed over more at once than [`Limits::output_bytes`](crate::Limits::output_bytes).
    #[error("the mini-app handed over too much at once")]
    Output,
    /// The guest made more than [`Limits::host_calls`](crate::Limits::host_calls).
    #[error("the mini-app made too many calls to the platform")]
    HostCalls,
    /// The guest ended itself with this code, by an adapter that returned [`Exited`].
    #[error("the mini-app ended itself with code {0}")]
    Exit(i32),
    /// Who asked went away: the future of the call was dropped. Nobody is to blame.
    #[error("the call was cancelled")]
    Cancelled,
    /// The release was stopped while it ran. Nobody is to blame.
    #[error("the mini-app was stopped")]
    Stopped,
    /// All slots are taken, or this mini-app's tenant holds as many as stay free. Trying again a little later
    /// helps.
    #[error("too many calls are running")]
    Busy,
    /// The platform has no memory left for this mini-app's tenant: it holds as much as stays free
    /// ([`RuntimeConfig::guest_memory_bytes`](crate::RuntimeConfig::guest_memory_bytes)). Trying again a little later
    /// helps.
    #[error("the platform has no memory left for the mini-app")]
    NoMemory,
    /// Most of the wall time passed while the guest waited for the host, or one host call took longer than
    /// [`RuntimeConfig::host_call_ms`](crate::RuntimeConfig::host_call_ms).
    #[error("the platform took too long to answer the mini-app")]
    HostTime,
    /// A host function failed, by an adapter that returned [`HostFault`], or panicked. The text is for the operator.
    #[error("the platform failed: {0}")]
    Host(String),
}

/// Whose fault a failure is: circuit breaker and rollback count only the guest's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The mini-app.
    Guest,
    /// The platform.
    Host,
    /// Neither: who asked went away, or the release was stopped.
    Nobody,
}

impl FailureKind {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Trap(_)
            | Self::Interface(_)
            | Self::WallTime
            | Self::CpuTime
            | Self::Memory
            | Self::Tables
            | Self::Output
            | Self::HostCalls
            | Self::Exit(_) => Blame::Guest,
            Self::Busy | Self::NoMemory | Self::HostTime | Self::Host(_) => Blame::Host,
            Self::Cancelled | Self::Stopped => Blame::Nobody,
        }
    }

    /// A name for it that never changes, for metrics and stored rows.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Trap(_) => "trap",
            Self::Interface(_) => "interface",
            Self::WallTime => "wall-time",
            Self::CpuTime => "cpu-time",
            Self::Memory => "memory",
            Self::Tables => "tables",
            Self::Output => "output",
            Self::HostCalls => "host-calls",
            Self::Exit(_) => "exit",
            Self::Cancelled => "cancelled",
            Self::Stopped => "stopped",
            Self::Busy => "busy",
            Self::NoMemory => "no-memory",
            Self::HostTime => "host-time",
            Self::Host(_) => "host",
        }
    }
}

impl Failure {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        self.kind.blame()
    }

    pub(crate) fn new(kind: FailureKind) -> Self {
        Self {
            id: FailureId(Uuid::now_v7()),
            kind,
            backtrace: None,
            panicked: None,
        }
    }

    /// Of a call that ended so.
    pub(crate) fn of<T: 'static>(error: &wasmtime::Error, store: &mut Store<T>) -> Self {
        let kind = kind_of(error);
        let trapped = matches!(kind, FailureKind::Trap(_));
        let backtrace = error.downcast_ref::<WasmBacktrace>();
        Self {
            backtrace: backtrace.and_then(backtrace_of),
            panicked: trapped.then(|| panicked::said(error, store)).flatten(),
            ..Self::new(kind)
        }
    }
}

/// What a host function returns when the host is at fault (the database is gone, a bug in the adapter). **Everything
/// else that a host function returns as an error is taken for the guest's fault.** What the guest should handle is no
/// error at all but the refusal in its interface.
///
/// ```ignore
/// let cases = app.cases(&who).await.map_err(HostFault::new)?;
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct HostFault(String);

impl HostFault {
    /// From the cause; its whole chain of sources is kept as text.
    pub fn new(cause: impl std::error::Error) -> Self {
        let mut text = cause.to_string();
        let mut source = cause.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        Self(text)
    }
}

/// What an adapter of an exit function (`wasi:cli/exit`) returns to end the guest.
#[derive(Debug, thiserror::Error)]
#[error("ended by the guest with code {0}")]
pub struct Exited(pub i32);

/// Why the meter ended a guest; carried through wasmtime as the error of the trap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ended by the meter: {self:?}")]
pub(crate) enum Stop {
    WallTime,
    CpuTime,
    Memory,
    Tables,
    HostCalls,
    HostTime,
    NoMemory,
    Cancelled,
    Stopped,
}

impl From<Stop> for FailureKind {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::WallTime => Self::WallTime,
            Stop::CpuTime => Self::CpuTime,
            Stop::Memory => Self::Memory,
            Stop::Tables => Self::Tables,
            Stop::HostCalls => Self::HostCalls,
            Stop::HostTime => Self::HostTime,
            Stop::NoMemory => Self::NoMemory,
            Stop::Cancelled => Self::Cancelled,
            Stop::Stopped => Self::Stopped,
        }
    }
}

fn kind_of(error: &wasmtime::Error) -> FailureKind {
    if let Some(stop) = error.downcast_ref::<Stop>() {
        (*stop).into()
    } else if let Some(fault) = error.downcast_ref::<HostFault>() {
        FailureKind::Host(fault.0.clone())
    } else if let Some(Exited(code)) = error.downcast_ref() {
        FailureKind::Exit(*code)
    } else if let Some(trap) = error.downcast_ref::<Trap>() {
        FailureKind::Trap(*trap)
    } else if error.is::<PoolConcurrencyLimitError>() {
        FailureKind::Busy
    } else {
        let cause = error.root_cause().to_string();
        // wasmtime keeps the type of this error to itself; a test holds the text.
        if cause.contains("fuel allocated for hostcalls has been exhausted") {
            FailureKind::Output
        } else {
            FailureKind::Interface(shorten(cause, 1_000))
        }
    }
}

fn backtrace_of(trace: &WasmBacktrace) -> Option<String> {
    let lines: Vec<String> = trace
        .frames()
        .iter()
        .enumerate()
        .map(|(depth, frame)| {
            let named = frame.func_name();
            // As its author wrote it, without the hash that Rust adds.
            let name = named.map_or_else(
                || format!("function {}", frame.func_index()),
                |name| format!("{:#}", rustc_demangle::demangle(name)),
            );
            let offset = frame
                .module_offset()
                .map(|offset| format!(" at 0x{offset:x}"))
                .unwrap_or_default();
            format!("{depth}: {}{offset}", shorten(name, 200))
        })
        .collect();
    (!lines.is_empty()).then(|| shorten(lines.join("\n"), 16 << 10))
}

/// Text that a guest may have chosen, at most this many bytes of it.
pub(crate) fn shorten(mut text: String, most: usize) -> String {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most));
        text.push('…');
    }
    text
}
