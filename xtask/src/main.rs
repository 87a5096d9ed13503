//! `cargo xtask`: the one entry for whoever works on Balai.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to its terminal"
)]

mod bench;
mod build_plugins;
mod demo;
mod deny;
mod fuzz;
mod guests;
mod lint;
mod node;
mod postgres;
mod process;
mod regions;
mod system;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Build, try and test Balai.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    after_help = "Examples:\n  \
        cargo xtask demo --open     start the platform and open it in a browser\n  \
        cargo xtask test            run every check and test\n  \
        cargo xtask test drafts     run the tests whose names contain `drafts`\n  \
        cargo xtask node            build the program that a node runs\n  \
        cargo xtask bench           measure the platform against its peers\n  \
        cargo xtask fuzz            try what takes in a stranger's bytes, for ten minutes"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and start the platform on this machine, with demo people and mini-apps.
    Demo(demo::Demo),
    /// Install what the tests need and run them all, with every other check.
    Test(test::Test),
    /// Check formatting, tidiness and clippy's lints.
    Lint(lint::Lint),
    /// Check what no compiler checks: layers, headers, templates, long files.
    Tidy(tidy::Tidy),
    /// Check the licences and sources of all dependencies (needs cargo-deny).
    Deny(deny::Deny),
    /// Build the program that a node runs, for speed.
    Node(node::Node),
    /// Measure the platform against the engine under it and against its peers.
    Bench(bench::Bench),
    /// Try what takes in a stranger's bytes with many more random cases than the tests do.
    Fuzz(fuzz::Fuzz),
    /// Build the mini-apps under plugins/ into target/miniapps/.
    BuildPlugins(build_plugins::BuildPlugins),
    /// Make the platform's list of regions from a new edition of the ministry's.
    Regions(regions::Regions),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = process::forward_interrupts().and_then(|()| match cli.command {
        Command::Demo(demo) => demo.run(),
        Command::Test(test) => test.run(),
        Command::Lint(lint) => lint.run(),
        Command::Tidy(tidy) => tidy.run(),
        Command::Deny(deny) => deny.run(),
        Command::Node(node) => node.run(),
        Command::Bench(bench) => bench.run(),
        Command::Fuzz(fuzz) => fuzz.run(),
        Command::BuildPlugins(build) => build.run(),
        Command::Regions(regions) => regions.run(),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

/// What failed, with its causes; then what helps, whichever of them knew it.
fn report(error: &anyhow::Error) {
    let mut hints = Vec::new();
    let mut causes = Vec::new();
    for message in error.chain().map(ToString::to_string) {
        match message.split_once("hint: ") {
            Some((cause, hint)) => {
                causes.push(cause.trim_end().to_owned());
                hints.push(hint.to_owned());
            }
            None => causes.push(message),
        }
    }
    causes.retain(|cause| !cause.is_empty());
    eprintln!("error: {}", causes.join(": "));
    for hint in hints {
        eprintln!("hint: {hint}");
    }
}
