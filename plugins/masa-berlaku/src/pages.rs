//! What the citizen sees.

use balai_sdk::prelude::*;
use platform::calendar;
use platform::session::{self, Visitor};

use crate::documents::{self, Document};
use crate::kinds::KINDS;
use crate::standing::{Standing, days_between};

/// What ends when, and what to see to.
pub fn front() -> Result<Page> {
    let front = page(t!("Masa berlaku dokumen", "Documents that expire")).lead(t!(
        "Catat kapan dokumen Anda habis. Di sini terlihat mana yang perlu segera diurus.",
        "Note when your documents expire. This page shows which to see to."
    ));
    match session::who() {
        Visitor::Citizen(_) => own(front),
        _ => Ok(front
            .cards([card(t!("Catat dokumen", "Note a document"), here("/tambah"))
                .body(t!("Satu menit, tanpa nomor dokumen.", "One minute, without the document's number."))])
            .section("cara", t!("Begini jalannya", "How it goes"))
            .numbered([
                t!(
                    "Anda mencatat jenis dokumen dan tanggal habisnya.",
                    "You note the kind of document and its last day."
                ),
                t!(
                    "Halaman ini menandai yang perlu diurus, masing-masing pada waktunya.",
                    "This page marks what to see to, each at its time."
                ),
                t!("Hanya Anda yang dapat melihatnya.", "Nobody but you can see it."),
            ])),
    }
}

fn own(front: Page) -> Result<Page> {
    let (all, today) = (documents::all()?, calendar::today(None)?);
    if all.is_empty() {
        let body = t!("Dokumen yang Anda catat akan muncul di sini.", "Documents that you note will appear here.");
        return Ok(front.empty(
            empty(t!("Belum ada dokumen", "No documents yet"), body)
                .next(link(t!("Catat dokumen", "Note a document"), "/tambah")),
        ));
    }
    let pressing = all.iter().filter(|document| document.kept.standing(today) != Standing::Valid);
    let front = pressing.fold(front, |page, document| {
        let kept = &document.kept;
        let tone = match kept.standing(today) {
            Standing::Expired => Tone::Critical,
            _ => Tone::Attention,
        };
        let said = format!("{}: {}", kept.title(), left(kept.ends(), today));
        page.notice(tone, said, kept.kind().renewal.read())
    });
    Ok(front
        .section("dokumen", t!("Dokumen saya", "My documents"))
        .table(
            table(t!(
                "Dokumen saya, yang habis lebih dahulu di atas",
                "My documents, those that expire first at the top"
            ))
            .column(t!("Dokumen", "Document"))
            .column(t!("Berlaku sampai", "Valid until"))
            .column(t!("Sisa", "Left"))
            .column(t!("Keadaan", "State"))
            .rows(all, |table, document| {
                let kept = &document.kept;
                let cells = cells![kept.title(), kept.ends(), left(kept.ends(), today), kept.standing(today).status()];
                table.row_to(format!("/dokumen/{}", document.id), cells)
            }),
        )
        .cards([card(t!("Catat dokumen lain", "Note another document"), here("/tambah"))]))
}

/// How long it lasts still, in words.
fn left(ends: Date, today: Date) -> String {
    match days_between(today, ends) {
        0 => t!("berakhir hari ini", "ends today"),
        1 => t!("besok", "1 day left"),
        days if days < 0 => {
            let days = -days;
            if days == 1 {
                t!("habis kemarin", "expired 1 day ago")
            } else {
                t!("habis {days} hari lalu", "expired {days} days ago")
            }
        }
        days => t!("{days} hari lagi", "{days} days left"),
    }
}

/// The form for a document.
pub fn add() -> Page {
    let kinds = KINDS.iter().map(|kind| choice(kind.code, kind.name));
    page(t!("Catat dokumen", "Note a document")).form(
        form("catat", t!("Simpan", "Save")).step(
            step(
                t!("Dokumen", "The document"),
                [
                    Field::choice("jenis", t!("Jenis dokumen", "Kind of document"), kinds),
                    Field::text("nama", t!("Sebutan", "What you call it"), 1..=60)
                        .hint(t!(
                            "Misalnya “motor” atau “punya Ibu”. Jangan tulis nomor dokumen.",
                            "Such as “motorbike” or “mother's”. Do not write the document's number."
                        ))
                        .optional(),
                    Field::date("berlaku-sampai", t!("Berlaku sampai", "Valid until")).hint(t!(
                        "Hari terakhirnya, seperti tertulis di dokumen.",
                        "Its last day, as the document has it."
                    )),
                ],
            )
            .lead(t!(
                "Yang disimpan hanya tiga hal ini, dan hanya Anda yang dapat melihatnya.",
                "Only these three things are kept, and nobody but you can see them."
            )),
        ),
    )
}

/// One document.
pub fn document(document: &Document) -> Result<Page> {
    let (kept, today) = (&document.kept, calendar::today(None)?);
    let kind = kept.kind();
    let begin = kind.begin_before;
    Ok(page(kept.title())
        .summary([
            fact(t!("Berlaku sampai", "Valid until"), kept.ends()),
            fact(t!("Sisa", "Left"), left(kept.ends(), today)),
            fact(t!("Keadaan", "State"), kept.standing(today).status()),
            fact(
                t!("Mulai diurus", "Begin renewing"),
                t!("{begin} hari sebelumnya (contoh)", "{begin} days before (example)"),
            ),
        ])
        .paragraph(kind.renewal.read())
        .section("perbarui", t!("Sudah diperpanjang?", "Renewed already?"))
        .form(
            form("perbarui", t!("Simpan tanggal baru", "Save the new day"))
                .step(step(
                    t!("Tanggal baru", "The new day"),
                    [Field::date("berlaku-sampai", t!("Berlaku sampai", "Valid until"))],
                ))
                .carry("version", document.version),
        )
        .section("hapus", t!("Tidak dipakai lagi?", "Not in use any more?"))
        .buttons([button(t!("Hapus catatan", "Remove from the list"), "hapus")
            .carry("version", document.version)
            .danger(t!(
                "Catatan ini dihapus dan tidak dapat dikembalikan. Hapus?",
                "This note is removed and cannot be brought back. Remove it?"
            ))]))
}
