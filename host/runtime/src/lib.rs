//! Runs mini-apps: compiles a component in a process of its own, keeps the native code, and gives every call a fresh
//! instance with hard limits.
//!
//! What it guarantees: the server never parses bytes that the child has not checked, and runs no native code but what
//! this very host has compiled; a guest cannot block a thread, hold more than its limits, or leave anything behind for
//! the next call; the host's state comes back whatever the guest does. What it leaves to others: which imports a release is granted (the linker is filled by `platform`), how
//! many calls of one mini-app may run at once, what is done about a failure. Who shares what is only a name to it, the
//! tenant: to the platform, the agency.
//!
//! **Invariant:** this crate knows no database, no HTTP and no contract; it is generic over the host's state.
//!
//! The way of a component: [`Runtime::prepare`] compiles it and says what is in it ([`Inspection`]);
//! [`Runtime::load`] maps the native code; [`missing_imports`] and the linker decide whether it can run;
//! [`Residents`] keeps the linked release; [`Runtime::share`] says whose calls its calls are; [`Runtime::call`] runs it.

mod answer;
mod background;
mod cache;
mod call;
mod compile;
mod config;
mod confine;
mod engine;
mod failure;
mod inspection;
mod limits;
mod machine;
mod meter;
mod missing;
mod panicked;
mod precheck;
mod pulse;
mod residents;
mod runtime;
mod seal;
mod share;
mod turns;
mod worker;

pub use cache::LoadError;
pub use compile::PrepareError;
pub use config::{RuntimeConfig, SetupError, WORKER_COMMAND, WorkerProgram};
pub use failure::{Blame, Exited, Failure, FailureId, FailureKind, HostFault};
pub use inspection::{CustomSection, Inspection, Interface, Refused};
pub use limits::{LimitOutOfRange, Limits};
pub use meter::{Call, Meter};
pub use missing::{MissingImport, missing_imports};
pub use residents::Residents;
pub use runtime::{Runtime, Usage};
pub use share::Share;
pub use trust::{Digest, NotADigest};
pub use worker::worker_main;

/// What compiles and runs components: another version may find otherwise.
pub const ENGINE_VERSION: &str = "wasmtime 48.0.8";
