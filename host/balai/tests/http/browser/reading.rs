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
    let case = last_case(&typist).await;
    let (_, draft) = filled_in(&typist, "Kopi Damai", CLINIC).await;
    let driver = Driver::start();
    let sari = Person::new(&driver, &server, Screen::Desk).await;
    sari.open("/").await;
    sari.sign_in("Sari Wulandari").await;
    sari.see_anywhere("Keluar").await;
    let mut said = Vec::new();
    for page in [
        "/".to_owned(),
        format!("{APP}/"),
        format!("{draft}/steps/0"),
        format!("{draft}/steps/2"),
        format!("{draft}/check"),
        receipt.path,
        format!("/cases/{case}"),
    ] {
        sari.open(&page).await;
        said.push(format!("# {}", sari.heading().await));
        said.extend(sari.read_aloud().await);
        said.push(String::new());
    }
    sari.leave().await;
    let said = said.join("\n").replace(&case, "CASE");
    assert_snapshot!(said);
}
