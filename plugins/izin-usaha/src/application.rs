//! The application: what the citizen is asked, and what the rules do with the answers.

use crate::business::Business;
use crate::office;
use crate::rules::{ACTIVITIES, Activity, Assessment, Decided, Level, codes_with_declaration};
use balai_sdk::prelude::*;
use platform::cases::{self, Decision, NewCase};
use platform::regions;

/// Enough for any business: Rp1,000 trillion.
const MOST_CAPITAL: i64 = 1_000_000_000_000_000;

/// The name of the lookup of activities.
const ACTIVITY: &str = "kegiatan";
/// The code of Kota Damai, an invented city.
const CITY: &str = "99.99.";

/// The form, a step at a time.
pub fn form_page() -> Page {
    page(t!("Ajukan izin usaha", "Apply for a business licence"))
        .lead(t!(
            "Lima langkah, sekitar sepuluh menit. Jawaban tersimpan setelah setiap langkah.",
            "Five steps, about ten minutes. Answers are saved after each step."
        ))
        .form(
            form("ajukan", t!("Kirim permohonan", "Send application"))
                .step(what())
                .step(place())
                .step(size())
                .step(owner())
                .step(declarations())
                .review(),
        )
}

fn what() -> Step {
    step(
        t!("Usaha", "The business"),
        [
            Field::text("nama-usaha", t!("Nama usaha", "Name of the business"), 3..=120),
            Field::lookup("kegiatan", t!("Kegiatan usaha", "What the business does"), ACTIVITY).hint(t!(
                "Cari yang paling menghasilkan, misalnya “kopi” atau “toko”. Semuanya ada di halaman aturan.",
                "Search for what earns the most, such as “coffee” or “shop”. The page of the rules has them all."
            )),
        ],
    )
}

/// The activities of the classification, of which the real one has more than anybody would scroll through.
pub fn listed(lookup: &str) -> Result<impl Iterator<Item = Choice>> {
    let named = |activity: &'static Activity| {
        let Activity { code, name, .. } = activity;
        choice(*code, t!("{name} · {code} (contoh)", "{name} · {code} (example)"))
    };
    if lookup == ACTIVITY { Ok(ACTIVITIES.iter().map(named)) } else { Err(Refusal::NotFound) }
}

fn place() -> Step {
    step(
        t!("Tempat", "The place"),
        [
            Field::long_text("alamat", t!("Alamat tempat usaha", "Address of the business"), 10..=300),
            Field::region("kelurahan", t!("Kelurahan atau desa", "Kelurahan or desa"), RegionLevel::Village),
            Field::location("letak", t!("Letak usaha", "Where the business is")).optional(),
        ],
    )
}

fn size() -> Step {
    let without = t!("Tanpa tanah dan bangunan tempat usaha.", "Without land and buildings of the business.");
    step(
        t!("Ukuran", "The size"),
        [
            Field::rupiah("modal", t!("Modal usaha", "Capital"), 0..=MOST_CAPITAL).hint(without),
            Field::whole("pekerja", t!("Jumlah pekerja", "Workers"), 1..=1_000_000, t!("orang", "people"))
                .hint(t!("Termasuk Anda sendiri.", "Yourself included.")),
        ],
    )
}

fn owner() -> Step {
    step(
        t!("Pemilik", "The owner"),
        [Field::claim("pemilik", t!("Nama pemilik", "Name of the owner"), "name")
            .hint(t!("Dari data yang terverifikasi saat Anda masuk.", "As verified when you signed in."))],
    )
}

fn declarations() -> Step {
    step(
        t!("Pernyataan", "Declarations"),
        [
            Field::agreement(
                "benar",
                t!("Kebenaran data", "Truth of the data"),
                t!("Semua yang saya tulis benar.", "All that I have written is true."),
            ),
            Field::agreement(
                "standar",
                t!("Standar usaha", "Standards of the business"),
                t!(
                    "Bila usaha ini berisiko menengah rendah, saya menyatakan memenuhi standar kegiatannya.",
                    "If this business is of medium-low risk, I declare that it meets the standards of its activity."
                ),
            )
            .when("kegiatan", codes_with_declaration()),
        ],
    )
}

