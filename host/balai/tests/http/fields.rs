//! Fields that are answered by searching, with a script and without one.

use reqwest::{StatusCode, header};

use crate::{
    licence::{APP, COFFEE, steps},
    server::Server,
    visitor::{Shown, Visitor},
};

on_both!(
    a_search_without_a_script_keeps_all_that_was_typed,
    a_script_is_given_what_is_found_and_nothing_else,
    what_nobody_offers_is_not_accepted,
    the_receipt_names_the_region_and_its_edition,
);

async fn begun(server: &Server) -> (Visitor, String) {
    let sari = Visitor::signed_in(server, "sari").await;
    let page = sari.get(&format!("{APP}/ajukan")).await;
    let step = page.form_with("f.nama-usaha.0");
    (sari, step)
}

async fn a_search_without_a_script_keeps_all_that_was_typed(server: Server) {
    let server = server.with_licences().await;
    let (sari, first) = begun(&server).await;
    let typed = [
        ("f.nama-usaha.0", "K"),
        ("f.kegiatan.0.find", "kopi"),
        ("find", "kegiatan.0"),
    ];
    let shown = sari.post(&first, &typed).await;
    assert_eq!(shown.status, StatusCode::OK);
    shown.assert_says("1 hasil. Pilih salah satu.");
    shown.assert_says("Kedai kopi · 56303 (contoh)");
    shown.assert_says("name=\"f.nama-usaha.0\" value=\"K\"");
    assert!(
        !shown.main().contains("id=\"errors\""),
        "nothing is wrong yet"
    );

    let answers = steps("Kopi Sari", COFFEE);
    let (named, placed) = (&answers[0], &answers[1]);
    let second = sari.post(&first, named).await.path;
    let words = ("f.kelurahan.0.find", "damai uji");
    let typed = [placed[0], words, ("find", "kelurahan.0")];
    let shown = sari.post(&second, &typed).await;
    shown.assert_says("Kelurahan Damai Utara");
    shown.assert_says("Kecamatan Wilayah Uji, Kota Damai, Provinsi Fiktif");
    // Whoever goes on without a choice is told so; one who types other words and goes on sees what is found.
    let gone_on = sari.post(&second, &[placed[0], words]).await;
    assert_eq!(gone_on.status, StatusCode::UNPROCESSABLE_ENTITY);
    gone_on.assert_says("Pilih satu dari hasil pencarian");
    let others = sari
        .post(
            &second,
            &[placed[0], ("f.kelurahan.0.find", "tidak ada begini")],
        )
        .await;
    others.assert_says("Tidak ada yang cocok dengan “tidak ada begini”.");

    let third = sari.post(&second, placed).await;
    assert!(third.path.ends_with("/steps/3"), "{}", third.main());
    let back = sari.get(&second).await;
    back.assert_says("value=\"99.99.99.1001\" checked");
    back.assert_says("name=\"f.kelurahan.0.find\" value=\"\"");
}

async fn a_script_is_given_what_is_found_and_nothing_else(server: Server) {
    let server = server.with_licences().await;
    let (sari, first) = begun(&server).await;
    let find = format!("{first}/find/kegiatan/0");
    let found = sari.get(&format!("{find}?f.kegiatan.0.find=kop")).await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(!found.text.contains("<html"), "{}", found.text);
    found.assert_says("value=\"56303\"");
    found.assert_says("hx-swap-oob");
    // What is chosen by now stays, by the name that the mini-app gives it.
    let more = format!("{find}?f.kegiatan.0.find=klinik&f.kegiatan.0=56303");
    let more = sari.get(&more).await;
    more.assert_says("value=\"56303\" checked");
    more.assert_says("Kedai kopi");
    more.assert_says("value=\"86105\"");
    let nowhere = format!("{first}/find/nama-usaha/0");
    assert_eq!(sari.get(&nowhere).await.status, StatusCode::NOT_FOUND);

    let nobody = Visitor::strict(&server);
    let request = nobody.http.get(format!("{}{find}", server.address));
    let asked = request.header(header::HeaderName::from_static("hx-request"), "true");
    let answer = Shown::of(asked.send().await.unwrap(), &server.address).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

async fn what_nobody_offers_is_not_accepted(server: Server) {
    let server = server.with_licences().await;
    let (sari, first) = begun(&server).await;
    let forged = sari
        .post(
            &first,
            &[("f.nama-usaha.0", "Kopi"), ("f.kegiatan.0", "00000")],
        )
        .await;
    assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY);
    forged.assert_says("Pilih jawaban untuk “Kegiatan usaha” dari daftar yang ada.");
    let second = sari.post(&first, &steps("Kopi", COFFEE)[0]).await.path;
    for (code, said) in [
        ("99.99", "meminta wilayah lain"),
        ("99.99.99.9999", "tidak ada di daftar wilayah"),
        ("36.02.16.2018", "tidak berlaku lagi"),
    ] {
        let typed = [("f.alamat.0", "Jalan Melati 5"), ("f.kelurahan.0", code)];
        let shown = sari.post(&second, &typed).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
        shown.assert_says(said);
    }
}

async fn the_receipt_names_the_region_and_its_edition(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let (receipt, _) = crate::licence::applied(&sari, "Kopi Sari", COFFEE).await;
    receipt
        .assert_says("Kelurahan Damai Utara, Kecamatan Wilayah Uji, Kota Damai, Provinsi Fiktif");
    receipt.assert_says("99.99.99.1001 · contoh");
    receipt.assert_says("Kedai kopi · 56303 (contoh)");
}
