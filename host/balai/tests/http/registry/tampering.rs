//! Somebody changes a byte behind the registry's back, in a file, a row or the log: it does not run, and somebody is told.

use std::{fs, path::PathBuf, sync::Arc};

use app::{App, Clock, Entropy, KeepingConfig, Lang, MiniAppId, Reader, Role};
use balai::follow::Follower;
use contract::Request;
use insta::assert_snapshot;
use platform::Platform;
use reqwest::StatusCode;
use runtime::Runtime;
use store::{Backend, testing::tamper};

use super::people::{APP, Hall};
use crate::visitor::Visitor;

const PAGE: &str = "/m/kota-damai/izin-usaha/";

/// Another node over the same database and files.
async fn node(hall: &Hall) -> anyhow::Result<App> {
    let app = App::curated(
        hall.server.store.clone(),
        Clock::System,
        Entropy::system().unwrap(),
        KeepingConfig::default(),
        hall.root().parse().unwrap(),
    );
    Follower::begin(app.clone(), hall.signer(), hall.server.data()).await?;
    Ok(app)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_component_file_that_was_changed_does_not_run_until_it_is_put_back() {
    let native = tempfile::tempdir().unwrap();
    let cache = native.path().join("native");
    let hall = &Hall::open_as(Backend::Sqlite, |config| {
        config.runtime.cache_dir = cache.clone();
    })
    .await;
    hall.approved("1.0.0").await;
    hall.says("wayan", &["rollout", APP, "1.0.0"]).await;
    let file = fs::read_dir(hall.server.data().join("components")).unwrap();
    let file: PathBuf = file.map(|entry| entry.unwrap().path()).next().unwrap();
    let whole = fs::read(&file).unwrap();
    let mut changed = whole.clone();
    let at = whole.len() / 2;
    changed[at] ^= 1;
    // And what was compiled of it is gone, as on a node that is new.
    for engine in fs::read_dir(&cache).unwrap() {
        for entry in fs::read_dir(engine.unwrap().path()).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
    }
    fs::write(&file, changed).unwrap();
    let sari = Visitor::signed_in(&hall.server, "sari").await;
    let refused = sari.get(PAGE).await;
    assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR);
    // A release that would mend it does not wait for that.
    let more = hall.version("1.1.0");
    let publish = ["publish", more.to_str().unwrap(), "--key", "wayan.pem"];
    hall.says("wayan", &publish).await;
    fs::write(&file, whole).unwrap();
    sari.get(PAGE).await.assert_says("Izin usaha");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_was_changed_gives_a_release_nothing_more() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let store = &hall.server.store;
    hall.approved("1.0.0").await;
    hall.says("wayan", &["rollout", APP, "1.0.0"]).await;
    let mini_app: MiniAppId = APP.parse().unwrap();
    let anybody = app::Actor {
        role: Role::Anonymous,
        reader: Reader {
            lang: Lang::Id,
            time_zone: "Asia/Jakarta".to_owned(),
            region: None,
        },
    };
    let mut told = Vec::new();
    let visit = async || {
        let app = node(hall).await.unwrap();
        let mut config = hall.server.config.clone();
        config.runtime.instances = 4;
        let runtime = Runtime::new(&config.runtime).unwrap();
        let components = config.components();
        let platform = Platform::new(app.clone(), runtime, components).unwrap();
        let release = app
            .release_live(&mut app.reading(), &anybody, &mini_app)
            .await;
        let caller = Arc::new(app::Caller {
            actor: Arc::new(anybody.clone()),
            release: release.unwrap().unwrap(),
        });
        let request = Request {
            path: "/".to_owned(),
            query: Vec::new(),
        };
        platform.show(&caller, request).await
    };
    assert!(visit().await.is_ok());
    // What it says of itself, so that it would read more of people; what it imports, so that no stop would find it.
    for (change, back) in [
        (
            "UPDATE release SET manifest = replace(manifest, 'name = \"name\"', 'name = \"address\"')",
            "UPDATE release SET manifest = replace(manifest, 'name = \"address\"', 'name = \"name\"')",
        ),
        (
            "UPDATE release SET imports = replace(imports, 'balai:platform/cases@0.1.0', 'balai:platform/cases@0.1.0\nbalai:platform/claims@0.1.0')",
            "",
        ),
    ] {
        tamper(store, change).await.unwrap();
        told.push(format!("{change}\n{}", visit().await.unwrap_err()));
        if !back.is_empty() {
            tamper(store, back).await.unwrap();
        }
    }
    // A report that hides what was found, before the reviewer signs it; and a release that nobody approved.
    let more = hall.version("1.1.0");
    let publish = ["publish", more.to_str().unwrap(), "--key", "wayan.pem"];
    hall.says("wayan", &publish).await;
    let hide = "UPDATE release SET report = replace(report, 'listed pages', 'pages') WHERE version = '1.1.0'";
    tamper(store, hide).await.unwrap();
    let approve = ["review", "approve", APP, "1.1.0", "--key", "indah.pem"];
    told.push(format!("{hide}\n{}", hall.refuses("indah", &approve).await));
    let approved = "UPDATE release SET state = 'approved' WHERE version = '1.1.0'";
    tamper(store, approved).await.unwrap();
    let rollout = ["rollout", APP, "1.1.0"];
    told.push(format!(
        "{approved}\n{}",
        hall.refuses("wayan", &rollout).await
    ));
    assert_snapshot!("registry_tampering", told.join("\n---\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_was_changed_starts_no_node() {
    let hall = &Hall::open(Backend::Postgres).await;
    let store = &hall.server.store;
    hall.approved("1.0.0").await;
    node(hall).await.unwrap();
    let mut told = Vec::new();
    for (change, back) in [
        // The entry alone, so that the tree stays as it was.
        (
            "UPDATE log_entry SET entry = replace(entry, '\"passed\":true', '\"passed\":false')",
            "UPDATE log_entry SET entry = replace(entry, '\"passed\":false', '\"passed\":true')",
        ),
        // A hash of the tree alone.
        (
            "UPDATE log_hash SET hash = reverse(hash)",
            "UPDATE log_hash SET hash = reverse(hash)",
        ),
        // The last ones are gone.
        (
            "CREATE TABLE last AS SELECT * FROM log_entry WHERE number >= 5; DELETE FROM log_entry WHERE number >= 5",
            "INSERT INTO log_entry SELECT * FROM last",
        ),
        // One in the middle is.
        ("DELETE FROM log_entry WHERE number = 2", ""),
    ] {
        tamper(store, change).await.unwrap();
        let refused = node(hall).await.err().unwrap();
        told.push(format!(
            "{change}\n{}",
            hall.steady(&format!("{refused:#}"))
        ));
        if !back.is_empty() {
            tamper(store, back).await.unwrap();
            node(hall).await.unwrap();
        }
    }
    assert_snapshot!("registry_log_changed", told.join("\n---\n"));
    // Who has seen it before notices, too.
    let (key, root) = (hall.signer().key().to_string(), hall.root());
    let log = format!("{}/log", hall.server.address);
    hall.refuses(
        "nobody",
        &["log", "verify", &log, "--key", &key, "--root", &root],
    )
    .await;
}
