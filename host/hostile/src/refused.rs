//! Files that are no mini-app: they are refused before anything of them runs.

use crate::Ends::Refused;
use crate::component::{component_of_text, manifest, with_manifest};
use crate::{Ends, Hostile, Reason, Source};

const fn made(
    name: &'static str,
    tries: &'static str,
    reason: Reason,
    stopped_by: &'static str,
    make: fn() -> Vec<u8>,
) -> Hostile {
    let ends: Ends = Refused(reason);
    Hostile {
        name,
        tries,
        ends,
        stopped_by,
        source: Source::Made(make),
    }
}

const PRECHECK: &str = "the pre-check";
const VALIDATOR: &str = "the validator";
const MANIFEST: &str = "the limits of a manifest";

/// In the order of the table.
pub const ATTEMPTS: &[Hostile] = &[
    made(
        "a-page-of-html",
        "be something else",
        Reason::NotAComponent,
        PRECHECK,
        || b"<!doctype html><script>alert(1)</script>".to_vec(),
    ),
    made(
        "half-a-component",
        "end in the middle",
        Reason::NotAComponent,
        PRECHECK,
        || {
            let mut whole =
                component_of_text(r#"(component (core module (func (export "show"))))"#);
            whole.truncate(whole.len() / 2);
            whole
        },
    ),
    made(
        "a-bare-module",
        "be a module without a component",
        Reason::NotAComponent,
        PRECHECK,
        || component_of_text(r#"(module (func (export "show")))"#),
    ),
    made(
        "shared-memory",
        "use threads",
        Reason::Invalid,
        VALIDATOR,
        || component_of_text("(component (core module (memory 1 1 shared)))"),
    ),
    made(
        "memory-of-64-bits",
        "use memory of 64 bits",
        Reason::Invalid,
        VALIDATOR,
        || component_of_text("(component (core module (memory i64 1)))"),
    ),
    made(
        "component-as-a-value",
        "ask for a component as an argument",
        Reason::Unsupported,
        PRECHECK,
        || component_of_text(r#"(component (import "given" (component)))"#),
    ),
    made(
        "another-world",
        "be a component that is no mini-app",
        Reason::OtherWorld,
        "the world of mini-apps",
        || with_manifest(component_of_text("(component)"), &manifest("another-world")),
    ),
    made(
        "import-that-is-not-there",
        "import what the platform does not offer",
        Reason::UnknownImport,
        "a permission is an import",
        || {
            let text = r#"(component (import "balai:platform/administration@0.1.0" (instance (export "stop" (func)))))"#;
            with_manifest(
                component_of_text(text),
                &manifest("import-that-is-not-there"),
            )
        },
    ),
    made(
        "outgoing-requests",
        "import `wasi:http/outgoing-handler`",
        Reason::UnknownImport,
        "a permission is an import",
        || {
            let text = r#"(component (import "wasi:http/outgoing-handler@0.2.0" (instance (export "handle" (func)))))"#;
            with_manifest(component_of_text(text), &manifest("outgoing-requests"))
        },
    ),
    made(
        "without-manifest",
        "say nothing of itself",
        Reason::Manifest,
        "what a manifest must say",
        || component_of_text("(component)"),
    ),
    made(
        "manifest-of-megabytes",
        "a description of 8 MB",
        Reason::Manifest,
        MANIFEST,
        || {
            let long =
                manifest("manifest-of-megabytes").replace("Mencoba", &"Mencoba ".repeat(1 << 20));
            with_manifest(component_of_text("(component)"), &long)
        },
    ),
    made(
        "manifest-that-nests",
        "a manifest of 100,000 brackets",
        Reason::Manifest,
        MANIFEST,
        || {
            with_manifest(
                component_of_text("(component)"),
                &format!("a = {}", "[".repeat(100_000)),
            )
        },
    ),
    made(
        "manifest-of-another-place",
        "be the mini-app `../sign-out`",
        Reason::Manifest,
        "ids are names",
        || with_manifest(component_of_text("(component)"), &manifest("../sign-out")),
    ),
    made(
        "manifest-that-leads-away",
        "list the page `//evil.example/`",
        Reason::Manifest,
        "the form of targets",
        || {
            let listed = r#"
[[pages]]
path = "//evil.example/"
audience = "citizens"
title = { id = "Masuk", en = "Sign in" }
"#;
            with_manifest(
                component_of_text("(component)"),
                &(manifest("manifest-that-leads-away") + listed),
            )
        },
    ),
];
