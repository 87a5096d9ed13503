//! Every page: the walk goes over the table from which the server is built, so a new page is looked at, or fails here
//! until somebody says what its parameters name.

use std::{fs, path::Path};

use app::{App, Manifest, MiniAppId, manifest::Audience};
use balai::{
    view::{Lang, paths, samples},
    web::{
        gate::Who,
        routes::{self, Route},
    },
};
use insta::assert_snapshot;
use reqwest::{Method, header};
use store::Backend;

use super::person::{Driver, Person, Screen};
use crate::{
    guest,
    licence::{APP, CLINIC, COFFEE, applied, filled_in, last_case},
    program::Program,
    server::{self, Server},
    visitor::{Shown, Visitor},
};

const NOBODY: &str = "nobody";

#[tokio::test]
async fn browser_every_page_on_a_phone() {
    assert_snapshot!(visited(Screen::Phone, Lang::Id).await);
}

#[tokio::test]
async fn browser_every_page_on_a_desk_in_english() {
    assert_snapshot!(visited(Screen::Desk, Lang::En).await);
}

#[tokio::test]
async fn browser_every_sample_of_the_gallery() {
    let server = server::start(Backend::Sqlite).await;
    let driver = Driver::start();
    let person = Person::new(&driver, &server, Screen::Phone).await;
    for sample in samples::all(Lang::Id).unwrap() {
        person.open(&paths::sample(sample.name)).await;
        person.holds_up().await;
    }
    person.leave().await;
}

/// Pictures of every page in its states, to be looked at: `target/tmp/pages/<page>-<width>.png`.
#[tokio::test]
async fn browser_every_sample_is_pictured_at_three_widths() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).unwrap();
    let server = server::start(Backend::Sqlite).await;
    let driver = Driver::start();
    let person = Person::new(&driver, &server, Screen::Desk).await;
    for sample in samples::all(Lang::Id).unwrap() {
        person.open(&paths::sample(sample.name)).await;
        for width in [320, 768, 1280] {
            let picture = person.picture(width).await;
            fs::write(folder.join(format!("{}-{width}.png", sample.name)), picture).unwrap();
        }
    }
    person.leave().await;
}

/// Who visited what, and which page it was. None of them is wrong for those who cannot see, or wider than the screen.
async fn visited(screen: Screen, lang: Lang) -> String {
    let server = server::start(Backend::Sqlite).await.with_licences().await;
    let there = There::put(&server).await;
    let manifest = manifest(server.app()).await;
    let driver = Driver::start();
    let mut seen = Vec::new();
    for (login, name) in [
        (NOBODY, ""),
        ("sari", "Sari Wulandari"),
        ("budi", "Budi Santoso"),
        ("putu", "Putu Ayuningsih"),
    ] {
        let person = Person::new(&driver, &server, screen).await;
        person.open("/").await;
        if login != NOBODY {
            person.sign_in(name).await;
            // The name stands on the page before, too.
            person.see_anywhere("Keluar").await;
        }
        if lang == Lang::En {
            person.press(lang.own_name()).await;
            person.see_anywhere(lang.other().own_name()).await;
        }
        for route in routes::all(true) {
            for path in there.pages(&route, login, &manifest) {
                person.open(&path).await;
                let heading = person.heading().await;
                person.holds_up().await;
                seen.push(format!("{login:6} {}  {heading}", there.named(&path)));
            }
        }
        person.leave().await;
    }
    seen.join("\n")
}

async fn manifest(app: &App) -> Manifest {
    let id = "kota-damai/izin-usaha".parse::<MiniAppId>().unwrap();
    let live = app.releases_offered().await.unwrap();
    let live = live.iter().find(|release| release.mini_app == id);
    live.unwrap().manifest.clone()
}

/// What stands for the parameters of routes.
struct There {
    case: String,
    decided: String,
    draft: String,
    receipt: String,
    check: String,
    failure: String,
    /// Under which a program waits.
    code: String,
}

impl There {
    async fn put(server: &Server) -> Self {
        server.platform.install(&guest::broken()).await.unwrap();
        let sari = Visitor::signed_in(server, "sari").await;
        let (receipt, _) = applied(&sari, "Klinik Sari", CLINIC).await;
        let case = last_case(&sari).await;
        applied(&sari, "Kopi Sari", COFFEE).await;
        let decided = last_case(&sari).await;
        let (_, draft) = filled_in(&sari, "Kopi Damai", COFFEE).await;
        // Read by staff, so that there is somebody in the citizen's log.
        let budi = Visitor::signed_in(server, "budi").await;
        budi.get(&format!("{APP}/permohonan/{case}")).await;
        let broken = sari.http.get(format!("{}{BROKEN}", server.address));
        let broken = broken.header(header::ACCEPT, "application/json").send();
        let told = Shown::of(broken.await.unwrap(), &server.address).await.text;
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let check = receipt.text.split("/check?").nth(1).unwrap();
        let check = check.split('<').next().unwrap().replace("&#38;", "&");
        let begun = Program::new(server).begin().await;
        Self {
            code: begun["user_code"].as_str().unwrap().to_owned(),
            check: format!("/check?{check}"),
            case,
            decided,
            draft: draft.trim_start_matches("/drafts/").to_owned(),
            receipt: receipt.path.trim_start_matches("/receipts/").to_owned(),
            failure: told["id"].as_str().unwrap().to_owned(),
        }
    }

