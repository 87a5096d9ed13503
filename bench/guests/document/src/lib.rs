//! A mini-app that does as little as one can with one document of the citizen: read it, or write it. Beside it the same page
//! without reading, and one that is made of what most pages are made of.

use balai_sdk::prelude::*;
use platform::personal;

const KEY: &str = "catatan";

/// The document.
pub struct BenchDocument;

impl MiniApp for BenchDocument {
    fn show(request: &Request) -> Result<Page> {
        let found = match request.path.as_str() {
            "/" => personal::get(KEY)?,
            "/isi" => return Ok(contents()),
            _ => None,
        };
        let body = found.map_or_else(String::new, |document| document.body);
        Ok(page("Catatan")
            .paragraph(body)
            .buttons([button("Simpan", "simpan")]))
    }

    fn act(_request: &Request, _submission: &Submission) -> Result<Outcome> {
        personal::put(
            KEY,
            r#"{"isi":"Sebuah catatan yang disimpan oleh warga."}"#,
            None,
        )?;
        Ok(Outcome::go("/"))
    }
}

fn contents() -> Page {
    let start = page("Layanan surat pindah").lead("Pindah alamat dalam satu kota, tanpa biaya.");
    let sections = ["syarat", "proses", "setelahnya"];
    sections.into_iter().fold(start, section)
}

fn section(page: Page, id: &str) -> Page {
    let entries = table("Loket yang buka")
        .column("Loket")
        .numbers("Antrean")
        .row(cells!["Kecamatan Utara", 4_u32])
        .row_to("/utara", cells!["Kecamatan Barat", 11_u32]);
    let cards = ["Alamat lama", "Alamat baru"].map(|title| {
        card(title, here("/alamat"))
            .body("Diisi sekali, dipakai di semua surat.")
            .status(status("Belum diisi", Tone::Attention))
    });
    page.section(id, format!("Bagian {id} & keterangannya"))
        .paragraph("Surat keluar dalam dua hari kerja setelah berkas lengkap.")
        .paragraph(rich![
            "Baca ",
            strong("sebelum"),
            " mengisi: ",
            link("daftar berkas", "/berkas"),
            "."
        ])
        .items(["Kartu keluarga", "Bukti \"alamat\" yang baru"])
        .numbered([format!("Isi {id}"), "Kirim".to_owned()])
        .notice(
            Tone::Info,
            "Tanpa biaya",
            "Tidak ada pungutan untuk layanan ini.",
        )
        .summary([
            fact("Lama proses", "2 hari kerja"),
            fact("Berkas", 3_u32),
            fact("Biaya", rupiah(0)),
            fact("Daring", true),
            fact("Keadaan", status("Dibuka", Tone::Positive)),
        ])
        .table(entries)
        .cards(cards)
}

mini_app!(BenchDocument);
