//! The story of a permit as people live it: a citizen, a civil servant, and somebody who is neither.

use store::Backend;

use super::person::{Driver, Person, Screen};
use crate::{licence::APP, server};

#[tokio::test]
async fn browser_a_permit_on_a_phone() {
    permit(Screen::Phone).await;
}

#[tokio::test]
async fn browser_a_permit_on_a_desk() {
    permit(Screen::Desk).await;
}

#[tokio::test]
async fn browser_a_permit_without_script() {
    permit(Screen::DeskWithoutScript).await;
}

#[tokio::test]
async fn browser_a_permit_by_keyboard_at_four_times_the_size() {
    permit(Screen::ZoomedByKeyboard).await;
}

#[tokio::test]
async fn browser_a_page_that_is_broken_is_found() {
    let server = server::start(Backend::Sqlite).await.with_licences().await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, Screen::Phone).await;
    sari.open(&format!("{APP}/ajukan")).await;
    sari.sign_in("Sari Wulandari").await;
    sari.arrive("Ajukan izin usaha").await;
    sari.holds_up().await;
    sari.spoil(
        "document.querySelector('label[for=f-nama-usaha-0]').remove();
         document.querySelector('h1').style.color = '#ddd';
         document.documentElement.removeAttribute('lang');",
    )
    .await;
    let found = sari.violations().await.join("\n");
    for rule in ["label:", "color-contrast:", "html-has-lang:"] {
        assert!(found.contains(rule), "no {rule} {found}");
    }
    sari.leave().await;
}

async fn permit(screen: Screen) {
    let server = server::start(Backend::Sqlite).await.with_licences().await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, screen).await;
    let number = citizen_applies(&sari).await;

    let tono = Person::new(&driver, &server, screen).await;
    somebody_else_finds_nothing(&tono, &number).await;
    tono.leave().await;

    let budi = Person::new(&driver, &server, screen).await;
    civil_servant_decides(&budi, &number).await;
    budi.leave().await;

    citizen_reads(&sari, &number).await;
    sari.leave().await;
}

async fn citizen_applies(sari: &Person) -> String {
    sari.open("/").await;
    sari.arrive("Apa yang ingin Anda urus?").await;
    sari.holds_up().await;
    sari.press("Izin usaha").await;
    sari.arrive("Izin usaha").await;
    sari.holds_up().await;
    sari.press("Ajukan izin usaha").await;
    sari.arrive("Ajukan izin usaha").await;
    sari.holds_up().await;
    sari.sign_in("Sari Wulandari").await;

    // Back where they were. What is wrong is told, and stays as it was typed.
    sari.arrive("Ajukan izin usaha").await;
    sari.fill("Nama usaha", "K").await;
    sari.holds_up().await;
    sari.press("Lanjutkan").await;
    sari.see("Ada 2 hal yang perlu diperbaiki").await;
    sari.holds_up().await;
    assert_eq!(sari.typed("Nama usaha").await, "K");
    sari.fill("Nama usaha", "Klinik Sari").await;
    sari.fill("Cari dengan kata atau kode", "klinik").await;
    sari.press("Cari di daftar").await;
    sari.see("1 hasil. Pilih salah satu.").await;
    sari.holds_up().await;
    sari.choose("86105").await;
    sari.press("Lanjutkan").await;

    sari.arrive("Tempat").await;
    sari.holds_up().await;
    sari.fill("Alamat tempat usaha", "Jalan Melati 5, lantai dasar")
        .await;
    sari.fill("Cari kelurahan atau desa", "damai uta uji").await;
    sari.press("Cari di daftar").await;
    sari.see("1 hasil. Pilih salah satu.").await;
    sari.holds_up().await;
    sari.choose("Kelurahan Damai Utara").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Ukuran").await;
    sari.open("/drafts").await;
    sari.arrive("Draf saya").await;
    sari.holds_up().await;
    sari.press("Hapus draf ini").await;
    sari.arrive("Anda yakin?").await;
    sari.holds_up().await;
    sari.press("Jangan, kembali").await;
    sari.arrive("Ukuran").await;
    sari.fill("Modal usaha", "900.000.000").await;
    sari.fill("Jumlah pekerja", "12").await;
    sari.holds_up().await;
    sari.press("Lanjutkan").await;
    sari.arrive("Pemilik").await;
    sari.see("Sari Wulandari").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Pernyataan").await;
    sari.choose("Semua yang saya tulis benar.").await;
    sari.holds_up().await;
    sari.press("Lanjutkan").await;

    sari.arrive("Periksa jawaban Anda").await;
    sari.see("Rp900.000.000").await;
    sari.holds_up().await;
    sari.press("Kirim permohonan").await;
    sari.arrive("Sudah kami terima").await;
    sari.holds_up().await;

    sari.open("/cases").await;
    sari.arrive("Urusan saya").await;
    sari.holds_up().await;
    sari.press("Klinik Sari").await;
    sari.see("Diterima").await;
    sari.holds_up().await;
    let path = sari.path().await;
    path.trim_start_matches("/cases/").to_owned()
}

