//! Bar 6: what a mini-app holds that nobody uses at the moment: it was loaded, linked and called once. Measured in a
//! process of its own as what the process holds more after so many different ones.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::call_path::show;
use super::start::releases;
use crate::measure::executor;
use crate::node::{Node, anonymous};
use crate::report::{Limit, Row};
use crate::setting::Setting;

/// How many different ones are loaded when the process is looked at. The first is there only to have the pool, the
/// database and the executor warm.
const SMALL: [u32; 4] = [1, 100, 1_000, 5_000];
const PYTHON: [u32; 3] = [1, 5, 20];
const RESIDENT: u64 = 16 << 30;

/// What a process holds after so many mini-apps.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Held {
    mini_apps: u32,
    /// Of memory, in bytes. What is in memory of a file that is mapped counts, although it is the file's: the system
    /// drops it when memory is short, and reads it again.
    resident: u64,
    /// Of that, what no file backs: it stays until the mini-app is unloaded.
    private: u64,
    /// Regions of its address space, which the system limits.
    regions: usize,
}

pub fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let mut rows = of_kind(
        setting,
        "small mini-apps",
        "bench-page",
        &SMALL,
        (1e3, "KB"),
        Limit::AtMost(220.0),
    )?;
    rows.extend(of_kind(
        setting,
        "mini-apps in Python",
        "bench-python",
        &PYTHON,
        (1e6, "MB"),
        Limit::AtMost(3.0),
    )?);
    Ok(rows)
}

fn of_kind(
    setting: &Setting,
    kind: &str,
    guest: &str,
    counts: &[u32],
    (unit, unit_name): (f64, &'static str),
    limit: Limit,
) -> Result<Vec<Row>> {
    let held = in_a_process(setting, guest, counts)?;
    let (Some(first), Some(last)) = (held.first(), held.last()) else {
        return Ok(Vec::new());
    };
    let mut rows = Vec::new();
    for at in &held {
        let each = |bytes: fn(&Held) -> u64| {
            let more = f64::from(at.mini_apps - first.mini_apps);
            bytes(at).saturating_sub(bytes(first)) as f64 / more / unit
        };
        let count = at.mini_apps;
        rows.push(Row::told(
            format!("process with {count} {kind}"),
            at.resident as f64 / 1e6,
            "MB",
        ));
        if count > first.mini_apps {
            rows.push(Row::judged(
                format!("   each of {count}, what the system cannot take back"),
                each(|held| held.private),
                unit_name,
                limit,
            ));
            rows.push(Row::told(
                format!("   each of {count}, with what is mapped of its file"),
                each(|held| held.resident),
                unit_name,
            ));
        }
    }
    let more = f64::from(last.mini_apps - first.mini_apps);
    let regions = last.regions.saturating_sub(first.regions) as f64 / more;
    rows.push(Row::told(
        "   regions of address space of each",
        regions,
        "",
    ));
    Ok(rows)
}

fn in_a_process(setting: &Setting, guest: &str, counts: &[u32]) -> Result<Vec<Held>> {
    let (file, last) = (
        setting.guest(guest),
        counts.iter().copied().max().unwrap_or_default(),
    );
    // Compiling leaves garbage, so it is not done by the process that is looked at.
    executor(2)?.block_on(async { releases(&Node::open(setting, 0).await?, &file, last).await })?;
    let own = env::current_exe().context("bench cannot tell where it runs from")?;
    let counts: Vec<String> = counts.iter().map(u32::to_string).collect();
    let output = Command::new(&own)
        .args(["child", "memory", "--scratch"])
        .arg(&setting.scratch)
        .arg("--guest")
        .arg(file)
        .args(["--counts", &counts.join(",")])
        .output()
        .context("bench cannot start itself")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "memory cannot be measured: {errors}"
    );
    serde_json::from_slice(&output.stdout).context("memory cannot be measured")
}

/// What runs in that process.
pub fn held(scratch: &Path, guest: &Path, counts: &[u32]) -> Result<()> {
    let executor = executor(1)?;
    let last = counts.iter().copied().max().unwrap_or_default();
    let held = executor.block_on(async {
        let node = Node::at(scratch, RESIDENT).await?;
        let releases = releases(&node, guest, last).await?;
        let mut held = Vec::new();
        for (nth, release) in (1..).zip(&releases) {
            show(&node, &anonymous(release)).await?;
            if counts.contains(&nth) {
                held.push(look(nth)?);
            }
        }
        anyhow::Ok(held)
    })?;
    println!("{}", serde_json::to_string(&held)?);
    Ok(())
}

fn look(mini_apps: u32) -> Result<Held> {
    let read = |path| fs::read_to_string(path).with_context(|| format!("{path} cannot be read"));
    let rollup = read("/proc/self/smaps_rollup")?;
    let kilobytes = |name: &str| {
        let line = rollup.lines().find_map(|line| line.strip_prefix(name));
        let number =
            line.and_then(|rest| rest.split_ascii_whitespace().next()?.parse::<u64>().ok());
        number
            .map(|kilobytes| kilobytes << 10)
            .with_context(|| format!("{name} is not told"))
    };
    Ok(Held {
        mini_apps,
        resident: kilobytes("Rss:")?,
        private: kilobytes("Anonymous:")?,
        regions: read("/proc/self/maps")?.lines().count(),
    })
}
