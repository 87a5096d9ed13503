//! A form in two tabs, gone back in and loaded once more: nothing that was typed is lost.

use store::Backend;

use super::person::{Driver, Person, Screen};
use crate::{licence::APP, server};

const ADDRESS: &str = "Alamat tempat usaha";

#[tokio::test]
async fn browser_a_form_survives_two_tabs_with_script() {
    two_tabs(Screen::Desk).await;
}

#[tokio::test]
async fn browser_a_form_survives_two_tabs_without_script() {
    two_tabs(Screen::DeskWithoutScript).await;
}

async fn two_tabs(screen: Screen) {
    let server = server::start(Backend::Sqlite).await.with_licences().await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, screen).await;
    sari.open(&format!("{APP}/ajukan")).await;
    sari.sign_in("Sari Wulandari").await;
    sari.arrive("Ajukan izin usaha").await;
    sari.fill("Nama usaha", "Klinik Sari").await;
    sari.fill("Cari dengan kata atau kode", "klinik").await;
    sari.press("Cari di daftar").await;
    sari.choose("86105").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Tempat").await;
    let second_step = sari.path().await;
    let first_step = second_step.trim_end_matches('2').to_owned() + "1";

    // What is changed in another tab does not touch what this one shows, nor the other way round.
    let first = sari.tab().await;
    sari.open_tab().await;
    sari.open(&first_step).await;
    sari.arrive("Usaha").await;
    sari.fill("Nama usaha", "Klinik Melati").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Tempat").await;
    let second = sari.tab().await;
    sari.look_at(&first).await;
    sari.fill(ADDRESS, "Jalan Melati 5").await;
    sari.fill("Cari kelurahan atau desa", "damai utara uji")
        .await;
    sari.press("Cari di daftar").await;
    sari.see("1 hasil. Pilih salah satu.").await;
    sari.choose("Kelurahan Damai Utara").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Ukuran").await;

    // The other tab still shows the step as it was; loaded once more, as it is.
    sari.look_at(&second).await;
    assert_eq!(sari.typed(ADDRESS).await, "");
    sari.reload().await;
    sari.arrive("Tempat").await;
    assert_eq!(sari.typed(ADDRESS).await, "Jalan Melati 5");

    sari.press("Kembali").await;
    sari.arrive("Usaha").await;
    assert_eq!(sari.typed("Nama usaha").await, "Klinik Melati");
    sari.back().await;
    sari.arrive("Tempat").await;
    assert_eq!(sari.typed(ADDRESS).await, "Jalan Melati 5");
    sari.press("Lanjutkan").await;
    sari.arrive("Ukuran").await;
    sari.fill("Modal usaha", "900.000.000").await;
    sari.fill("Jumlah pekerja", "12").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Pemilik").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Pernyataan").await;
    sari.choose("Semua yang saya tulis benar.").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Periksa jawaban Anda").await;
    sari.see("Klinik Melati").await;
    sari.see("Jalan Melati 5").await;
    sari.press("Kirim permohonan").await;
    sari.arrive("Sudah kami terima").await;

    // The first tab stands at a step of what is sent by now. It says so, leads to the receipt, and sends nothing.
    sari.look_at(&first).await;
    sari.fill("Modal usaha", "1").await;
    sari.fill("Jumlah pekerja", "1").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Sudah terkirim").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Sudah kami terima").await;
    sari.leave().await;
}
