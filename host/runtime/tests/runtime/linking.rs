//! What a component says about itself, and every import that it misses.

use runtime::{Call, Interface, MissingImport, missing_imports};
use wasmtime::component::Linker;

use crate::workshop::Workshop;

const WANTS_MUCH: &str = r#"(component
    (import "test:types/values" (instance (type (record (field "at" u64))) (export "instant" (type (eq 0)))))
    (import "test:platform/cases" (instance (export "open" (func)) (export "close" (func))))
    (import "test:platform/clock" (instance (export "now" (func (result u64)))))
    (import "test:platform/inbox" (instance (export "send" (func (param "text" string)))))
    (@custom "balai:manifest" "id = \"kota/izin\"")
    (@custom "other" "ignored"))"#;

#[tokio::test]
async fn an_inspection_lists_imports_and_our_custom_sections() {
    let found = Workshop::new().prepare(WANTS_MUCH).await;
    let interface = |name: &str, functions: &[&str]| Interface {
        name: name.into(),
        functions: functions.iter().map(|&name| name.into()).collect(),
    };
    assert_eq!(
        found.imports,
        [
            interface("test:types/values", &[]),
            interface("test:platform/cases", &["open", "close"]),
            interface("test:platform/clock", &["now"]),
            interface("test:platform/inbox", &["send"]),
        ]
    );
    assert_eq!(
        found.custom_section("balai:manifest"),
        Some(&b"id = \"kota/izin\""[..])
    );
    assert_eq!(found.custom_sections.len(), 1);
}

#[tokio::test]
async fn all_missing_imports_are_named_not_just_the_first() {
    let workshop = Workshop::new();
    let component = workshop.load(WANTS_MUCH).await;
    let mut linker: Linker<Call<()>> = workshop.runtime.linker();
    let names = |missing: Vec<MissingImport>| -> Vec<(String, bool)> {
        missing
            .into_iter()
            .map(|import| (import.name, import.offered))
            .collect()
    };
    linker
        .instance("test:platform/clock")
        .unwrap()
        .func_wrap("now", |_, ()| Ok((0_u64,)))
        .unwrap();
    // Another shape: text was a number once.
    linker
        .instance("test:platform/inbox")
        .unwrap()
        .func_wrap("send", |_, (_,): (u32,)| Ok(()))
        .unwrap();
    assert_eq!(
        names(missing_imports(&component, &linker)),
        [
            ("test:platform/cases".to_owned(), false),
            ("test:platform/inbox".to_owned(), true)
        ]
    );
    let mut linker: Linker<Call<()>> = workshop.runtime.linker();
    linker
        .instance("test:platform/clock")
        .unwrap()
        .func_wrap("now", |_, ()| Ok((0_u64,)))
        .unwrap();
    linker
        .instance("test:platform/inbox")
        .unwrap()
        .func_wrap("send", |_, (_,): (String,)| Ok(()))
        .unwrap();
    let mut cases = linker.instance("test:platform/cases").unwrap();
    for name in ["open", "close"] {
        cases.func_wrap(name, |_, ()| Ok(())).unwrap();
    }
    assert_eq!(missing_imports(&component, &linker), []);
}
