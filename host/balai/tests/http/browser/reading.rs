//! The pages of a permit as they are read aloud, from the first word to the last.

use insta::assert_snapshot;
use store::Backend;

use super::person::{Driver, Person, Screen};
use crate::{
    licence::{APP, CLINIC, applied, filled_in, last_case},
    server,
    visitor::Visitor,
};

#[tokio::test]
async fn browser_a_permit_is_read_aloud_in_order() {
    let server = server::start(Backend::Sqlite).await.with_licences().await;
    let typist = Visitor::signed_in(&server, "sari").await;
    let (receipt, _) = applied(&typist, "Klinik Sari", CLINIC).await;
    let number = receipt.path.trim_start_matches("/receipts/").to_owned();
    let case = last_case(&typist).await;
    let (_, draft) = filled_in(&typist, "Kopi Damai", CLINIC).await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, Screen::Desk).await;
    sari.open("/").await;
    sari.sign_in("Sari Wulandari").await;
    sari.see_anywhere("Keluar").await;
    sari.open("/drafts").await;
    let mut said = sari.read_aloud("body").await;
    for page in [
        "/".to_owned(),
        format!("{APP}/"),
        format!("{draft}/steps/1"),
        format!("{draft}/steps/3"),
        format!("{draft}/check"),
        receipt.path,
        format!("/cases/{case}"),
    ] {
        sari.open(&page).await;
        said.push(format!("\n# {}", sari.heading().await));
        said.extend(sari.read_aloud("main").await);
    }
    sari.leave().await;
    let said = said
        .join("\n")
        .replace(&case, "CASE")
        .replace(&number, "RECEIPT")
        .replace(&server.address, "SERVER");
    let days = (r"\d{1,2} \p{L}+ 20\d\d( pukul \d\d\.\d\d WIB)?", "DAY");
    let code = (r"\b([0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", "CODE");
    // Of the mini-app's file, which is another one with each version of the SDK.
    let digest = (r"\b[0-9a-f]{64}\b", "DIGEST");
    insta::with_settings!({ filters => [days, code, digest] }, { assert_snapshot!(said) });
}
