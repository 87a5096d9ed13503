//! On what machine and how busy it was: figures without that say nothing.

use std::fmt;
use std::fs;
use std::thread::available_parallelism;

use anyhow::{Context as _, Result};
use serde::Serialize;

/// What a reader of the figures must know.
#[derive(Serialize)]
pub struct Circumstances {
    processor: String,
    cores: usize,
    kernel: String,
    /// Tasks that ran or wanted to, over the last minute, when the run began and when it ended.
    load_before: f64,
    load_after: f64,
}

impl Circumstances {
    /// As the run begins.
    pub fn look() -> Result<Self> {
        let processors = read("/proc/cpuinfo")?;
        let model = processors
            .lines()
            .find_map(|line| line.strip_prefix("model name"));
        Ok(Self {
            processor: model
                .unwrap_or("unknown")
                .trim_start_matches(['\t', ' ', ':'])
                .to_owned(),
            cores: available_parallelism().map_or(1, usize::from),
            kernel: read("/proc/sys/kernel/osrelease")?.trim().to_owned(),
            load_before: load()?,
            load_after: 0.0,
        })
    }

    /// As the run ends.
    pub fn look_again(&mut self) -> Result<()> {
        self.load_after = load()?;
        Ok(())
    }
}

impl fmt::Display for Circumstances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            processor,
            cores,
            kernel,
            load_before,
            load_after,
        } = self;
        write!(
            f,
            "{cores} cores of {processor}, Linux {kernel}, load {load_before} before and {load_after} after"
        )
    }
}

fn load() -> Result<f64> {
    let text = read("/proc/loadavg")?;
    let first = text.split_ascii_whitespace().next().unwrap_or_default();
    first.parse().context("/proc/loadavg is not as expected")
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{path} cannot be read"))
}
