//! The corpus of hostile components: each ends as it must, its person is told plainly, its agency finds out why, nothing
//! of it is written, and everybody else is served meanwhile. `host/hostile` says what each tries.

mod said;

use app::FailureId;
use balai::config::Config;
use hostile::{Ends, Hostile, Reason, corpus};
use platform::InstallError;
use reqwest::StatusCode;
use runtime::{PrepareError, Refused, RuntimeConfig};
use store::{Backend, failure::FailureRow};

use crate::{
    inert::assert_inert,
    licence::APP,
    server::{Server, licences, start_as, start_with},
    visitor::{Shown, Visitor},
};

use said::{markup_in_every_text, signs_of_direction_in_every_text};

/// As `on_both`, with limits that are reached sooner.
macro_rules! on_both_soon {
    ($($rule:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $rule() {
                super::$rule(super::server(store::Backend::Sqlite).await).await;
            })*
        }
        mod postgresql {
            $(#[tokio::test] async fn $rule() {
                super::$rule(super::server(store::Backend::Postgres).await).await;
            })*
        }
    };
}

on_both_soon!(
    pages_that_do_nothing,
    steps_that_fail,
    searches_that_fail,
    what_is_offered_does_nothing,
    markup_in_every_text,
    signs_of_direction_in_every_text,
    another_citizen_is_out_of_reach,
    another_agency_s_citizen_is_out_of_reach,
);

/// One after the other, so that what was compiled for the one database is found for the other.
const BACKENDS: [Backend; 2] = [Backend::Sqlite, Backend::Postgres];

#[tokio::test]
async fn pages_that_fail() {
    for backend in BACKENDS {
        each_page_fails(server(backend).await).await;
    }
}

#[tokio::test]
async fn acts_that_fail() {
    for backend in BACKENDS {
        each_act_fails(server(backend).await).await;
    }
}

#[tokio::test]
async fn acts_that_are_refused_in_the_end() {
    for backend in BACKENDS {
        let server = start_as(backend, narrower).await.with_licences().await;
        each_act_is_refused_in_the_end(server).await;
    }
}

async fn server(backend: Backend) -> Server {
    start_with(backend, sooner).await.with_licences().await
}

fn sooner(runtime: &mut RuntimeConfig) {
    runtime.compilations = 2;
    runtime.limits.cpu_time_ms = 200;
    runtime.limits.host_calls = 300;
}

/// Less room, so that it is full sooner; and megabytes that are to run out of room do not run out of time before.
fn narrower(config: &mut Config) {
    config.runtime.limits.cpu_time_ms = 20_000;
    config.kept.documents = 200;
    config.kept.document_bytes = 8 << 20;
}

fn those(ends: fn(&Ends) -> bool) -> impl Iterator<Item = &'static Hostile> {
    corpus().filter(move |hostile| ends(&hostile.ends))
}

async fn install(server: &Server, hostile: &Hostile) {
    let component = hostile.component().unwrap();
    let installed = server.platform.install(&component).await;
    let installed = installed.map_err(|error| format!("{}: {error}", hostile.name));
    assert_eq!(installed.unwrap().mini_app.name(), hostile.name);
}

/// The failure that the person is told of, as its agency finds it.
async fn kept(server: &Server, shown: &Shown) -> FailureRow {
    kept_under(server, shown.main()).await
}

/// The failure of which the id stands first in a text.
async fn kept_under(server: &Server, text: &str) -> FailureRow {
    let uuid = regex::Regex::new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").unwrap();
    let id = uuid.find(text).map(|id| id.as_str().to_owned());
    let id = id.unwrap_or_else(|| panic!("no id: {text}"));
    let id: FailureId = id.parse().unwrap();
    let mut reading = server.app().reading();
    let kept = server.app().failure_by_id(&mut reading, id).await.unwrap();
    kept.unwrap_or_else(|| panic!("not kept: {text}"))
}

