//! What was measured while a release was checked. No part of the report: another machine measures otherwise.

use std::time::Instant;

use runtime::Inspection;
use serde::{Deserialize, Serialize};

use super::report::{Check, Line};

/// Sizes and times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Annex {
    /// Of the component file.
    pub component_bytes: u64,
    /// Of the code that it becomes on this machine; 0 where it did not compile.
    pub native_bytes: u64,
    /// Processor time that compiling took, in milliseconds, when it was compiled here first.
    pub compile_ms: u64,
    /// Each check that was run, in their order.
    pub checks: Vec<Timed>,
}

/// How long a check took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timed {
    /// Which.
    pub check: Check,
    /// In milliseconds.
    pub ms: u64,
}

impl Annex {
    /// How long a check took, in milliseconds; 0 where it was not run.
    #[must_use]
    pub fn ms(&self, check: Check) -> u64 {
        let mut times = self.checks.iter();
        times
            .find(|time| time.check == check)
            .map_or(0, |time| time.ms)
    }
}

/// The lines of a report as they come, each with the time since the one before.
pub(super) struct Notes {
    lines: Vec<Line>,
    annex: Annex,
    since: Instant,
}

impl Notes {
    pub(super) fn begin(component: &[u8]) -> Self {
        Self {
            lines: Vec::new(),
            annex: Annex {
                component_bytes: component.len() as u64,
                native_bytes: 0,
                compile_ms: 0,
                checks: Vec::new(),
            },
            since: Instant::now(),
        }
    }

    pub(super) fn compiled(&mut self, inspection: &Inspection) {
        self.annex.native_bytes = inspection.native_bytes;
        self.annex.compile_ms = inspection.compile_ms;
    }

    /// Whether it passed.
    pub(super) fn add(&mut self, line: Line) -> bool {
        let now = Instant::now();
        let took = now.duration_since(self.since).as_millis();
        self.annex.checks.push(Timed {
            check: line.check,
            ms: u64::try_from(took).unwrap_or(u64::MAX),
        });
        self.since = now;
        let passed = line.passed;
        self.lines.push(line);
        passed
    }

    pub(super) fn end(self) -> (Vec<Line>, Annex) {
        (self.lines, self.annex)
    }
}
