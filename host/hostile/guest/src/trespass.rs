//! Reading and writing as somebody else. The query names the other one: a subject, a case, a person.

use balai_sdk::prelude::*;
use platform::cases::{self, Handler, NewCase, Query, State};
use platform::inbox::{self, Recipient};
use platform::{claims, personal, tasks};

/// Said where something was had that must not be.
const BREACH: &str = "PELANGGARAN";

/// The page of an attempt of this file.
pub fn show(name: &str, request: &Request) -> Option<Result<Page>> {
    if !matches!(name, "another-s-data" | "another-s-inbox") {
        return None;
    }
    if request.query("mine").is_some() {
        return Some(Ok(page("Milik saya").buttons([button("Kirim", "simpan")])));
    }
    let shown = page("Orang lain")
        .items(read(request))
        .buttons([button("Kirim", "kirim")]);
    Some(Ok(shown))
}

/// Writes to the other one.
pub fn act(name: &str, request: &Request) -> Option<Result<Outcome>> {
    match name {
        "another-s-data" if request.query("mine").is_some() => {
            Some(mine().map(|number| Outcome::Show(page(number))))
        }
        "another-s-data" => {
            let had: Vec<String> = write(request)
                .into_iter()
                .filter(|line| line.contains(BREACH))
                .collect();
            Some(match had.as_slice() {
                [] => Err(Refusal::NotFound),
                had => Ok(Outcome::Show(page(BREACH).items(had.iter().cloned()))),
            })
        }
        "another-s-inbox" => Some(message(other(request)).map(|()| Outcome::go("/"))),
        _ => None,
    }
}

/// Something of one's own, for the others to find.
fn mine() -> Result<String> {
    personal::put("nota", "{}", None)?;
    cases::lodge(&NewCase {
        kind: "nakal".to_owned(),
        title: vec![("id".to_owned(), "Milik saya".to_owned())],
        attach: Vec::new(),
        anonymous: false,
        handler: Handler {
            agency: "kota-damai".to_owned(),
            unit: "perizinan".to_owned(),
            role: "verifikator".to_owned(),
        },
        region: None,
        details: "{}".to_owned(),
        due: None,
    })
}

fn other(request: &Request) -> &str {
    request.query("subject").unwrap_or_default()
}

fn read(request: &Request) -> Vec<String> {
    let (subject, number) = (other(request), request.query("number").unwrap_or_default());
    let mut lines = Vec::new();
    for key in [
        subject.to_owned(),
        format!("{subject}/nota"),
        format!("../{subject}/nota"),
        "%".to_owned(),
        "nota".to_owned(),
    ] {
        lines.push(line(
            "dokumen",
            personal::get(&key).map(|found| found.into_iter().count()),
        ));
    }
    for prefix in ["", "%", "_", subject] {
        lines.push(line(
            "daftar",
            personal::browse(prefix, None, u32::MAX).map(|found| found.documents.len()),
        ));
    }
    lines.push(line("perkara", cases::get(number).map(|_| 1)));
    // PostgreSQL knows no such character: it is the mini-app's mistake, and not the platform's.
    lines.push(line(
        "nol",
        personal::browse("\0", None, 1).map(|found| found.documents.len()),
    ));
    lines.push(line("nol", cases::get("\0").map(|_| 1)));
    lines.push(line(
        "perkara saya",
        cases::mine(None, u32::MAX).map(|found| found.heads.len()),
    ));
    lines.push(line(
        "lanjutan",
        cases::mine(Some(number), u32::MAX).map(|found| found.heads.len()),
    ));
    let all = Query {
        kinds: Vec::new(),
        states: Vec::new(),
        assignee: None,
        region: None,
        due_before: None,
        after: None,
        limit: u32::MAX,
    };
    lines.push(line(
        "cari",
        cases::find(&all).map(|found| found.heads.len()),
    ));
    lines.push(line(
        "tugas",
        tasks::pending(None, u32::MAX).map(|found| found.tasks.len()),
    ));
    lines.push(line(
        "klaim",
        claims::read(&["name".to_owned()], "Ingin tahu.").map(|found| found.len()),
    ));
    lines
}

fn write(request: &Request) -> Vec<String> {
    let number = request.query("number").unwrap_or_default();
    let words = || vec![("id".to_owned(), "Disusupi".to_owned())];
    let handler = Handler {
        agency: "kemen-aparatur".to_owned(),
        unit: "pelayanan".to_owned(),
        role: "verifikator".to_owned(),
    };
    let decision = cases::Decision {
        granted: true,
        reason: words(),
        rules: vec!["aturan".to_owned()],
    };
    vec![
        line(
            "tambah",
            cases::add(number, None, Some(State::Withdrawn), None, &words(), false).map(|()| 1),
        ),
        line(
            "serahkan",
            cases::assign(number, None, Some(&handler), None).map(|()| 1),
        ),
        line(
            "putuskan",
            cases::decide(number, None, &decision).map(|()| 1),
        ),
    ]
}

fn message(subject: &str) -> Result<()> {
    let words = || vec![("id".to_owned(), "Disusupi".to_owned())];
    let message = inbox::Message {
        title: words(),
        body: words(),
        leads_to: None,
    };
    inbox::send(&Recipient::Subject(subject.to_owned()), &message)
}

/// Nothing found is as good as refused.
fn line(what: &str, had: Result<usize>) -> String {
    match had {
        Ok(0) | Err(_) => format!("{what}: tidak ada"),
        Ok(count) => format!("{what}: {BREACH}, {count}"),
    }
}
