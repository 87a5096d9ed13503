//! What every answer carries, and what becomes of requests that make no sense.

use reqwest::{Method, StatusCode, header};

use crate::{
    server::Server,
    visitor::{Shown, Visitor},
};

on_both!(
    every_answer_binds_the_browser,
    what_is_not_there_is_told_as_asked,
    nothing_is_changed_from_another_site,
    pages_are_compressed,
    health_is_told,
);

async fn every_answer_binds_the_browser(server: Server) {
    let visitor = Visitor::new(&server);
    for path in ["/nowhere", "/livez", "/sign-in", "/assets/balai.css"] {
        let answer = visitor.get(path).await;
        let content = answer.header("content-security-policy");
        assert!(
            content.starts_with("default-src 'none'; script-src 'self';"),
            "{path}"
        );
        assert!(!content.contains("unsafe"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-request-id").len(), 36);
    }
    assert_eq!(
        visitor.get("/nowhere").await.header("cache-control"),
        "no-store"
    );
    let page = visitor.get("/nowhere").await.text;
    let style = page.split("href=\"/assets/balai.css").nth(1).unwrap();
    let style = format!("/assets/balai.css{}", style.split('"').next().unwrap());
    assert!(
        visitor
            .get(&style)
            .await
            .header("cache-control")
            .contains("immutable")
    );
    assert_eq!(
        visitor
            .get("/assets/balai.css")
            .await
            .header("cache-control"),
        "no-cache"
    );
    assert_eq!(
        visitor.get("/assets/..%2fCargo.toml").await.status,
        StatusCode::NOT_FOUND
    );
}

async fn what_is_not_there_is_told_as_asked(server: Server) {
    let visitor = Visitor::new(&server);
    let page = visitor.get("/nowhere").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.header("content-type").starts_with("text/html"));
    let request = visitor.http.get(format!("{}/nowhere", server.address));
    let json = request
        .header(header::ACCEPT, "application/json")
        .send()
        .await
        .unwrap();
    let json = Shown::of(json, &server.address).await;
    assert_eq!(json.header("content-type"), "application/problem+json");
    assert_eq!(
        json.text,
        r#"{"status":404,"code":"not-found","title":"Halaman tidak ditemukan"}"#
    );
    // Another method of a route that is there.
    assert_eq!(visitor.get("/sign-out").await.status, StatusCode::NOT_FOUND);
}

async fn nothing_is_changed_from_another_site(server: Server) {
    let visitor = Visitor::signed_in(&server, "sari").await;
    let request = visitor.http.post(format!("{}/sign-out", server.address));
    let request = request
        .header(header::ORIGIN, "https://evil.example")
        .header("sec-fetch-site", "cross-site");
    let refused = Shown::of(request.send().await.unwrap(), &server.address).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        visitor
            .get("/nowhere")
            .await
            .text
            .contains("Sari Wulandari")
    );
}

async fn pages_are_compressed(server: Server) {
    let visitor = Visitor::new(&server);
    let ask = |method| {
        let request = visitor.http.request(method, format!("{}/", server.address));
        request.header(header::ACCEPT_ENCODING, "gzip").send()
    };
    let page = ask(Method::GET).await.unwrap();
    assert_eq!(page.headers()[header::CONTENT_ENCODING], "gzip");
    assert_eq!(page.headers()[header::VARY], "accept-encoding");
    // Without a page, no length of it, which would be another one (RFC 9110, section 8.6).
    let head = ask(Method::HEAD).await.unwrap();
    assert_eq!(head.status(), StatusCode::OK);
    assert!(!head.headers().contains_key(header::CONTENT_LENGTH));
    let missing = visitor.http.head(format!("{}/nowhere", server.address));
    let missing = missing.send().await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
}

async fn health_is_told(server: Server) {
    let visitor = Visitor::new(&server);
    assert_eq!(visitor.get("/livez").await.text, "live\n");
    assert_eq!(visitor.get("/readyz").await.status, StatusCode::OK);
}
