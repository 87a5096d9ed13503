//! What begins to fail is taken back by itself, and nothing is lost that citizens sent or began.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use reqwest::StatusCode;
use store::{Backend, testing};
use wasm_encoder::{ComponentSection as _, CustomSection};

use super::people::{APP, Hall, with_manifest};
use crate::{
    licence::{self, COFFEE, steps},
    visitor::Visitor,
};

/// A mini-app of which one page takes what is sent, and another one traps.
pub const FRAGILE: &str = "kota-damai/rapuh";
pub const TAKES: &str = "/m/kota-damai/rapuh/documents-without-end";
pub const TRAPS: &str = "/m/kota-damai/rapuh/panic";
const PATIENCE: Duration = Duration::from_secs(120);

const CLAIMS: &str = "\n[[claims]]\nname = \"name\"\nbasis = \"public-task\"\nlaw = \"UU 1/2026\"\n\
    purpose = { id = \"Menyapa.\", en = \"To greet.\" }\n";
const JOURNEY: &str = "# Halaman yang dapat dikirim\nclock 2026-11-24T09:00:00+07:00\nseed 1\n\n\
    as citizen sari\nopen /documents-without-end\nsee \"Tombol\"\n";

const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\"><path d=\"M4 4h16v16H4z\"/></svg>";
const SBOM: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}"#;

/// Its component file in a version. Its journey passes: it goes nowhere where it would trap.
pub fn fragile(hall: &Hall, version: &str) -> PathBuf {
    let hostile = hostile::corpus().find(|hostile| hostile.name == "documents-without-end");
    let component = hostile.unwrap().component().unwrap();
    let manifest = packaging::section(&component, packaging::MANIFEST_SECTION).unwrap();
    let manifest = String::from_utf8(manifest).unwrap();
    let manifest = manifest
        .replace("kota-damai/documents-without-end", FRAGILE)
        .replace("0.1.0", version)
        + CLAIMS;
    let mut component = with_manifest(&component, &manifest);
    for (name, data) in [
        (packaging::ICON_SECTION, ICON),
        (packaging::SBOM_SECTION, SBOM),
        ("balai:journey:kirim", JOURNEY),
    ] {
        CustomSection {
            name: name.into(),
            data: data.as_bytes().into(),
        }
        .append_to_component(&mut component);
    }
    let file = hall.at(&format!("rapuh-{version}.wasm"));
    std::fs::write(&file, component).unwrap();
    file
}

/// Published, approved.
pub async fn approved(hall: &Hall, version: &str) {
    let file = fragile(hall, version);
    let publish = ["publish", file.to_str().unwrap(), "--key", "wayan.pem"];
    hall.says("wayan", &publish).await;
    let approve = ["review", "approve", FRAGILE, version, "--key", "indah.pem"];
    hall.says("indah", &approve).await;
}

/// So many documents are kept of citizens: what is sent writes some.
pub async fn documents(hall: &Hall) -> i64 {
    let written = testing::written(&hall.server.store).await.unwrap();
    let of_citizens = written.into_iter().find(|(table, _)| *table == "personal");
    of_citizens.unwrap().1
}

async fn citizens(hall: &Hall) -> Vec<Visitor> {
    let mut all = Vec::new();
    let personas = app::seed::personas().unwrap();
    let citizens = personas.iter().filter(|one| one.works.is_empty());
    for persona in citizens {
        all.push(Visitor::signed_in(&hall.server, &persona.login).await);
    }
    all
}

