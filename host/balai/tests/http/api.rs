//! The JSON for native shells: that it is enough, who may, and what it says where something is wrong.

use app::Instant;
use insta::assert_snapshot;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use store::{
    device_grant::{DeviceGrantByUserCode, DeviceGrantPolled},
    session::{SessionById, SessionSave},
};

use crate::{
    licence::{APP, CLINIC, COFFEE, applied},
    program::Program,
    server::Server,
    visitor::{Shown, Visitor},
};

on_both!(
    a_licence_is_applied_for_from_the_catalogue_to_the_receipt,
    what_is_wrong_is_told_by_rule_and_kept,
    a_program_is_let_in_by_a_person_who_sees_which,
    a_program_is_refused_waits_and_is_told_so,
    a_token_is_a_session_that_its_person_ends,
    cookies_open_nothing_for_programs_and_tokens_no_page,
    lists_go_on_from_where_they_end,
    the_document_names_every_operation,
);

const PAGES: &str = "/api/v1/mini-apps/kota-damai/izin-usaha/page";

/// What is answered, step by step; a later step as the draft says.
fn answers(activity: &str) -> [Value; 5] {
    [
        json!({"nama-usaha": "Kopi <Sari> & 🌴", "kegiatan": activity}),
        json!({"alamat": "Jalan Melati 5, lantai dasar", "kelurahan": "99.99.99.1001"}),
        json!({"modal": "250000000.5", "pekerja": 3}),
        json!({}),
        json!({"benar": true, "standar": true}),
    ]
}

/// The draft behind the form on the page where one applies.
async fn begun(program: &Program) -> String {
    let page = program.get(&format!("{PAGES}?path=/ajukan")).await.json();
    let blocks = page["sections"].as_array().unwrap().iter();
    let mut blocks = blocks.flat_map(|section| section["blocks"].as_array().unwrap());
    let form = blocks.find(|block| block["type"] == "form").unwrap();
    form["draft"].as_str().unwrap().to_owned()
}

async fn answer(program: &Program, draft: &str, step: usize, turn: &Value) -> Shown {
    let path = format!("/api/v1/drafts/{draft}/steps/{step}");
    let body = json!({ "turns": [turn] });
    program.ask(&Method::PUT, &path, Some(&body)).await
}

async fn sent(program: &Program, draft: &str) -> Shown {
    let path = format!("/api/v1/drafts/{draft}/send");
    program.ask(&Method::POST, &path, Some(&json!({}))).await
}

/// What does not depend on when and in which database it runs.
fn steady(of: &Value) -> String {
    let text = serde_json::to_string_pretty(of).unwrap();
    [
        (r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}", "[id]"),
        (r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "[moment]"),
        (r"\d{4}-\d\d-\d\d", "[day]"),
        (r"[2-9A-Z]{4}(-[2-9A-Z]{4}){2,3}", "[number]"),
        (r"\bKD-[0-9A-Z]{7}-[0-9A-Z]\b", "[case]"),
        (r"\d{1,2} \p{L}+ 20\d\d( pukul \d\d\.\d\d WIB)?", "[day]"),
        (r"9999\d{9}", "[nib]"),
        (r"[0-9a-f]{64}", "[digest]"),
        (r"http://127.0.0.1:\d+", "[address]"),
    ]
    .iter()
    .fold(text, |text, (what, name)| {
        let what = regex::Regex::new(what).unwrap();
        what.replace_all(&text, *name).into_owned()
    })
}

