//! How much is kept of one citizen or one mini-app, and for how long: what keeps a single one from filling the database.

use serde::{Deserialize, Serialize};

/// `[kept]`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct KeepingConfig {
    /// So many documents one citizen may have in one mini-app.
    pub documents: u32,
    /// And so many bytes all of these may have together, with their keys.
    pub document_bytes: u64,
    /// So many failures of one mini-app are kept, the last ones.
    pub failures: u32,
    /// So many days a failure is kept.
    pub failure_days: u32,
    /// So many calls of one mini-app that wrote into its agency's log are kept, the last ones.
    pub logs: u32,
    /// So many days what a call wrote is kept.
    pub log_days: u32,
}

impl Default for KeepingConfig {
    fn default() -> Self {
        Self {
            documents: 1_000,
            document_bytes: 16 << 20,
            failures: 1_000,
            failure_days: 90,
            logs: 2_000,
            log_days: 30,
        }
    }
}

/// A number that would keep nothing, or everything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is {value}, and must be from 1 to {most}")]
pub struct KeepingOutOfRange {
    /// As it is written under `[kept]`.
    pub name: &'static str,
    /// What is configured.
    pub value: u64,
    /// The most that is possible.
    pub most: u64,
}

impl KeepingConfig {
    /// These settings, if none is zero or beyond its ceiling.
    ///
    /// # Errors
    /// Names the first that is not.
    pub fn checked(self) -> Result<Self, KeepingOutOfRange> {
        for (name, value, most) in [
            ("documents", self.documents.into(), 100_000),
            ("document-bytes", self.document_bytes, 1 << 30),
            ("failures", self.failures.into(), 100_000),
            ("failure-days", self.failure_days.into(), 3_650),
            ("logs", self.logs.into(), 100_000),
            ("log-days", self.log_days.into(), 3_650),
        ] {
            if value == 0 || value > most {
                return Err(KeepingOutOfRange { name, value, most });
            }
        }
        Ok(self)
    }
}
