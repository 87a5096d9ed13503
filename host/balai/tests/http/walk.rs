//! Nobody reaches what is another's, on any route: the walk goes over the table from which the server is built.

use balai::{
    view::paths,
    web::{
        gate::Who,
        routes::{self, Route},
    },
};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    licence::{CLINIC, applied, filled_in, last_case},
    program::Program,
    server::Server,
    visitor::{Shown, Visitor},
};

on_both!(
    what_is_anothers_is_not_found_on_every_route,
    who_is_not_signed_in_is_sent_to_sign_in_on_every_route,
    each_role_has_its_own_routes,
    releases_are_closed_to_whoever_does_not_work_on_them,
);

/// The path of a route with what stands for each of its parameters. A parameter that has nothing here fails the walk:
/// say what it names, and whose that is.
fn filled(path: &str, named: &[(&str, &str)]) -> String {
    let mut filled = path.to_owned();
    for (name, value) in named {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    assert!(
        !filled.contains('{'),
        "the walk does not know a parameter of {path}"
    );
    filled
}

/// Somebody, at a browser and with a program.
struct Somebody {
    browser: Visitor,
    program: Program,
}

impl Somebody {
    async fn signed_in(server: &Server, login: &str) -> Self {
        let browser = Visitor::signed_in(server, login).await;
        Self {
            program: Program::let_in_by(server, &browser).await,
            browser,
        }
    }

    async fn ask(&self, route: &Route, path: &str) -> Shown {
        if is_api(route) {
            let body = (route.method != Method::GET)
                .then(|| json!({"turns": [{"nama-usaha": "Bukan Sari"}], "confirmed": true}));
            self.program.ask(&route.method, path, body.as_ref()).await
        } else if route.method == Method::GET {
            self.browser.get(path).await
        } else {
            self.browser.post(path, &[("confirmed", "yes")]).await
        }
    }
}

fn is_api(route: &Route) -> bool {
    route.path.starts_with("/api/")
}

/// Routes that name something of one person's. Releases are agencies'.
fn is_owned(path: &str) -> bool {
    (path.contains("{id}") || path.contains("{number}")) && !is_of_registry(path)
}

fn is_of_registry(path: &str) -> bool {
    path.contains(paths::REGISTRY)
}

async fn what_is_anothers_is_not_found_on_every_route(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let (receipt, _) = applied(&sari, "Klinik Sari", CLINIC).await;
    let receipt = receipt.path.trim_start_matches("/receipts/").to_owned();
    let case = last_case(&sari).await;
    let (_, draft) = filled_in(&sari, "Kopi Sari", "56303").await;
    let draft = draft.trim_start_matches("/drafts/").to_owned();

    let phone = Visitor::signed_in(&server, "sari").await;
    let end = phone.get("/account").await.form_with("Keluarkan");
    let session = end.split('/').nth(3).unwrap().to_owned();

    let tono = Somebody::signed_in(&server, "tono").await;
    let budi = Somebody::signed_in(&server, "budi").await;
    let mut walked = 0;
    for route in routes::all(true)
        .iter()
        .filter(|route| is_owned(&route.path))
    {
        let number = if route.path.contains("/receipts/") {
            &receipt
        } else {
            &case
        };
        let of = |id: &str, number: &str| {
            filled(
                &route.path,
                &[
                    ("id", id),
                    ("number", number),
                    ("step", "1"),
                    ("field", "kegiatan"),
                    ("nth", "0"),
                ],
            )
        };
        let owned = if route.path == paths::end_session("{id}") {
            &session
        } else {
            &draft
        };
        let another = of(owned, number);
        let nothing = of("01a20000-0000-7000-8000-000000000000", "XX-0000-0000");
        for path in [another, nothing, of("x'--", "%00")] {
            let answer = tono.ask(route, &path).await;
            assert_eq!(
                answer.status,
                StatusCode::NOT_FOUND,
                "{} {path}",
                route.method
            );
            let at_work = budi.ask(route, &path).await;
            let shut = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN];
            assert!(
                shut.contains(&at_work.status),
                "{} {path}: {}",
                route.method,
                at_work.status
            );
        }
        walked += 1;
    }
    assert!(walked >= 21, "only {walked} routes");
    // And nothing of it was harmed.
    assert_eq!(
        sari.get(&format!("/receipts/{receipt}")).await.status,
        StatusCode::OK
    );
    assert_eq!(
        sari.get(&format!("/drafts/{draft}/check")).await.path,
        format!("/drafts/{draft}/check")
    );
}

async fn who_is_not_signed_in_is_sent_to_sign_in_on_every_route(server: Server) {
    let nobody = Somebody {
        browser: Visitor::strict(&server),
        program: Program::new(&server),
    };
    for route in routes::all(true) {
        if matches!(route.who, Who::Open | Who::Anyone) {
            assert!(!is_owned(&route.path), "{} is open to anybody", route.path);
            continue;
        }
        let path = filled(
            &route.path,
            &[
                ("id", "1"),
                ("number", "1"),
                ("step", "1"),
                ("field", "x"),
                ("nth", "0"),
                ("*path", "x"),
                ("what", "stop"),
                ("agency", "x"),
                ("name", "x"),
            ],
        );
        let answer = nobody.ask(&route, &path).await;
        if route.method == Method::GET && !is_api(&route) {
            assert_eq!(answer.header("location"), format!("/sign-in?back={path}"));
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
}

async fn each_role_has_its_own_routes(server: Server) {
    let citizen = Somebody::signed_in(&server, "sari").await;
    let staff = Somebody::signed_in(&server, "budi").await;
    for route in routes::all(true) {
        let path = filled(
            &route.path,
            &[
                ("id", "1"),
                ("number", "1"),
                ("step", "1"),
                ("field", "x"),
                ("nth", "0"),
                ("*path", "x"),
                ("what", "stop"),
                ("name", "x"),
                ("agency", "x"),
                ("release", "1"),
                ("lang", "id"),
            ],
        );
        let other = match route.who {
            Who::Citizen => &staff,
            Who::Staff => &citizen,
            _ => continue,
        };
        let answer = other.ask(&route, &path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}

async fn releases_are_closed_to_whoever_does_not_work_on_them(server: Server) {
    let budi = Somebody::signed_in(&server, "budi").await;
    let mut walked = 0;
    for route in routes::all(true) {
        // By which the log would know them is everybody's own.
        if !is_of_registry(&route.path) || route.path.ends_with("/me") {
            continue;
        }
        let id = "01a20000-0000-7000-8000-000000000000";
        let named = [
            ("id", id),
            ("what", "stop"),
            ("nth", "1"),
            ("*path", "ajukan"),
            ("agency", "kota-damai"),
            ("name", "izin-usaha"),
        ];
        let path = filled(&route.path, &named);
        let path = if path.ends_with("/releases") && route.method == Method::GET {
            format!("{path}?agency=kota-damai")
        } else {
            path
        };
        let answer = budi.ask(&route, &path).await;
        // What makes no sense is told before anybody asks whose it is.
        let shut = [
            StatusCode::FORBIDDEN,
            StatusCode::NOT_FOUND,
            StatusCode::UNPROCESSABLE_ENTITY,
        ];
        assert!(
            shut.contains(&answer.status),
            "{} {path}: {}",
            route.method,
            answer.status
        );
        walked += 1;
    }
    assert!(walked >= 25, "only {walked} routes");
}
