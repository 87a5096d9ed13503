//! Forms that are too much, and outcomes that lead where they must not.

use balai_sdk::bindings::balai::ui::form::TextRules;
use balai_sdk::prelude::*;
use platform::personal;

use crate::pages;

/// Harmless in itself: whether it was kept tells whether the act was.
const NOTE: &str = r#"{"ditulis":true}"#;

/// The page of an attempt of this file.
pub fn show(name: &str) -> Option<Result<Page>> {
    let page = match name {
        "pattern-that-backtracks" => {
            with(form("isi", "Kirim").step(step("Isi", [pattern("a", r"(?:(?:a+)+)+b|(?:a|a)*c")])))
        }
        "patterns-that-explode" => {
            let fields =
                (0..100).map(|n| pattern(&format!("f-{n}"), &format!(r"(?:[^a{n}]*a?){{20}}b")));
            with(form("isi", "Kirim").step(step("Isi", fields)))
        }
        "patterns-in-many-forms" => (0..40).fold(page("Isian"), |page, form_number| {
            let fields =
                (0..20).map(|n| pattern(&format!("f-{n}"), &format!(r"(?:[^a{n}]*a?){{20}}b")));
            page.form(form(&format!("isi-{form_number}"), "Kirim").step(step("Isi", fields)))
        }),
        "pattern-too-large" => {
            with(form("isi", "Kirim").step(step("Isi", [pattern("a", r"(?:\pL{1000}){1000}")])))
        }
        "pattern-that-nests" => with(form("isi", "Kirim").step(step(
            "Isi",
            [pattern("a", &("(".repeat(249) + &")".repeat(249)))],
        ))),
        "hundred-steps" => with((0..100).fold(form("isi", "Kirim"), |form, n| {
            form.step(step("Isi", [Field::yes_no(&format!("f-{n}"), "Ya?")]))
        })),
        "thousand-buttons" => {
            page("Tombol").buttons((0..1_000).map(|n| button("Tekan", &format!("b-{n}"))))
        }
        "carried-megabytes" => {
            page("Tombol").buttons([button("Kirim", "kirim").carry("a", "x".repeat(900_000))])
        }
        "second-step-that-leads-away" => {
            let away = link("Lanjut", "/../../../sign-out");
            with(
                form("isi", "Kirim")
                    .step(step("Satu", [Field::text("a", "Isi", 1..=9)]))
                    .step(step("Dua", [Field::yes_no("b", "Ya?")]).lead(away)),
            )
        }
        "outcome-that-leaves"
        | "outcome-with-dots"
        | "outcome-with-line-break"
        | "objections-without-end"
        | "outcome-page-that-leads-away"
        | "outcome-page-of-two-thousand-blocks"
        | "outcome-page-with-a-hundred-steps" => page("Tombol").buttons([button("Kirim", "kirim")]),
        _ => return None,
    };
    Some(Ok(page))
}

/// What is sent from such a page.
pub fn act(name: &str) -> Option<Result<Outcome>> {
    let outcome = match name {
        "objections-without-end" => {
            let objection = |n: u32| FieldError {
                field: format!("f-{n}"),
                nth: n,
                message: "Bukan begitu.".to_owned(),
            };
            return Some(Ok(Outcome::Invalid((0..5_000).map(objection).collect())));
        }
        "outcome-that-leaves" => Outcome::go("//evil.example/"),
        "outcome-with-dots" => Outcome::go("/../../../sign-out"),
        "outcome-with-line-break" => Outcome::go("/a\r\nLocation: https://evil.example/"),
        "outcome-page-that-leads-away" => Outcome::Show(pages::show("link-with-dots")?.ok()?),
        "outcome-page-of-two-thousand-blocks" => {
            Outcome::Show(pages::show("two-thousand-blocks")?.ok()?)
        }
        "outcome-page-with-a-hundred-steps" => Outcome::Show(show("hundred-steps")?.ok()?),
        "pattern-that-backtracks" | "patterns-that-explode" => Outcome::go("/"),
        _ => return None,
    };
    Some(personal::put("nota", NOTE, None).map(|_| outcome))
}

fn with(form: Form) -> Page {
    page("Isian").form(form)
}

fn pattern(name: &str, pattern: &str) -> Field {
    let rules = TextRules {
        min_length: None,
        max_length: Some(10_000),
        pattern: Some(pattern.to_owned()),
        pattern_message: Some("Tidak cocok.".to_owned()),
    };
    Field::of(name, "Isi", Kind::Text(rules))
}