async fn assert_failed(server: &Server, hostile: &Hostile, shown: &Shown, kind: &str) {
    let name = hostile.name;
    assert_eq!(
        shown.status,
        StatusCode::BAD_GATEWAY,
        "{name}: {}",
        shown.main()
    );
    shown.assert_says("Ini bukan kesalahan Anda.");
    assert_inert(&shown.text);
    let kept = kept(server, shown).await;
    assert_eq!(kept.kind, kind, "{name}: {}", kept.detail);
    assert_eq!(kept.mini_app.name(), name);
    match name {
        "panic" => assert!(kept.log.contains("semua salah"), "{}", kept.log),
        "panic-beyond-memory" => assert_eq!(kept.log, ""),
        _ => {}
    }
    let size = kept.detail.len() + kept.log.len() + kept.backtrace.map_or(0, |trace| trace.len());
    assert!(size < 100_000, "{name}: {size} bytes are kept");
}

async fn each_page_fails(server: Server) {
    let sari = Visitor::signed_in(&server, "sari").await;
    let tono = Visitor::signed_in(&server, "tono").await;
    let before = store::testing::written(&server.store).await.unwrap();
    for hostile in those(|ends| matches!(ends, Ends::ShowFails(_))) {
        let Ends::ShowFails(kind) = hostile.ends else {
            continue;
        };
        install(&server, hostile).await;
        let (address, neighbour) = (hostile.address(), format!("{APP}/"));
        let (shown, neighbour) = tokio::join!(sari.get(&address), tono.get(&neighbour));
        assert_failed(&server, hostile, &shown, kind).await;
        assert_eq!(
            neighbour.status,
            StatusCode::OK,
            "beside {}: {}",
            hostile.name,
            neighbour.main()
        );
    }
    let after = store::testing::written(&server.store).await.unwrap();
    assert_eq!(before, after);
}

async fn each_act_fails(server: Server) {
    let sari = Visitor::signed_in(&server, "sari").await;
    let tono = Visitor::signed_in(&server, "tono").await;
    let before = store::testing::written(&server.store).await.unwrap();
    for hostile in those(|ends| matches!(ends, Ends::ActFails(_))) {
        let Ends::ActFails(kind) = hostile.ends else {
            continue;
        };
        install(&server, hostile).await;
        let page = sari.get(&hostile.address()).await;
        let (send, neighbour) = (page.form_with("Kirim"), format!("{APP}/"));
        let nothing = [("", "")];
        let (sent, neighbour) = tokio::join!(sari.post(&send, &nothing), tono.get(&neighbour));
        assert_failed(&server, hostile, &sent, kind).await;
        assert_eq!(neighbour.status, StatusCode::OK, "{}", neighbour.main());
        // The key is not used up: whoever sends again is tried again.
        let again = sari.post(&send, &nothing).await;
        assert_failed(&server, hostile, &again, kind).await;
        let after = store::testing::written(&server.store).await.unwrap();
        assert_eq!(before, after, "{}", hostile.name);
    }
}

async fn pages_that_do_nothing(server: Server) {
    let sari = Visitor::signed_in(&server, "sari").await;
    for hostile in those(|ends| matches!(ends, Ends::Served)) {
        install(&server, hostile).await;
        let shown = sari.get(&hostile.address()).await;
        assert_eq!(
            shown.status,
            StatusCode::OK,
            "{}: {}",
            hostile.name,
            shown.main()
        );
        assert_inert(&shown.text);
        if shown.text.contains("f.a.0") {
            let long = "a".repeat(10_000);
            let step = shown.form_with("f.a.0");
            let typed = sari.post(&step, &[("f.a.0", &long)]).await;
            assert_eq!(typed.status, StatusCode::UNPROCESSABLE_ENTITY);
            typed.assert_says("Tidak cocok.");
        }
    }
}

async fn steps_that_fail(server: Server) {
    let sari = Visitor::signed_in(&server, "sari").await;
    for hostile in those(|ends| matches!(ends, Ends::StepFails(_))) {
        let Ends::StepFails(kind) = hostile.ends else {
            continue;
        };
        install(&server, hostile).await;
        let page = sari.get(&hostile.address()).await;
        let next = sari.post(&page.form_with("f.a.0"), &[("f.a.0", "a")]).await;
        assert_failed(&server, hostile, &next, kind).await;
    }
}

