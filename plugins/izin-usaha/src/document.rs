//! The document that is issued: made to be printed, and to be shown at a counter.

use crate::business::Business;
use crate::office;
use balai_sdk::prelude::*;
use platform::cases::{self, State};

/// The document of a case whose last decision granted it; while a human looks again, that decision stands.
pub fn document_page(number: &str) -> Result<Page> {
    let case = cases::get(number)?;
    let business: Business = case.details()?;
    let Some((entry, decision)) = case.decision().filter(|(_, decision)| decision.granted) else {
        return Err(Refusal::NotFound);
    };
    let level = business.level()?;
    let decided_by =
        if entry.automated { t!("Aturan, tanpa petugas", "Rules, without a human") } else { entry.author.clone() };
    let nib = &business.nib;
    Ok(page(level.document.read())
        .lead(t!("Pemerintah Kota Damai (kota rekaan; dokumen contoh)", "City of Kota Damai (fictional; an example)"))
        .under(link(case.head.title(), office::case_path(number)))
        .when(case.head.state != State::Granted, |page| {
            page.notice(
                Tone::Attention,
                t!("Sedang dilihat lagi", "Being looked at again"),
                t!("Dokumen berlaku sampai ada keputusan baru.", "The document holds until there is a new decision."),
            )
        })
        .section("dokumen", t!("Keterangan", "Particulars"))
        .summary([
            fact(t!("NIB (contoh)", "NIB (example)"), nib.as_str()),
            fact(t!("Nama usaha", "Name of the business"), business.name.as_str()),
            fact(t!("Pemilik", "Owner"), case.claim("name")),
            fact(t!("Kegiatan", "Activity"), business.activity()),
            fact(t!("Skala", "Scale"), business.scale()),
            fact(t!("Tingkat risiko", "Level of risk"), level.name),
            fact(t!("Alamat", "Address"), format!("{}, {}", business.address, business.area)),
            fact(t!("Terbit", "Issued"), instant(entry.at)),
            fact(t!("Diputuskan oleh", "Decided by"), decided_by),
            fact(t!("Nomor permohonan", "Number of the application"), number),
        ])
        .section("dasar", t!("Aturan yang dipakai", "The rules applied"))
        .items(decision.rules.iter().map(String::as_str))
        .paragraph(decision.reason.read())
        .section("kode", t!("Kode", "Code"))
        .code(
            format!("NIB {nib} (contoh); {number}"),
            t!("NIB dan nomor permohonan", "NIB and number of the application"),
        ))
}
