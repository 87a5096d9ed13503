//! `cargo xtask tidy`: what no compiler checks. Also run as a test.

mod layers;
mod sources;

use std::path::Path;

use anyhow::{Result, bail};
use clap::Args;

use crate::workspace;

/// Every file says why it exists, imports point down only, no template lets markup through, and
/// nothing is left for later. Long files are listed, as a warning.
#[derive(Args)]
#[command(after_help = "Example:\n  cargo xtask tidy")]
pub struct Tidy {}

impl Tidy {
    /// Prints all findings; each that is not a warning is an error.
    pub fn run(&self) -> Result<()> {
        let findings = Findings::of(workspace::root())?;
        for long in &findings.long_files {
            println!("warning: {long}");
        }
        for breach in &findings.breaches {
            eprintln!("error: {breach}");
        }
        match findings.breaches.len() {
            0 => Ok(()),
            count => bail!("tidy found {count} breaches"),
        }
    }
}

/// What a look at the whole tree brought up, a sentence each.
struct Findings {
    breaches: Vec<String>,
    long_files: Vec<String>,
}

impl Findings {
    fn of(root: &Path) -> Result<Self> {
        let mut breaches = layers::breaches(root)?;
        let mut long_files = Vec::new();
        for source in sources::all(root)? {
            breaches.extend(source.breaches());
            long_files.extend(source.too_long());
        }
        Ok(Self {
            breaches,
            long_files,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let findings = Findings::of(workspace::root()).unwrap();
        assert!(
            findings.breaches.is_empty(),
            "{}",
            findings.breaches.join("\n")
        );
    }
}
