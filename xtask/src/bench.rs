//! `cargo xtask bench`: measures the platform against the engine under it and against its peers, in one run.

mod peers;

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::postgres::Postgres;
use crate::{guests, node, process, workspace};

/// Builds the node as `cargo xtask node` does, installs what it is compared with (once; the first time takes an hour and a
/// quarter on two cores), measures, and fails where a bar is missed. Close everything else: figures are as quiet as the
/// machine.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask bench                          every bar\n  \
    cargo xtask bench --only 1,2               the calls alone, without any peer\n  \
    cargo xtask bench --json bench.json        write the figures as JSON too\n\n\
    Bars: 1 call path, 2 system calls and threads, 3 pages over HTTP, 4 documents, 5 load and first call, \
    6 idle memory, 7 hostile neighbours, 8 a rush, 9 the registry")]
pub struct Bench {
    /// Only these bars, by their numbers.
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u8).range(1..=9))]
    only: Vec<u8>,
    /// Write the figures to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Let a node count anew what it does and build it by that: counts are of the code as it was.
    #[arg(long)]
    again: bool,
    /// Sides take turns this many times; more rounds, steadier figures.
    #[arg(long, default_value_t = 9)]
    rounds: u16,
}

impl Bench {
    /// Builds and measures.
    pub fn run(&self) -> Result<()> {
        let folder = workspace::target()?.join("bench");
        if self.wants(&[2]) {
            peers::require("strace")?;
        }
        let wasmtime = peers::wasmtime(&folder, self.wants(&[3]))?;
        let guests = guests::build(&folder, self.wants(&[5, 6]))?;
        let balai = node::build(self.again)?;
        println!("building what measures");
        // Without counts: the platform and the bare engine that it calls itself are built alike.
        process::run(workspace::cargo().args([
            "build",
            "--profile",
            node::PROFILE,
            "--package",
            "bench",
        ]))?;

        let programs = workspace::target()?.join(node::PROFILE);
        let mut bench = std::process::Command::new(programs.join("bench"));
        bench.arg("run").arg("--balai").arg(balai);
        bench.arg("--wasmtime").arg(wasmtime);
        bench.arg("--guests").arg(guests);
        bench.arg("--scratch").arg(folder.join("scratch"));
        bench.args(["--rounds", &self.rounds.to_string()]);
        // On the core that the bench gives to all that reads and writes documents.
        let postgres = self
            .wants(&[4])
            .then(|| Postgres::start_on(0))
            .transpose()?;
        if let Some(postgres) = &postgres {
            bench.env("BALAI_BENCH_POSTGRES", postgres.url());
        }
        if !self.only.is_empty() {
            let only: Vec<String> = self.only.iter().map(u8::to_string).collect();
            bench.args(["--only", &only.join(",")]);
        }
        if let Some(json) = &self.json {
            bench.arg("--json").arg(json);
        }
        process::run(&mut bench)
    }

    fn wants(&self, bars: &[u8]) -> bool {
        self.only.is_empty() || bars.iter().any(|bar| self.only.contains(bar))
    }
}
