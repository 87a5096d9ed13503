//! A core module becomes a component of the mini-apps' world, with a manifest.

use std::path::Path;

use wasm_encoder::{ComponentSection as _, CustomSection};
use wit_component::{ComponentEncoder, StringEncoding};
use wit_parser::Resolve;

use crate::AGENCY;

/// Everything that a mini-app may import: what a module does not use of it is not in the component.
const WORLD: &str = "
    package hostile:guest@0.1.0;
    world everything {
        include balai:app/mini-app@0.1.0;
        include balai:platform/everything@0.1.0;
        import wasi:cli/exit@0.2.0;
    }
";

/// What is needed of WASI.
const WASI: &str = "
    package wasi:cli@0.2.0;
    interface exit { exit: func(status: result); }
";

/// A manifest that holds, under this name.
pub fn manifest(name: &str) -> String {
    format!(
        r#"
id = "{AGENCY}/{name}"
version = "0.1.0"
category = "contoh"
audience = ["citizens"]
title = {{ id = "Nakal", en = "Naughty" }}
description = {{ id = "Mencoba merusak.", en = "Tries to do harm." }}
contact = {{ email = "nakal@kota-damai.example", phone = "+62000000" }}
cases = {{ page = "/perkara/{{number}}", basis = "public-task", law = "UU 1/2026" }}
"#
    )
}

/// A module that knows its world, as a mini-app of this name.
pub fn mini_app(name: &str, module: &[u8]) -> Vec<u8> {
    with_manifest(encoded(module), &manifest(name))
}

/// A module in text, which is to keep the mini-apps' world, as a mini-app of this name.
pub fn of_text(name: &str, text: &str) -> Vec<u8> {
    mini_app(name, &in_world(text))
}

/// Appends the manifest.
pub fn with_manifest(mut component: Vec<u8>, manifest: &str) -> Vec<u8> {
    let section = CustomSection {
        name: "balai:manifest".into(),
        data: manifest.as_bytes().into(),
    };
    section.append_to_component(&mut component);
    component
}

/// A whole component in text.
pub fn component_of_text(text: &str) -> Vec<u8> {
    made(wat::parse_str(text))
}

fn in_world(text: &str) -> Vec<u8> {
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
    let mut resolve = Resolve::default();
    for package in ["types", "ui", "platform", "app"] {
        made(resolve.push_dir(wit.join(package).join("0.1.0")));
    }
    made(resolve.push_str("wasi.wit", WASI));
    let package = made(resolve.push_str("world.wit", WORLD));
    let world = made(resolve.select_world(&[package], Some("everything")));
    let mut module = made(wat::parse_str(text));
    made(wit_component::embed_component_metadata(
        &mut module,
        &resolve,
        world,
        StringEncoding::UTF8,
    ));
    module
}

fn encoded(module: &[u8]) -> Vec<u8> {
    made(
        ComponentEncoder::default()
            .module(module)
            .and_then(|mut encoder| encoder.encode()),
    )
}

/// The sources of the corpus stand in this crate: one that cannot be made is a mistake in it, which its tests find.
fn made<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    match result {
        Ok(made) => made,
        Err(error) => panic!("a source of the corpus does not hold: {error:#}"),
    }
}
