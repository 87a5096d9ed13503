//! What one call may use: a default and a ceiling for each limit.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What one call of a mini-app may use before it is ended with a typed [`Failure`](crate::Failure).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// From the start of the call to its end, waiting for host calls included, in milliseconds.
    pub wall_time_ms: u64,
    /// Processor time of the guest and of the host on its behalf, in milliseconds; what other programs take of the
    /// processor meanwhile is not counted. Kept to the tick of the engine's clock
    /// ([`RuntimeConfig::tick_ms`](crate::RuntimeConfig::tick_ms)).
    pub cpu_time_ms: u64,
    /// All linear memories of the call together, in bytes.
    pub memory_bytes: u64,
    /// All tables of the call together, in elements (8 bytes of the host each).
    pub table_elements: u64,
    /// What the guest may hand over at once, in bytes as the host would hold them: the result of the call, and the
    /// arguments of each single host call. Checked while the value is read, before it is allocated.
    pub output_bytes: u64,
    /// Calls of imports. A guest past this number is ended at its next tick, and its result is discarded whatever it is.
    pub host_calls: u64,
    /// What the log of the call takes, in bytes; what is above is dropped, and does not end the call. Kept by who keeps
    /// the log.
    pub log_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wall_time_ms: 5_000,
            cpu_time_ms: 1_000,
            memory_bytes: 64 << 20,
            // JavaScript starts with 7,716.
            table_elements: 20_000,
            // A page of a thousand rows takes half of it; what is read out of a guest, no tick ends.
            output_bytes: 1 << 20,
            host_calls: 1_000,
            log_bytes: 64 << 10,
        }
    }
}

impl Limits {
    /// The ceilings that hold where the configuration names none.
    pub const CEILINGS: Self = Self {
        wall_time_ms: 60_000,
        cpu_time_ms: 20_000,
        memory_bytes: 256 << 20,
        table_elements: 100_000,
        output_bytes: 32 << 20,
        host_calls: 20_000,
        log_bytes: 1 << 20,
    };

    /// These limits, if none is zero or above its ceiling.
    ///
    /// # Errors
    /// Names the first limit that is not within its ceiling.
    pub fn within(self, ceilings: &Self) -> Result<Self, LimitOutOfRange> {
        for ((name, asked), (_, ceiling)) in self.named().into_iter().zip(ceilings.named()) {
            if asked == 0 || asked > ceiling {
                return Err(LimitOutOfRange {
                    name,
                    asked,
                    ceiling,
                });
            }
        }
        Ok(self)
    }

    pub(crate) fn wall_time(&self) -> Duration {
        Duration::from_millis(self.wall_time_ms)
    }

    pub(crate) fn cpu_time(&self) -> Duration {
        Duration::from_millis(self.cpu_time_ms)
    }

    fn named(&self) -> [(&'static str, u64); 7] {
        [
            ("wall-time-ms", self.wall_time_ms),
            ("cpu-time-ms", self.cpu_time_ms),
            ("memory-bytes", self.memory_bytes),
            ("table-elements", self.table_elements),
            ("output-bytes", self.output_bytes),
            ("host-calls", self.host_calls),
            ("log-bytes", self.log_bytes),
        ]
    }
}

/// A limit that is zero or above its ceiling.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the limit `{name}` is {asked}, and must be from 1 to {ceiling}")]
pub struct LimitOutOfRange {
    /// As it is written in the configuration.
    pub name: &'static str,
    /// What was asked for.
    pub asked: u64,
    /// The most that may be asked for.
    pub ceiling: u64,
}
