//! What ends up in the file of a packaged mini-app, and what is refused.
#![expect(clippy::unwrap_used, reason = "a failure here is the test's failure")]

use std::fs;

use packaging::{PackagingError, package};
use tempfile::TempDir;
use wasmparser::{CanonicalFunction, CanonicalOption, Parser, Payload};
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};
use wit_component::{ComponentEncoder, StringEncoding};
use wit_parser::Resolve;

/// A core module as a guest's toolchain leaves it: one export, and the world in a custom section.
fn module() -> Vec<u8> {
    module_exporting("answer")
}

fn module_exporting(name: &str) -> Vec<u8> {
    module_of(
        "u32",
        &format!(r#"(func (export "{name}") (result i32) i32.const 42)"#),
    )
}

/// With an `answer` of a type in its world, and these functions.
fn module_of(answer: &str, functions: &str) -> Vec<u8> {
    module_in(
        &format!("world app {{ export answer: func() -> {answer}; }}"),
        &format!(r#"(module (memory (export "memory") 1) {functions})"#),
    )
}

fn module_in(world: &str, text: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let package = format!("package test:app; {world}");
    let package = resolve.push_str("world.wit", &package).unwrap();
    let world = resolve.select_world(&[package], Some("app")).unwrap();
    let mut module = wat::parse_str(text).unwrap();
    wit_component::embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
        .unwrap();
    module
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The custom sections of the component itself, not of the module within.
fn sections(component: &[u8]) -> Vec<(String, String)> {
    let mut depth = 0;
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(component) {
        match payload.unwrap() {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::CustomSection(section)
                if depth == 0 && section.name().starts_with("balai:") =>
            {
                let text = String::from_utf8(section.data().to_vec()).unwrap();
                found.push((section.name().to_owned(), text));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn one_file_holds_the_manifest_the_icon_and_every_journey() {
    let app = folder(&[
        ("miniapp.toml", "id = \"a/b\"\r\n"),
        ("icon.svg", "<svg/>"),
        ("journeys/second.toml", "2"),
        ("journeys/first.toml", "1"),
        ("journeys/.first.toml.swp", "an editor's"),
    ]);
    let component = package(app.path(), &module()).unwrap();
    wasmparser::Validator::new()
        .validate_all(&component)
        .unwrap();
    let expected = [
        ("balai:icon", "<svg/>"),
        ("balai:journey:first", "1"),
        ("balai:journey:second", "2"),
        ("balai:manifest", "id = \"a/b\"\n"),
    ];
    assert_eq!(
        sections(&component),
        expected.map(|(name, text)| (name.to_owned(), text.to_owned()))
    );
    assert_eq!(component, package(app.path(), &module()).unwrap());
}

#[test]
fn a_folder_without_a_manifest_is_refused() {
    let error = package(folder(&[]).path(), &module()).unwrap_err();
    assert!(
        matches!(error, PackagingError::ManifestMissing { .. }),
        "{error}"
    );
}

#[test]
fn two_journeys_of_one_name_are_refused() {
    let app = folder(&[
        ("miniapp.toml", ""),
        ("journeys/a.toml", ""),
        ("journeys/a.txt", ""),
    ]);
    let error = package(app.path(), &module()).unwrap_err();
    assert!(
        matches!(&error, PackagingError::JourneyTwice { stem } if stem == "a"),
        "{error}"
    );
}

#[test]
fn a_manifest_that_is_not_text_is_refused() {
    let app = folder(&[]);
    fs::write(app.path().join("miniapp.toml"), [0xff, 0xfe]).unwrap();
    let error = package(app.path(), &module()).unwrap_err();
    assert!(
        matches!(error, PackagingError::Unreadable { .. }),
        "{error}"
    );
}

#[test]
fn a_module_that_does_not_keep_its_world_is_refused() {
    let app = folder(&[("miniapp.toml", "")]);
    for module in [module_exporting("question"), b"\0asm".to_vec()] {
        let error = package(app.path(), &module).unwrap_err();
        assert!(
            matches!(error, PackagingError::NotAComponent { .. }),
            "{error}"
        );
    }
}

#[test]
fn what_is_a_component_already_is_not_wrapped_again() {
    let folder = folder(&[("miniapp.toml", "id = \"a/b\"\n")]);
    let wrapped = package(folder.path(), &module()).unwrap();
    assert_eq!(
        package(folder.path(), &encoded(&module())).unwrap(),
        wrapped
    );
}

/// As wit-component leaves it.
fn encoded(module: &[u8]) -> Vec<u8> {
    ComponentEncoder::default()
        .module(module)
        .and_then(|mut encoder| encoder.encode())
        .unwrap()
}

#[test]
fn nothing_is_called_after_an_answer_was_read() {
    let module = module_of(
        "string",
        r#"(func (export "answer") (result i32) i32.const 8)
           (func (export "cabi_post_answer") (param i32))"#,
    );
    let is_called_after = |component: &[u8]| {
        let payloads = Parser::new(0).parse_all(component);
        let mut lifts = payloads.filter_map(|payload| match payload.unwrap() {
            Payload::ComponentCanonicalSection(functions) => Some(functions),
            _ => None,
        });
        lifts.any(|functions| {
            functions
                .into_iter()
                .any(|function| match function.unwrap() {
                    CanonicalFunction::Lift { options, .. } => options
                        .iter()
                        .any(|option| matches!(option, CanonicalOption::PostReturn(_))),
                    _ => false,
                })
        })
    };
    assert!(is_called_after(&encoded(&module)));
    let app = folder(&[("miniapp.toml", "")]);
    assert!(!is_called_after(&package(app.path(), &module).unwrap()));
}

fn modules(component: &[u8]) -> usize {
    let payloads = Parser::new(0).parse_all(component);
    payloads
        .filter(|payload| matches!(payload, Ok(Payload::ModuleSection { .. })))
        .count()
}

/// What it answers on a host that gives a text as it was given with what it sets after it, and whose `number` is 100.
fn answer_of(component: &[u8]) -> u64 {
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    for (interface, after) in [("test:app/one", "!"), ("test:app/other", "!!")] {
        let mut host = linker.instance(interface).unwrap();
        host.func_wrap("texts", move |_, (text,): (String,)| Ok((text + after,)))
            .unwrap();
        host.func_wrap("number", |_, ()| Ok((100_u64,))).unwrap();
    }
    let mut store = Store::new(&engine, ());
    let instance = linker
        .instantiate(&mut store, &Component::new(&engine, component).unwrap())
        .unwrap();
    let answer = instance.get_typed_func::<(), (u64,)>(&mut store, "answer");
    answer.unwrap().call(&mut store, ()).unwrap().0
}

#[test]
fn imports_of_texts_take_one_module_more_and_not_two() {
    let module = module_in(
        "interface one { texts: func(text: string) -> string; number: func() -> u64; }
         interface other { texts: func(text: string) -> string; }
         world app { import one; import other; export answer: func() -> u64; }",
        r#"(module
             (type $of-number (func (param i64) (result i64)))
             (import "test:app/one" "texts" (func $texts (param i32 i32 i32)))
             (import "test:app/one" "number" (func $number (result i64)))
             (import "test:app/other" "texts" (func $other (param i32 i32 i32)))
             (table 3 3 funcref)
             (elem (i32.const 1) $twice $other)
             (memory (export "memory") 1)
             (data (i32.const 8) "text")
             (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 64)
             (func $twice (type $of-number) (i64.mul (local.get 0) (i64.const 2)))
             (func $length (result i64) (i64.extend_i32_u (i32.load (i32.const 20))))
             (func (export "answer") (result i64) (local i64)
               (call $texts (i32.const 8) (i32.const 4) (i32.const 16))
               (local.set 0 (i64.add (call $number) (call $length)))
               (call_indirect (param i32 i32 i32)
                 (i32.const 8) (i32.const 4) (i32.const 16) (i32.const 2))
               (call_indirect (type $of-number)
                 (i64.add (local.get 0) (call $length))
                 (i32.const 1))))"#,
    );
    let app = folder(&[("miniapp.toml", "")]);
    for (component, of_modules) in [
        (encoded(&module), 3),
        (package(app.path(), &module).unwrap(), 2),
    ] {
        // Twice the number, and of both texts the length.
        assert_eq!(answer_of(&component), 2 * (100 + 5 + 6));
        assert_eq!(modules(&component), of_modules);
    }
}

#[test]
fn what_is_called_before_all_modules_are_there_stays_as_it_was() {
    let module = module_in(
        "world app { export things: interface { resource thing { constructor(); } } }",
        r#"(module
             (table 1 1 funcref)
             (memory (export "memory") 1)
             (func (export "things#[constructor]thing") (result i32) i32.const 0)
             (func (export "things#[dtor]thing") (param i32)))"#,
    );
    let app = folder(&[("miniapp.toml", "")]);
    assert_eq!(modules(&encoded(&module)), 3);
    assert_eq!(modules(&package(app.path(), &module).unwrap()), 3);
}

/// A crate with one of its own beside it, which no registry is needed for.
fn with_a_crate() -> TempDir {
    let manifest = |name: &str, more: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"1.2.0\"\nedition = \"2024\"\n{more}")
    };
    let depends = "[workspace]\n[dependencies]\nrules = { path = \"rules\" }\n\
                   [build-dependencies]\ntables = { path = \"tables\" }\n";
    folder(&[
        ("miniapp.toml", "id = \"a/b\"\n"),
        ("Cargo.toml", &manifest("b", depends)),
        ("src/lib.rs", ""),
        ("rules/Cargo.toml", &manifest("rules", "")),
        ("rules/src/lib.rs", ""),
        ("tables/Cargo.toml", &manifest("tables", "")),
        ("tables/src/lib.rs", ""),
    ])
}

#[test]
fn what_is_in_it_is_listed_and_names_no_machine_and_no_day() {
    let first = with_a_crate();
    let listed = |folder: &TempDir| {
        let component = package(folder.path(), &module()).unwrap();
        let listed = packaging::section(&component, packaging::SBOM_SECTION).unwrap();
        String::from_utf8(listed).unwrap()
    };
    let own = r#""properties":[{"name":"balai:first-party","value":"true"}]"#;
    assert_eq!(
        listed(&first),
        format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{{"component":{{"type":"application","name":"b","version":"1.2.0",{own}}}}},"components":[{{"type":"library","name":"rules","version":"1.2.0",{own}}}]}}"#
        )
    );
    assert_eq!(listed(&first), listed(&with_a_crate()));
    // Another toolchain's own list is taken as it is.
    fs::write(first.path().join("sbom.json"), "{}").unwrap();
    assert_eq!(listed(&first), "{}");
}
