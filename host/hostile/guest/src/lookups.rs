//! Lookups that are too much, say what nobody asked, or never come to an end.

use balai_sdk::prelude::*;
use platform::personal;

/// The page of an attempt of this file.
pub fn show(name: &str) -> Option<Result<Page>> {
    name.starts_with("lookup-").then(|| {
        let field = Field::lookup("a", "Cari", "daftar").optional();
        let asked = step("Isi", [field, Field::text("b", "Isi", 1..=9)]);
        Ok(page("Isian").form(form("isi", "Kirim").step(asked)))
    })
}

/// What is offered in it.
pub fn suggest(name: &str) -> Result<Vec<Choice>> {
    match name {
        "lookup-that-panics" => panic!("while somebody types"),
        "lookup-that-loops" => loop {
            std::hint::black_box(name);
        },
        "lookup-of-ten-thousand" => Ok((0..10_000)
            .map(|n| choice(n.to_string(), "Salah satu"))
            .collect()),
        "lookup-of-one-value" => Ok(vec![choice("1", "Satu"), choice("1", "Satu lagi")]),
        "lookup-of-a-label-of-megabytes" => Ok(vec![choice("1", "x".repeat(900_000))]),
        "lookup-that-writes" => {
            personal::put("nota", r#"{"ditulis":true}"#, None)?;
            Ok(Vec::new())
        }
        "lookup-of-markup" => {
            let markup = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";
            Ok(vec![choice(markup, markup).hint(markup)])
        }
        _ => Err(Refusal::NotFound),
    }
}

/// Whether it offers what was chosen: whatever it is, and more.
pub fn resolve(values: &[String]) -> Vec<Choice> {
    let more = ["more".to_owned()];
    values
        .iter()
        .chain(&more)
        .map(|value| choice(value, value))
        .collect()
}