async fn searches_that_fail(server: Server) {
    let sari = Visitor::signed_in(&server, "sari").await;
    let before = store::testing::written(&server.store).await.unwrap();
    let mut after = before.clone();
    for hostile in those(|ends| matches!(ends, Ends::SearchFails(_))) {
        let Ends::SearchFails(kind) = hostile.ends else {
            continue;
        };
        install(&server, hostile).await;
        let page = sari.get(&hostile.address()).await;
        let step = page.form_with("f.b.0");
        // For a script, and for nobody's.
        let search = format!(
            "{}/find/a/0?f.a.0.find=kopi",
            step.trim_end_matches("?answered")
        );
        let found = sari.get(&search).await;
        let typed = [
            ("f.a.0.find", "kopi"),
            ("f.b.0", "Isi saya"),
            ("find", "a.0"),
        ];
        let shown = sari.post(&step, &typed).await;
        for told in [&found, &shown] {
            assert_eq!(told.status, StatusCode::OK, "{}", told.main());
            told.assert_says("Daftar ini sedang tidak dapat dicari.");
            let code = told.main().split("Kode: ").nth(1).unwrap_or_default();
            let kept = kept_under(&server, code).await;
            assert_eq!(kept.kind, kind, "{}: {}", hostile.name, kept.detail);
        }
        shown.assert_says("value=\"Isi saya\"");
        assert_inert(&shown.text);
        // Whatever is chosen is accepted only where the mini-app offers just that.
        let chosen = [("f.a.0", "1"), ("f.b.0", "Isi saya")];
        let chosen = sari.post(&step, &chosen).await;
        assert_eq!(chosen.status, StatusCode::UNPROCESSABLE_ENTITY);
        chosen.assert_says("belum dapat diperiksa");
        after = store::testing::written(&server.store).await.unwrap();
    }
    assert_eq!(before, after);
}

async fn what_is_offered_does_nothing(server: Server) {
    let sari = Visitor::signed_in(&server, "sari").await;
    for hostile in those(|ends| matches!(ends, Ends::SearchServed)) {
        install(&server, hostile).await;
        let page = sari.get(&hostile.address()).await;
        let typed = [("f.a.0.find", "kopi"), ("find", "a.0")];
        let shown = sari.post(&page.form_with("f.b.0"), &typed).await;
        shown.assert_says("1 hasil");
        shown.assert_says("&#60;script&#62;");
        assert_inert(&shown.text);
    }
}

async fn each_act_is_refused_in_the_end(server: Server) {
    let sari = Visitor::signed_in(&server, "sari").await;
    let tono = Visitor::signed_in(&server, "tono").await;
    for hostile in those(|ends| matches!(ends, Ends::ActIsFull)) {
        install(&server, hostile).await;
        let mut sent = 0;
        let refused = loop {
            let before = store::testing::written(&server.store).await.unwrap();
            let page = sari.get(&hostile.address()).await;
            let shown = sari.post(&page.form_with("Kirim"), &[("", "")]).await;
            let after = store::testing::written(&server.store).await.unwrap();
            if before == after {
                break shown;
            }
            sent += 1;
            assert!(sent < 40, "{} goes on", hostile.name);
        };
        assert!(sent > 0, "{}", hostile.name);
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}: {}",
            hostile.name,
            refused.main()
        );
        refused.assert_says("Layanan ini tidak dapat menyimpan lebih banyak");
        // Somebody else's room is their own.
        let page = tono.get(&hostile.address()).await;
        let before = store::testing::written(&server.store).await.unwrap();
        tono.post(&page.form_with("Kirim"), &[("", "")]).await;
        let after = store::testing::written(&server.store).await.unwrap();
        assert_ne!(before, after, "{}", hostile.name);
    }
}

