//! What a page weighs, on a slow network, and once Balai is installed.

use serde_json::json;

use super::person::{Driver, Person, Screen};
use crate::{licence::APP, server};

/// So many bytes the first page may bring with it, and a later one.
const FIRST: u64 = 100_000;
const LATER: u64 = 30_000;

/// What came over the wire for this page, headers and all.
const WEIGHT: &str = "performance.getEntries()
    .filter(entry => ['navigation', 'resource'].includes(entry.entryType))
    .reduce((sum, entry) => sum + entry.transferSize, 0)";

#[tokio::test]
async fn browser_pages_are_light() {
    let server = server::start(store::Backend::Sqlite)
        .await
        .with_licences()
        .await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, Screen::Phone).await;
    sari.open("/").await;
    sari.until("navigator.serviceWorker.controller !== null")
        .await;
    let first = sari.evaluate(WEIGHT).await.as_u64().unwrap();
    assert!(
        (1_000..FIRST).contains(&first),
        "the first page weighs {first}"
    );

    sari.sign_in("Sari Wulandari").await;
    for path in [
        "/",
        "/cases",
        "/drafts",
        "/inbox",
        APP,
        &format!("{APP}/ajukan"),
    ] {
        sari.open(path).await;
        let weight = sari.evaluate(WEIGHT).await.as_u64().unwrap();
        assert!((300..LATER).contains(&weight), "{path} weighs {weight}");
    }
    sari.leave().await;
}

/// GSM's EDGE at its worst: 50 kbit/s, half a second there and back.
#[tokio::test]
async fn browser_a_permit_is_begun_on_a_slow_network() {
    let server = server::start(store::Backend::Sqlite)
        .await
        .with_licences()
        .await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, Screen::Phone).await;
    let slow = json!({ "offline": false, "latency": 500, "downloadThroughput": 6_250, "uploadThroughput": 6_250 });
    sari.command("Network.emulateNetworkConditions", slow).await;
    sari.open(&format!("{APP}/ajukan")).await;
    sari.sign_in("Sari Wulandari").await;
    sari.arrive("Ajukan izin usaha").await;
    sari.fill("Nama usaha", "Klinik Sari").await;
    sari.fill("Cari dengan kata atau kode", "klinik").await;
    sari.press("Cari di daftar").await;
    sari.choose("86105").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Tempat").await;
    assert_eq!(
        sari.evaluate("document.getElementById('_lost').hidden")
            .await,
        true
    );
    sari.leave().await;
}

#[tokio::test]
async fn browser_it_can_be_installed() {
    let server = server::start(store::Backend::Sqlite).await;
    let driver = Driver::start();
    let person = Person::new(&driver, &server, Screen::Phone).await;
    person.open("/").await;
    person
        .until("navigator.serviceWorker.controller !== null")
        .await;
    let manifest = person.command("Page.getAppManifest", json!({})).await;
    assert_eq!(manifest["errors"], json!([]));
    assert!(manifest["url"].as_str().unwrap().ends_with("/manifest/id"));
    let missing = person
        .command("Page.getInstallabilityErrors", json!({}))
        .await;
    assert_eq!(missing["installabilityErrors"], json!([]));
    let icons = "fetch(document.querySelector('link[rel=manifest]').href)
        .then(answer => answer.json())
        .then(manifest => Promise.all(manifest.icons.map(icon => fetch(icon.src))))
        .then(answers => answers.map(answer => answer.status))";
    assert_eq!(person.evaluate(icons).await, json!([200, 200, 200, 200]));
    person.leave().await;
}