    /// What somebody looks at by a route: nothing where it has no pages or they may not.
    fn pages(&self, route: &Route, login: &str, manifest: &Manifest) -> Vec<String> {
        let may = match route.who {
            Who::Open => &[][..],
            Who::Anyone => &[NOBODY, "sari", "budi"],
            Who::SignedIn | Who::Typist => &["sari", "budi"],
            Who::Citizen => &["sari"],
            Who::Staff
                if route.path == paths::FAILURES || route.path.starts_with(paths::REGISTRY) =>
            {
                &["putu"]
            }
            Who::Staff => &["budi"],
        };
        if route.method != Method::GET || !may.contains(&login) {
            return Vec::new();
        }
        let path = route.path.as_str();
        match path {
            // Who is signed in is sent away from there.
            _ if path.starts_with(paths::SIGN_IN) && login != NOBODY => Vec::new(),
            paths::FAILURES => vec![
                path.to_owned(),
                format!("{path}?id={}", self.failure),
                format!("{path}?id=1"),
            ],
            // Of a platform that is curated: see `browser_releases_are_curated_on_pages`.
            "/registry/{id}" => Vec::new(),
            paths::RECEIPT_CHECK => vec![
                path.to_owned(),
                self.check.clone(),
                format!("{path}?number={}", self.receipt),
            ],
            // Every page in every state: see `browser_every_sample_of_the_gallery`.
            _ if path.starts_with(paths::GALLERY) && path.contains('{') => Vec::new(),
            // Files.
            // For programs.
            _ if path.starts_with("/api/") => Vec::new(),
            paths::DEVICE => vec![
                path.to_owned(),
                paths::device(&self.code),
                paths::device("XXXX"),
                format!("{path}?done=allowed"),
            ],
            _ if path.ends_with(".pdf") || path.ends_with(".json") => Vec::new(),
            // A picture.
            _ if path.starts_with("/icons/") => Vec::new(),
            paths::SEARCH => ["", "?q=izin", "?q=xyz"]
                .map(|query| format!("{path}{query}"))
                .to_vec(),
            paths::CASES | paths::UNIT_CASES => vec![
                path.to_owned(),
                format!("{path}?show=waiting"),
                format!("{path}?show=ended"),
            ],
            paths::ACCESS_LOG => vec![path.to_owned(), format!("{path}?case={}", self.case)],
            "/m/{agency}/{name}/" if login == "sari" => {
                vec![format!("{APP}/"), BROKEN.to_owned()]
            }
            "/m/{agency}/{name}/" => vec![format!("{APP}/")],
            "/m/{agency}/{name}/{*path}" => self.of_mini_app(login, manifest),
            "/cases/{number}" => vec![
                path.replace("{number}", &self.case),
                path.replace("{number}", &self.decided),
            ],
            // A part of a page, and none by itself.
            _ if path.ends_with("/find/{field}/{nth}") => Vec::new(),
            // Only its owner has it: what others see is one page, for whatever is not there.
            _ if path.contains('{') && login != "sari" => Vec::new(),
            "/drafts/{id}/steps/{step}" => (1..=5)
                .map(|step| {
                    path.replace("{id}", &self.draft)
                        .replace("{step}", &step.to_string())
                })
                .collect(),
            _ => {
                let path = path
                    .replace("{id}", &self.draft)
                    .replace("{number}", &self.receipt);
                assert!(!path.contains('{'), "what is a parameter of {path}?");
                vec![path]
            }
        }
    }

    /// The pages that a mini-app lists, those of its cases, and one that is not there.
    fn of_mini_app(&self, login: &str, manifest: &Manifest) -> Vec<String> {
        let audience = match login {
            "budi" => Audience::CivilServants,
            _ => Audience::Citizens,
        };
        let listed = manifest.pages.iter();
        let listed = listed.filter(|page| page.audience == audience && page.path != "/");
        let mut paths: Vec<String> = listed.map(|page| page.path.clone()).collect();
        if login != NOBODY {
            let case = &manifest.cases.as_ref().unwrap().page;
            paths.push(case.replace("{number}", &self.case));
            paths.push(case.replace("{number}", &self.decided));
        }
        if login == "sari" {
            paths.push(format!("/dokumen/{}", self.decided));
        }
        paths.push("/tidak-ada".to_owned());
        paths.iter().map(|path| format!("{APP}{path}")).collect()
    }

    /// A path with the names of what is in it.
    fn named(&self, path: &str) -> String {
        [
            (&self.case, "{case}"),
            (&self.decided, "{decided}"),
            (&self.draft, "{draft}"),
            (&self.check, "{check}"),
            (&self.receipt, "{receipt}"),
            (&self.failure, "{failure}"),
            (&self.code, "{code}"),
        ]
        .iter()
        .fold(path.to_owned(), |path, (value, name)| {
            path.replace(value.as_str(), name)
        })
    }
}

const BROKEN: &str = "/m/kota-damai/rusak/";
