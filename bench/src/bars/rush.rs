//! A rush: 2,000 people on one mini-app, each asking again as soon as there is an answer; and how everybody else fares.

use std::time::Duration;

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use super::pages::PAGE;
use crate::crowd::{Crowd, Waits};
use crate::load::Paced;
use crate::measure::executor;
use crate::report::Row;
use crate::servers::{Balai, Cores};
use crate::setting::Setting;
use crate::variants::Variants;

const PEOPLE: usize = 2_000;
/// Between two people who come to the other mini-app.
const INTERVAL: Duration = Duration::from_millis(10);
/// So long others are watched, before and in the rush.
const WATCHED: Duration = Duration::from_secs(10);
/// The other mini-app, of the same agency.
const OTHER: u32 = 1;

pub fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let executor = executor(2)?;
    let page = setting.guest("bench-page");
    let folder = TempDir::new().context("no temporary folder could be made")?;
    let other = folder.path().join("other.wasm");
    std::fs::write(&other, Variants::of(&page)?.number(OTHER))
        .context("the other mini-app cannot be written")?;
    let balai = Balai::start(setting, Cores::All, &[page, other], "")?;
    let rushed = format!("{}{PAGE}", balai.url());
    let other = rushed.replace("varian-00000000", &format!("varian-{OTHER:08}"));

    executor.block_on(async {
        Paced::send(&other, "", INTERVAL, Duration::from_secs(1)).await?;
        let before = Paced::send(&other, "", INTERVAL, WATCHED).await?;
        let rush = tokio::task::spawn_blocking(move || {
            // Longer than the others are watched, so that it is there from their first to their last.
            let seconds = WATCHED.as_secs() + 2;
            Crowd {
                url: &rushed,
                connections: PEOPLE,
                seconds,
                headers: &[],
                // The server has this core too.
                waits: Waits::Asleep,
            }
            .send()
        });
        tokio::time::sleep(Duration::from_secs(1)).await;
        let within = Paced::send(&other, "", INTERVAL, WATCHED).await?;
        let rush = rush.await??;
        Ok(vec![
            Row::told("answers to the 2,000", rush.per_second(), "1/s"),
            Row::told(
                "of those, told to come again",
                rush.bad / rush.requests() * 100.0,
                "%",
            ),
            Row::told("p50 of the 2,000", rush.p50 / 1e3, "ms"),
            Row::told("p99 of the 2,000", rush.p99 / 1e3, "ms"),
            Row::told(
                "p99 of everybody else, before",
                before.quantile(0.99) / 1e3,
                "ms",
            ),
            Row::told(
                "p50 of everybody else, in the rush",
                within.quantile(0.5) / 1e3,
                "ms",
            ),
            Row::told(
                "p99 of everybody else, in the rush",
                within.quantile(0.99) / 1e3,
                "ms",
            ),
            Row::told("everybody else whom nobody answered", within.bad as f64, ""),
        ])
    })
}
