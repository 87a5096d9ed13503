//! Bar 2: what makes calls scale over the cores. A call that changes the process's address space takes a lock that all
//! threads share, so those system calls are counted; and the calls of two threads are compared with those of one.

use std::collections::BTreeMap;
use std::env;
use std::hint::black_box;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use app::Caller;

use super::call_path::{Bare, show};
use crate::measure::{Turns, executor};
use crate::node::{Node, anonymous, first_page};
use crate::report::{Limit, Row};
use crate::setting::Setting;

/// How long a side counts calls in a round.
const ROUND: Duration = Duration::from_millis(300);
/// Enough that what the process does at its start is nothing beside it.
const CALLS: [u32; 2] = [1_000, 21_000];
/// Those that change the address space.
const MAPPING: [&str; 6] = ["madvise", "mprotect", "mmap", "munmap", "mremap", "brk"];

pub fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let mut rows = system_calls(setting)?;
    rows.extend(threads(setting)?);
    Ok(rows)
}

fn system_calls(setting: &Setting) -> Result<Vec<Row>> {
    let [few, many] = CALLS;
    let (before, after) = (counted(setting, few)?, counted(setting, many)?);
    let of_each: BTreeMap<&String, f64> = after
        .iter()
        .map(|(name, count)| {
            let at_start = before.get(name).copied().unwrap_or_default();
            (name, (count - at_start) / f64::from(many - few))
        })
        .collect();
    let sum = |mapping: bool| {
        let wanted = of_each
            .iter()
            .filter(|(name, _)| MAPPING.contains(&name.as_str()) == mapping);
        wanted.map(|(_, count)| count).sum::<f64>()
    };
    let mut rows = vec![Row::judged(
        format!("a call's system calls among {}", MAPPING.join(", ")),
        sum(true),
        "",
        // One in a hundred calls is the allocator's or a timer's, not the call's.
        Limit::AtMost(0.01),
    )];
    let mut others: Vec<_> = of_each
        .iter()
        .filter(|(_, count)| **count >= 0.01)
        .collect();
    others.sort_by(|a, b| b.1.total_cmp(a.1));
    rows.extend(
        others
            .into_iter()
            .map(|(name, count)| Row::told(format!("a call's {name}"), *count, "")),
    );
    rows.push(Row::told(
        "a call's other system calls, together",
        sum(false),
        "",
    ));
    Ok(rows)
}

/// System calls of a process that makes this many calls, by name.
fn counted(setting: &Setting, calls: u32) -> Result<BTreeMap<String, f64>> {
    let out = tempfile::NamedTempFile::new().context("no temporary file could be made")?;
    let own = env::current_exe().context("bench cannot tell where it runs from")?;
    let status = Command::new("strace")
        .args([
            "--follow-forks",
            "--summary-only",
            "--summary-columns=calls,name",
            "--output",
        ])
        .arg(out.path())
        .arg(own)
        .args(["child", "calls", "--count", &calls.to_string(), "--scratch"])
        .arg(&setting.scratch)
        .arg("--guest")
        .arg(setting.guest("bench-page"))
        .status()
        .context("`strace` cannot be started")?;
    if !status.success() {
        bail!("the calls under strace failed ({status})");
    }
    let text = std::fs::read_to_string(out.path()).context("what strace wrote cannot be read")?;
    let line = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        let count: f64 = words.next()?.parse().ok()?;
        let name = words.next().filter(|name| *name != "total")?;
        Some((name.to_owned(), count))
    };
    Ok(text.lines().filter_map(line).collect())
}

/// What runs in the process that is traced.
pub fn calls(scratch: &std::path::Path, guest: &std::path::Path, count: u32) -> Result<()> {
    executor(1)?.block_on(async {
        let node = Node::at(scratch, 64 << 20).await?;
        let caller = anonymous(&node.install(guest).await?);
        for _ in 0..count {
            show(&node, &caller).await?;
        }
        Ok(())
    })
}

fn threads(setting: &Setting) -> Result<Vec<Row>> {
    let (one, two) = (executor(1)?, executor(2)?);
    let (node, caller, bare) = two.block_on(async {
        let node = Node::open(setting, 64 << 20).await?;
        let release = node.install(&setting.guest("bench-page")).await?;
        let bare = Bare::of(&node.runtime.load(&release.digest).await?)?;
        anyhow::Ok((Arc::new(node), anonymous(&release), bare))
    })?;
    let host = Work::Host(node, caller);
    let turns = Turns::take(
        setting.rounds,
        &mut [
            &mut || per_second(&one, 1, &host),
            &mut || per_second(&two, 2, &host),
            &mut || per_second(&one, 1, &Work::Bare(bare.clone())),
            &mut || per_second(&two, 2, &Work::Bare(bare.clone())),
            &mut || per_second(&one, 1, &Work::Arithmetic),
            &mut || per_second(&two, 2, &Work::Arithmetic),
        ],
    )?;
    Ok(vec![
        Row::told("one thread", turns.median(0), "calls/s"),
        Row::told("two threads", turns.median(1), "calls/s"),
        Row::judged(
            "two threads over one",
            turns.ratio(1, 0),
            "",
            Limit::AtLeast(1.7),
        ),
        Row::told("the same of the bare engine", turns.ratio(3, 2), ""),
        Row::told(
            "the same of arithmetic: what the machine gives now",
            turns.ratio(5, 4),
            "",
        ),
    ])
}

/// What the threads do.
#[derive(Clone)]
enum Work {
    Host(Arc<Node>, Arc<Caller>),
    Bare(Bare),
    Arithmetic,
}

impl Work {
    async fn once(&self) -> Result<()> {
        match self {
            Self::Host(node, caller) => show(node, caller).await,
            Self::Bare(bare) => bare.show(&first_page()).await,
            Self::Arithmetic => {
                let sum = (0..20_000_u64).fold(0, |sum, n| black_box(sum ^ n.wrapping_mul(n)));
                black_box(sum);
                Ok(())
            }
        }
    }
}

/// How often a second `work` is done by this many tasks, each of which has a thread.
fn per_second(executor: &tokio::runtime::Runtime, tasks: usize, work: &Work) -> Result<f64> {
    let stop = Arc::new(AtomicBool::new(false));
    let begun = Instant::now();
    let counting: Vec<_> = (0..tasks)
        .map(|_| {
            let (work, stop) = (work.clone(), Arc::clone(&stop));
            executor.spawn(async move {
                let mut count = 0_u32;
                while !stop.load(Ordering::Relaxed) {
                    work.once().await?;
                    count += 1;
                    if count.is_multiple_of(64) {
                        tokio::task::yield_now().await;
                    }
                }
                anyhow::Ok(count)
            })
        })
        .collect();
    executor.block_on(async {
        tokio::time::sleep(ROUND).await;
        stop.store(true, Ordering::Relaxed);
        let mut sum = 0.0;
        for counted in counting {
            sum += f64::from(counted.await??);
        }
        Ok(sum / begun.elapsed().as_secs_f64())
    })
}
