//! `cargo xtask fuzz`: the property tests of what takes in a stranger's bytes, for as long as one likes.

use std::time::{Duration, Instant};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::{build_plugins, process, workspace};

/// `cargo xtask test` runs each of these with a few hundred cases; here they run, in turn, until the time is over or one
/// fails. A case that fails is made as small as it can be, printed, and kept beside the test, which tries it first from
/// then on.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask fuzz                          all of them, ten minutes together\n  \
    cargo xtask fuzz upload --minutes 60      one of them, for an hour")]
pub struct Fuzz {
    /// Only these.
    targets: Vec<Target>,
    /// How long, all together.
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// Cases before the next one has its turn.
    #[arg(long, default_value_t = 2_000)]
    cases: u32,
}

/// What takes in a stranger's bytes.
#[derive(Clone, Copy, ValueEnum)]
enum Target {
    /// A file sent in as a component: refused, or can be called.
    Upload,
    /// A mini-app's manifest.
    Manifest,
    /// A mini-app's journeys.
    Journey,
    /// The answers to any form, and the form.
    Answers,
    /// Acts that write at the same time.
    Writes,
    /// What a mini-app returns as a page, lifted and shown.
    Page,
}

impl Target {
    /// The package, its test, and what the names of its properties contain.
    fn place(self) -> [&'static str; 3] {
        match self {
            Self::Upload => ["runtime", "runtime", "upload::"],
            Self::Manifest => ["app", "manifest", "manifest"],
            Self::Journey => ["platform", "journeys", "journey"],
            Self::Answers => ["app", "form", "properties::"],
            Self::Writes => ["store", "serial", "on_sqlite"],
            Self::Page => ["balai", "http", "any_page::"],
        }
    }
}

impl Fuzz {
    /// Runs until the time is over.
    ///
    /// # Errors
    /// A property does not hold, or its test cannot be built.
    pub fn run(&self) -> Result<()> {
        let until = Instant::now() + Duration::from_secs(self.minutes * 60);
        let all = Target::value_variants();
        let targets = if self.targets.is_empty() {
            all
        } else {
            &self.targets
        };
        // Pages are those of the hostile guest.
        build_plugins::build_hostile()?;
        for target in targets.iter().cycle() {
            let [package, test, filter] = target.place();
            let mut cargo = workspace::cargo();
            cargo
                .args(["test", "--quiet", "--package", package, "--test", test])
                .args(["--", filter])
                .env("PROPTEST_CASES", self.cases.to_string())
                .env("BALAI_TEST_MINIAPPS", workspace::miniapps()?);
            process::run(&mut cargo)?;
            if Instant::now() >= until {
                break;
            }
        }
        Ok(())
    }
}
