//! The first page of each role, favourites, searching, and notices of the platform.

use app::{
    Clock, Instant, TransactError,
    manifest::Bilingual,
    notice::{Concerned, NewNotice, NoticeError, NoticeTone},
};
use reqwest::StatusCode;

use crate::{
    licence::{APP, CLINIC, applied, filled_in, last_case},
    server::Server,
    visitor::Visitor,
};

on_both!(
    a_star_keeps_a_service_at_hand,
    the_first_page_has_what_waits_for_each,
    nobody_finds_another_persons_things,
    a_notice_stays_until_it_is_read_and_a_warning_until_it_ends,
    a_place_that_is_none_is_not_found,
);

const ID: &str = "kota-damai/izin-usaha";

async fn a_star_keeps_a_service_at_hand(server: Server) {
    let server = server.with_licences().await;
    let (sari, tono) = (
        Visitor::signed_in(&server, "sari").await,
        Visitor::signed_in(&server, "tono").await,
    );
    let home = sari.get("/").await;
    assert_eq!(home.form_with("at-hand"), "/favourites");
    assert!(!home.text.contains("id=\"favourites\""));
    let star = |at_hand| [("mini-app", ID), ("at-hand", at_hand)];
    let kept = sari.post("/favourites", &star("yes")).await;
    assert_eq!((kept.status, kept.path.as_str()), (StatusCode::OK, "/"));
    kept.assert_says("id=\"favourites\"");
    assert!(!tono.get("/").await.text.contains("id=\"favourites\""));
    let away = sari.post("/favourites", &star("no")).await;
    assert!(!away.text.contains("id=\"favourites\""));
    for (fields, status) in [
        (
            [("mini-app", "kota-damai/tidak-ada"), ("at-hand", "yes")],
            StatusCode::NOT_FOUND,
        ),
        (
            [("mini-app", "<b>"), ("at-hand", "yes")],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (star("perhaps"), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        assert_eq!(sari.post("/favourites", &fields).await.status, status);
    }
    let nobody = Visitor::new(&server);
    assert!(!nobody.get("/").await.text.contains("at-hand"));
}

async fn the_first_page_has_what_waits_for_each(server: Server) {
    let server = server.with_licences().await;
    let nobody = Visitor::new(&server).get("/").await;
    nobody.assert_says("Memulai usaha");
    nobody.assert_says("Masuk untuk mengajukan");

    let sari = Visitor::signed_in(&server, "sari").await;
    sari.get("/")
        .await
        .assert_says("Tidak ada yang menunggu Anda sekarang.");
    applied(&sari, "Klinik Sari", CLINIC).await;
    let case = last_case(&sari).await;
    let (_, draft) = filled_in(&sari, "Kopi Sari", "56303").await;
    let home = sari.get("/").await;
    home.assert_says(&format!("{draft}/check"));

    let budi = Visitor::signed_in(&server, "budi").await;
    let work = budi.get("/").await;
    work.assert_says("Pekerjaan Anda");
    work.assert_says(&case);
    work.assert_says("href=\"/unit-cases?show=received\"><span class=\"number\">1</span>");
    // The role is said, and changed by one press.
    assert!(
        work.text
            .contains("Pegawai · Bidang Perizinan, Pemerintah Kota Damai")
    );
    let private = budi.post("/role", &[("role", "citizen")]).await;
    assert_eq!(private.path, "/");
    private.assert_says("Apa yang ingin Anda urus?");
    assert!(!private.main().contains(&case));

    // Opened by staff: its citizen sees it on the first page.
    budi.post("/role", &[("role", "staff")]).await;
    budi.get(&format!("{APP}/permohonan/{case}")).await;
    sari.get("/").await.assert_says("Budi Santoso, Verifikator");
}

async fn nobody_finds_another_persons_things(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let (receipt, _) = applied(&sari, "Klinik Melati", CLINIC).await;
    let case = last_case(&sari).await;
    filled_in(&sari, "Kopi Melati", "56303").await;
    let number = receipt.path.trim_start_matches("/receipts/").to_owned();

    let found = sari.get("/search?q=klinik+mel").await;
    found.assert_says(&format!("/cases/{case}"));
    sari.get(&format!("/search?q={number}"))
        .await
        .assert_says(&receipt.path);
    // Not in the middle of a word.
    assert!(!sari.get("/search?q=elati").await.main().contains(&case));
    let budi = Visitor::signed_in(&server, "budi").await;
    for typed in ["klinik", case.as_str()] {
        let page = budi.get(&format!("/search?q={typed}")).await;
        page.assert_says(&format!("{APP}/permohonan/{case}"));
    }

    let (tono, agus) = (
        Visitor::signed_in(&server, "tono").await,
        Visitor::signed_in(&server, "agus").await,
    );
    let nobody = Visitor::new(&server);
    for typed in ["klinik", "kopi", "melati", "ajukan", &case, &number] {
        for other in [&tono, &agus, &nobody] {
            let page = other.get(&format!("/search?q={typed}")).await;
            assert_eq!(page.status, StatusCode::OK);
            for secret in ["Melati", "/drafts/", "/receipts/"] {
                assert!(!page.main().contains(secret), "{typed}: {}", page.main());
            }
            // The number is there only as it was typed.
            assert!(!page.main().contains(&format!("/{case}")), "{typed}");
        }
    }
    // Services are found by everybody, and markup stays text.
    nobody
        .get("/search?q=business+lic")
        .await
        .assert_says("/m/kota-damai/izin-usaha/");
    nobody
        .get("/search?q=memulai")
        .await
        .assert_says("/m/kota-damai/izin-usaha/");
    let markup = nobody.get("/search?q=%3Cb%3Ezz").await;
    assert!(!markup.text.contains("<b>zz"));
    markup.assert_says("Tidak ditemukan");
    assert_eq!(nobody.get("/search").await.status, StatusCode::OK);
}

async fn add(server: &Server, tone: NoticeTone, concerned: Concerned, text: &str) -> String {
    let now = Clock::System.now();
    let new = &NewNotice {
        text: Bilingual {
            id: text.to_owned(),
            en: format!("{text} in English"),
        },
        tone,
        concerned,
        from: now,
        until: Instant(now.0 + 3_600_000_000),
    };
    let app = server.app();
    let added: Result<_, TransactError<NoticeError>> = app
        .change(|mut unit| async move {
            let added = app.notice_add(&mut unit, new.clone()).await;
            (unit, added)
        })
        .await;
    added.unwrap().to_string()
}

async fn a_notice_stays_until_it_is_read_and_a_warning_until_it_ends(server: Server) {
    let news = add(
        &server,
        NoticeTone::Info,
        Concerned::Everyone,
        "Kabar <baru>",
    )
    .await;
    let warning = add(&server, NoticeTone::Attention, Concerned::Everyone, "Awas").await;
    add(&server, NoticeTone::Info, Concerned::Staff, "Rapat").await;
    let says = |page: &crate::visitor::Shown, text: &str| page.text.contains(text);

    let nobody = Visitor::new(&server);
    // Also where there is no page.
    for path in ["/", "/nowhere"] {
        let page = nobody.get(path).await;
        assert!(
            says(&page, "Kabar &#60;baru&#62;") && says(&page, "Awas"),
            "{}",
            page.text
        );
        assert!(!says(&page, "Rapat"));
    }
    let fields = [("notice", news.as_str()), ("back", "/nowhere")];
    let read = nobody.post("/notices/seen", &fields).await;
    assert_eq!(read.path, "/nowhere");
    assert!(!says(&read, "Kabar") && says(&read, "Awas"));
    let fields = [("notice", warning.as_str()), ("back", "/")];
    let kept = nobody.post("/notices/seen", &fields).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(says(&nobody.get("/").await, "Awas"));

    let budi = Visitor::signed_in(&server, "budi").await;
    budi.post("/language", &[("language", "en"), ("back", "/")])
        .await;
    let home = budi.get("/").await;
    assert!(says(&home, "Rapat in English") && says(&home, "Kabar &#60;baru&#62; in English"));
}

async fn a_place_that_is_none_is_not_found(server: Server) {
    let sari = Visitor::signed_in(&server, "sari").await;
    let budi = Visitor::signed_in(&server, "budi").await;
    for (visitor, list) in [
        (&sari, "/cases"),
        (&sari, "/drafts"),
        (&sari, "/inbox"),
        (&budi, "/tasks"),
        (&budi, "/unit-cases"),
    ] {
        for query in ["after=x", "before=", "after=1"] {
            let page = visitor.get(&format!("{list}?{query}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{list}?{query}");
        }
    }
    let strange = sari.get("/cases?show=everything").await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);
}