fn is_in_the_city(code: &str) -> bool {
    code.starts_with(CITY)
}

/// Lodges the case. What a rule can decide is decided in the same act; the rest becomes work with a deadline.
pub fn lodge(sent: &Submission) -> Result<Outcome> {
    let Some(assessment) = Assessment::of(sent.choice("kegiatan")?, sent.rupiah("modal")?) else {
        let message =
            t!("Kegiatan ini tidak ada dalam daftar lagi. Pilih yang lain.", "This is listed no more. Choose another.");
        return Ok(Outcome::ask_again("kegiatan", message));
    };
    let Some(region) = regions::find(sent.choice("kelurahan")?).filter(|region| is_in_the_city(&region.code)) else {
        let message = t!(
            "Izin ini untuk usaha di Kota Damai. Cari kelurahan di Kota Damai.",
            "This licence is for businesses in Kota Damai. Search for a kelurahan in Kota Damai."
        );
        return Ok(Outcome::ask_again("kelurahan", message));
    };
    let business = Business::described(sent, &assessment, &region)?;
    let level = assessment.level;
    let due = match level.decided {
        Decided::ByVerifier => Some(office::due_in(level.working_days)?),
        Decided::GrantedByRule | Decided::RefusedByRule => None,
    };
    let name = &business.name;
    let number = cases::lodge(&NewCase {
        kind: office::KIND.to_owned(),
        title: both!("Izin usaha: {name}", "Business licence: {name}"),
        attach: vec!["name".to_owned()],
        anonymous: false,
        handler: office::handler(),
        region: Some(region.code),
        details: details(&business)?,
        due,
    })?;
    match level.decided {
        Decided::GrantedByRule => decide_by_rule(&number, &assessment, true)?,
        Decided::RefusedByRule => decide_by_rule(&number, &assessment, false)?,
        Decided::ByVerifier => hand_over(&number, &business, due)?,
    }
    Ok(Outcome::go(office::case_path(&number)))
}

fn decide_by_rule(number: &str, assessment: &Assessment, granted: bool) -> Result<()> {
    let reason = if granted { why_granted(assessment.level) } else { why_refused(assessment) };
    cases::decide(number, None, &Decision { granted, reason: reason.clone(), rules: assessment.rules() })?;
    let title = if granted {
        both!("Izin usaha terbit", "Your business licence is issued")
    } else {
        both!("Permohonan izin usaha ditolak", "Your application for a business licence is refused")
    };
    office::write_to_visitor(number, title, reason)
}

fn why_granted(level: &Level) -> Localised {
    let Text { id, en } = level.name;
    let Text { id: document, en: document_en } = level.document;
    both!("Risiko {id}: {document} terbit seketika.", "The risk is {en}: {document_en}, issued at once.")
}

fn why_refused(assessment: &Assessment) -> Localised {
    let Text { id, en } = assessment.activity.name;
    let Text { id: scale, en: scale_en } = assessment.scale.name;
    both!(
        "{id} dicadangkan bagi usaha yang lebih kecil; usaha ini berskala {scale}.",
        "{en} is reserved for smaller businesses; this one is {scale_en}."
    )
}

fn hand_over(number: &str, business: &Business, due: Option<Date>) -> Result<()> {
    let name = &business.name;
    office::give_out(number, both!("Periksa izin usaha {name}", "Verify business licence of {name}"), None, due)?;
    office::write_to_visitor(
        number,
        both!("Permohonan izin usaha diterima", "Your application for a business licence has arrived"),
        both!(
            "Permohonan {number} diperiksa oleh petugas. Batas waktunya tertulis di halaman permohonan.",
            "Application {number} is being verified by our staff. Its page states the deadline."
        ),
    )
}
