//! Bar 7: a mini-app of one agency beside hostile ones of another. People come to it at their own pace, first alone, then
//! while every hostile page is asked for again and again. The corpus is parted into groups of at least [`GROUP`]; the
//! worst of them counts.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use hostile::{Ends, Hostile};
use reqwest::Client;
use tempfile::TempDir;

use super::pages::PAGE;
use crate::load::{Paced, browser};
use crate::measure::{executor, executor_for_load, median};
use crate::report::{Limit, Row};
use crate::servers::{Balai, Cores};
use crate::setting::Setting;

/// Between two people who come to the neighbour.
const INTERVAL: Duration = Duration::from_millis(10);
/// So long the neighbour is watched, alone and beside the others: three thousand people come, and p99 is about the thirtieth
/// longest wait.
const WATCHED: Duration = Duration::from_secs(30);
/// So many people come in the first second beside the others, when those are loaded, and run for the first time.
const FIRST: usize = 100;
/// Between two attempts of one hostile page; one that takes longer is asked for again at once.
const ATTEMPTS_EVERY: Duration = Duration::from_millis(50);
/// So many hostile mini-apps are beside it at once, at least.
const GROUP: usize = 30;
/// Servers that are tried with each group, each fresh: circuits that opened stay open for a while.
const SERVERS: usize = 3;
/// Circuits that never open, to see what the engine's limits do without them.
const NO_BREAKER: &str =
    "[isolation.breaker]\nfailures = 1000\nfailing-percent = 100\nwindow-ms = 1\nrest-ms = 1\n";

/// What one server showed, in microseconds.
struct Seen {
    alone: Paced,
    beside: Paced,
    attempts: u64,
}

impl Seen {
    /// p99 beside the others over p99 alone.
    fn ratio(&self) -> f64 {
        self.beside.quantile(0.99) / self.alone.quantile(0.99)
    }
}

pub fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let corpus: Vec<&Hostile> = hostile::corpus()
        .filter(|hostile| matches!(hostile.ends, Ends::ShowFails(_)))
        .collect();
    let groups = corpus.len() / GROUP;
    ensure!(groups > 0, "the corpus is too small: {}", corpus.len());
    let files = Files::of(setting, &corpus)?;
    // Every second one, or third: neighbours in the corpus do much the same.
    let groups = (0..groups).map(|first| corpus.iter().copied().skip(first).step_by(groups));
    let mut rows = Vec::new();
    let mut ratios = Vec::new();
    for (number, group) in groups.enumerate() {
        let group: Vec<_> = group.collect();
        let seen = (0..SERVERS)
            .map(|_| beside(setting, &files, &group, ""))
            .collect::<Result<Vec<_>>>()?;
        let (own, ratio) = told(&format!("group {}", number + 1), group.len(), &seen);
        rows.extend(own);
        ratios.push(ratio);
    }
    rows.push(Row::judged(
        "p99 beside them over p99 alone, in the worst group",
        ratios.iter().copied().fold(0.0, f64::max),
        "",
        Limit::AtMost(2.0),
    ));
    let all = beside(setting, &files, &corpus, "")?;
    let bare = beside(setting, &files, &corpus, NO_BREAKER)?;
    rows.extend([
        Row::judged(
            "people whom the neighbour did not answer, beside all",
            (all.alone.bad + all.beside.bad) as f64,
            "",
            Limit::AtMost(0.0),
        ),
        Row::told(
            format!("the same ratio beside all {}", corpus.len()),
            all.ratio(),
            "",
        ),
        Row::told("and without circuit breakers", bare.ratio(), ""),
        Row::told(
            "p99 beside all without circuit breakers",
            bare.beside.quantile(0.99),
            "µs",
        ),
    ]);
    Ok(rows)
}

