//! Bar 5: what a citizen waits who is the first to ask for a mini-app since the node started. The native code is there;
//! it was verified when the node started, and is mapped, linked and called.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, ensure};
use app::Release;
use futures::{StreamExt as _, TryStreamExt as _};

use super::call_path::show;
use crate::measure::{executor, median, micros, quantile};
use crate::node::{Node, anonymous};
use crate::report::{Limit, Row};
use crate::setting::Setting;
use crate::variants::Variants;

/// So many different mini-apps are called for the first time.
const SMALL: u32 = 200;
const PYTHON: u32 = 8;
/// Processes that compile at once.
const COMPILERS: usize = 2;
/// More than all of them hold.
const RESIDENT: u64 = 4 << 30;

pub fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let small = first_calls(setting, &setting.guest("bench-page"), SMALL)?;
    let python = first_calls(setting, &setting.guest("bench-python"), PYTHON)?;
    Ok(vec![
        Row::judged(
            "load and first call of a small mini-app, median",
            median(&small),
            "ms",
            Limit::AtMost(1.0),
        ),
        Row::told("99% of them take less than", quantile(&small, 0.99), "ms"),
        Row::judged(
            "load and first call of one in Python, median",
            median(&python),
            "ms",
            Limit::AtMost(10.0),
        ),
        Row::told("the slowest of them", quantile(&python, 1.0), "ms"),
    ])
}

/// In milliseconds, each of another mini-app.
fn first_calls(setting: &Setting, guest: &Path, count: u32) -> Result<Vec<f64>> {
    let executor = executor(1)?;
    executor.block_on(async {
        let node = Arc::new(Node::open(setting, RESIDENT).await?);
        let mut waits = Vec::new();
        let releases = releases(&node, guest, count).await?;
        for release in &releases {
            // As a node does when it starts: the native code is held against its seal.
            node.runtime.warm_up(&release.digest).await?;
        }
        for release in releases {
            let (node, caller) = (Arc::clone(&node), anonymous(&release));
            let wait = tokio::spawn(async move {
                let begun = Instant::now();
                show(&node, &caller).await?;
                anyhow::Ok(micros(begun.elapsed()) / 1e3)
            });
            waits.push(wait.await??);
        }
        Ok(waits)
    })
}

/// The first `count` variants of a guest as releases that are compiled, and neither loaded nor linked. What was compiled
/// in an earlier run is not compiled again.
pub async fn releases(node: &Node, guest: &Path, count: u32) -> Result<Vec<Arc<Release>>> {
    let variants = Variants::of(guest)?;
    let compiled = futures::stream::iter((0..count).map(|number| {
        let component = variants.number(number);
        async move { node.compiled(&component).await.map(Arc::new) }
    }));
    let releases: Vec<Arc<Release>> = compiled.buffered(COMPILERS).try_collect().await?;
    let digests: BTreeSet<_> = releases.iter().map(|release| release.digest).collect();
    ensure!(
        digests.len() == releases.len(),
        "the variants do not differ"
    );
    Ok(releases)
}
