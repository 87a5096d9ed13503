//! One's account: how one reads on every device, and where one is signed in.

use app::Instant;
use reqwest::{Client, StatusCode};
use store::{
    Unit, UnitError,
    agency::PersonByLogin,
    session::{PersonSessionRow, SessionById, SessionSave, SessionUsed, SessionsOfPerson},
};

use crate::{
    server::Server,
    visitor::{Shown, Visitor},
};

on_both!(
    a_region_is_searched_and_chosen,
    what_a_person_chooses_holds_on_every_device,
    what_a_browser_was_told_is_taken_from_who_never_chose,
    a_look_is_chosen_without_signing_in,
    what_the_account_does_not_offer_is_refused,
    a_session_is_ended_by_its_owner_alone_and_at_once,
    signing_out_everywhere_ends_every_session_at_once,
    a_session_that_was_ended_is_not_brought_back,
    when_a_session_was_used_is_written_once_an_hour,
);

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";
const DESK: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

/// Somebody at a browser that says what it is.
async fn at(server: &Server, login: &str, device: &str) -> Visitor {
    let http = Client::builder().cookie_store(true).user_agent(device);
    let visitor = Visitor {
        http: http.build().unwrap(),
        address: server.address.clone(),
    };
    visitor.sign_in(login, "/account").await;
    visitor
}

async fn sessions(server: &Server, login: &str) -> Vec<PersonSessionRow> {
    let mut unit = server.app().reading();
    let query = PersonByLogin {
        issuer: "development".to_owned(),
        login: login.to_owned(),
    };
    let person = unit.read(query).await.unwrap().unwrap().id;
    let now = unit.now();
    unit.read(SessionsOfPerson { person, now }).await.unwrap()
}

async fn change(server: &Server, write: impl Fn(&mut Unit) -> Result<(), UnitError>) {
    let changed = server.app().change(|mut unit| {
        let staged = write(&mut unit);
        async move { (unit, staged) }
    });
    changed.await.unwrap();
}

fn html_tag(shown: &Shown) -> &str {
    let begin = shown.text.find("<html").unwrap();
    shown.text[begin..].split('>').next().unwrap()
}

async fn what_a_person_chooses_holds_on_every_device(server: Server) {
    let phone = at(&server, "sari", PHONE).await;
    let desk = at(&server, "sari", DESK).await;
    phone.get("/account").await.assert_says("WIB</time>");
    let chosen = [
        ("language", "en"),
        ("time-zone", "Asia/Jayapura"),
        ("theme", "high-contrast"),
    ];
    let saved = phone.post("/account", &chosen).await;
    saved.assert_says("Your choices are saved");
    saved.assert_says("Sari Wulandari");
    for device in [&phone, &desk] {
        let page = device.get("/account").await;
        assert_eq!(
            html_tag(&page),
            "<html lang=\"en\" data-theme=\"high-contrast\""
        );
        page.assert_says(" WIT</time>");
    }

    // The switches that stand on every page choose for the person too.
    desk.post("/language", &[("language", "id"), ("back", "/account")])
        .await;
    desk.post("/theme", &[("theme", "dark"), ("back", "/account")])
        .await;
    assert_eq!(
        html_tag(&phone.get("/account").await),
        "<html lang=\"id\" data-theme=\"dark\""
    );

    // What another browser was told before does not count against what the person chose.
    let third = Visitor::new(&server);
    third
        .post("/language", &[("language", "en"), ("back", "/")])
        .await;
    third.post("/theme", &[("theme", "light")]).await;
    let page = third.sign_in("sari", "/account").await;
    assert_eq!(html_tag(&page), "<html lang=\"id\" data-theme=\"dark\"");
}

async fn what_a_browser_was_told_is_taken_from_who_never_chose(server: Server) {
    let first = Visitor::new(&server);
    first.post("/language", &[("language", "en")]).await;
    first.post("/theme", &[("theme", "dark")]).await;
    first.sign_in("tono", "/account").await;
    let other = Visitor::signed_in(&server, "tono").await;
    assert_eq!(
        html_tag(&other.get("/account").await),
        "<html lang=\"en\" data-theme=\"dark\""
    );
}

