//! `cargo xtask lint`: formatting, tidiness and clippy.

use anyhow::{Context, Result};
use clap::Args;

use crate::{process, tidy, workspace};

/// `test` does this too.
#[derive(Args)]
#[command(after_help = "Example:\n  cargo xtask lint")]
pub struct Lint {}

impl Lint {
    /// Runs all three, the quick ones first.
    pub fn run(&self) -> Result<()> {
        format_and_tidy()?;
        clippy()
    }
}

/// What needs no compiler.
pub fn format_and_tidy() -> Result<()> {
    process::run(workspace::cargo().args(["fmt", "--all", "--check"]))
        .context("hint: cargo fmt --all")?;
    tidy::Tidy {}.run()
}

/// Clippy over all code, tests included.
pub fn clippy() -> Result<()> {
    process::run(workspace::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}
