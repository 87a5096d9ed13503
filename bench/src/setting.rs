//! What a run is told: where the things are that it measures, and how long it may take.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

/// What `cargo xtask bench` passes on.
#[derive(Args, Clone)]
pub struct Setting {
    /// The `balai` program that is measured.
    #[arg(long)]
    pub balai: PathBuf,
    /// The `wasmtime` program that pages are measured against.
    #[arg(long)]
    pub wasmtime: Option<PathBuf>,
    /// The folder of the guests' component files.
    #[arg(long)]
    pub guests: PathBuf,
    /// A folder that is kept from run to run: what was compiled once is there.
    #[arg(long)]
    pub scratch: PathBuf,
    /// Only these bars.
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<u8>,
    /// Write the figures here too, as JSON.
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// How often each side is measured, in turn with the others.
    #[arg(long, default_value_t = 9)]
    pub rounds: usize,
    /// Seconds that a round of requests over HTTP takes.
    #[arg(long, default_value_t = 3)]
    pub seconds: u64,
}

impl Setting {
    /// Whether a bar is asked for.
    pub fn wants(&self, bar: u8) -> bool {
        self.only.is_empty() || self.only.contains(&bar)
    }

    /// Makes the folder that is kept, where it is not there yet.
    pub fn make_scratch(&self) -> Result<()> {
        std::fs::create_dir_all(&self.scratch)
            .with_context(|| format!("{} cannot be made", self.scratch.display()))
    }

    /// The component file of a guest.
    pub fn guest(&self, name: &str) -> PathBuf {
        self.guests.join(format!("{name}.wasm"))
    }
}
