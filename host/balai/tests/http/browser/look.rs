//! The look: chosen on any page without a script, and legible in every theme.

use store::Backend;

use super::person::{Driver, Person, Screen};
use crate::{
    licence::{APP, CLINIC, COFFEE, applied, filled_in, last_case},
    server::{self, Server},
    visitor::Visitor,
};

const WHITE: &str = "rgba(255, 255, 255, 1)";
const DARK: &str = "rgba(23, 16, 26, 1)";
const BLACK: &str = "rgba(0, 0, 0, 1)";

#[tokio::test]
async fn browser_a_theme_is_chosen_without_script() {
    let server = server::start(Backend::Sqlite).await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, Screen::DeskWithoutScript).await;
    sari.open("/").await;
    assert_eq!(sari.paper().await, WHITE);
    sari.press("Gelap").await;
    sari.arrive("Apa yang ingin Anda urus?").await;
    assert_eq!(sari.paper().await, DARK);

    // Signed in, it is the person's.
    sari.sign_in("Sari Wulandari").await;
    sari.see_anywhere("Keluar").await;
    sari.open("/account").await;
    sari.choose("Kontras tinggi").await;
    sari.choose("WIT").await;
    sari.press("Simpan").await;
    sari.see("Pilihan Anda tersimpan").await;
    sari.see(" WIT").await;
    assert_eq!(sari.paper().await, BLACK);
    sari.open("/").await;
    assert_eq!(sari.paper().await, BLACK);
    sari.leave().await;

    let elsewhere = Person::new(&driver, &server, Screen::Phone).await;
    elsewhere.open("/").await;
    elsewhere.sign_in("Sari Wulandari").await;
    elsewhere.see_anywhere("Keluar").await;
    assert_eq!(elsewhere.paper().await, BLACK);
    elsewhere.leave().await;
}

#[tokio::test]
async fn browser_a_device_decides_where_nobody_chose() {
    let server = server::start(Backend::Sqlite).await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, Screen::Desk).await;
    sari.device_says("prefers-color-scheme", "dark").await;
    sari.open("/").await;
    assert_eq!(sari.paper().await, DARK);
    sari.press("Terang").await;
    sari.see_anywhere("Terang").await;
    assert_eq!(sari.paper().await, WHITE);
    sari.press("Seperti perangkat").await;
    sari.see_anywhere("Seperti perangkat").await;
    assert_eq!(sari.paper().await, DARK);
    sari.device_says("prefers-color-scheme", "light").await;
    assert_eq!(sari.paper().await, WHITE);
    sari.leave().await;
}

/// A look that was chosen on one device is there on another, also where a script changes only the page's body.
#[tokio::test]
async fn browser_a_theme_comes_with_the_next_page() {
    let server = server::start(Backend::Sqlite).await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, Screen::Desk).await;
    sari.open("/").await;
    sari.sign_in("Sari Wulandari").await;
    sari.see_anywhere("Keluar").await;
    let phone = Visitor::signed_in(&server, "sari").await;
    phone.post("/theme", &[("theme", "dark")]).await;
    assert_eq!(sari.paper().await, WHITE);
    sari.press("Draf").await;
    sari.see("Tidak ada draf").await;
    assert_eq!(sari.paper().await, DARK);
    sari.leave().await;
}

#[tokio::test]
async fn browser_every_theme_is_legible() {
    let server = server::start(Backend::Sqlite).await.with_licences().await;
    let pages = pages(&server).await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, Screen::Phone).await;
    sari.open("/").await;
    sari.sign_in("Sari Wulandari").await;
    sari.see_anywhere("Keluar").await;
    for (theme, paper) in [
        ("Terang", WHITE),
        ("Gelap", DARK),
        ("Kontras tinggi", BLACK),
    ] {
        sari.open("/drafts").await;
        sari.press(theme).await;
        sari.arrive("Draf").await;
        for page in &pages {
            sari.open(page).await;
            assert_eq!(sari.paper().await, paper, "{page}");
            sari.holds_up().await;
            if paper == BLACK {
                let pale = sari.pale().await;
                assert!(pale.is_empty(), "{page}: {pale:#?}");
            }
        }
    }
    sari.leave().await;
}

/// Pages with every tone on them.
async fn pages(server: &Server) -> Vec<String> {
    let sari = Visitor::signed_in(server, "sari").await;
    let (receipt, _) = applied(&sari, "Klinik Sari", CLINIC).await;
    let case = last_case(&sari).await;
    let (_, draft) = filled_in(&sari, "Kopi Damai", COFFEE).await;
    vec![
        "/".to_owned(),
        "/account".to_owned(),
        "/account/sign-out-everywhere".to_owned(),
        "/inbox".to_owned(),
        "/nowhere".to_owned(),
        receipt.path,
        format!("/cases/{case}"),
        format!("{draft}/steps/1"),
        format!("{draft}/check"),
        format!("{APP}/"),
        format!("{APP}/permohonan/{case}"),
    ]
}
