//! The network fails while a citizen sends: they are told, nothing that they typed is gone, and one case comes of it.

use app::{case::CaseFilter, paging::Turn};

use super::{
    network::{Fault, Network},
    person::{Driver, Person, Screen},
};
use crate::{crash::citizen, licence::APP};

#[tokio::test]
async fn browser_a_request_is_lost() {
    apply(Screen::Phone, Fault::RequestLost).await;
}

#[tokio::test]
async fn browser_a_request_is_lost_without_script() {
    apply(Screen::DeskWithoutScript, Fault::RequestLost).await;
}

#[tokio::test]
async fn browser_an_answer_is_lost() {
    apply(Screen::Phone, Fault::AnswerLost).await;
}

#[tokio::test]
async fn browser_an_answer_is_lost_without_script() {
    apply(Screen::DeskWithoutScript, Fault::AnswerLost).await;
}

async fn apply(screen: Screen, fault: Fault) {
    let mut network = Network::start().await;
    network.server = network.server.with_licences().await;
    let driver = Driver::start();
    let sari = Person::at(&driver, &network.address, screen).await;
    sari.open(&format!("{APP}/ajukan")).await;
    sari.sign_in("Sari Wulandari").await;
    sari.arrive("Ajukan izin usaha").await;
    sari.fill("Nama usaha", "Klinik Sari").await;
    sari.fill("Cari dengan kata atau kode", "klinik").await;
    sari.press("Cari di daftar").await;
    sari.choose("86105").await;
    sari.press("Lanjutkan").await;

    // In the middle: what was typed on this page is on no other.
    sari.arrive("Tempat").await;
    sari.fill("Cari kelurahan atau desa", "damai utara uji")
        .await;
    sari.press("Cari di daftar").await;
    sari.choose("Kelurahan Damai Utara").await;
    sari.fill("Alamat tempat usaha", "Jalan Melati 5, lantai dasar")
        .await;
    network.fail(fault);
    sari.press("Lanjutkan").await;
    is_told(&sari, screen).await;
    network.mend();
    goes_back(&sari, screen).await;
    sari.arrive("Tempat").await;
    assert_eq!(
        sari.typed("Alamat tempat usaha").await,
        "Jalan Melati 5, lantai dasar"
    );
    sari.see("Kelurahan Damai Utara").await;
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

    // At the end.
    sari.arrive("Periksa jawaban Anda").await;
    network.fail(fault);
    sari.press("Kirim permohonan").await;
    is_told(&sari, screen).await;
    let lodged = usize::from(fault == Fault::AnswerLost);
    assert_eq!(cases(&network).await, lodged);
    network.mend();
    goes_back(&sari, screen).await;
    // A page that the browser fetches anew knows whether it was sent; one that it has kept has its button still.
    let (check, receipt) = ("Periksa jawaban Anda", "Sudah kami terima");
    if sari.arrive_either(check, receipt).await {
        sari.see("Jalan Melati 5, lantai dasar").await;
        sari.press("Kirim permohonan").await;
    }
    sari.arrive(receipt).await;
    sari.see("Jalan Melati 5, lantai dasar").await;
    assert_eq!(cases(&network).await, 1);
    sari.leave().await;
}

/// By the page, where a script runs; else by the browser.
async fn is_told(sari: &Person, screen: Screen) {
    if screen == Screen::DeskWithoutScript {
        sari.see_anywhere("ERR_").await;
    } else {
        sari.see_anywhere("Sambungan terputus. Isian Anda masih ada di halaman ini.")
            .await;
        sari.holds_up().await;
    }
}

/// Who was told by the page is there still.
async fn goes_back(sari: &Person, screen: Screen) {
    if screen == Screen::DeskWithoutScript {
        sari.back().await;
    }
}

async fn cases(network: &Network) -> usize {
    let app = network.server.app();
    let sari = citizen(app, "sari").await;
    let receipts = app.receipts_of(&mut app.reading(), &sari).await.unwrap();
    let cases = app
        .cases_part(
            &mut app.reading(),
            &sari,
            CaseFilter::All,
            &Turn::First,
            100,
        )
        .await
        .unwrap();
    assert_eq!(receipts.len(), cases.cases.len());
    cases.cases.len()
}
