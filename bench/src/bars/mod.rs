//! The bars, a file for each: what is measured, against what, and what the figure must be.

mod bare_host;
mod call_path;
pub mod documents;
pub mod memory;
mod neighbours;
mod pages;
mod registry;
mod rush;
pub mod scaling;
mod start;

use anyhow::Result;

use crate::report::Row;
use crate::setting::Setting;

/// Something that is measured, under the number that the project's bars have.
pub struct Bar {
    /// Bars are asked for by it.
    pub number: u8,
    /// What it is about.
    pub title: &'static str,
    /// Measures it.
    pub measure: fn(&Setting) -> Result<Vec<Row>>,
}

/// All, in the order in which they are measured.
pub const ALL: &[Bar] = &[
    Bar {
        number: 1,
        title: "A call through the host, over the bare engine",
        measure: call_path::measure,
    },
    Bar {
        number: 2,
        title: "System calls for each call, and two threads over one",
        measure: scaling::measure,
    },
    Bar {
        number: 3,
        title: "Whole pages over HTTP",
        measure: pages::measure,
    },
    Bar {
        number: 4,
        title: "A document read and written, over bare sqlx",
        measure: documents::measure,
    },
    Bar {
        number: 5,
        title: "Load and first call",
        measure: start::measure,
    },
    Bar {
        number: 6,
        title: "Memory of mini-apps that nobody uses",
        measure: memory::measure,
    },
    Bar {
        number: 7,
        title: "A neighbour beside hostile mini-apps",
        measure: neighbours::measure,
    },
    Bar {
        number: 8,
        title: "A rush on one mini-app",
        measure: rush::measure,
    },
    Bar {
        number: 9,
        title: "Publishing, stopping, and checking for oneself",
        measure: registry::measure,
    },
];
