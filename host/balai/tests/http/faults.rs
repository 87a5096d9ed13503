//! Bad input and faults: nothing that was entered is lost, nothing is done twice.

use reqwest::StatusCode;

use crate::{
    licence::{APP, COFFEE, filled_in, steps},
    server::Server,
    visitor::Visitor,
};

on_both!(
    ten_megabytes_of_text_are_refused_and_the_draft_stays,
    a_double_click_sends_once,
    a_stale_tab_sends_nothing_else,
    a_session_that_ended_in_the_middle_loses_nothing,
    what_no_form_asks_for_is_left_aside,
);

async fn ten_megabytes_of_text_are_refused_and_the_draft_stays(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let page = sari.get(&format!("{APP}/ajukan")).await;
    let step = page.form_with("f.nama-usaha.0");
    sari.post(&step, &[("f.nama-usaha.0", "Kopi Sari")]).await;
    let much = "a".repeat(10_000_000);
    let refused = sari.post(&step, &[("f.nama-usaha.0", &much)]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    sari.get(&step).await.assert_says("value=\"Kopi Sari\"");
    // What is within the limit of a request and beyond that of a field is kept as far as it goes, and told.
    let long = "🌴".repeat(50_000);
    let refused = sari.post(&step, &[("f.nama-usaha.0", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.assert_says("120");
}

async fn a_double_click_sends_once(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let (_, draft) = filled_in(&sari, "Kopi Sari", COFFEE).await;
    let send = format!("{draft}/send");
    let click = || sari.post(&send, &[("", "")]);
    let (first, second, third) = tokio::join!(click(), click(), click());
    assert!(
        first.path.starts_with("/receipts/"),
        "{}: {}",
        first.status,
        first.main()
    );
    assert_eq!(first.path, second.path);
    assert_eq!(first.path, third.path);
    let cases = sari.get("/cases").await;
    assert_eq!(cases.main().matches("<h2>").count(), 1, "{}", cases.main());
}

async fn a_stale_tab_sends_nothing_else(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let (_, draft) = filled_in(&sari, "Kopi Sari", COFFEE).await;
    let receipt = sari.post(&format!("{draft}/send"), &[("", "")]).await;
    // A tab that still shows the first step: the same answers lead to the receipt, others are not sent.
    let first = format!("{draft}/steps/1");
    assert_eq!(
        sari.post(&first, &steps("Kopi Sari", COFFEE)[0]).await.path,
        receipt.path
    );
    let other = sari.post(&first, &steps("Kopi Lain", COFFEE)[0]).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    other.assert_says(&receipt.path);
    sari.get(&receipt.path).await.assert_says("Kopi Sari");
}

async fn a_session_that_ended_in_the_middle_loses_nothing(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let page = sari.get(&format!("{APP}/ajukan")).await;
    let step = page.form_with("f.nama-usaha.0");
    sari.post("/sign-out", &[("", "")]).await;
    let typed = steps("Kopi Sari", COFFEE);
    let ended = sari.post(&step, &typed[0]).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    ended.assert_says(&format!("/sign-in?back={step}"));
    // Whoever else signs in now gets nothing of it.
    let back = sari.sign_in("tono", &step).await;
    assert_eq!(back.status, StatusCode::NOT_FOUND);
    sari.post("/sign-out", &[("", "")]).await;

    sari.post(&step, &typed[0]).await;
    let back = sari.sign_in("sari", &step).await;
    assert_eq!(
        back.path,
        step.replace("/steps/1", "/steps/2"),
        "{}",
        back.main()
    );
    sari.get(&step).await.assert_says("value=\"Kopi Sari\"");
}

async fn what_no_form_asks_for_is_left_aside(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let page = sari.get(&format!("{APP}/ajukan")).await;
    let step = page.form_with("f.nama-usaha.0");
    let odd = [
        ("f.nama-usaha.0", "Kopi Sari"),
        ("f.kegiatan.0", "56303"),
        ("f.nama-usaha.7", "x"),
        ("f.modal.0", "1"),
        ("f.kegiatan.0.day", "1"),
        ("carry", "x"),
        ("remove", "99999999999"),
    ];
    let next = sari.post(&step, &odd).await;
    assert_eq!(
        next.path,
        step.replace("/steps/1", "/steps/2"),
        "{}",
        next.main()
    );
    let offered = [("f.nama-usaha.0", "Kopi Sari"), ("f.kegiatan.0", "00000")];
    let wrong = sari.post(&step, &offered).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let draft = step.trim_end_matches("/steps/1");
    let early = sari.post(&format!("{draft}/send"), &[("", "")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let cases = sari.get("/cases").await;
    assert!(!cases.main().contains("href=\"/cases/"));
    sari.get("/drafts").await.assert_says(draft);
}
