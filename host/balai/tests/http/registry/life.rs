//! From the publisher's folder to the citizen, back, and off everybody at once.

use std::time::{Duration, Instant};

use app::{App, Clock, Entropy, KeepingConfig};
use balai::follow::{self, Follower};
use insta::assert_snapshot;
use store::Backend;

use super::people::{APP, Hall, changed, copy};
use crate::{server::licences, visitor::Visitor};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_release_lives_from_the_publisher_to_the_citizen_and_is_stopped() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let sari = Visitor::signed_in(&hall.server, "sari").await;
    let page = "/m/kota-damai/izin-usaha/";
    let mut told = Vec::new();
    let file = hall.version("1.0.0");
    let file = file.to_str().unwrap();
    for (login, args) in [
        ("wayan", &["status", "kota-damai"][..]),
        ("wayan", &["publish", file, "--key", "wayan.pem"]),
        ("wayan", &["status", APP]),
        ("indah", &["review", "list"]),
        (
            "indah",
            &["review", "approve", APP, "1.0.0", "--key", "indah.pem"],
        ),
        ("wayan", &["rollouts", APP]),
        ("wayan", &["rollout", APP, "1.0.0", "--region", "99.99"]),
        ("wayan", &["rollout", APP, "1.0.0"]),
        ("wayan", &["rollouts", APP]),
        ("wayan", &["keys", "list"]),
        ("indah", &["review", "list"]),
        ("hasan", &["stops"]),
    ] {
        let said = hall.says(login, args).await;
        told.push(format!(
            "{login}$ balai {}\n{}",
            args.join(" "),
            hall.steady(&said)
        ));
    }
    let told = told.join("\n").replace(file, "1.0.0.wasm");
    assert_snapshot!("registry_life", told);
    let shown = sari.get(page).await;
    shown.assert_says("Izin usaha");

    // An operator stops it: the next page is plain, and says why.
    let stop = ["stop", "mini-app", APP, "--reason", "Kehilangan jawaban."];
    hall.says("hasan", &stop).await;
    let stopped = sari.get(page).await;
    assert_eq!(stopped.status, 503);
    stopped.assert_says("Layanan ini dihentikan");
    stopped.assert_says("Kehilangan jawaban.");
    let resume = ["resume", "mini-app", APP, "--reason", "Sudah diperbaiki."];
    hall.says("hasan", &resume).await;
    sari.get(page).await.assert_says("Izin usaha");

    // Another release, and back.
    hall.approved("1.1.0").await;
    hall.says("wayan", &["rollout", APP, "1.1.0"]).await;
    let back = ["rollback", APP, "--reason", "lebih banyak galat"];
    let said = hall.says("wayan", &back).await;
    assert!(said.contains("100 % of people get 1.0.0"), "{said}");
    assert!(said.contains("(lebih banyak galat)"), "{said}");
    sari.get(page).await.assert_says("Izin usaha");

    // Anybody audits all of it, here or from a copy.
    let (key, root) = (hall.signer().key().to_string(), hall.root());
    let log = format!("{}/log", hall.server.address);
    let verify = ["--key", &key, "--root", &root];
    let said = hall
        .says("nobody", &[&["log", "verify", &log][..], &verify].concat())
        .await;
    assert!(said.contains("No rule is broken."), "{said}");
    let entries: u64 = said.split(' ').next().unwrap().parse().unwrap();
    let folder = hall.at("copy");
    copy(&hall.server, entries, &folder).await;
    let from_copy = ["log", "verify", folder.to_str().unwrap()];
    let from_copy = [&from_copy[..], &verify].concat();
    assert_eq!(hall.says("nobody", &from_copy).await, said);
    // Somebody changes one letter of the copy.
    let bundle = folder.join(format!("tile/entries/000.p/{entries}"));
    let mut bytes = std::fs::read(&bundle).unwrap();
    let at = bytes
        .windows(6)
        .position(|bytes| bytes == b"reason")
        .unwrap();
    bytes[at + 10] ^= 1;
    std::fs::write(&bundle, bytes).unwrap();
    let refused = hall.refuses("nobody", &from_copy).await;
    assert!(refused.contains("not those of the checkpoint"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reviewer_sees_what_is_new_and_rejects_with_a_reason() {
    let hall = &Hall::open(Backend::Postgres).await;
    let sari = Visitor::signed_in(&hall.server, "sari").await;
    hall.approved("1.0.0").await;
    hall.says("wayan", &["rollout", APP, "1.0.0"]).await;
    let more = hall.changed("1.1.0", |manifest| {
        manifest
            + "\n[[claims]]\nname = \"address\"\nbasis = \"public-task\"\nlaw = \"PP 28/2025\"\n\
               purpose = { id = \"Mengirim surat.\", en = \"To send letters.\" }\n"
    });
    let publish = ["publish", more.to_str().unwrap(), "--key", "wayan.pem"];
    hall.says("wayan", &publish).await;
    let shown = hall.says("indah", &["review", "show", APP, "1.1.0"]).await;
    assert_snapshot!("registry_review", hall.steady(&shown));
    // Its icon is nobody's to see yet who has nothing to do with it.
    let app = hall.server.app();
    let indah = hall.staff("indah").await;
    let waiting = app.releases_in_review(&mut app.reading(), &indah).await;
    let waiting = waiting.unwrap().remove(0);
    let icon = format!("/icons/{}", waiting.id);
    assert_eq!(sari.get(&icon).await.status, 404);
    let live = app.releases_offered().await.unwrap().remove(0).id;
    let shown = sari.get(&format!("/icons/{live}")).await;
    assert!(shown.text.starts_with("<svg"), "{}", shown.text);
    assert_eq!(shown.header("content-type"), "image/svg+xml");
    // What people see of it stays with it: its links lead to its own pages, and nothing can be sent from them.
    let looking = Visitor::signed_in(&hall.server, "indah").await;
    looking.post("/role", &[("role", "staff")]).await;
    let pages = format!("/registry/{}/pages", waiting.id);
    let first = looking.get(&format!("{pages}/1")).await;
    first.assert_says("Izin usaha 1.1.0");
    assert!(
        first
            .text
            .contains("<fieldset class=\"looked-at\" disabled>")
    );
    assert!(!first.text.contains("href=\"/m/kota-damai/"));
    let led = looking.get(&format!("{pages}/1/at/ajukan")).await;
    assert!(
        led.path.starts_with(&format!("{pages}/")) && !led.path.contains("/at/"),
        "{}",
        led.path
    );
    // Who refuses without a rule is told before their device is asked for a signature.
    let report = trust::Digest::of(waiting.report.as_ref().unwrap().as_bytes()).to_string();
    let refusing = [
        ("verdict", "reject"),
        ("reason", "Tidak perlu."),
        ("digest", &waiting.digest),
        ("report", &report),
    ];
    let statement = format!("/registry/{}/statement", waiting.id);
    let told = looking.post(&statement, &refusing).await;
    assert_eq!(told.status, 422);
    told.assert_says("Sebutkan aturan");
    let nowhere = looking.get(&format!("{pages}/1/at/tidak-ada")).await;
    assert_eq!(nowhere.status, 404);
    nowhere.assert_says("/tidak-ada");
    // The agency finds the same beforehand, to the byte.
    let live = hall.version("1.0.0");
    let check = [
        "check",
        more.to_str().unwrap(),
        "--against",
        live.to_str().unwrap(),
        "--json",
    ];
    let here = hall.says("nobody", &check).await;
    assert_eq!(waiting.report.unwrap(), here);
    let reject = ["review", "reject", APP, "1.1.0", "--key", "indah.pem"];
    let because = [
        "--rule",
        "UU 27/2022 art. 16",
        "--reason",
        "Izin tidak memerlukan alamat.",
    ];
    hall.says("indah", &[&reject[..], &because].concat()).await;
    let status = hall.says("wayan", &["status", APP]).await;
    assert_snapshot!("registry_status", hall.steady(&status));
    // The old one keeps serving.
    sari.get("/m/kota-damai/izin-usaha/")
        .await
        .assert_says("Izin usaha");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agency_demands_two_persons_and_goes_back_with_both() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let rule = [
        "keys",
        "rule",
        "kota-damai",
        "--publishers",
        "2",
        "--key",
        "wayan.pem",
    ];
    hall.says("wayan", &rule).await;
    let file = hall.version("1.0.0");
    let publish = ["publish", file.to_str().unwrap(), "--key", "wayan.pem"];
    let said = hall.says("wayan", &publish).await;
    assert!(
        said.ends_with("balai countersign kota-damai/izin-usaha 1.0.0\n"),
        "{said}"
    );
    let alone = [
        "keys",
        "rule",
        "kota-damai",
        "--publishers",
        "1",
        "--key",
        "wayan.pem",
    ];
    let refused = hall.refuses("wayan", &alone).await;
    assert!(
        refused.contains("demands 2 persons, and 1 signed"),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_node_hears_of_a_stop_and_does_not_start_over_a_log_that_went_back() {
    let hall = &Hall::open(Backend::Postgres).await;
    hall.approved("1.0.0").await;
    hall.says("wayan", &["rollout", APP, "1.0.0"]).await;
    // Over the same database, with a folder of its own.
    let node = || {
        let (store, entropy) = (hall.server.store.clone(), Entropy::system().unwrap());
        let root = hall.root().parse().unwrap();
        App::curated(
            store,
            Clock::System,
            entropy,
            KeepingConfig::default(),
            root,
        )
    };
    let (app, folder) = (node(), tempfile::tempdir().unwrap());
    let follower = Follower::begin(app.clone(), hall.signer(), folder.path()).await;
    let following = tokio::spawn(follower.unwrap().go_on());
    let live = app.releases_offered().await.unwrap().remove(0);
    assert_eq!(app.assert_admitted(&live), Ok(()));
    hall.says("hasan", &["stop", "agency", "kota-damai", "--reason", "x"])
        .await;
    let begun = Instant::now();
    while app.assert_admitted(&live).is_ok() {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "it hears of nothing"
        );
        tokio::task::yield_now().await;
    }
    following.abort();

    // It has seen more than there is: the database is an older one.
    let mut head = app.log_head(&mut app.reading()).await.unwrap();
    head.size += 1;
    let seen = hall.signer().sign(head).unwrap();
    std::fs::write(folder.path().join("log-seen"), seen).unwrap();
    let refused = Follower::begin(node(), hall.signer(), folder.path()).await;
    let refused = format!("{:#}", refused.err().unwrap());
    assert!(
        refused.contains("restored from an older backup"),
        "{refused}"
    );
    assert!(follow::forget(folder.path()).unwrap());
    let begun = Follower::begin(node(), hall.signer(), folder.path()).await;
    assert!(begun.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agency_that_the_demo_does_not_know_passes_its_checks() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let other = changed(
        &licences().with_file_name("masa-berlaku.wasm"),
        |manifest| manifest.replace("kemen-aparatur/", "kota-baru/"),
    );
    let file = hall.at("other.wasm");
    std::fs::write(&file, other).unwrap();
    let said = hall
        .says("nobody", &["check", file.to_str().unwrap()])
        .await;
    assert!(said.contains("ok      journeys: 4 journeys"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_report_comes_of_the_same_file_everywhere() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let file = hall.version("1.0.0");
    let file = file.to_str().unwrap();
    let here = hall.says("nobody", &["check", file, "--json"]).await;
    hall.says("wayan", &["publish", file, "--key", "wayan.pem"])
        .await;
    let app = hall.server.app();
    let indah = hall.staff("indah").await;
    let waiting = app.releases_in_review(&mut app.reading(), &indah).await;
    let there = waiting.unwrap().remove(0).report.unwrap();
    assert_eq!(here, there);
}
