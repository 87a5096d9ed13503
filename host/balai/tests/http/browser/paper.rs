//! What is issued is one sheet of A4, whoever decided.

use regex::Regex;
use store::Backend;

use super::person::{Driver, Person, Screen};
use crate::{
    licence::{APP, COFFEE, WASTE, applied, granted, last_case},
    server,
    visitor::Visitor,
};

#[tokio::test]
async fn browser_a_document_prints_on_one_page() {
    let server = server::start(Backend::Sqlite).await.with_licences().await;
    let at_desk = Visitor::signed_in(&server, "sari").await;
    applied(&at_desk, "Kopi Sari", COFFEE).await;
    let by_rules = last_case(&at_desk).await;
    applied(&at_desk, "Olah Limbah Sari", WASTE).await;
    let by_staff = last_case(&at_desk).await;
    let budi = Visitor::signed_in(&server, "budi").await;
    let reason = "Berkas lengkap, kunjungan menunjukkan bahwa standar terpenuhi. ".repeat(5);
    granted(&budi, &by_staff, reason.trim_end()).await;

    let driver = Driver::start();
    let sari = Person::new(&driver, &server, Screen::Phone).await;
    sari.open(&format!("{APP}/dokumen/{by_rules}")).await;
    sari.press("Sari Wulandari").await;
    sari.see("Kopi Sari").await;
    assert_eq!(sheets(&sari).await, ["596 × 842"]);
    sari.open(&format!("{APP}/dokumen/{by_staff}")).await;
    sari.see("Olah Limbah Sari").await;
    sari.see("Budi Santoso").await;
    assert_eq!(sheets(&sari).await, ["596 × 842"]);
    sari.leave().await;
}

/// The size of each page when it is printed, in points: 596 × 842 is A4.
async fn sheets(person: &Person) -> Vec<String> {
    let pdf = person.print().await;
    let pdf = String::from_utf8_lossy(&pdf);
    let page = Regex::new(r"(?s)/Type /Page\b.*?/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]").unwrap();
    let points = |text: &str| text.parse::<f64>().unwrap().round();
    let sheets = page.captures_iter(&pdf);
    sheets
        .map(|page| format!("{} × {}", points(&page[1]), points(&page[2])))
        .collect()
}
