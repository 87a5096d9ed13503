//! Before a new version is let in, it runs the journeys of all that people get, and touches nothing.

use std::process::{Command, Output};

use insta::assert_snapshot;
use store::{Backend, Store, testing};
use tempfile::TempDir;
use wasm_encoder::{ComponentSection as _, CustomSection};

use crate::{crash::try_out, guest::broken, server::licences};

#[tokio::test(flavor = "multi_thread")]
async fn what_people_get_is_run_before_an_upgrade_on_sqlite() {
    runs_all(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_get_is_run_before_an_upgrade_on_postgresql() {
    runs_all(Backend::Postgres).await;
}

fn balai(folder: &TempDir, args: &[&str]) -> (bool, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_balai"))
        .args(args)
        .args(["--config", "balai.toml"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8([stdout, stderr].concat()).unwrap();
    (status.success(), said)
}

async fn runs_all(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let url = testing::address(backend, folder.path()).await.unwrap();
    let data = folder.path().join("data");
    let text = format!(
        "mode = \"development\"\npublic-url = \"http://127.0.0.1:8080\"\n\
         [database]\nurl = \"{url}\"\n[data]\ndir = \"{}\"\n",
        data.display()
    );
    std::fs::write(folder.path().join("balai.toml"), text).unwrap();
    assert!(balai(&folder, &["migrate"]).0);
    let (passed, said) = balai(&folder, &["serve", "--verify"]);
    assert!(passed, "{said}");
    assert_eq!(said, "0 passed, 0 failed\n");

    try_out(&url, &data, &std::fs::read(licences()).unwrap()).await;
    let (passed, said) = balai(&folder, &["serve", "--verify"]);
    assert!(passed, "{said}");
    assert!(
        said.starts_with("ok      kota-damai/izin-usaha 0.1.0 (1 of 1): "),
        "{said}"
    );
    assert!(said.ends_with("1 passed, 0 failed\n"), "{said}");

    // Installed where nothing is curated, so that nobody ran its journey.
    let mut wrong = broken();
    CustomSection {
        name: "balai:journey:buka".into(),
        data: b"# Buka\nclock 2026-11-24T09:00:00+07:00\nseed 1\n\nas nobody\nopen /\n".into(),
    }
    .append_to_component(&mut wrong);
    try_out(&url, &data, &wrong).await;
    let store = Store::open(&url.parse().unwrap()).await.unwrap();
    let before = testing::written(&store).await.unwrap();
    let (passed, said) = balai(&folder, &["serve", "--verify"]);
    assert!(!passed, "{said}");
    let of_it = said.lines().skip_while(|line| !line.starts_with("FAILED"));
    let id = regex::Regex::new("[0-9a-f]{8}-[0-9a-f-]{27}").unwrap();
    let of_it = of_it.collect::<Vec<_>>().join("\n");
    assert_snapshot!(id.replace_all(&of_it, "[id]"));
    assert_eq!(testing::written(&store).await.unwrap(), before);
    assert_eq!(
        std::fs::read_dir(data.join("components")).unwrap().count(),
        2
    );

    // A file that is not what was published is not run.
    let other = b"anything else";
    for file in std::fs::read_dir(data.join("components")).unwrap() {
        std::fs::write(file.unwrap().path(), other).unwrap();
    }
    let (passed, said) = balai(&folder, &["serve", "--verify"]);
    assert!(!passed, "{said}");
    assert!(said.contains("is not what was published"), "{said}");
}
