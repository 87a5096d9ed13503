//! A mini-app whose toolchain brings WASI: the time of the call, randomness and the log are there, and nothing else.

use std::{path::Path, process::Command};

use app::FailureId;
use reqwest::StatusCode;

use crate::{server::Server, visitor::Visitor};

on_both!(the_standard_library_finds_time_randomness_and_the_log_only);

const MANIFEST: &str = r#"
id = "kota-damai/std"
version = "0.1.0"
category = "contoh"
audience = ["citizens"]
title = { id = "Pustaka standar", en = "Standard library" }
description = { id = "Contoh.", en = "An example." }
contact = { email = "a@kota-damai.example", phone = "+62000000" }
"#;

/// The SDK's example `std`, as Rust's own toolchain builds it.
fn built() -> Vec<u8> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guests");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--package", "balai-sdk", "--example", "std"])
        .args(["--target", "wasm32-wasip2", "--profile", "plugin"])
        .arg("--target-dir")
        .arg(&target)
        .current_dir(workspace)
        .status();
    assert!(built.unwrap().success());
    let component = std::fs::read(target.join("wasm32-wasip2/plugin/examples/std.wasm")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("miniapp.toml"), MANIFEST).unwrap();
    packaging::package(folder.path(), &component).unwrap()
}

async fn the_standard_library_finds_time_randomness_and_the_log_only(server: Server) {
    server.platform.install(&built()).await.unwrap();
    let sari = Visitor::signed_in(&server, "sari").await;
    let shown = sari.get("/m/kota-damai/std/").await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    shown.assert_says("slept 3600 s; stood still true; keys 4;");
    shown.assert_says("variables 0; arguments 0; root false; outside false");
    let (_, rest) = shown.text.split_once("time ").unwrap();
    let time: i64 = rest.split_once(';').unwrap().0.parse().unwrap();
    let now = server.app().clock().now().0;
    assert!(
        (now - 60_000..=now).contains(&time),
        "{time} is not near {now}"
    );

    let ended = sari.get("/m/kota-damai/std/exit").await;
    assert_eq!(ended.status, StatusCode::BAD_GATEWAY);
    let uuid = regex::Regex::new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").unwrap();
    let id: FailureId = uuid.find(ended.main()).unwrap().as_str().parse().unwrap();
    let mut unit = server.app().reading();
    let kept = server.app().failure_by_id(&mut unit, id).await;
    let kept = kept.unwrap().unwrap();
    assert_eq!(kept.kind, "exit");
    assert_eq!(
        kept.log,
        "what is written to standard output\ngoes into the agency's log\n"
    );
}
