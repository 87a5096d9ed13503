//! The service worker, and what it keeps so that it is there without a network.

use std::sync::LazyLock;

use askama::Template as _;
use sha2::{Digest as _, Sha256};

use super::{Lang, assets, pages::OfflinePage, paths};

/// The script.
pub const SCRIPT: &str = include_str!("../../assets/service-worker.js");

/// What a page without a network is made of.
const KEPT: [&str; 5] = [
    "balai.css",
    "app.js",
    "offline.js",
    "htmx.min.js",
    "icons.svg",
];

static HREF: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    digest.update(SCRIPT);
    for file in files() {
        digest.update(file);
    }
    for lang in Lang::ALL {
        // What cannot be rendered is not kept either.
        digest.update(OfflinePage::of(lang).render().unwrap_or_default());
    }
    let digest = hex::encode(&digest.finalize()[..6]);
    format!("{}?v={digest}", paths::WORKER)
});

/// Its address, with a digest of it and of all that it keeps: where any of that changes, browsers take the new one.
#[must_use]
pub fn href() -> &'static str {
    &HREF
}

/// The addresses of what it keeps.
#[must_use]
pub fn files() -> Vec<String> {
    let kept = KEPT.into_iter().map(|name| assets::href(name).to_string());
    let pages = Lang::ALL
        .into_iter()
        .map(|lang| paths::offline(lang.code()));
    kept.chain(pages).collect()
}