/// What the servers showed that had a group beside the neighbour, and the ratio of p99.
fn told(name: &str, hostile: usize, seen: &[Seen]) -> (Vec<Row>, f64) {
    let middle = |of: fn(&Seen) -> f64| median(&seen.iter().map(of).collect::<Vec<_>>());
    let bad: usize = seen
        .iter()
        .map(|seen| seen.alone.bad + seen.beside.bad)
        .sum();
    let row =
        |what: &str, of: fn(&Seen) -> f64| Row::told(format!("{name}: {what}"), middle(of), "µs");
    let ratio = middle(Seen::ratio);
    let rows = vec![
        Row::told(format!("{name}: hostile mini-apps"), hostile as f64, ""),
        // They leave the cores to whom they ask, and are to be heard all the same.
        Row::judged(
            format!("{name}: attempts of theirs a second"),
            middle(|seen| seen.attempts as f64) / WATCHED.as_secs_f64(),
            "1/s",
            Limit::AtLeast(0.8 * hostile as f64 / ATTEMPTS_EVERY.as_secs_f64()),
        ),
        row("p50 of the neighbour, alone", |seen| {
            seen.alone.quantile(0.5)
        }),
        row("p50 beside them", |seen| seen.beside.quantile(0.5)),
        row("p99 of the neighbour, alone", |seen| {
            seen.alone.quantile(0.99)
        }),
        row("p99 beside them", |seen| seen.beside.quantile(0.99)),
        row("longest wait in the first second beside them", |seen| {
            seen.beside.longest_of_first(FIRST)
        }),
        Row::told(format!("{name}: p99 beside them over p99 alone"), ratio, ""),
        Row::judged(
            format!("{name}: people whom the neighbour did not answer"),
            bad as f64,
            "",
            Limit::AtMost(0.0),
        ),
    ];
    (rows, ratio)
}

/// The component files of the corpus and of the neighbour.
struct Files {
    neighbour: PathBuf,
    folder: TempDir,
}

impl Files {
    fn of(setting: &Setting, corpus: &[&Hostile]) -> Result<Self> {
        let files = Self {
            neighbour: setting.guest("bench-page"),
            folder: tempfile::tempdir().context("no temporary folder could be made")?,
        };
        for hostile in corpus {
            let path = files.path(hostile);
            std::fs::write(&path, hostile.component()?)
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
        Ok(files)
    }

    fn path(&self, hostile: &Hostile) -> PathBuf {
        self.folder.path().join(format!("{}.wasm", hostile.name))
    }
}

fn beside(setting: &Setting, files: &Files, group: &[&Hostile], settings: &str) -> Result<Seen> {
    let (people, load) = (executor(1)?, executor_for_load(2)?);
    let mut installed = vec![files.neighbour.clone()];
    installed.extend(group.iter().map(|hostile| files.path(hostile)));
    let balai = Balai::start(setting, Cores::All, &installed, settings)?;
    let page = format!("{}{PAGE}", balai.url());
    people.block_on(async {
        // Loaded and linked before it is watched.
        Paced::send(&page, "", INTERVAL, Duration::from_secs(1)).await?;
        let alone = Paced::send(&page, "", INTERVAL, WATCHED).await?;
        // One client for all of them, and not made while the neighbour is watched: what that takes of the machine is not the
        // server's.
        let client = browser()?;
        let stop = Arc::new(AtomicBool::new(false));
        let attempts = Arc::new(AtomicU64::new(0));
        let attackers: Vec<_> = group
            .iter()
            .map(|hostile| {
                let url = format!("{}{}", balai.url(), hostile.address());
                let stop = Arc::clone(&stop);
                load.spawn(attack(client.clone(), url, stop, Arc::clone(&attempts)))
            })
            .collect();
        let beside = Paced::send(&page, "", INTERVAL, WATCHED).await?;
        let attempts = attempts.load(Ordering::Relaxed);
        stop.store(true, Ordering::Relaxed);
        for attacker in attackers {
            attacker.await?;
        }
        Ok(Seen {
            alone,
            beside,
            attempts,
        })
    })
}

/// Asks for a page whatever comes of it.
async fn attack(client: Client, url: String, stop: Arc<AtomicBool>, attempts: Arc<AtomicU64>) {
    let mut ticks = tokio::time::interval(ATTEMPTS_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while !stop.load(Ordering::Relaxed) {
        ticks.tick().await;
        // A failure is what is expected; a connection that breaks would show with the neighbour too.
        if let Ok(response) = client.get(&url).send().await {
            let _ = response.bytes().await;
        }
        attempts.fetch_add(1, Ordering::Relaxed);
    }
}
