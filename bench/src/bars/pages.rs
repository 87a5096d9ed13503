//! Bar 3: whole pages over HTTP. The server has one core, the load comes from the other: a signed-in citizen's page of a
//! mini-app, against the same bytes from memory, and against the same page from `wasmtime serve`.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::crowd::{Crowd, Load, Waits};
use crate::load;
use crate::measure::{Turns, executor, median};
use crate::report::{Limit, Row};
use crate::servers::{self, Balai, Cores};
use crate::setting::Setting;

const CONNECTIONS: usize = 16;
/// The mini-app's page.
pub const PAGE: &str = "/m/kemen-aparatur/varian-00000000/";
/// What makes `wasmtime serve` keep memory between requests, as our pool does.
const TUNED: [&str; 2] = [
    "-O",
    "pooling-memory-keep-resident=1048576,pooling-table-keep-resident=65536,pooling-pagemap-scan=y",
];

pub fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let executor = executor(1)?;
    let balai = Balai::start(setting, Cores::First, &[setting.guest("bench-page")], "")?;
    let page = format!("{}{PAGE}", balai.url());
    let cookie = executor.block_on(load::sign_in(&balai.url(), "sari"))?;
    let html = executor.block_on(fetch(&page, &cookie))?;
    ensure!(
        html.contains("varian-00000000"),
        "the page is not the mini-app's"
    );

    let file = setting.scratch.join("page.html");
    fs::write(&file, &html).with_context(|| format!("{} cannot be written", file.display()))?;
    let fixed = servers::fixed(&file)?;
    let default = servers::wasmtime(setting, &[])?;
    let tuned = servers::wasmtime(setting, &TUNED)?;
    let peer = executor.block_on(fetch(&default.url(), ""))?;
    ensure!(
        peer.contains("varian-00000000"),
        "the peer's page is not the mini-app's"
    );

    let signed_in = [format!("cookie: {cookie}")];
    let browsing = [
        format!("cookie: {cookie}"),
        "accept-encoding: gzip, deflate, br, zstd".to_owned(),
    ];
    let send = |url: &str, headers: &[String]| {
        Crowd {
            url,
            connections: CONNECTIONS,
            seconds: setting.seconds,
            headers,
            waits: Waits::Awake,
        }
        .send_all_good()
    };
    let mut loads: Vec<Load> = Vec::new();
    let turns = Turns::take(
        setting.rounds,
        &mut [
            &mut || {
                let load = send(&page, &signed_in)?;
                loads.push(load);
                Ok(load.per_second())
            },
            &mut || Ok(send(&page, &[])?.per_second()),
            &mut || Ok(send(&fixed.url(), &[])?.per_second()),
            &mut || Ok(send(&default.url(), &[])?.per_second()),
            &mut || Ok(send(&tuned.url(), &[])?.per_second()),
            &mut || Ok(send(&page, &browsing)?.per_second()),
        ],
    )?;
    let middle = |of: fn(&Load) -> f64| median(&loads.iter().map(of).collect::<Vec<_>>());
    let spread = |load: &Load| load.p99 / load.p50;
    Ok(vec![
        Row::told("page of a signed-in citizen", turns.median(0), "req/s"),
        Row::told(
            "page of somebody who is not signed in",
            turns.median(1),
            "req/s",
        ),
        Row::told(
            "page of a signed-in citizen, compressed",
            turns.median(5),
            "req/s",
        ),
        Row::told("the same bytes from memory", turns.median(2), "req/s"),
        Row::told("wasmtime serve, defaults", turns.median(3), "req/s"),
        Row::told(
            "wasmtime serve, tuned as our pool",
            turns.median(4),
            "req/s",
        ),
        Row::told("size of the page", html.len() as f64, "bytes"),
        Row::told("size of the peer's page", peer.len() as f64, "bytes"),
        Row::judged(
            "page over the same bytes from memory",
            turns.ratio(0, 2),
            "",
            Limit::AtLeast(0.17),
        ),
        Row::judged(
            "page over wasmtime serve, defaults",
            turns.ratio(0, 3),
            "",
            Limit::AtLeast(1.6),
        ),
        Row::told("page over wasmtime serve, tuned", turns.ratio(0, 4), ""),
        Row::told("p50 of the page", middle(|load| load.p50), "µs"),
        Row::told("p99 of the page", middle(|load| load.p99), "µs"),
        Row::judged(
            "p99 over p50",
            median(&loads.iter().map(spread).collect::<Vec<_>>()),
            "",
            Limit::AtMost(2.0),
        ),
    ])
}

async fn fetch(url: &str, cookie: &str) -> Result<String> {
    let request = load::browser()?.get(url).header("cookie", cookie);
    Ok(request.send().await?.error_for_status()?.text().await?)
}
