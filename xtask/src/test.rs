//! `cargo xtask test`: everything that must hold, on a machine that has only Rust, git and a C
//! compiler.

mod browser;

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::postgres::Postgres;
use crate::{build_plugins, lint, process, workspace};

use browser::Browser;

/// Without a filter: formatting, tidiness, clippy, the journeys of every mini-app, and every test,
/// on SQLite and PostgreSQL and in Chromium.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask test                  everything\n  \
    cargo xtask test drafts           the tests whose names contain `drafts`\n  \
    cargo xtask test drafts inbox     those of either name")]
pub struct Test {
    /// Run only the tests whose names contain one of these, and no other check.
    filter: Vec<String>,
}

impl Test {
    /// Runs all, and stops at the first step that fails.
    pub fn run(&self) -> Result<()> {
        let everything = self.filter.is_empty();
        if everything {
            lint::format_and_tidy()?;
        }
        let browser = Browser::find_or_install()?;
        let postgres = Postgres::start()?;
        let miniapps = build_plugins::build()?;
        build_plugins::build_hostile()?;

        let environment = |command: &mut Command| -> Result<()> {
            command
                .env("BALAI_TEST_POSTGRES", postgres.url())
                .env("BALAI_TEST_CHROMIUM", &browser.chromium)
                .env("BALAI_TEST_CHROMEDRIVER", &browser.chromedriver)
                .env("BALAI_TEST_MINIAPPS", workspace::miniapps()?);
            Ok(())
        };
        let runner = Runner::choose();
        if everything {
            lint::clippy()?;
            // Built as the tests are, so that nothing is compiled a second time for the journeys.
            process::run(runner.tests().arg("--no-run"))?;
            let mut journeys = Command::new(workspace::balai()?);
            process::run(journeys.arg("test").args(&miniapps))?;
            if let Some(mut examples) = runner.examples_in_docs() {
                process::run(&mut examples)?;
            }
        }
        let mut tests = runner.tests();
        environment(&mut tests)?;
        runner.filter(&mut tests, &self.filter);
        process::run(&mut tests)
    }
}

/// What runs the tests.
enum Runner {
    /// Each test in a process of its own, with a time limit (`.config/nextest.toml`).
    Nextest,
    /// What cargo brings: installing nextest would take longer than the tests.
    Cargo,
}

impl Runner {
    fn choose() -> Self {
        if process::succeeds(workspace::cargo().args(["nextest", "--version"])) {
            return Self::Nextest;
        }
        println!(
            "cargo-nextest is not installed: using `cargo test`, which is slower and has no \
             time limit\nhint: cargo install --locked cargo-nextest"
        );
        Self::Cargo
    }

    fn tests(&self) -> Command {
        let mut cargo = workspace::cargo();
        match self {
            Self::Nextest => cargo.args(["nextest", "run", "--workspace"]),
            Self::Cargo => cargo.args(["test", "--workspace", "--no-fail-fast"]),
        };
        cargo
    }

    /// The examples in documentation, where `tests` leaves them out.
    fn examples_in_docs(&self) -> Option<Command> {
        match self {
            Self::Nextest => {
                let mut cargo = workspace::cargo();
                cargo.args(["test", "--workspace", "--doc", "--quiet"]);
                Some(cargo)
            }
            Self::Cargo => None,
        }
    }

    fn filter(&self, tests: &mut Command, filter: &[String]) {
        match self {
            Self::Nextest => tests.args(filter),
            // Libtest's own filters come after the dashes, as cargo takes a single one.
            Self::Cargo => tests.arg("--").args(filter),
        };
    }
}