async fn somebody_else_finds_nothing(tono: &Person, number: &str) {
    tono.open(&format!("/cases/{number}")).await;
    tono.arrive("Masuk sebagai siapa?").await;
    tono.press("Tono Prasetyo").await;
    tono.arrive("Halaman tidak ditemukan").await;
    tono.holds_up().await;
    tono.open(&format!("{APP}/permohonan/{number}")).await;
    tono.arrive("Halaman tidak ditemukan").await;
    tono.open("/cases").await;
    tono.see("Belum ada urusan").await;
    tono.holds_up().await;
}

async fn civil_servant_decides(budi: &Person, number: &str) {
    budi.open("/tasks").await;
    budi.arrive("Masuk sebagai siapa?").await;
    budi.press("Budi Santoso").await;
    budi.arrive("Tugas saya").await;
    budi.holds_up().await;
    budi.open("/unit-cases").await;
    budi.see(number).await;
    budi.holds_up().await;
    budi.open(&format!("{APP}/")).await;
    budi.arrive("Permohonan izin usaha").await;
    budi.holds_up().await;
    budi.press("Klinik Sari").await;
    budi.see("Ambil permohonan").await;
    budi.holds_up().await;
    budi.press("Ambil permohonan").await;
    budi.see("Petugas mulai memeriksa.").await;
    budi.choose("Setujui").await;
    budi.fill(
        "Alasan",
        "Standar klinik terpenuhi menurut berkas dan kunjungan.",
    )
    .await;
    budi.choose("PP 28/2025: menengah tinggi").await;
    budi.holds_up().await;
    budi.press("Putuskan").await;
    budi.arrive("Anda yakin?").await;
    budi.holds_up().await;
    budi.press("Putuskan").await;
    budi.see("Disetujui").await;
    budi.holds_up().await;
    budi.open("/tasks").await;
    budi.see("Tidak ada tugas").await;
    budi.holds_up().await;
}

async fn citizen_reads(sari: &Person, number: &str) {
    sari.open("/inbox").await;
    sari.see("disetujui").await;
    sari.holds_up().await;
    sari.open(&format!("/cases/{number}")).await;
    sari.see("Budi Santoso, Verifikator").await;
    sari.holds_up().await;
    sari.open("/access-log").await;
    sari.see("Budi Santoso, Verifikator").await;
    sari.holds_up().await;
    sari.open(&format!("{APP}/dokumen/{number}")).await;
    sari.see("Klinik Sari").await;
    sari.holds_up().await;
    sari.open("/").await;
    sari.press("English").await;
    sari.arrive("What would you like to do?").await;
    sari.holds_up().await;
    sari.press("Sari Wulandari").await;
    sari.press("Sign out").await;
    sari.arrive("You are signed out").await;
    sari.holds_up().await;
}
