//! A publisher, an operator and a citizen at their browsers, while a release goes its way.

use std::time::{Duration, Instant};

use store::Backend;

use super::person::{Driver, Person, Screen};
use crate::registry::{
    people::{APP, Hall},
    rollouts::{FRAGILE, TAKES, TRAPS, approved, documents},
};

const PATIENCE: Duration = Duration::from_secs(120);
const PAGE: &str = "/m/kota-damai/izin-usaha/";

pub async fn at_work(driver: &Driver, hall: &Hall, screen: Screen, name: &str) -> Person {
    let person = Person::new(driver, &hall.server, screen).await;
    person.open("/").await;
    person.sign_in(name).await;
    person.see_anywhere("Keluar").await;
    person
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browser_releases_are_curated_on_pages() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let driver = Driver::start();
    let wayan = at_work(&driver, hall, Screen::Desk, "Wayan Sudarma").await;
    wayan.open("/registry").await;
    wayan.see("Belum ada rilis").await;
    wayan.holds_up().await;

    // Sent in, and seen by the platform team.
    let file = hall.version("1.0.0");
    let publish = ["publish", file.to_str().unwrap(), "--key", "wayan.pem"];
    hall.says("wayan", &publish).await;
    let hasan = at_work(&driver, hall, Screen::Phone, "Hasan Basri").await;
    hasan.open("/registry").await;
    hasan.see("Menunggu peninjau").await;
    hasan.holds_up().await;
    hasan.press("Izin usaha 1.0.0").await;
    hasan.see("Apa yang dapat dilakukannya").await;
    hasan
        .see("Membaca data warga yang terverifikasi: nama")
        .await;
    hasan.holds_up().await;
    let approve = ["review", "approve", APP, "1.0.0", "--key", "indah.pem"];
    hall.says("indah", &approve).await;

    // Given to a region, then to everybody.
    wayan.open("/registry").await;
    wayan.press("Izin usaha 1.0.0").await;
    wayan.arrive("Izin usaha 1.0.0").await;
    wayan.fill("Bagian", "0").await;
    wayan.press("Buka rilis ini").await;
    wayan.see("Dari 1 sampai 100 persen").await;
    wayan.holds_up().await;
    wayan.press("Lanjutkan").await;
    wayan.arrive("Izin usaha 1.0.0").await;
    wayan.fill("Wilayah", "99.99").await;
    wayan.press("Buka rilis ini").await;
    wayan.see("Dibuka bertahap").await;
    wayan.see("100 %").await;
    wayan.holds_up().await;
    let sari = at_work(&driver, hall, Screen::Phone, "Sari Wulandari").await;
    sari.open(PAGE).await;
    sari.arrive("Izin usaha").await;

    // Stopped, and let go on.
    hasan.reload().await;
    hasan
        .fill("Alasan penghentian", "Kehilangan jawaban.")
        .await;
    hasan.press("Hentikan aplikasi mini ini").await;
    hasan.see("Layanan ini dihentikan").await;
    hasan.holds_up().await;
    sari.open(PAGE).await;
    sari.arrive("Layanan ini dihentikan").await;
    sari.see("Kehilangan jawaban.").await;
    sari.holds_up().await;
    hasan
        .fill("Alasan dijalankan kembali", "Sudah diperbaiki.")
        .await;
    hasan.press("Jalankan kembali").await;
    hasan.see("Hentikan aplikasi mini ini").await;
    sari.open(PAGE).await;
    sari.arrive("Izin usaha").await;

    // The next one is given to everybody, and taken back by one press.
    hall.approved("1.1.0").await;
    wayan.open("/registry").await;
    wayan.press("Izin usaha 1.1.0").await;
    wayan.arrive("Izin usaha 1.1.0").await;
    wayan.press("Buka rilis ini").await;
    wayan.see("Dipakai semua orang").await;
    wayan.fill("Alasan", "Lebih lambat.").await;
    wayan.press("Kembalikan ke rilis sebelumnya").await;
    wayan.see("Digantikan").await;
    wayan.see("Lebih lambat.").await;
    wayan.holds_up().await;
    for person in [wayan, hasan, sari] {
        person.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browser_a_release_that_begins_to_fail_is_taken_back_while_people_look_on() {
    let hall = &Hall::open(Backend::Sqlite).await;
    approved(hall, "1.0.0").await;
    let driver = Driver::start();
    let wayan = at_work(&driver, hall, Screen::Phone, "Wayan Sudarma").await;
    wayan.open("/registry").await;
    wayan.press("Nakal 1.0.0").await;
    wayan.arrive("Nakal 1.0.0").await;
    // By a schedule, which waits and goes on.
    wayan.fill("Langkah", "25, 5").await;
    wayan.press("Buka menurut jadwal").await;
    wayan.see("Bagian yang makin besar").await;
    wayan.press("Lanjutkan").await;
    wayan.arrive("Nakal 1.0.0").await;
    wayan.press("Buka menurut jadwal").await;
    wayan.see("25 %, 100 %").await;
    wayan.holds_up().await;
    wayan.press("Jeda jadwal").await;
    wayan.see("Dijeda").await;
    wayan.press("Lanjutkan jadwal").await;
    wayan.see("Jeda jadwal").await;
    // By hand, to a region; that ends the schedule.
    wayan.fill("Wilayah", "99.98").await;
    wayan.press("Buka rilis ini").await;
    wayan.see("Kode wilayah").await;
    wayan.press("Lanjutkan").await;
    // Others have it, and would lose it.
    wayan.fill("Wilayah", "99.99").await;
    wayan.press("Buka rilis ini").await;
    wayan.see("sebutkan sebabnya").await;
    wayan.press("Lanjutkan").await;
    wayan.fill("Wilayah", "99.99").await;
    wayan
        .fill("Sebab lebih sedikit orang", "Dicoba di satu kota.")
        .await;
    wayan.press("Buka rilis ini").await;
    wayan.see("99.99 Kota Damai").await;

    // A citizen sends something, and it is taken.
    let sari = at_work(&driver, hall, Screen::Phone, "Sari Wulandari").await;
    sari.open(TAKES).await;
    sari.press("Kirim").await;
    let begun = Instant::now();
    while documents(hall).await == 0 {
        assert!(begun.elapsed() < PATIENCE, "it is not taken");
        tokio::task::yield_now().await;
    }
    let sent = documents(hall).await;

    // Then it fails, until nobody gets it.
    let begun = Instant::now();
    while !hall
        .says("wayan", &["rollouts", FRAGILE])
        .await
        .contains("nobody gets 1.0.0 any more")
    {
        assert!(begun.elapsed() < PATIENCE, "it is not taken back");
        sari.open(TRAPS).await;
    }
    sari.open(TAKES).await;
    sari.holds_up().await;
    assert_eq!(documents(hall).await, sent);
    let hasan = at_work(&driver, hall, Screen::Desk, "Hasan Basri").await;
    hasan.open("/registry").await;
    hasan.press("Nakal 1.0.0").await;
    for person in [&wayan, &hasan] {
        person.reload().await;
        person.see("Tidak dipakai lagi").await;
        person.see("panggilan gagal").await;
        person.see("Balai sendiri").await;
        person.see("Panggilan yang gagal").await;
        person.holds_up().await;
    }
    wayan.open("/inbox").await;
    wayan.see("ditarik kembali secara otomatis").await;
    for person in [wayan, hasan, sari] {
        person.leave().await;
    }
}
