//! Bar 7: a mini-app of one agency beside the hostile corpus of another. People come to it at their own pace, first alone,
//! then while every hostile page is asked for again and again.

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
/// So long the neighbour is watched, alone and beside the others.
const WATCHED: Duration = Duration::from_secs(10);
/// Between two attempts of one hostile page; one that takes longer is asked for again at once.
const ATTEMPTS_EVERY: Duration = Duration::from_millis(50);
/// Servers that are tried, each fresh: circuits that opened stay open for a while.
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

pub fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let hostile: Vec<&Hostile> = hostile::corpus()
        .filter(|hostile| matches!(hostile.ends, Ends::ShowFails(_)))
        .collect();
    ensure!(
        hostile.len() >= 30,
        "the corpus is too small: {}",
        hostile.len()
    );
    let files = Files::of(setting, &hostile)?;
    let addresses: Vec<String> = hostile.iter().map(|hostile| hostile.address()).collect();

    let shipped = (0..SERVERS)
        .map(|_| beside(setting, &files.paths, &addresses, ""))
        .collect::<Result<Vec<_>>>()?;
    let bare = beside(setting, &files.paths, &addresses, NO_BREAKER)?;
    let middle = |of: fn(&Seen) -> f64| median(&shipped.iter().map(of).collect::<Vec<_>>());
    let ratio = |seen: &Seen| seen.beside.quantile(0.99) / seen.alone.quantile(0.99);
    let bad: usize = shipped
        .iter()
        .map(|seen| seen.alone.bad + seen.beside.bad)
        .sum();
    Ok(vec![
        Row::told("hostile mini-apps beside it", hostile.len() as f64, ""),
        // They leave the cores to whom they ask, and are to be heard all the same.
        Row::judged(
            "attempts of theirs a second",
            middle(|seen| seen.attempts as f64) / WATCHED.as_secs_f64(),
            "1/s",
            Limit::AtLeast(0.8 * hostile.len() as f64 / ATTEMPTS_EVERY.as_secs_f64()),
        ),
        Row::told(
            "p50 of the neighbour, alone",
            middle(|seen| seen.alone.quantile(0.5)),
            "µs",
        ),
        Row::told(
            "p50 beside them",
            middle(|seen| seen.beside.quantile(0.5)),
            "µs",
        ),
        Row::told(
            "p99 of the neighbour, alone",
            middle(|seen| seen.alone.quantile(0.99)),
            "µs",
        ),
        Row::told(
            "p99 beside them",
            middle(|seen| seen.beside.quantile(0.99)),
            "µs",
        ),
        Row::judged(
            "p99 beside them over p99 alone",
            middle(ratio),
            "",
            Limit::AtMost(2.0),
        ),
        Row::judged(
            "people whom the neighbour did not answer",
            bad as f64,
            "",
            Limit::AtMost(0.0),
        ),
        Row::told("the same ratio without circuit breakers", ratio(&bare), ""),
        Row::told(
            "p99 beside them without circuit breakers",
            bare.beside.quantile(0.99),
            "µs",
        ),
    ])
}

/// The component files of the corpus and of the neighbour.
struct Files {
    paths: Vec<PathBuf>,
    _folder: TempDir,
}

impl Files {
    fn of(setting: &Setting, hostile: &[&Hostile]) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder could be made")?;
        let mut paths = vec![setting.guest("bench-page")];
        for hostile in hostile {
            let path = folder.path().join(format!("{}.wasm", hostile.name));
            std::fs::write(&path, hostile.component()?)
                .with_context(|| format!("{} cannot be written", path.display()))?;
            paths.push(path);
        }
        Ok(Self {
            paths,
            _folder: folder,
        })
    }
}

fn beside(
    setting: &Setting,
    files: &[PathBuf],
    addresses: &[String],
    settings: &str,
) -> Result<Seen> {
    let (people, load) = (executor(1)?, executor_for_load(2)?);
    let balai = Balai::start(setting, Cores::All, files, settings)?;
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
        let attackers: Vec<_> = addresses
            .iter()
            .map(|address| {
                let (url, stop) = (format!("{}{address}", balai.url()), Arc::clone(&stop));
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