async fn a_licence_is_applied_for_from_the_catalogue_to_the_receipt(server: Server) {
    let server = server.with_licences().await;
    // Nobody needs to sign in to look around.
    let nobody = Program::new(&server);
    let catalogue = nobody.get("/api/v1/mini-apps").await.json();
    assert_eq!(catalogue["mini_apps"][0]["id"], "kota-damai/izin-usaha");
    let page = nobody.get(&format!("{PAGES}?path=/ajukan")).await.json();
    assert!(!page.to_string().contains("\"draft\""), "{page}");

    let sari = Program::signed_in(&server, "sari").await;
    let draft = begun(&sari).await;
    let found = format!("/api/v1/drafts/{draft}/steps/1/find/kegiatan?words=kopi");
    let found = sari.get(&found).await.json();
    assert_eq!(found["choices"][0]["value"], COFFEE, "{found}");
    let found = format!("/api/v1/drafts/{draft}/steps/2/find/kelurahan?words=damai+utara");
    let found = sari.get(&found).await.json();
    assert_eq!(found["choices"][0]["value"], "99.99.99.1001", "{found}");

    let mut went_on = Vec::new();
    for (step, turn) in (1..).zip(&answers(COFFEE)) {
        let answered = answer(&sari, &draft, step, turn).await;
        assert_eq!(answered.status, StatusCode::OK, "{}", answered.text);
        went_on.push(answered.json()["goes_on"].to_string());
    }
    assert_eq!(went_on.last().unwrap(), r#"{"to":"check"}"#);
    let checked = sari.get(&format!("/api/v1/drafts/{draft}")).await.json();
    // What was typed comes back as it can be sent again.
    let steps = checked["form"]["steps"].as_array().unwrap();
    let standing = steps.iter().map(|step| step["turns"][0]["answers"].clone());
    assert_eq!(standing.collect::<Vec<_>>(), answers(COFFEE));
    assert_snapshot!("api_draft", steady(&checked));

    let first = sent(&sari, &draft).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    // Sent once, however often it is asked for; and there is no draft any more.
    assert_eq!(sent(&sari, &draft).await.text, first.text);
    let gone = sari.get(&format!("/api/v1/drafts/{draft}")).await;
    assert_eq!(gone.status, StatusCode::CONFLICT);
    let first = first.json();
    assert_eq!(gone.json()["receipt"], first["receipt"]);
    assert_eq!(gone.json()["code"], "already-sent");

    let number = first["receipt"].as_str().unwrap();
    let receipt = sari.get(&format!("/api/v1/receipts/{number}")).await.json();
    assert_snapshot!("api_receipt", steady(&receipt));
    let receipts = sari.get("/api/v1/receipts").await.json();
    assert_eq!(receipts["receipts"][0]["number"], number);

    let case = receipt["case_number"].as_str().unwrap();
    let cases = sari.get("/api/v1/cases?show=ended").await.json();
    assert_eq!(cases["cases"][0]["number"], case);
    let case = sari.get(&format!("/api/v1/cases/{case}")).await.json();
    assert_snapshot!("api_case", steady(&case));
    let path = case["page"]["path"].as_str().unwrap();
    let page = sari.get(&format!("{PAGES}?path={path}")).await.json();
    assert_snapshot!("api_page", steady(&page));
    let messages = sari.get("/api/v1/messages").await.json();
    assert_snapshot!("api_messages", steady(&messages));
    let account = sari.get("/api/v1/account").await.json();
    assert_eq!(account["name"], "Sari Wulandari");
    // What was given of the messages is read.
    assert_eq!(account["unread"], 0);
}

async fn what_is_wrong_is_told_by_rule_and_kept(server: Server) {
    let server = server.with_licences().await;
    let sari = Program::signed_in(&server, "sari").await;
    let draft = begun(&sari).await;
    let early = sent(&sari, &draft).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(early.header("content-type"), "application/problem+json");
    let mut told = vec![steady(&early.json())];
    let long = "x".repeat(200);
    for (step, turn) in [
        (1, json!({"nama-usaha": "K", "kegiatan": "00000"})),
        (
            1,
            json!({"nama-usaha": long, "kegiatan": [COFFEE], "nama": "x"}),
        ),
        (2, json!({"alamat": "", "kelurahan": "31.71.06"})),
        (3, json!({"modal": "lima", "pekerja": "3.5"})),
        (3, json!({"modal": "-1", "pekerja": -3})),
        (4, json!({"pemilik": "Orang Lain"})),
        (5, json!({"benar": false})),
    ] {
        let answered = answer(&sari, &draft, step, &turn).await;
        assert_eq!(answered.status, StatusCode::UNPROCESSABLE_ENTITY, "{turn}");
        told.push(steady(&answered.json()));
    }
    assert_snapshot!("api_wrong", told.join("\n"));
    // Kept as it was typed, right or wrong.
    let kept = sari.get(&format!("/api/v1/drafts/{draft}")).await.json();
    let first = &kept["form"]["steps"][0]["turns"][0]["answers"];
    assert_eq!(*first, json!({"nama-usaha": "K", "kegiatan": "00000"}));

    for (method, path, body, status) in [
        (Method::PUT, "steps/9", json!({"turns": []}), 404),
        (Method::PUT, "steps/0", json!({"turns": []}), 404),
        (Method::PUT, "steps/x", json!({"turns": []}), 422),
        (Method::PUT, "steps/1", json!({"turn": 1}), 422),
        (Method::PUT, "steps/1", json!("x".repeat(5 << 20)), 413),
        (Method::POST, "send", json!({"confirmed": "x"}), 422),
        (Method::GET, "steps/1/find/nama-usaha", Value::Null, 404),
        (Method::GET, "steps/1/find/x", Value::Null, 404),
        (Method::PATCH, "send", Value::Null, 404),
    ] {
        let path = format!("/api/v1/drafts/{draft}/{path}");
        let body = (body != Value::Null).then_some(&body);
        let answered = sari.ask(&method, &path, body).await;
        assert_eq!(answered.status.as_u16(), status, "{method} {path}");
        assert_eq!(
            answered.header("content-type"),
            "application/problem+json",
            "{path}"
        );
    }
    for path in ["/api/v1/nowhere", "/api", "/api/v1/mini-apps/x/y/page"] {
        let answered = sari.get(path).await;
        assert_eq!(answered.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answered.header("content-type"), "application/problem+json");
    }
    for path in ["//evil.example", "/../x", "x", "/%00"] {
        let answered = sari.get(&format!("{PAGES}?path={path}")).await;
        assert_eq!(answered.status, StatusCode::NOT_FOUND, "{path}");
    }
    // Late, and on another device meanwhile.
    let late = sari_at(&server, &sari, &draft).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);

    let gone = sari
        .ask(&Method::DELETE, &format!("/api/v1/drafts/{draft}"), None)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let again = sari.get(&format!("/api/v1/drafts/{draft}")).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

/// What was typed long ago.
async fn sari_at(server: &Server, sari: &Program, draft: &str) -> Shown {
    let path = format!("{}/api/v1/drafts/{draft}/steps/1", server.address);
    let request = reqwest::Client::new()
        .put(path)
        .bearer_auth(sari.token())
        .header(header::IF_UNMODIFIED_SINCE, "Sat, 01 Jan 2022 00:00:00 GMT")
        .json(&json!({"turns": [{"nama-usaha": "Kopi Lama"}]}));
    Shown::of(request.send().await.unwrap(), &server.address).await
}

async fn a_program_is_let_in_by_a_person_who_sees_which(server: Server) {
    let program = Program::new(&server);
    let begun = program.begin().await;
    let code = begun["user_code"].as_str().unwrap();
    let complete = begun["verification_uri_complete"].as_str().unwrap();
    assert_eq!(complete, format!("{}/device?code={code}", server.address));
    assert_eq!(begun["interval"], 5);

    let budi = Visitor::signed_in(&server, "budi").await;
    // As it is typed, or nearly.
    for typed in [code.to_lowercase(), code.replace('-', "%20")] {
        let asks = budi.get(&format!("/device?code={typed}")).await;
        asks.assert_says("Program “uji coba”");
        asks.assert_says(code);
        asks.assert_says("Bidang Perizinan");
    }
    for typed in ["XXXX-XXXX", "x", "%00", "2345-6789"] {
        let unknown = budi.get(&format!("/device?code={typed}")).await;
        if typed != "%00" {
            unknown.assert_says("Kode ini tidak dikenal");
        }
    }
    let allowed = [("code", code), ("answer", "allow")];
    let allowed = budi.post("/device", &allowed).await;
    assert_eq!(allowed.path, "/device?done=allowed");
    // Answered once.
    let again = budi
        .post("/device", &[("code", code), ("answer", "refuse")])
        .await;
    again.assert_says("Kode ini tidak dikenal");

    let given = program.poll(&begun).await.json();
    assert_eq!(given["token_type"], "Bearer");
    assert_eq!(given["expires_in"], 30 * 24 * 3600);
    // Said once.
    assert_eq!(
        program.poll(&begun).await.text,
        r#"{"error":"invalid_grant"}"#
    );
    let budi = Program::with(&server, given["access_token"].as_str().unwrap());
    // In the role in which it was allowed, and no other.
    let account = budi.get("/api/v1/account").await.json();
    assert_eq!(account["role"], "staff");
    assert_eq!(
        budi.get("/api/v1/cases").await.status,
        StatusCode::FORBIDDEN
    );
}

async fn a_program_is_refused_waits_and_is_told_so(server: Server) {
    let program = Program::new(&server);
    let begun = program.begin().await;
    let code = begun["user_code"].as_str().unwrap();
    let told = async |begun: &Value| {
        let polled = program.poll(begun).await;
        assert_eq!(polled.status, StatusCode::BAD_REQUEST);
        polled.json()["error"].as_str().unwrap().to_owned()
    };
    assert_eq!(told(&begun).await, "authorization_pending");
    assert_eq!(told(&begun).await, "slow_down");
    let row = DeviceGrantByUserCode {
        user_code: code.replace('-', ""),
    };
    let row = server.app().reading().read(row).await.unwrap().unwrap();
    assert_eq!(row.pause, 10);
    let long_ago = DeviceGrantPolled {
        device_code: row.device_code.clone(),
        at: Instant(0),
        pause: row.pause,
    };
    let waited = server.app().change(|mut unit| {
        let staged = unit.write(long_ago.clone());
        async move { (unit, staged) }
    });
    waited.await.unwrap();
    assert_eq!(told(&begun).await, "authorization_pending");

    let sari = Visitor::signed_in(&server, "sari").await;
    let refused = [("code", code), ("answer", "refuse")];
    sari.post("/device", &refused)
        .await
        .assert_says("Program ditolak");
    assert_eq!(told(&begun).await, "access_denied");

    for (fields, error) in [
        (vec![], "invalid_request"),
        (vec![("grant_type", "password")], "unsupported_grant_type"),
    ] {
        let polled = program.form("/api/v1/token", &fields).await;
        assert_eq!(polled.json()["error"], error);
    }
    // Its name is read by a person: nothing that could pass for the platform's own words.
    for name in ["", " x", "a\u{202e}b", "<b>", &"x".repeat(41)] {
        let begun = program.form("/api/v1/device", &[("client_id", name)]).await;
        assert_eq!(begun.json()["error"], "invalid_client", "{name:?}");
    }
}

async fn a_token_is_a_session_that_its_person_ends(server: Server) {
    let browser = Visitor::signed_in(&server, "sari").await;
    let program = Program::let_in_by(&server, &browser).await;
    let account = browser.get("/account").await;
    account.assert_says("Program “uji coba”");
    let end = account.form_with("Keluarkan");
    assert_eq!(program.get("/api/v1/account").await.status, StatusCode::OK);
    browser.post(&end, &[("", "")]).await;
    let ended = program.get("/api/v1/account").await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ended.header("www-authenticate"), "Bearer");
    assert_eq!(ended.json()["code"], "sign-in-needed");
    // Also where nobody needs to sign in: a program must know that it is not who it believes to be.
    let listed = program.get("/api/v1/mini-apps").await;
    assert_eq!(listed.status, StatusCode::UNAUTHORIZED);

    // Only a digest of it is kept; and it ends by itself.
    let program = Program::let_in_by(&server, &browser).await;
    let id = |text: &str| {
        use sha2::Digest as _;
        hex::encode(sha2::Sha256::digest(text))
    };
    let query = |id: String| SessionById { id };
    let mut unit = server.app().reading();
    let plain = unit.read(query(program.token().to_owned())).await.unwrap();
    assert_eq!(plain, None);
    let row = unit
        .read(query(id(program.token())))
        .await
        .unwrap()
        .unwrap();
    let over = server.app().change(|mut unit| {
        let staged = unit.write(SessionSave {
            id: id(program.token()),
            body: row.body.clone(),
            expires_at: unit.now(),
        });
        async move { (unit, staged) }
    });
    over.await.unwrap();
    let expired = program.get("/api/v1/account").await;
    assert_eq!(expired.status, StatusCode::UNAUTHORIZED);
}

