//! Signing in and out, sessions, roles and languages.

use balai::{
    config::{Config, Mode},
    web::Web,
};
use reqwest::{StatusCode, header};
use store::session::SessionById;

use crate::{server::Server, visitor::Visitor};

on_both!(
    somebody_signs_in_comes_back_and_signs_out,
    a_sign_in_belongs_to_the_browser_that_began_it,
    a_code_is_used_once_and_only_with_its_verifier,
    a_civil_servant_switches_roles,
    a_language_is_chosen_by_browser,
    invented_people_do_not_sign_in_in_production,
);

async fn invented_people_do_not_sign_in_in_production(server: Server) {
    let text = "mode = \"development\"\npublic-url = \"https://balai.example\"\n\
        [database]\nurl = \"sqlite::memory:\"\n[data]\ndir = \"data\"\n";
    let mut config = Config::parse(text).unwrap();
    config.mode = Mode::Production;
    let store = store::testing::database(store::Backend::Sqlite)
        .await
        .unwrap();
    let refused = Web::new(&config, server.platform.clone(), store).map(|_| ());
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the development provider lets anybody in without a password, and refuses to start in production"
    );
}

async fn somebody_signs_in_comes_back_and_signs_out(server: Server) {
    let sari = Visitor::new(&server);
    let back = sari.sign_in("sari", "/assets/favicon.svg").await;
    assert_eq!(
        (back.status, back.path.as_str()),
        (StatusCode::OK, "/assets/favicon.svg")
    );
    let page = sari.get("/nowhere").await;
    assert!(page.text.contains("Sari Wulandari"), "{}", page.text);
    // Signed in already: nothing to choose.
    assert_eq!(
        sari.get("/sign-in?back=/assets/favicon.svg").await.path,
        "/assets/favicon.svg"
    );
    let out = sari.post("/sign-out", &[("", "")]).await;
    assert_eq!(out.status, StatusCode::OK);
    assert!(!out.text.contains("Sari Wulandari"));
    assert!(!sari.get("/nowhere").await.text.contains("Sari Wulandari"));
}

async fn a_sign_in_belongs_to_the_browser_that_began_it(server: Server) {
    let mallory = Visitor::strict(&server);
    let begun = mallory.get("/sign-in").await;
    let before = begun.header("set-cookie").to_owned();
    assert!(before.contains("HttpOnly; SameSite=Lax"), "{before}");
    let at_provider = begun
        .header("location")
        .trim_start_matches(&server.address)
        .to_owned();
    let mut fields = mallory.get(&at_provider).await.hidden();
    fields.push(("persona".to_owned(), "tono".to_owned()));
    let chosen = mallory.post("/dev-oidc/authorize", &fields).await;
    let to_return = chosen
        .header("location")
        .trim_start_matches(&server.address)
        .to_owned();

    let victim = Visitor::strict(&server);
    assert_eq!(
        victim.get(&to_return).await.status,
        StatusCode::UNAUTHORIZED
    );
    let returned = mallory.get(&to_return).await;
    assert_eq!(returned.header("location"), "/");
    let after = returned.header("set-cookie").to_owned();
    // A cookie that was there before signing in is worth nothing after it, and only a digest is kept of the new one.
    assert_ne!(before.split(';').next(), after.split(';').next());
    let cookie = after.split([';', '=']).nth(1).unwrap().to_owned();
    let mut unit = server.app().reading();
    assert_eq!(unit.read(SessionById { id: cookie }).await.unwrap(), None);
    assert_eq!(
        mallory.get(&to_return).await.status,
        StatusCode::UNAUTHORIZED
    );
}

async fn a_code_is_used_once_and_only_with_its_verifier(server: Server) {
    let sari = Visitor::strict(&server);
    let begun = sari.get("/sign-in").await;
    let at_provider = begun
        .header("location")
        .trim_start_matches(&server.address)
        .to_owned();
    let mut fields = sari.get(&at_provider).await.hidden();
    fields.push(("persona".to_owned(), "sari".to_owned()));
    let chosen = sari.post("/dev-oidc/authorize", &fields).await;
    let query = chosen
        .header("location")
        .split_once('?')
        .unwrap()
        .1
        .to_owned();
    let code = query
        .strip_prefix("code=")
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    let redirect = format!("{}/sign-in/return", server.address);
    let verifier = "v".repeat(43);
    let body = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &redirect),
        ("client_id", "balai"),
        ("code_verifier", &verifier),
    ];
    let stolen = sari.post("/dev-oidc/token", &body).await;
    assert_eq!(
        (stolen.status, stolen.text.as_str()),
        (StatusCode::BAD_REQUEST, r#"{"error":"invalid_grant"}"#)
    );
    // Tried once, it is gone for its owner too.
    let returned = sari.get(&format!("/sign-in/return?{query}")).await;
    assert_eq!(returned.status, StatusCode::UNAUTHORIZED);
}

async fn a_civil_servant_switches_roles(server: Server) {
    let budi = Visitor::signed_in(&server, "budi").await;
    let at_work = budi.get("/nowhere").await.text;
    assert!(
        at_work.contains("Bidang Perizinan, Pemerintah Kota Damai"),
        "{at_work}"
    );
    budi.post("/role", &[("role", "citizen")]).await;
    let private = budi.get("/nowhere").await.text;
    assert!(
        private.contains("name=\"role\" value=\"staff\""),
        "{private}"
    );

    let sari = Visitor::signed_in(&server, "sari").await;
    assert_eq!(
        sari.post("/role", &[("role", "staff")]).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        sari.post("/role", &[("role", "root")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

async fn a_language_is_chosen_by_browser(server: Server) {
    let visitor = Visitor::new(&server);
    assert!(
        visitor
            .get("/nowhere")
            .await
            .text
            .contains("<html lang=\"id\"")
    );
    let request = visitor.http.get(format!("{}/nowhere", server.address));
    let english = request
        .header(header::ACCEPT_LANGUAGE, "en-GB")
        .send()
        .await
        .unwrap();
    assert!(english.text().await.unwrap().contains("<html lang=\"en\""));
    let back = [("language", "en"), ("back", "//evil.example/")];
    assert_eq!(visitor.post("/language", &back).await.path, "/");
    assert!(
        visitor
            .get("/nowhere")
            .await
            .text
            .contains("<html lang=\"en\"")
    );
    visitor.sign_in("sari", "/nowhere").await;
    assert!(
        visitor
            .get("/nowhere")
            .await
            .text
            .contains("<html lang=\"en\"")
    );
}
