//! `balai test`: the journeys of mini-apps, as the registry will run them.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use app::{Lang, Theme, form::Problem};
use balai::{
    view::{Reader, problem::message, text},
    web::showable,
};
use contract::{form::Form, values::Value};
use jiff::tz::TimeZone;
use platform::journey::{self, Shell};
use runtime::{Runtime, RuntimeConfig};

const SHELL: Shell = Shell {
    value,
    problem,
    page: showable::examine,
};
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

fn reader(lang: Lang, time_zone: &str) -> Reader {
    let lang = match lang {
        Lang::Id => text::Lang::Id,
        Lang::En => text::Lang::En,
    };
    Reader {
        lang,
        zone: TimeZone::get(time_zone).unwrap_or(TimeZone::UTC),
        theme: Theme::default(),
    }
}

/// As the shell's pages write it.
fn value(lang: Lang, time_zone: &str, value: &Value) -> String {
    match reader(lang, time_zone).value(value) {
        Ok(view) => view.plain().into_owned(),
        Err(error) => error.to_string(),
    }
}

fn problem(lang: Lang, form: &Form, problem: &Problem) -> String {
    let label = form
        .steps
        .iter()
        .flat_map(|step| &step.fields)
        .find(|field| field.name == problem.field);
    let label = label.map_or(problem.field.as_str(), |field| field.label.as_str());
    let reader = reader(lang, "Asia/Jakarta");
    message(&reader, label, problem.rule.key(), &problem.rule.args())
        .unwrap_or_else(|error| error.to_string())
}
