//! The database: transactions, the unit of work, every query. Written once, run on SQLite and on PostgreSQL.
//!
//! Knows no rule and no wasm. Who may read or write what is decided above, in `app`.

pub mod access;
pub mod agency;
pub mod agency_log;
pub mod case;
pub mod column;
pub mod device_grant;
pub mod draft;
mod error;
pub mod failure;
pub mod favourite;
pub mod health;
pub mod holiday;
mod id;
mod kept;
pub mod log;
pub mod message;
pub mod notice;
mod open;
pub mod personal;
pub mod plan;
mod pools;
mod queue;
pub mod registry;
pub mod release;
mod server;
pub mod session;
pub mod submission;
pub mod task;
#[cfg(feature = "testing")]
pub mod testing;
mod turn;
mod tx;
mod unit;

pub use error::Error;
pub use id::{
    DraftId, FailureId, LogId, MessageId, MiniAppId, NotAMiniAppId, NoticeId, PersonId, ReleaseId,
    is_label,
};
pub use kept::Kept;
pub use open::{Backend, DatabaseUrl, Store, UnknownDatabase};
pub use queue::{ATTEMPTS, TransactError, Verdict};
pub use turn::Turn;
pub use tx::{Query, Tx, Write};
pub use unit::{Mode, Unit, UnitError};

pub(crate) use tx::{on, query, write};
