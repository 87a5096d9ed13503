//! Measures the bars of the platform in one run. `cargo xtask bench` builds what it needs and calls it.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to its terminal"
)]

mod bars;
mod children;
mod circumstances;
mod crowd;
mod database;
mod load;
mod measure;
mod node;
mod people;
mod report;
mod servers;
mod setting;
mod statements;
mod train;
mod variants;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use children::Child;
use report::Report;
use setting::Setting;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures the bars of the platform.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure, and judge.
    Run(Setting),
    /// Ask a node that counts what it does for what people ask for.
    Train(Setting),
    /// What a measurement runs in a process of its own.
    #[command(subcommand)]
    Child(Child),
}

fn main() -> ExitCode {
    // The child that compiles is this program too, as with `balai`.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == runtime::WORKER_COMMAND)
    {
        return runtime::worker_main();
    }
    let done = match Cli::parse().command {
        Command::Run(setting) => run(&setting),
        Command::Train(setting) => setting
            .make_scratch()
            .and_then(|()| train::train(&setting))
            .map(|()| ExitCode::SUCCESS),
        Command::Child(child) => child.run().map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Fails where a bar is missed, and only there.
fn run(setting: &Setting) -> Result<ExitCode> {
    setting.make_scratch()?;
    let mut report = Report::begin()?;
    for bar in bars::ALL {
        if setting.wants(bar.number) {
            println!("\n{}. {}", bar.number, bar.title);
            for row in (bar.measure)(setting)? {
                println!("   {row}");
                report.add(bar, row);
            }
        }
    }
    report.end()?;
    println!("\n{report}");
    if let Some(path) = &setting.json {
        report.write(path)?;
    }
    Ok(if report.holds() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
