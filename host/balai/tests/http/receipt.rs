//! What one keeps of what was sent: a PDF, a copy for programs, and a code by which others check it.

use lopdf::{Document, Object};
use reqwest::StatusCode;
use serde_json::json;

use crate::{
    licence::{COFFEE, applied, last_case},
    server::Server,
    visitor::{Shown, Visitor},
};

on_both!(
    a_receipt_is_kept_as_pdf,
    a_copy_of_the_answers_is_for_programs,
    anybody_checks_a_receipt_and_learns_nothing_of_who_sent_it,
);

async fn a_receipt_is_kept_as_pdf(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let (receipt, _) = applied(&sari, "Kopi Ñandú 咖啡", COFFEE).await;
    receipt.assert_says(&format!("href=\"{}/receipt.pdf\"", receipt.path));
    let (name, document) = pdf(&sari, &receipt.path).await;
    let number = receipt.path.trim_start_matches("/receipts/");
    assert_eq!(
        name,
        format!("attachment; filename=\"tanda-terima-{number}.pdf\"")
    );
    let text = text(&document);
    for said in [
        number,
        "Kopi Ñandú",
        "Rp250.000.000",
        "Pemerintah Kota Damai",
        "kota-damai/izin-usaha",
        "menggantikan huruf yang tidak dapat dicetak",
        &code(&receipt),
    ] {
        assert!(text.contains(said), "no {said}: {text}");
    }
    assert_eq!(language(&document), "id");
    sari.post("/language", &[("language", "en"), ("back", "/")])
        .await;
    let (name, document) = pdf(&sari, &receipt.path).await;
    assert_eq!(
        name,
        format!("attachment; filename=\"receipt-{number}.pdf\"")
    );
    assert_eq!(language(&document), "en");
}

async fn pdf(visitor: &Visitor, receipt: &str) -> (String, Document) {
    let asked = format!("{}{receipt}/receipt.pdf", visitor.address);
    let answer = visitor.http.get(asked).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    let name = answer.headers()["content-disposition"].to_str().unwrap();
    let name = name.to_owned();
    let bytes = answer.bytes().await.unwrap();
    (name, Document::load_mem(&bytes).unwrap())
}

fn text(document: &Document) -> String {
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).unwrap()
}

fn language(document: &Document) -> String {
    let catalog = document.catalog().unwrap();
    let language = catalog.get(b"Lang").and_then(Object::as_str).unwrap();
    String::from_utf8(language.to_owned()).unwrap()
}

/// The check code of a receipt.
fn code(receipt: &Shown) -> String {
    let code = receipt.text.split("code=").nth(1).unwrap();
    code.split('<').next().unwrap().to_owned()
}

async fn a_copy_of_the_answers_is_for_programs(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let (receipt, _) = applied(&sari, "Kopi <Sari>", COFFEE).await;
    let copy = sari.get(&format!("{}/answers.json", receipt.path)).await;
    assert_eq!(copy.header("content-type"), "application/json");
    let number = receipt.path.trim_start_matches("/receipts/");
    let name = format!("attachment; filename=\"jawaban-{number}.json\"");
    assert_eq!(copy.header("content-disposition"), name);
    let copy: serde_json::Value = serde_json::from_str(&copy.text).unwrap();
    assert_eq!(copy["version"], 1);
    assert_eq!(copy["receipt"], number);
    assert_eq!(copy["mini-app"], "kota-damai/izin-usaha");
    assert_eq!(copy["release"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(copy["case-number"], last_case(&sari).await);
    assert_eq!(
        copy["steps"][0]["answers"][0],
        json!({
            "name": "nama-usaha", "nth": 0, "label": "Nama usaha",
            "values": [{ "type": "text", "value": "Kopi <Sari>" }],
        })
    );
    assert_eq!(copy["steps"][0]["answers"][1]["chosen"], json!([COFFEE]));
    let answers = copy["steps"].as_array().unwrap().iter();
    let mut answers = answers.flat_map(|step| step["answers"].as_array().unwrap());
    let capital = answers.find(|answer| answer["name"] == "modal").unwrap();
    assert_eq!(
        capital["values"],
        json!([{ "type": "money", "value": { "minor-units": 25_000_000_000_u64, "currency": "IDR" } }])
    );
}

async fn anybody_checks_a_receipt_and_learns_nothing_of_who_sent_it(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let (receipt, _) = applied(&sari, "Kopi Sari", COFFEE).await;
    let number = receipt.path.trim_start_matches("/receipts/").to_owned();
    let code = code(&receipt);

    let nobody = Visitor::new(&server);
    let form = nobody.get("/check").await;
    form.assert_says("name=\"number\"");
    assert!(!form.main().contains("tidak kami kenal"));
    let asked = |number: &str, code: &str| format!("/check?number={number}&code={code}");
    let genuine = nobody
        .get(&asked(&number.to_lowercase(), &code.replace('-', "+")))
        .await;
    genuine.assert_says("Tanda terima ini asli");
    genuine.assert_says("Pemerintah Kota Damai");
    genuine.assert_says("Izin usaha");
    let case = last_case(&sari).await;
    for personal in ["Sari", "Kopi", case.as_str(), "Disetujui", "Terbit"] {
        assert!(!genuine.main().contains(personal), "{}", genuine.main());
    }

    // Another number, another code, and what cannot be either, all have one answer.
    let answer = |shown: &Shown, typed: [&str; 2]| {
        shown.assert_says("tidak kami kenal");
        typed.iter().fold(shown.main().to_owned(), |page, typed| {
            page.replace(&format!("value=\"{typed}\""), "")
        })
    };
    let wrong = [
        ("7KQ2-M9XA-B3TZ", code.as_str()),
        (number.as_str(), "7KQ2-M9XA-B3TZ-PQ4C"),
        (number.as_str(), ""),
        ("x", code.as_str()),
    ];
    let mut answers = Vec::new();
    for (number, code) in wrong {
        let shown = nobody.get(&asked(number, code)).await;
        assert_eq!(shown.status, StatusCode::OK);
        answers.push(answer(&shown, [number, code]));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
}
