//! Markup and signs of direction in every text, wherever the platform shows one of them.

use hostile::corpus;
use reqwest::StatusCode;

use super::install;
use crate::{
    inert::assert_inert,
    server::Server,
    visitor::{Shown, Visitor},
};

pub async fn markup_in_every_text(server: Server) {
    for shown in everything_that_is_said(&server, "markup-in-every-text").await {
        assert_inert(&shown.text);
    }
}

pub async fn signs_of_direction_in_every_text(server: Server) {
    for shown in everything_that_is_said(&server, "text-that-turns-round").await {
        assert_inert(&shown.text);
        let turns = |sign: &char| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let sign = shown.text.chars().find(turns);
        assert_eq!(sign, None, "at {}: {}", shown.path, shown.main());
    }
}

/// Every page on which a text of the mini-app is shown to citizen or staff.
async fn everything_that_is_said(server: &Server, name: &str) -> Vec<Shown> {
    let hostile = corpus().find(|hostile| hostile.name == name).unwrap();
    install(server, hostile).await;
    let address = hostile.address();
    let sari = Visitor::signed_in(server, "sari").await;
    let page = sari.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.main());

    let step = page.form_with("f.nama.0");
    let draft = step.split("/steps/").next().unwrap().to_owned();
    let filled = [
        ("f.nama.0", "a"),
        ("f.cerita.0", "a"),
        ("f.jumlah.0", "1"),
        ("f.uang.0", "1"),
        ("f.hari.0.day", "1"),
        ("f.hari.0.month", "1"),
        ("f.hari.0.year", "2026"),
        ("f.pilih.0", "satu"),
        ("f.kotak.0", "satu"),
        ("f.ya.0", "true"),
        ("f.setuju.0", "true"),
    ];
    let wrong = filled.map(|(field, _)| (field, "\"><script>alert(2)</script>"));
    let mut said = vec![
        sari.post(&step, &wrong).await,
        sari.post(&step, &filled).await,
        sari.post(&format!("{draft}/steps/2"), &[("f.lagi.0", "a")])
            .await,
        sari.get(&format!("{draft}/check")).await,
        sari.get("/drafts").await,
        sari.post(&format!("{draft}/send"), &[("", "")]).await,
    ];
    let receipt = sari
        .post(&format!("{draft}/send"), &[("confirmed", "yes")])
        .await;
    assert!(receipt.path.starts_with("/receipts/"), "{}", receipt.main());
    said.push(receipt);

    // The buttons, in their order: refuse, ask again, show a page, write.
    let sends = regex::Regex::new("action=\"(/drafts/[^/\"]+/send)\"").unwrap();
    let sends: Vec<&str> = sends
        .captures_iter(page.main())
        .map(|found| found.extract::<1>().1[0])
        .collect();
    let [refuses, asks_again, shows, writes] = sends[..] else {
        panic!("{sends:?}: {}", page.main())
    };
    for send in [refuses, asks_again, shows, writes] {
        said.push(sari.post(send, &[("", "")]).await);
    }
    said.push(sari.post(asks_again, &[("confirmed", "yes")]).await);

    for place in ["/", "/cases", "/inbox", "/access-log", "/drafts"] {
        said.push(sari.get(place).await);
    }
    let case = crate::licence::last_case(&sari).await;
    said.push(sari.get(&format!("/cases/{case}")).await);
    let budi = Visitor::signed_in(server, "budi").await;
    for place in ["/", "/tasks", "/unit-cases"] {
        said.push(budi.get(place).await);
    }
    said.push(
        sari.get(&format!("{address}?cari=%22%3E%3Cscript%3E"))
            .await,
    );
    said.push(sari.get(&format!("{address}/%3Cscript%3E")).await);
    said.push(page);
    said
}