async fn cookies_open_nothing_for_programs_and_tokens_no_page(server: Server) {
    let browser = Visitor::signed_in(&server, "sari").await;
    let program = Program::let_in_by(&server, &browser).await;
    let by_cookie = browser.get("/api/v1/account").await;
    assert_eq!(by_cookie.status, StatusCode::UNAUTHORIZED);
    let nobody = browser.get("/api/v1/drafts").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);

    let strict = Visitor::strict(&server);
    for (name, value) in [
        (header::AUTHORIZATION, format!("Bearer {}", program.token())),
        (header::COOKIE, format!("balai-session={}", program.token())),
    ] {
        let page = strict.http.get(format!("{}/account", server.address));
        let page = page.header(name, value).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::SEE_OTHER);
    }
    for header in ["Bearer", "Bearer x", "Basic c2FyaTo=", "balai_x", ""] {
        let request = reqwest::Client::new().get(format!("{}/api/v1/account", server.address));
        let answer = request
            .header(header::AUTHORIZATION, header)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{header:?}");
    }
    // The program says in which language it shows what it gets.
    let request = reqwest::Client::new().get(format!("{}/api/v1/account", server.address));
    let request = request
        .bearer_auth(program.token())
        .header(header::ACCEPT_LANGUAGE, "en");
    let account: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(account["role_title"], "Citizen");
}

