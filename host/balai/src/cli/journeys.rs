//! `balai test`: the journeys of mini-apps, as the registry will run them.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use balai::shell::SHELL;
use platform::journey;
use runtime::{Runtime, RuntimeConfig};

const PREFIX: &str = "balai:journey:";

/// Runs every journey of each mini-app, given as its folder or its component file. Says of each how it went.
pub async fn test(mini_apps: &[PathBuf]) -> Result<()> {
    let scratch = tempfile::tempdir().context("no temporary folder could be made")?;
    let runtime = Runtime::new(&RuntimeConfig {
        cache_dir: scratch.path().join("native"),
        instances: 16,
        ..RuntimeConfig::default()
    })?;
    let (mut passed, mut failed) = (0, 0);
    for path in mini_apps {
        let name = path.display();
        let component = if path.is_dir() {
            packaging::build(path)?
        } else {
            fs::read(path).with_context(|| {
                format!(
                    "{name} cannot be read; hint: give the folder of a mini-app, or its .wasm file"
                )
            })?
        };
        let inspection = runtime
            .prepare(&component)
            .await
            .with_context(|| name.to_string())?;
        let journeys: Vec<(&str, &[u8])> = inspection
            .custom_sections
            .iter()
            .filter_map(|section| {
                Some((section.name.strip_prefix(PREFIX)?, section.bytes.as_slice()))
            })
            .collect();
        if journeys.is_empty() {
            println!("{name} has no journeys; docs/JOURNEYS.md says how to write one");
        }
        for (journey, text) in journeys {
            match run(&runtime, &component, text).await {
                Ok(title) => {
                    passed += 1;
                    println!("ok      {journey}: {title}");
                }
                Err(error) => {
                    failed += 1;
                    println!("FAILED  {name}, journeys/{journey}.journey, {error:#}");
                }
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed > 0 {
        bail!("{failed} of {} journeys failed", passed + failed);
    }
    Ok(())
}

async fn run(runtime: &Runtime, component: &[u8], text: &[u8]) -> Result<String> {
    let script = journey::parse(&String::from_utf8_lossy(text))?;
    journey::run(runtime, component, &script, &SHELL).await?;
    Ok(script.title)
}
