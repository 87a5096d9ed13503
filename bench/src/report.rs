//! The figures, each with its bar where it has one: as a table for people, as JSON for programs.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::bars::Bar;
use crate::circumstances::Circumstances;

/// What a figure must be.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
}

/// A figure.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    what: String,
    figure: f64,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<Limit>,
}

impl Row {
    /// A figure that is only told. A ratio has no unit.
    pub fn told(what: impl Into<String>, figure: f64, unit: &'static str) -> Self {
        Self {
            what: what.into(),
            figure,
            unit,
            limit: None,
        }
    }

    /// A figure that is judged.
    pub fn judged(what: impl Into<String>, figure: f64, unit: &'static str, limit: Limit) -> Self {
        Self {
            limit: Some(limit),
            ..Self::told(what, figure, unit)
        }
    }

    /// What is not a number holds nothing.
    fn holds(&self) -> bool {
        match self.limit {
            None => true,
            Some(Limit::AtMost(most)) => self.figure <= most,
            Some(Limit::AtLeast(least)) => self.figure >= least,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = match self.figure.abs() {
            100.0.. => 0,
            10.0.. => 1,
            1.0.. => 2,
            _ => 3,
        };
        write!(
            f,
            "{:66} {:>10.digits$} {:8}",
            self.what, self.figure, self.unit
        )?;
        let verdict = if self.holds() { "holds" } else { "MISSED" };
        match self.limit {
            None => Ok(()),
            Some(Limit::AtMost(most)) => write!(f, " at most {most:<7} {verdict}"),
            Some(Limit::AtLeast(least)) => write!(f, " at least {least:<6} {verdict}"),
        }
    }
}

/// All figures of one run.
#[derive(Serialize)]
pub struct Report {
    circumstances: Circumstances,
    holds: bool,
    bars: Vec<Measured>,
}

#[derive(Serialize)]
struct Measured {
    number: u8,
    title: &'static str,
    rows: Vec<Row>,
}

impl Report {
    /// Nothing is measured yet.
    pub fn begin() -> Result<Self> {
        Ok(Self {
            circumstances: Circumstances::look()?,
            holds: true,
            bars: Vec::new(),
        })
    }

    /// Adds a figure to its bar.
    pub fn add(&mut self, bar: &Bar, row: Row) {
        self.holds &= row.holds();
        match self.bars.last_mut() {
            Some(last) if last.number == bar.number => last.rows.push(row),
            _ => self.bars.push(Measured {
                number: bar.number,
                title: bar.title,
                rows: vec![row],
            }),
        }
    }

    /// How busy the machine was all along.
    pub fn end(&mut self) -> Result<()> {
        self.circumstances.look_again()
    }

    /// Whether every figure is within its bar.
    pub fn holds(&self) -> bool {
        self.holds
    }

    /// Writes all of it as JSON.
    pub fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.circumstances)?;
        for bar in &self.bars {
            writeln!(f, "\n{}. {}", bar.number, bar.title)?;
            for row in &bar.rows {
                writeln!(f, "   {row}")?;
            }
        }
        let verdict = if self.holds {
            "All of these bars hold."
        } else {
            "A bar is missed."
        };
        write!(f, "\n{verdict}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_measured_holds_no_bar() {
        let row = |figure| Row::judged("x", figure, "", Limit::AtMost(1.0));
        assert!(row(1.0).holds());
        assert!(!row(1.1).holds());
        assert!(!row(f64::NAN).holds());
        assert!(Row::judged("x", 2.0, "", Limit::AtLeast(1.7)).holds());
        assert!(Row::told("x", f64::NAN, "").holds());
    }
}