/// Those who get it, and those who do not.
async fn divided(all: &[Visitor]) -> (Vec<&Visitor>, Vec<&Visitor>) {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for visitor in all {
        match visitor.get(TAKES).await.status {
            StatusCode::OK => with.push(visitor),
            status => {
                assert_eq!(status, StatusCode::NOT_FOUND);
                without.push(visitor);
            }
        }
    }
    (with, without)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_release_that_begins_to_trap_is_taken_back_and_nothing_sent_is_lost() {
    let hall = &Hall::open(Backend::Postgres).await;
    approved(hall, "1.0.0").await;
    let citizens = citizens(hall).await;
    // To a few, and to a few more until one of these people is among them.
    let mut shares = ["5", "25", "50", "75", "99"].into_iter();
    let (with, without) = loop {
        let share = shares.next().expect("nobody gets it");
        hall.says("wayan", &["rollout", FRAGILE, "1.0.0", "--share", share])
            .await;
        let (with, without) = divided(&citizens).await;
        if !with.is_empty() {
            break (with, without);
        }
    };
    for visitor in &with {
        let before = documents(hall).await;
        let send = visitor.get(TAKES).await.form_with("Kirim");
        visitor.post(&send, &[("", "")]).await;
        assert!(documents(hall).await > before, "it was not taken");
    }
    let written = testing::written(&hall.server.store).await.unwrap();

    // Now it fails, and fails again.
    let begun = Instant::now();
    while with[0].get(TAKES).await.status != StatusCode::NOT_FOUND {
        assert!(begun.elapsed() < PATIENCE, "it is not taken back");
        with[0].get(TRAPS).await;
    }
    let said = hall.says("wayan", &["rollouts", FRAGILE]).await;
    let last = said.lines().find(|line| line.contains("nobody gets"));
    let last = last.unwrap_or_else(|| panic!("{said}"));
    assert!(
        last.contains("nobody gets 1.0.0 any more (") && last.contains("panggilan gagal"),
        "{last}"
    );
    let said = hall.says("wayan", &["status", FRAGILE]).await;
    assert!(said.contains("rapuh 1.0.0  ended"), "{said}");
    assert!(said.contains("taken back by itself"), "{said}");
    let wayan = hall.staff("wayan").await;
    let app = hall.server.app();
    let inbox = app.inbox_of(&mut app.reading(), &wayan).await.unwrap();
    assert_eq!(inbox.len(), 1);

    // All that was accepted is there, for everybody who sent it; and nobody else ever noticed.
    for visitor in with {
        assert_eq!(visitor.get("/").await.status, StatusCode::OK);
    }
    for visitor in without {
        assert_eq!(visitor.get(TAKES).await.status, StatusCode::NOT_FOUND);
    }
    let after = testing::written(&hall.server.store).await.unwrap();
    for ((table, before), (_, after)) in written.into_iter().zip(after) {
        // The publishers' messages are new.
        let is_kept = if table == "message" {
            after > before
        } else {
            after == before
        };
        assert!(is_kept, "{table}: {before}, then {after}");
    }
    let (key, root) = (hall.signer().key().to_string(), hall.root());
    let log = format!("{}/log", hall.server.address);
    let verify = ["log", "verify", &log, "--key", &key, "--root", &root];
    let said = hall.says("nobody", &verify).await;
    assert!(said.contains("No rule is broken."), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_release_that_fails_more_than_the_one_before_goes_back_to_it() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let sari = Visitor::signed_in(&hall.server, "sari").await;
    approved(hall, "1.0.0").await;
    hall.says("wayan", &["rollout", FRAGILE, "1.0.0"]).await;
    for _ in 0..30 {
        assert_eq!(sari.get(TAKES).await.status, StatusCode::OK);
    }
    approved(hall, "1.1.0").await;
    let plan = ["--steps", "5,100", "--every", "1m"];
    let said = hall
        .says(
            "wayan",
            &[&["rollout", FRAGILE, "1.1.0"][..], &plan].concat(),
        )
        .await;
    assert!(said.contains("to come: 100 % (the next one "), "{said}");
    let said = hall.says("wayan", &["rollouts", FRAGILE, "--pause"]).await;
    assert!(said.contains("to come: 100 % (paused"), "{said}");
    // By hand, to be sure that she gets it: that ends the plan.
    hall.says("wayan", &["rollout", FRAGILE, "1.1.0"]).await;
    let begun = Instant::now();
    let back = loop {
        assert!(begun.elapsed() < PATIENCE, "it does not go back");
        sari.get(TRAPS).await;
        let said = hall.says("wayan", &["rollouts", FRAGILE]).await;
        if said.contains("step 4 (") {
            break said;
        }
    };
    assert!(
        back.contains("Balai, by itself): 100 % of people get 1.0.0 ("),
        "{back}"
    );
    assert!(!back.contains("to come"), "{back}");
    assert_eq!(sari.get(TAKES).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_was_begun_on_a_release_that_was_taken_back_loses_nothing() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let (sari, tono) = (
        Visitor::signed_in(&hall.server, "sari").await,
        Visitor::signed_in(&hall.server, "tono").await,
    );
    for version in ["1.0.0", "1.1.0"] {
        hall.approved(version).await;
        hall.says("wayan", &["rollout", APP, version]).await;
    }
    // One stands before the last button, the other one has typed the first step.
    let (_, draft) = licence::filled_in(&sari, "Kopi Sari", COFFEE).await;
    let page = tono.get(&format!("{}/ajukan", licence::APP)).await;
    let action = page.form_with("f.nama-usaha.0");
    let first = steps("Kopi Tono", COFFEE).remove(0);
    tono.post(&action, &first).await;
    let back = ["rollback", APP, "--reason", "lebih banyak galat"];
    hall.says("wayan", &back).await;

    let sent = sari.post(&format!("{draft}/send"), &[("", "")]).await;
    assert!(sent.path.starts_with("/receipts/"), "{}", sent.main());
    sent.assert_says("Kopi Sari");
    let again = tono.get(&format!("{}/ajukan", licence::APP)).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.text.contains("Kopi Tono"), "{}", again.main());
    assert_ne!(
        again.form_with("f.nama-usaha.0"),
        action,
        "a draft of its own"
    );
}
