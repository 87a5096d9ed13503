//! What a node is asked for while it counts what it does: `cargo xtask node` builds the program that people use by these
//! counts. Pages of mini-apps, the shell's own, and what is sent; not the page that is measured.

use anyhow::{Context as _, Result, ensure};
use regex::Regex;
use reqwest::header;

use crate::crowd::{Crowd, Waits};
use crate::load::{browser, sign_in};
use crate::measure::executor;
use crate::servers::{Balai, Cores};
use crate::setting::Setting;

/// A mini-app as agencies write them.
const SERVICE: &str = "/m/kota-damai/izin-usaha/";
/// The mini-app with one document.
const DOCUMENT: &str = "/m/kota-damai/bench-document/";
/// Pages of the shell itself.
const SHELL: [&str; 4] = ["/", "/drafts", "/receipts", "/inbox"];
/// Whoever asks at once.
const CONNECTIONS: usize = 16;
/// So often something is sent.
const ACTS: usize = 200;

/// Asks for them all.
///
/// # Errors
/// Where the node gives anything but pages: it would count what nobody is to see often.
pub fn train(setting: &Setting) -> Result<()> {
    let executor = executor(1)?;
    let mini_apps = ["izin-usaha", "bench-document"].map(|name| setting.guest(name));
    let balai = Balai::start(setting, Cores::First, &mini_apps, "")?;
    let cookie = executor.block_on(sign_in(&balai.url(), "sari"))?;
    let signed_in = [format!("cookie: {cookie}")];
    let browsing = [
        format!("cookie: {cookie}"),
        "accept-encoding: gzip".to_owned(),
    ];
    let pages = [
        (SERVICE, &signed_in[..]),
        (SERVICE, &browsing),
        (SERVICE, &[]),
        (DOCUMENT, &signed_in),
    ];
    let shell = SHELL.map(|path| (path, &signed_in[..]));
    for (path, headers) in pages.into_iter().chain(shell) {
        Crowd {
            url: &format!("{}{path}", balai.url()),
            connections: CONNECTIONS,
            seconds: setting.seconds,
            headers,
            waits: Waits::Awake,
        }
        .send_all_good()
        .with_context(|| format!("the node does not give {path}"))?;
    }
    executor.block_on(send(&balai.url(), &cookie))
}

/// Presses the button of the document's page again and again.
async fn send(url: &str, cookie: &str) -> Result<()> {
    let client = browser()?;
    let press = Regex::new(r#"<form method="post" action="(/drafts/[^"]+)""#)?;
    for _ in 0..ACTS {
        let page = client
            .get(format!("{url}{DOCUMENT}"))
            .header(header::COOKIE, cookie);
        let page = page.send().await?.error_for_status()?.text().await?;
        let action = press
            .captures(&page)
            .context("the page of the document has no button")?;
        let sent = client
            .post(format!("{url}{}", &action[1]))
            .header(header::COOKIE, cookie)
            .header(header::ORIGIN, url)
            .send()
            .await?;
        ensure!(sent.status().is_success(), "{} came back", sent.status());
    }
    Ok(())
}
