//! Searching in a field while a person types, in a browser that runs scripts.

use store::Backend;

use super::person::{Driver, Person, Screen};
use crate::{licence::APP, server};

/// The story of the permit presses the button of the search; here it is found while the person types.
#[tokio::test]
async fn what_fits_is_found_while_a_person_types() {
    let server = server::start(Backend::Sqlite).await.with_licences().await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, Screen::Phone).await;
    sari.open(&format!("{APP}/ajukan")).await;
    sari.sign_in("Sari Wulandari").await;
    sari.arrive("Ajukan izin usaha").await;
    sari.fill("Nama usaha", "Kopi Sari").await;
    sari.fill("Cari dengan kata atau kode", "kedai").await;
    sari.see("1 hasil. Pilih salah satu.").await;
    sari.holds_up().await;
    assert_eq!(sari.typed("Nama usaha").await, "Kopi Sari");
    sari.choose("56303").await;
    // Another search keeps the choice, and the key that sends the form elsewhere searches here.
    sari.fill("Cari dengan kata atau kode", "zzz\u{e007}").await;
    sari.see("Tidak ada yang cocok dengan “zzz”.").await;
    sari.see("Kedai kopi · 56303").await;
    sari.fill("Cari dengan kata atau kode", "").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Tempat").await;
    sari.leave().await;
}
