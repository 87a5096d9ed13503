//! What the page says, apart from how it is written down: the mini-app makes a typed page of it, and the peer under
//! `wasmtime serve` makes HTML of the same words.

use std::hint::black_box;

/// The bench replaces these bytes to get components that differ in their data.
static VARIANT: &str = "varian-00000000";

/// The title of the page.
pub const TITLE: &str = "Izin usaha di Kota Damai";
/// What stands under it.
pub const LEAD: &str = "Yang perlu Anda ketahui sebelum mengajukan izin.";

/// A section of six blocks.
pub struct Part {
    /// What a link to it ends in.
    pub id: String,
    /// Above it.
    pub title: String,
    /// Two blocks of running text.
    pub paragraphs: [String; 2],
    /// A block of a list.
    pub items: [String; 4],
    /// A block that must not be missed: title and text.
    pub notice: [String; 2],
    /// A block of facts: term and value.
    pub facts: [[String; 2]; 3],
    /// A last block of running text.
    pub closing: String,
}

/// The five sections.
pub fn parts() -> Vec<Part> {
    let variant = black_box(VARIANT);
    (1..=5).map(|nth| part(nth, variant)).collect()
}

fn part(nth: u32, variant: &str) -> Part {
    Part {
        id: format!("bagian-{nth}"),
        title: format!("Langkah {nth}: siapkan & periksa"),
        paragraphs: [
            format!(
                "Permohonan diperiksa dalam {} hari kerja sejak berkas lengkap. Anda mendapat kabar di kotak masuk.",
                nth * 2
            ),
            format!(
                "Edisi {variant}. Bila ada yang kurang, Anda diberi tahu apa yang harus dilengkapi & sampai kapan."
            ),
        ],
        items: [
            format!("Nomor induk berusaha, bila sudah ada ({nth}a)"),
            format!("Alamat tempat usaha menurut peta ({nth}b)"),
            format!("Jumlah modal di luar tanah dan bangunan ({nth}c)"),
            format!("Pernyataan bahwa \"semua data benar\" ({nth}d)"),
        ],
        notice: [
            format!("Tanpa biaya ({nth})"),
            "Tidak ada pungutan untuk layanan ini. Laporkan siapa pun yang meminta bayaran."
                .to_owned(),
        ],
        facts: [
            ["Lama proses".to_owned(), format!("{} hari kerja", nth * 2)],
            [
                "Petugas".to_owned(),
                format!("Bidang Perizinan, loket {nth}"),
            ],
            ["Dasar hukum".to_owned(), format!("PP 28/2025, pasal {nth}")],
        ],
        closing: format!(
            "Setelah langkah {nth} selesai, Anda dapat melanjutkan kapan saja; isian disimpan."
        ),
    }
}
