//! `balai serve --verify`: whether this binary runs what people get now, to be asked before it is let in.
//!
//! It runs the registry's own checks of each release that anybody gets, those of them that depend on the platform. It writes
//! nothing into the database or beside it: the platform of before serves meanwhile.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail};
use app::Release;
use balai::{config::Config, shell::SHELL};
use platform::checks::{Check, Checked, Line, Report};
use runtime::{Digest, Runtime, RuntimeConfig};

use super::node;

/// What another platform may change of a release that has passed.
const OF_THE_PLATFORM: [Check; 5] = [
    Check::Component,
    Check::World,
    Check::Start,
    Check::Journeys,
    Check::Pages,
];

/// Says of each release how it went.
pub async fn verify(config: &Config) -> Result<()> {
    let store = node::open(config).await?;
    let app = node::app(config, &store)?;
    let scratch = tempfile::tempdir().context("no temporary folder could be made")?;
    let runtime = Runtime::new(&RuntimeConfig {
        cache_dir: scratch.path().join("native"),
        ..config.runtime.clone()
    })?;
    if app.is_curated() {
        app.log_follow().await?;
    }
    let live = app.releases_offered().await.with_context(|| {
        format!(
            "{} cannot be read; hint: `balai migrate` brings it up to date",
            config.database.url
        )
    })?;
    let (mut failed, mut passed) = (0, 0);
    for (number, release) in (1..).zip(&live) {
        let name = format!("{} {}", release.mini_app, release.manifest.version);
        let place = format!("{number} of {}", live.len());
        if let Err(stopped) = app.assert_admitted(release) {
            println!("skipped {name} ({place}): {stopped}");
            continue;
        }
        let report = match component(&config.components(), release) {
            Ok(component) => {
                let checked = Checked {
                    runtime: &runtime,
                    shell: &SHELL,
                    component: &component,
                    live: None,
                    advisories: None,
                };
                checked
                    .run()
                    .await
                    .map(|examined| examined.report)
                    .map_err(anyhow::Error::from)
            }
            Err(error) => Err(error),
        };
        let said = match &report {
            Ok(report) => found(report),
            Err(error) => vec![format!("{error:#}")],
        };
        if said.is_empty() {
            passed += 1;
            println!("ok      {name} ({place}): {}", tested(report.as_ref().ok()));
        } else {
            failed += 1;
            println!("FAILED  {name} ({place})");
            for line in said {
                println!("        {line}");
            }
        }
    }
    store.close().await;
    println!("{passed} passed, {failed} failed");
    if failed > 0 {
        bail!(
            "this balai does not run {failed} of {} releases that people get; hint: let the one of before serve on, and \
             have what is found mended first: by the agency in its next release, or here",
            live.len()
        );
    }
    Ok(())
}

/// The component file of a release, which is what was published.
fn component(folder: &Path, release: &Release) -> Result<Vec<u8>> {
    let file = folder.join(format!("{}.wasm", release.digest));
    let name = file.display();
    let bytes = fs::read(&file).with_context(|| {
        format!("{name} cannot be read; hint: bring it back from a backup or another node")
    })?;
    if Digest::of(&bytes) != release.digest {
        bail!(
            "{name} is not what was published; hint: bring it back from a backup or another node"
        );
    }
    Ok(bytes)
}

/// What another platform is to blame for, or would be blamed for.
fn found(report: &Report) -> Vec<String> {
    let lines = report.checks.iter();
    let of_the_platform = lines.filter(|line| OF_THE_PLATFORM.contains(&line.check));
    let mut said: Vec<String> = of_the_platform
        .flat_map(|line| &line.found)
        .map(|found| format!("{}: {}; hint: {}", found.place, found.what, found.mend))
        .collect();
    // A check that rests on another one is not there at all.
    if said.is_empty() && !has(report, Check::Pages) {
        said.push("its checks did not come to their end; hint: `balai check` tells why".to_owned());
    }
    said
}

fn has(report: &Report, check: Check) -> bool {
    report.checks.iter().any(|line| line.check == check)
}

fn tested(report: Option<&Report>) -> String {
    let lines = report.iter().flat_map(|report| &report.checks);
    let runs = lines.filter(|line| matches!(line.check, Check::Journeys | Check::Pages));
    let said: Vec<&str> = runs.map(|line: &Line| line.tested.as_str()).collect();
    said.join("; ")
}