async fn a_look_is_chosen_without_signing_in(server: Server) {
    let visitor = Visitor::new(&server);
    let home = visitor.get("/").await;
    assert_eq!(html_tag(&home), "<html lang=\"id\" data-theme=\"device\"");
    let back = [("theme", "dark"), ("back", "/sign-in?back=/account")];
    let dark = visitor.post("/theme", &back).await;
    assert!(dark.text.contains("Masuk sebagai siapa?"), "{}", dark.text);
    assert_eq!(html_tag(&dark), "<html lang=\"id\" data-theme=\"dark\"");
    let pressed = "name=\"theme\" value=\"dark\" aria-pressed=\"true\"";
    assert!(dark.text.contains(pressed), "{}", dark.text);
    let refused = visitor.post("/theme", &[("theme", "pink")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn what_the_account_does_not_offer_is_refused(server: Server) {
    let sari = Visitor::signed_in(&server, "sari").await;
    let good = [
        ("language", "id"),
        ("time-zone", "Asia/Makassar"),
        ("theme", "light"),
    ];
    for (nth, bad) in ["jv", "Mars/Olympus", "pink"].into_iter().enumerate() {
        let mut chosen = good;
        chosen[nth].1 = bad;
        let refused = sari.post("/account", &chosen).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    let unchanged = sari.get("/account").await;
    assert_eq!(
        html_tag(&unchanged),
        "<html lang=\"id\" data-theme=\"device\""
    );
    unchanged.assert_says("WIB</time>");
}

async fn a_region_is_searched_and_chosen(server: Server) {
    let sari = Visitor::signed_in(&server, "sari").await;
    sari.get("/account")
        .await
        .assert_says("Kecamatan Wilayah Uji");
    let found = sari.get("/account/region?q=menteng+jakarta+pusat").await;
    found.assert_says("Kecamatan Menteng");
    found.assert_says("value=\"31.71.06\"");
    // A kelurahan is found by its own name, and its kecamatan is offered.
    let around = sari.get("/account/region?q=damai+utara").await;
    around.assert_says("value=\"99.99.99\"");
    let none = sari.get("/account/region?q=%3Czzqx%3E").await;
    none.assert_says("Tidak ada wilayah bernama");
    for bad in ["", "99.99.98", "31.71.06.1002", "x"] {
        let refused = sari.post("/account/region", &[("region", bad)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    let chosen = sari
        .post("/account/region", &[("region", "31.71.06")])
        .await;
    chosen.assert_says("Kecamatan Menteng");
    // Signing in again does not bring the provider's back.
    let elsewhere = Visitor::signed_in(&server, "sari").await;
    elsewhere
        .get("/account")
        .await
        .assert_says("Kecamatan Menteng");
}

async fn a_session_is_ended_by_its_owner_alone_and_at_once(server: Server) {
    let phone = at(&server, "sari", PHONE).await;
    let desk = at(&server, "sari", DESK).await;
    let tono = at(&server, "tono", DESK).await;
    let page = phone.get("/account").await;
    page.assert_says("Chrome di Android");
    page.assert_says("Firefox di Linux");
    assert_eq!(page.main().matches("Perangkat ini").count(), 1);
    let end = page.form_with("Keluarkan");
    assert!(end.starts_with("/account/sessions/"), "{end}");

    assert_eq!(
        tono.post(&end, &[("", "")]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(desk.get("/account").await.path, "/account");

    let ended = phone.post(&end, &[("", "")]).await;
    assert_eq!(ended.path, "/account?done=ended");
    assert!(!ended.main().contains("Firefox di Linux"));
    let out = desk.get("/account").await;
    out.assert_says("Masuk sebagai siapa?");
    assert_eq!(
        phone.post(&end, &[("", "")]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(tono.get("/account").await.path, "/account");
}

async fn signing_out_everywhere_ends_every_session_at_once(server: Server) {
    let phone = at(&server, "budi", PHONE).await;
    let desk = at(&server, "budi", DESK).await;
    let tono = at(&server, "tono", DESK).await;
    let asked = phone.get("/account/sign-out-everywhere").await;
    asked.assert_says("2 tempat");
    asked.assert_says("Firefox di Linux");
    assert_eq!(sessions(&server, "budi").await.len(), 2);

    let out = phone
        .post("/account/sign-out-everywhere", &[("", "")])
        .await;
    assert_eq!(out.status, StatusCode::OK);
    out.assert_says("Anda sudah keluar");
    for device in [&phone, &desk] {
        let page = device.get("/account").await;
        page.assert_says("Masuk sebagai siapa?");
    }
    assert_eq!(sessions(&server, "budi").await, []);
    assert_eq!(tono.get("/account").await.path, "/account");
}

/// A request that was under way when its session was ended keeps what it has to keep afterwards.
async fn a_session_that_was_ended_is_not_brought_back(server: Server) {
    let phone = at(&server, "sari", PHONE).await;
    let id = sessions(&server, "sari").await[0].id.clone();
    let query = SessionById { id: id.clone() };
    let row = server.app().reading().read(query.clone()).await.unwrap();
    let row = row.unwrap();
    phone.post("/sign-out", &[("", "")]).await;
    change(&server, |unit| {
        unit.write(SessionSave {
            id: id.clone(),
            body: row.body.clone(),
            expires_at: row.expires_at,
        })
    })
    .await;
    assert_eq!(server.app().reading().read(query).await.unwrap(), None);
}

async fn when_a_session_was_used_is_written_once_an_hour(server: Server) {
    let phone = at(&server, "sari", PHONE).await;
    let began = sessions(&server, "sari").await[0].clone();
    assert_eq!(began.used_at, began.begun_at);
    let minutes_ago = |minutes: i64| Instant(began.used_at.0 - minutes * 60_000_000);
    for (at, is_written) in [(minutes_ago(30), false), (minutes_ago(61), true)] {
        let id = &began.id;
        change(&server, |unit| {
            unit.write(SessionUsed { id: id.clone(), at })
        })
        .await;
        // What is kept of the session does not know it yet; a choice makes it be asked again.
        phone
            .post("/theme", &[("theme", "dark"), ("back", "/account")])
            .await;
        let used_at = sessions(&server, "sari").await[0].used_at;
        assert_eq!(used_at != at, is_written);
        if is_written {
            assert!(used_at >= began.used_at);
        }
    }
}
