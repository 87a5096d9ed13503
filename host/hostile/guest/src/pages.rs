//! Pages that are too much, or lead where they must not.

use balai_sdk::bindings::balai::types::content::MiniAppPath;
use balai_sdk::prelude::*;

/// The page of an attempt of this file.
pub fn show(name: &str) -> Option<Result<Page>> {
    let page = match name {
        "ten-thousand-blocks" => paragraphs(10_000),
        "two-thousand-blocks" => paragraphs(2_000),
        "ten-thousand-sections" => (0..10_000).fold(page("Banyak"), |page, n| {
            page.section(&format!("s-{n}"), "Satu lagi")
        }),
        "fifty-megabytes-of-text" => page("Panjang").paragraph("x".repeat(50 << 20)),
        "a-title-of-megabytes" => {
            page("x".repeat(900_000)).buttons((0..80).map(|n| button("Tekan", &format!("b-{n}"))))
        }
        "null-character-in-a-title" => page("Ha\0lo").buttons([button("Tekan", "tekan")]),
        "table-that-echoes" => echoing("gema ".repeat(190)),
        "column-of-kilobytes" => echoing("gema ".repeat(40_000)),
        "thousand-qr-codes" => (0..1_000).fold(page("Kode"), |page, n| {
            page.code(format!("{n} ").repeat(100), "Kode")
        }),
        "link-with-two-slashes" => leading("//evil.example/"),
        "link-with-backslash" => leading("/\\evil.example/"),
        "link-with-dots" => leading("/../../../sign-out"),
        "link-with-encoded-dots" => leading("/%2e%2E/%2e./sign-out"),
        "link-with-line-break" => leading("/a\r\nSet-Cookie: a=b"),
        "link-with-script" => away("javascript:alert(document.cookie)"),
        "link-with-data" => away("data:text/html,<script>alert(1)</script>"),
        "link-with-hidden-host" => away("https://kota-damai.example@evil.example/"),
        "link-with-direction-marks" => away("https://evil.example/\u{202e}di.og.amad-atok//:sptth"),
        "link-without-words" => page("Tautan").paragraph(link("\u{200b}\u{2060}\u{200d}", "/")),
        "mini-app-with-dots" => page("Tautan").paragraph(Link {
            label: "Masuk".to_owned(),
            target: Target::MiniApp(MiniAppPath {
                mini_app: "../../sign-out".to_owned(),
                path: "/".to_owned(),
            }),
        }),
        "phone-with-commands" => to(Target::Phone("110;phone-context=evil.example".to_owned())),
        "mail-with-copies" => to(Target::Email(
            "a@b.example?bcc=semua@c.example&body=x".to_owned(),
        )),
        "section-that-closes-the-page" => {
            page("Bagian").section("a\"></main><script>alert(1)</script>", "Bagian")
        }
        _ => return None,
    };
    Some(Ok(page))
}

fn paragraphs(number: usize) -> Page {
    (0..number).fold(page("Banyak"), |page, _| page.paragraph("Satu lagi."))
}

fn echoing(heading: String) -> Page {
    page("Tabel").table(
        (0..2_000).fold(table("Gema").column("Nomor").column(heading), |table, n| {
            table.row(cells![i64::from(n), Value::Absent])
        }),
    )
}

fn leading(path: &str) -> Page {
    page("Tautan").paragraph(link("Masuk", path))
}

fn away(address: &str) -> Page {
    to(Target::Web(address.to_owned()))
}

fn to(target: Target) -> Page {
    page("Tautan").paragraph(Link {
        label: "Masuk".to_owned(),
        target,
    })
}
