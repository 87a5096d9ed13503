//! `balai check`: the checks of the registry, on one's own machine.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use balai::shell::SHELL;
use clap::Args;
use platform::checks::{Annex, Checked, Examined, Live, Report};
use runtime::{Runtime, RuntimeConfig};

use super::terminal::harmless;

/// What is checked.
#[derive(Args)]
pub struct Check {
    /// The folder of a mini-app, or its component file.
    #[arg(default_value = ".")]
    mini_app: PathBuf,
    /// The component file that people get now, to compare with.
    #[arg(long)]
    against: Option<PathBuf>,
    /// A folder with known vulnerabilities, as records of osv.dev: of the same day as the registry's for the same report.
    #[arg(long, value_name = "DIR")]
    advisories: Option<PathBuf>,
    /// Print the report as the registry keeps it.
    #[arg(long)]
    json: bool,
}

/// Runs every check, and prints the report.
pub async fn check(asked: Check) -> Result<()> {
    let scratch = tempfile::tempdir().context("no temporary folder could be made")?;
    let runtime = Runtime::new(&RuntimeConfig {
        cache_dir: scratch.path().join("native"),
        instances: 16,
        ..RuntimeConfig::default()
    })?;
    let component = if asked.mini_app.is_dir() {
        packaging::build(&asked.mini_app)?
    } else {
        read(&asked.mini_app)?
    };
    let live = match &asked.against {
        Some(file) => {
            let live = Live::of(&runtime, &read(file)?).await;
            Some(live.with_context(|| file.display().to_string())?)
        }
        None => None,
    };
    let Examined { report, annex, .. } = Checked {
        runtime: &runtime,
        shell: &SHELL,
        component: &component,
        live: live.as_ref(),
        advisories: asked.advisories.as_deref(),
    }
    .run()
    .await?;
    if asked.json {
        print!("{}", report.to_text()?);
    } else {
        print!("{}", written(&report));
        println!("{}", measured(&annex));
    }
    if !report.passed {
        let failed = report.checks.iter().filter(|line| !line.passed);
        let failed: Vec<&str> = failed.map(|line| line.check.name()).collect();
        bail!("these checks failed: {}", failed.join(", "));
    }
    Ok(())
}

fn read(file: &std::path::Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| {
        format!(
            "{} cannot be read; hint: give the folder of a mini-app, or its .wasm file",
            file.display()
        )
    })
}

/// What was measured, for people; another machine measures otherwise.
fn measured(annex: &Annex) -> String {
    let times: Vec<String> = annex
        .checks
        .iter()
        .filter(|time| time.ms > 0)
        .map(|time| format!("{} {} ms", time.check.name(), time.ms))
        .collect();
    format!(
        "measured here: {} bytes, {} as native code, compiled in {} ms of processor time; {}",
        annex.component_bytes,
        annex.native_bytes,
        annex.compile_ms,
        times.join(", ")
    )
}

/// A report, for people.
pub fn written(report: &Report) -> String {
    let mut lines = Vec::new();
    for line in &report.checks {
        let mark = if line.passed { "ok    " } else { "FAILED" };
        lines.push(match line.found.len() {
            0 => format!("{mark}  {}: {}", line.check.name(), line.tested),
            // What was tested reads as if it were so.
            1 => format!("{mark}  {}:", line.check.name()),
            found => format!("{mark}  {}: {found} things", line.check.name()),
        });
        for found in &line.found {
            lines.push(format!("        {}: {}", found.place, found.what));
            lines.push(format!("        hint: {}", found.mend));
        }
    }
    let permissions = &report.permissions;
    if report.asks_for_nothing() {
        lines.push("can show pages and forms, and nothing else".to_owned());
    }
    for (all, words) in [
        (&permissions.has, "can"),
        (&permissions.new, "NEW: can, and could not before:"),
        (&permissions.gone, "cannot any more:"),
    ] {
        // What all of it is new of is the first release, or one that asks for nothing more.
        if words.starts_with("NEW") && report.against.is_none() {
            continue;
        }
        lines.extend(all.iter().map(|one| format!("{words} {one}")));
    }
    lines.push(String::new());
    // An agency wrote some of it.
    harmless(&lines.join("\n"))
}
