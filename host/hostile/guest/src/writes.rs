//! Writes where none may be made, and more of them than fit.

use balai_sdk::prelude::*;
use platform::cases::{self, Handler, NewCase};
use platform::inbox::{self, Recipient};
use platform::tasks::{self, Assignee, NewTask};
use platform::{personal, random, session};

/// The page of an attempt of this file.
pub fn show(name: &str) -> Option<Result<Page>> {
    match name {
        "write-in-show" => Some(personal::put("nota", "{}", None).map(|_| crate::harmless())),
        "a-gigabyte-of-writes"
        | "a-gigabyte-of-writes-and-reads"
        | "documents-without-end"
        | "documents-of-megabytes"
        | "json-that-nests"
        | "twenty-thousand-messages"
        | "task-that-leads-away"
        | "task-of-megabytes"
        | "case-of-megabytes"
        | "null-character-in-a-role"
        | "trap-after-writes"
        | "endless-loop-after-writes" => {
            Some(Ok(page("Tombol").buttons([button("Kirim", "kirim")])))
        }
        _ => None,
    }
}

/// What is sent from such a page.
pub fn act(name: &str) -> Option<Result<Outcome>> {
    let done = match name {
        "a-gigabyte-of-writes" => gigabyte(false),
        "a-gigabyte-of-writes-and-reads" => gigabyte(true),
        "documents-without-end" => documents(60, 2),
        "documents-of-megabytes" => documents(20, 250_000),
        "json-that-nests" => personal::put("nota", &"[".repeat(100_000), None).map(drop),
        "twenty-thousand-messages" => messages(),
        "task-that-leads-away" => task("Buka".to_owned(), "/../../../sign-out"),
        "task-of-megabytes" => task("x".repeat(900_000), "/"),
        "case-of-megabytes" => case("x".repeat(900_000), "verifikator"),
        "null-character-in-a-role" => case("Nakal".to_owned(), "verifikator\0"),
        "trap-after-writes" => note().map(|()| panic!("sesudah menulis")),
        "endless-loop-after-writes" => note().map(|()| {
            loop {
                core::hint::black_box(());
            }
        }),
        _ => return None,
    };
    Some(done.map(|()| Outcome::go("/")))
}

fn note() -> Result<()> {
    personal::put("nota", "{}", None).map(drop)
}

fn gigabyte(reading: bool) -> Result<()> {
    let body = format!("\"{}\"", "x".repeat(250_000));
    for number in 0..4_000 {
        personal::put(&format!("nota-{number}"), &body, Some(0))?;
        if reading {
            personal::get("tidak ada")?;
        }
    }
    Ok(())
}

/// Each time under new keys.
fn documents(number: u64, bytes: usize) -> Result<()> {
    let body = format!("\"{}\"", "x".repeat(bytes));
    let seed = random::bytes(7)
        .into_iter()
        .map(u64::from)
        .fold(0, |seed, byte| seed << 8 | byte);
    for n in 0..number {
        personal::put(&format!("nota-{seed}-{n}"), &body, Some(0))?;
    }
    Ok(())
}

fn messages() -> Result<()> {
    let words = || {
        vec![
            (session::locale(), "Lagi".to_owned()),
            ("id".to_owned(), "Lagi".to_owned()),
        ]
    };
    for _ in 0..20_000 {
        inbox::send(
            &Recipient::Visitor,
            &inbox::Message {
                title: words(),
                body: words(),
                leads_to: None,
            },
        )?;
    }
    Ok(())
}

fn task(title: String, path: &str) -> Result<()> {
    tasks::put(&NewTask {
        key: "tugas".to_owned(),
        title: vec![("id".to_owned(), title)],
        assignee: Assignee::Unit("perizinan".to_owned()),
        due: None,
        path: path.to_owned(),
    })
}

fn case(title: String, role: &str) -> Result<()> {
    let handler = Handler {
        agency: "kota-damai".to_owned(),
        unit: "perizinan".to_owned(),
        role: role.to_owned(),
    };
    cases::lodge(&NewCase {
        kind: "nakal".to_owned(),
        title: vec![("id".to_owned(), title)],
        attach: Vec::new(),
        anonymous: false,
        handler,
        region: None,
        details: "{}".to_owned(),
        due: None,
    })
    .map(drop)
}
