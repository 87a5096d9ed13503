//! Which documents there are, and how long before its end one begins to renew each: a table that a civil servant can
//! read. The spans are examples (contoh), and not those of a law.

use balai_sdk::Text;

/// A kind of document.
#[derive(Debug)]
pub struct Kind {
    /// As it is kept: never changed, as documents name it.
    pub code: &'static str,
    pub name: Text,
    /// So many days before its end one begins.
    pub begin_before: i64,
    /// What to do then.
    pub renewal: Text,
}

const fn kind(code: &'static str, name: Text, begin_before: i64, renewal: Text) -> Kind {
    Kind { code, name, begin_before, renewal }
}

/// In the order in which they are offered.
pub static KINDS: [Kind; 5] = [
    kind(
        "paspor",
        Text::new("Paspor", "Passport"),
        180,
        Text::new(
            "Ajukan penggantian di kantor imigrasi. Banyak negara menolak paspor yang habis dalam enam bulan.",
            "Apply for a new one at an immigration office. Many countries turn back a passport with less than six months.",
        ),
    ),
    kind(
        "sim",
        Text::new("SIM", "Driving licence"),
        30,
        Text::new(
            "Perpanjang di Satpas atau SIM keliling sebelum tanggalnya lewat; setelah itu harus ujian lagi.",
            "Renew it before the day is over; after that the tests are to be taken again.",
        ),
    ),
    kind(
        "pajak-kendaraan",
        Text::new("Pajak kendaraan", "Vehicle tax"),
        60,
        Text::new(
            "Bayar di Samsat atau gerai pembayaran sebelum jatuh tempo.",
            "Pay it at a Samsat office before it falls due.",
        ),
    ),
    kind(
        "stnk",
        Text::new("STNK (lima tahunan)", "Vehicle registration (five-yearly)"),
        60,
        Text::new(
            "Datang ke Samsat dengan kendaraannya: pelat nomornya diganti.",
            "Come to a Samsat office with the vehicle: its plates are replaced.",
        ),
    ),
    kind(
        "lainnya",
        Text::new("Dokumen lain", "Another document"),
        30,
        Text::new("Hubungi instansi yang menerbitkannya.", "Ask the agency that issued it."),
    ),
];

/// The kind of a code; a code that is known no more is another document.
pub fn of(code: &str) -> &'static Kind {
    let last = &KINDS[KINDS.len() - 1];
    KINDS.iter().find(|kind| kind.code == code).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_known_no_more_is_another_document() {
        assert_eq!(of("sim").begin_before, 30);
        assert_eq!(of("kartu-telepon").code, "lainnya");
    }
}