/// Sari has a document and a case in the mini-app; the mini-app does its best to give them to Tono.
async fn another_citizen_is_out_of_reach(server: Server) {
    let hostile = corpus().find(|hostile| hostile.name == "another-s-data");
    let hostile = hostile.unwrap();
    install(&server, hostile).await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let own = sari.get(&format!("{}?mine=1", hostile.address())).await;
    let sent = sari.post(&own.form_with("Kirim"), &[("", "")]).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.main());
    let number = crate::licence::last_case(&sari).await;
    let before = store::testing::written(&server.store).await.unwrap();

    let subject = subject(&server, "sari", "kota-damai").await;
    let address = format!("{}?subject={subject}&number={number}", hostile.address());
    for login in ["tono", "agus"] {
        let other = Visitor::signed_in(&server, login).await;
        let shown = other.get(&address).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.main());
        shown.assert_says("perkara: tidak ada");
        assert!(!shown.text.contains("PELANGGARAN"), "{}", shown.main());
        let sent = other.post(&shown.form_with("Kirim"), &[("", "")]).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{}", sent.main());
    }
    let after = store::testing::written(&server.store).await.unwrap();
    assert_eq!(before, after);
}

/// A ministry knows Sari under another subject than the city does; the city's mini-app has found it out.
async fn another_agency_s_citizen_is_out_of_reach(server: Server) {
    let hostile = corpus().find(|hostile| hostile.name == "another-s-inbox");
    let hostile = hostile.unwrap();
    install(&server, hostile).await;
    let sari = subject(&server, "sari", "kemen-aparatur").await;
    let tono = Visitor::signed_in(&server, "tono").await;
    let shown = tono
        .get(&format!("{}?subject={sari}", hostile.address()))
        .await;
    let before = store::testing::written(&server.store).await.unwrap();
    let sent = tono.post(&shown.form_with("Kirim"), &[("", "")]).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND, "{}", sent.main());
    let after = store::testing::written(&server.store).await.unwrap();
    assert_eq!(before, after);
}

async fn subject(server: &Server, login: &str, agency: &str) -> String {
    let query = store::agency::PersonByLogin {
        issuer: balai::web::dev_provider::KNOWN_AS.to_owned(),
        login: login.to_owned(),
    };
    let person = server.app().reading().read(query).await.unwrap().unwrap();
    let subject = server.app().subject_ensure(person.id, agency).await;
    subject.unwrap()
}

#[tokio::test]
async fn what_cannot_run_is_not_installed() {
    let server = start_with(Backend::Sqlite, sooner).await;
    let licences = std::fs::read(licences()).unwrap();
    let refused = those(|ends| matches!(ends, Ends::Refused(_))).map(|hostile| {
        let server = &server;
        async move {
            let component = hostile.component().unwrap();
            let refused = server.platform.install(&component).await;
            let refused = refused.map(|_| format!("{} is installed", hostile.name));
            let refused = refused.unwrap_err();
            let ends = Ends::Refused(reason(&refused));
            assert_eq!(ends, hostile.ends, "{}: {refused}", hostile.name);
            assert!(refused.to_string().len() < 2_000, "{refused}");
        }
    });
    futures::future::join_all(refused).await;
    server.platform.install(&licences).await.unwrap();
}

/// In the corpus's words.
fn reason(error: &InstallError) -> Reason {
    let refused = match error {
        InstallError::Prepare(PrepareError::Refused(refused)) => refused,
        InstallError::Prepare(error) => panic!("{error}"),
        InstallError::NoManifest | InstallError::Manifest(_) => return Reason::Manifest,
        InstallError::OtherWorld => return Reason::OtherWorld,
        InstallError::Link(_) => return Reason::UnknownImport,
        InstallError::Start(_) => return Reason::CannotStart,
        InstallError::CasesWithoutBasis | InstallError::Record(_) => panic!("{error}"),
    };
    match refused {
        Refused::Empty | Refused::NotWasm | Refused::CoreModule | Refused::Truncated { .. } => {
            Reason::NotAComponent
        }
        Refused::TooLarge { .. } => Reason::TooLarge,
        Refused::TooMany { what, .. } => Reason::TooMany(what.clone().leak()),
        Refused::Unsupported { .. } => Reason::Unsupported,
        Refused::Invalid { .. } => Reason::Invalid,
        Refused::DoesNotFit { .. } => Reason::DoesNotFit,
        Refused::NotCompilable { .. }
        | Refused::CompileTime { .. }
        | Refused::CompileMemory { .. }
        | Refused::CompilerBroke { .. } => Reason::Compiler,
    }
}
