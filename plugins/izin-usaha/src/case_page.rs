//! What citizen and staff see alike of a case: how it stands, the business, what happened.

use crate::business::Business;
use crate::office;
use balai_sdk::prelude::*;
use platform::cases::{Case, Decision, State};

/// The upper part of the page of a case.
pub fn page_of(case: &Case) -> Page {
    let number = &case.head.number;
    let due = case.head.due.filter(|_| case.head.state.is_open());
    let standing = page(case.head.title()).section("keadaan", t!("Keadaan", "How it stands")).summary(
        [
            fact(t!("Nomor permohonan", "Number"), number.as_str()),
            fact(t!("Keadaan", "State"), case.head.state.status()),
        ]
        .into_iter()
        .chain(due.map(|due| fact(t!("Batas waktu", "Deadline"), due))),
    );
    standing.with(case.decision(), |page, (_, decision)| with_decision(page, number, decision))
}

fn with_decision(page: Page, number: &str, decision: &Decision) -> Page {
    let (title, tone) = match decision.granted {
        true => (t!("Disetujui", "Granted"), Tone::Positive),
        false => (t!("Ditolak", "Refused"), Tone::Critical),
    };
    let document = card(t!("Buka dokumen", "Open the document"), here(office::document_path(number)))
        .body(t!("Dapat dicetak atau ditunjukkan.", "To print, or to show."));
    page.notice(tone, title, decision.reason.read())
        .paragraph(strong(t!("Aturan yang dipakai:", "The rules applied:")))
        .items(decision.rules.iter().map(String::as_str))
        .when(decision.granted, |page| page.cards([document]))
}

/// What the citizen said of the business.
pub fn about(page: Page, case: &Case, business: &Business) -> Result<Page> {
    let level = business.level()?;
    let declared = fact(t!("Menyatakan memenuhi standar", "Declared to meet the standards"), business.declared);
    let facts = [
        fact(t!("Pemilik (nama terverifikasi)", "Owner (verified name)"), case.claim("name")),
        fact(t!("Nama usaha", "Name of the business"), business.name.as_str()),
        fact(t!("NIB (contoh)", "NIB (example)"), business.nib.as_str()),
        fact(t!("Kegiatan", "Activity"), business.activity()),
        fact(t!("Tingkat risiko", "Level of risk"), level.name),
        fact(t!("Skala", "Scale"), business.scale()),
        fact(t!("Modal", "Capital"), rupiah(business.capital)),
        fact(t!("Pekerja", "Workers"), business.workers),
        fact(t!("Alamat", "Address"), business.address.as_str()),
        fact(t!("Wilayah", "Region"), business.area()),
    ];
    let place = business.place.as_deref().map(|place| fact(t!("Letak", "Latitude and longitude"), place));
    let facts = facts.into_iter().chain(place).chain(level.self_declared.then_some(declared));
    Ok(page.section("usaha", t!("Usaha", "The business")).summary(facts))
}

/// What happened to it, and what comes.
pub fn history(page: Page, case: &Case) -> Page {
    page.section("riwayat", t!("Riwayat", "What happened")).timeline(case.milestones().into_iter().chain(next(case)))
}

fn next(case: &Case) -> Option<Milestone> {
    let due = case.head.due.filter(|_| case.head.state.is_open())?;
    let title = match case.head.state {
        State::WaitingForCitizen => t!("Jawaban pemohon", "The applicant's answer"),
        _ => t!("Keputusan", "Decision"),
    };
    let body = rich![t!("Paling lambat ", "At the latest on "), Value::from(due)];
    Some(Milestone { title, body: Some(body), at: None, state: ProgressState::Upcoming })
}
