//! A mini-app that fails: its person is told plainly, nothing is written, and everybody else is served meanwhile.

use std::path::Path;

use app::FailureId;
use reqwest::{StatusCode, header};
use wasm_encoder::{ComponentSection as _, CustomSection};
use wit_component::{ComponentEncoder, StringEncoding};
use wit_parser::{LiftLowerAbi, ManglingAndAbi, Resolve, WorldId};

use crate::{
    licence::{APP, CLINIC, applied},
    server::Server,
    visitor::{Shown, Visitor},
};

on_both!(a_mini_app_that_traps_is_told_plainly);

/// A component of the mini-apps' world around a core module, which may need to know the world.
pub fn mini_app(name: &str, module: impl FnOnce(&Resolve, WorldId) -> Vec<u8>) -> Vec<u8> {
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
    let mut resolve = Resolve::default();
    let mut last = None;
    for package in ["types", "ui", "platform", "app"] {
        let (id, _) = resolve.push_dir(wit.join(package).join("0.1.0")).unwrap();
        last = Some(id);
    }
    let world = resolve
        .select_world(&[last.unwrap()], Some("mini-app"))
        .unwrap();
    let mut module = module(&resolve, world);
    wit_component::embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
        .unwrap();
    let mut encoder = ComponentEncoder::default().module(&module).unwrap();
    let mut component = encoder.encode().unwrap();
    let manifest = format!(
        r#"
id = "kota-damai/{name}"
version = "0.1.0"
category = "contoh"
audience = ["citizens"]
title = {{ id = "Rusak", en = "Broken" }}
description = {{ id = "Untuk uji coba.", en = "For tests." }}
contact = {{ email = "a@kota-damai.example", phone = "+62000000" }}
"#
    );
    let manifest = CustomSection {
        name: "balai:manifest".into(),
        data: manifest.as_bytes().into(),
    };
    manifest.append_to_component(&mut component);
    component
}

/// In which every function traps at once.
pub fn broken() -> Vec<u8> {
    mini_app("rusak", |resolve, world| {
        let abi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);
        wit_component::dummy_module(resolve, world, abi)
    })
}

async fn a_mini_app_that_traps_is_told_plainly(server: Server) {
    let server = server.with_licences().await;
    server.platform.install(&broken()).await.unwrap();
    let sari = Visitor::signed_in(&server, "sari").await;
    let address = "/m/kota-damai/rusak/";
    let (failed, (receipt, _)) =
        tokio::join!(sari.get(address), applied(&sari, "Klinik Sari", CLINIC));
    assert_eq!(failed.status, StatusCode::BAD_GATEWAY);
    failed.assert_says("Ini bukan kesalahan Anda.");
    assert_eq!(receipt.status, StatusCode::OK);
    sari.get(&format!("{APP}/"))
        .await
        .assert_says("Klinik Sari");

    let request = sari.http.get(format!("{}{address}", server.address));
    let json = request.header(header::ACCEPT, "application/json");
    let json = Shown::of(json.send().await.unwrap(), &server.address).await;
    let told: serde_json::Value = serde_json::from_str(&json.text).unwrap();
    let id = told["id"].as_str().unwrap();
    let id: FailureId = id.parse().unwrap();
    let kept = server
        .app()
        .failure_by_id(&mut server.app().reading(), id)
        .await;
    let kept = kept.unwrap().unwrap();
    assert_eq!((kept.kind.as_str(), kept.path.as_str()), ("trap", "/"));
    assert!(kept.detail.contains("unreachable"), "{}", kept.detail);

    // Those who build the agency's mini-apps find it by its number; nobody else does.
    let looked_up = format!("/failures?id={id}");
    let putu = Visitor::signed_in(&server, "putu").await;
    let page = putu.get(&looked_up).await;
    page.assert_says("unreachable");
    page.assert_says(&id.to_string());
    let nothing = putu
        .get("/failures?id=01a20000-0000-7000-8000-000000000000")
        .await;
    nothing.assert_says("Tidak ditemukan");
    let budi = Visitor::signed_in(&server, "budi").await;
    assert_eq!(budi.get(&looked_up).await.status, StatusCode::FORBIDDEN);
    assert_eq!(sari.get(&looked_up).await.status, StatusCode::FORBIDDEN);
}