async fn lists_go_on_from_where_they_end(server: Server) {
    let server = server.with_licences().await;
    let browser = Visitor::signed_in(&server, "sari").await;
    applied(&browser, "Klinik Sari", CLINIC).await;
    let sari = Program::let_in_by(&server, &browser).await;
    let cases = sari.get("/api/v1/cases").await.json();
    assert_eq!(cases["total"], 1);
    assert_eq!(cases["cases"][0]["state"], "received");
    let number = cases["cases"][0]["number"].as_str().unwrap();
    for list in ["cases", "drafts", "messages"] {
        let bad = sari.get(&format!("/api/v1/{list}?after={number}")).await;
        assert_eq!(bad.status, StatusCode::NOT_FOUND, "{list}");
    }
    // A filter of a page is a part of its query.
    let budi = Program::signed_in(&server, "budi").await;
    let listed = |query: &str| format!("{PAGES}?path={query}");
    let open = budi.get(&listed("/%3Ftampilkan=terbuka")).await;
    assert!(open.text.contains("Klinik Sari"), "{}", open.text);
    let ended = budi.get(&listed("/&tampilkan=selesai")).await;
    assert!(!ended.text.contains("Klinik Sari"), "{}", ended.text);
    assert!(
        ended.json()["path"]
            .as_str()
            .unwrap()
            .ends_with("/?tampilkan=selesai")
    );
    assert!(APP.ends_with("izin-usaha"));
}

async fn the_document_names_every_operation(server: Server) {
    let document = Program::new(&server).get("/api/v1/openapi.json").await;
    let document = document.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap().iter();
    let mut described: Vec<String> = paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let routes = balai::web::routes::all(true);
    let mut served: Vec<String> = routes
        .iter()
        .filter(|route| route.path.starts_with("/api/"))
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    described.sort();
    served.sort();
    assert_eq!(described, served);
    assert_snapshot!(
        "api_document",
        serde_json::to_string_pretty(&document).unwrap()
    );
}
