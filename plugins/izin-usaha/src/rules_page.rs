//! The rules as a page: the same tables that decide, for whoever wants to know beforehand.

use crate::rules::{ACTIVITIES, Decided, EDITION, LEVELS, SCALES};
use balai_sdk::prelude::*;

/// All tables.
pub fn rules_page() -> Page {
    page(t!("Aturan yang dipakai", "The rules applied"))
        .lead(t!(
            "Kode kegiatan, tingkat risiko dan jangka waktu adalah contoh. Edisi: {EDITION}.",
            "Codes, levels of risk and periods are examples. Edition: {EDITION}."
        ))
        .section("skala", t!("Skala usaha", "Scale of the business"))
        .table(scales())
        .section("hasil", t!("Hasil menurut tingkat risiko", "What follows from the risk"))
        .table(levels())
        .section("kegiatan", t!("Kegiatan", "Activities"))
        .table(activities())
}

fn scales() -> Table {
    let caption = t!("Modal tanpa tanah dan bangunan tempat usaha", "Capital without land and buildings");
    table(caption)
        .column(t!("Skala", "Scale"))
        .numbers(t!("Modal paling banyak", "Capital at most"))
        .column(t!("Sumber", "Source"))
        .rows(&SCALES, |table, scale| table.row(cells![scale.name, scale.capital_up_to.map(rupiah), scale.source]))
}

fn levels() -> Table {
    table(t!("Dokumen dan siapa yang memutuskan", "Documents, and who decides"))
        .column(t!("Risiko", "Risk"))
        .column(t!("Dokumen", "Document"))
        .column(t!("Diputuskan", "Decided"))
        .numbers(t!("Hari kerja bagi petugas", "Working days for staff"))
        .column(t!("Sumber", "Source"))
        .rows(&LEVELS, |table, level| {
            let decided = decided(level.decided);
            table.row(cells![level.name, level.document, decided, level.working_days, level.source])
        })
}

fn decided(decided: Decided) -> String {
    match decided {
        Decided::GrantedByRule => t!("Disetujui seketika oleh aturan", "Granted at once, by rules"),
        Decided::RefusedByRule => t!("Ditolak seketika oleh aturan", "Refused at once, by rules"),
        Decided::ByVerifier => t!("Oleh verifikator", "By a verifier"),
    }
}

fn activities() -> Table {
    let empty = table(t!("Tingkat risiko menurut kegiatan dan skala", "Level of risk by activity and scale"))
        .column(t!("Kegiatan", "Activity"))
        .column(t!("Kode (contoh)", "Code (example)"));
    let with_scales = SCALES.iter().fold(empty, |table, scale| table.column(scale.name));
    with_scales.rows(&ACTIVITIES, |table, activity| {
        let mut cells = cells![activity.name, activity.code];
        cells.extend(activity.by_scale.iter().map(|level| Value::from(level.name)));
        table.row(cells)
    })
}
