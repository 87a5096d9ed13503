//! `cargo xtask deny`: the licences and sources of all dependencies.

use anyhow::{Result, bail};
use clap::Args;

use crate::{process, workspace};

/// Uses `deny.toml`. Advisories are left out by default, as their database is another download.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask deny                  licences, duplicates, sources\n  \
    cargo xtask deny --advisories     also known vulnerabilities")]
pub struct Deny {
    /// Also check against the public advisory database, which is downloaded.
    #[arg(long)]
    advisories: bool,
}

impl Deny {
    /// Runs cargo-deny, or says how to get it: it takes minutes to build, so it is never installed
    /// by the way.
    pub fn run(&self) -> Result<()> {
        if !process::succeeds(workspace::cargo().args(["deny", "--version"])) {
            bail!("cargo-deny is not installed\nhint: cargo install --locked cargo-deny");
        }
        let mut deny = workspace::cargo();
        deny.args(["deny", "check", "licenses", "bans", "sources"]);
        if self.advisories {
            deny.arg("advisories");
        }
        process::run(&mut deny)
    }
}
