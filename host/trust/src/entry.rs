//! An entry of the log: one thing that happened, and when. JSON, so that anybody can read it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Digest, Envelope};

/// The largest entry, in bytes: its length stands in 16 bits (C2SP tlog-tiles, log entries).
const LARGEST: usize = 65_535;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// When, by the registry's clock; never before the entry before it.
    pub at: Timestamp,
    /// What.
    pub event: Event,
}

/// What happened. What somebody signed stands there as they signed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Event {
    /// The root said who enrols keys.
    TrustList(Envelope),
    /// A key became somebody's.
    Enrolled(Envelope),
    /// A key is nobody's any more.
    Revoked(Envelope),
    /// An agency said how many persons must sign its releases.
    AgencyRule(Envelope),
    /// A release was sent in, signed.
    Uploaded(Envelope),
    /// One more person signed it: the same publication with all signatures.
    Countersigned(Envelope),
    /// Its checks were run.
    Checked {
        /// Of the component file.
        digest: Digest,
        /// Of the report, as the registry keeps it.
        report: Digest,
        /// Whether every check passed.
        passed: bool,
    },
    /// A reviewer decided.
    Decided(Envelope),
    /// The agency takes back a release.
    Withdrawn {
        /// Of the component file.
        digest: Digest,
        /// Who, as a pseudonym.
        by: String,
    },
    /// From now on these people get this release.
    RolledOut {
        /// Of which mini-app.
        mini_app: String,
        /// 1 for the first, one more for each that follows: who holds an older one holds none.
        sequence: u64,
        /// What they get.
        digest: Digest,
        /// So many of a hundred; 0 where nobody gets the mini-app any more.
        share: u8,
        /// Only those of regions whose codes begin like one of these; all, where it is empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        regions: Vec<String>,
        /// Who, as a pseudonym; "platform" where the platform took it back by itself.
        by: String,
        /// Why; empty where it goes on as planned.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// An operator stopped something.
    Stopped {
        /// What.
        target: Target,
        /// Why.
        reason: String,
        /// Who, as a pseudonym.
        by: String,
    },
    /// An operator lets it go on.
    Resumed {
        /// What.
        target: Target,
        /// Why.
        reason: String,
        /// Who, as a pseudonym.
        by: String,
    },
}

/// What can be stopped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// One release, by its component file.
    Release(Digest),
    /// All releases of a mini-app.
    MiniApp(String),
    /// All mini-apps of an agency.
    Agency(String),
    /// All releases that import an interface, by its name with its version.
    Capability(String),
}

/// Why bytes are no entry.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// It cannot be read; one of a newer platform, perhaps.
    #[error("it cannot be read: {0}; hint: is this `balai` older than the log?")]
    Unreadable(#[from] serde_json::Error),
    /// More than an entry may be.
    #[error("it has {0} bytes, and an entry has {LARGEST} at most")]
    TooLarge(usize),
}

impl Entry {
    /// As it stands in the log.
    ///
    /// # Errors
    /// Where it is too large.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        let bytes = serde_json::to_vec(self)?;
        if bytes.len() > LARGEST {
            return Err(EntryError::TooLarge(bytes.len()));
        }
        Ok(bytes)
    }

    /// From the log.
    ///
    /// # Errors
    /// Where it is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        Ok(serde_json::from_slice(bytes)?)
    }
}
