//! The server is killed in the middle of writes: what was acknowledged is there, what was not can be sent again, and
//! nothing is there by half or twice.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use app::{Actor, App, Clock, Entropy, Role, case::CaseFilter, paging::Turn, person::Capacity};
use balai::web::dev_provider;
use platform::Platform;
use reqwest::header;
use runtime::{Runtime, RuntimeConfig, WORKER_COMMAND, WorkerProgram};
use store::{Backend, Store, agency::PersonByLogin, testing};
use tokio::sync::mpsc;

use crate::{
    licence::{COFFEE, filled_in},
    server::licences,
    visitor::Visitor,
};

const PEOPLE: [&str; 6] = ["sari", "tono", "budi", "rina", "agus", "dewi"];
const ROUNDS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_nothing_on_sqlite() {
    kill_and_look(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_nothing_on_postgresql() {
    kill_and_look(Backend::Postgres).await;
}

/// A process of its own, killed without a word (SIGKILL) where it is dropped.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn balai(config: &Path, command: &str) -> Command {
    let mut balai = Command::new(env!("CARGO_BIN_EXE_balai"));
    balai
        .arg(command)
        .arg("--config")
        .arg(config)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    balai
}

async fn serve(config: &Path, address: &str) -> Process {
    let process = Process(balai(config, "serve").spawn().unwrap());
    let begun = Instant::now();
    while reqwest::get(format!("{address}/readyz")).await.is_err() {
        assert!(begun.elapsed() < PATIENCE, "the server does not start");
        tokio::task::yield_now().await;
    }
    process
}

/// Gives a mini-app to everybody where nothing is curated, before the server runs.
pub async fn try_out(url: &str, data: &Path, component: &[u8]) {
    let store = Store::open(&url.parse().unwrap()).await.unwrap();
    let app = App::new(store.clone(), Clock::System, Entropy::system().unwrap());
    app.seed_demo(dev_provider::KNOWN_AS).await.unwrap();
    let config = RuntimeConfig {
        cache_dir: data.join("native"),
        worker: WorkerProgram {
            program: PathBuf::from(env!("CARGO_BIN_EXE_balai")),
            args: vec![WORKER_COMMAND.into()],
        },
        ..RuntimeConfig::default()
    };
    let runtime = Runtime::new(&config).unwrap();
    let platform = Platform::new(app, runtime, data.join("components")).unwrap();
    platform.install(component).await.unwrap();
    store.close().await;
}

async fn kill_and_look(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let url = testing::address(backend, folder.path()).await.unwrap();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let address = format!("http://127.0.0.1:{port}");
    let config: PathBuf = folder.path().join("balai.toml");
    let text = format!(
        "mode = \"development\"\nlisten = \"127.0.0.1:{port}\"\npublic-url = \"{address}\"\n\
         [database]\nurl = \"{url}\"\n[data]\ndir = \"{}\"\n",
        folder.path().join("data").display()
    );
    std::fs::write(&config, text).unwrap();
    assert!(balai(&config, "migrate").status().unwrap().success());
    let component = std::fs::read(licences()).unwrap();
    try_out(&url, &folder.path().join("data"), &component).await;

    let mut server = serve(&config, &address).await;
    for round in 1..=ROUNDS {
        let mut sends = Vec::new();
        for login in PEOPLE {
            let visitor = Arc::new(Visitor::at(&address));
            visitor.sign_in(login, "/").await;
            // A civil servant is a citizen too.
            visitor.post("/role", &[("role", "citizen")]).await;
            let (_, draft) = filled_in(&visitor, &format!("Kopi {login} {round}"), COFFEE).await;
            sends.push((visitor, draft));
        }
        // All press at once; the server is killed when the first of them has its receipt.
        let (acknowledged, mut receipts) = mpsc::unbounded_channel();
        for (visitor, draft) in &sends {
            let (visitor, draft, acknowledged) =
                (Arc::clone(visitor), draft.clone(), acknowledged.clone());
            tokio::spawn(async move {
                if let Ok(receipt) = send(&visitor, &draft).await {
                    acknowledged.send((visitor, receipt)).ok();
                }
            });
        }
        drop(acknowledged);
        let first = receipts.recv().await.unwrap();
        drop(server);
        server = serve(&config, &address).await;

        let mut acknowledged = vec![first];
        while let Some(more) = receipts.recv().await {
            acknowledged.push(more);
        }
        for (visitor, receipt) in &acknowledged {
            visitor.get(receipt).await.assert_says("Kopi");
        }
        assert_whole(&url, round - 1, round).await;
        for (visitor, draft) in &sends {
            send(visitor, draft).await.unwrap();
        }
        assert_whole(&url, round, round).await;
    }
}

/// Presses the button that sends; gives the receipt's address, where there is an answer.
async fn send(visitor: &Visitor, draft: &str) -> Result<String, reqwest::Error> {
    let request = visitor
        .http
        .post(format!("{}{draft}/send", visitor.address));
    let answer = request
        .header(header::ORIGIN, &visitor.address)
        .form(&[("", "")])
        .send()
        .await?;
    let path = answer.url().path().to_owned();
    assert!(
        path.starts_with("/receipts/"),
        "{path}: {}",
        answer.text().await?
    );
    Ok(path)
}

/// Everybody has at least so many receipts and at most so many; each with its one case, lodged and decided.
async fn assert_whole(url: &str, at_least: usize, at_most: usize) {
    let store = Store::open(&url.parse().unwrap()).await.unwrap();
    let app = App::new(store.clone(), Clock::System, Entropy::system().unwrap());
    for login in PEOPLE {
        let actor = citizen(&app, login).await;
        let receipts = app.receipts_of(&mut app.reading(), &actor).await.unwrap();
        assert!(
            (at_least..=at_most).contains(&receipts.len()),
            "{login}: {}",
            receipts.len()
        );
        let cases = app
            .cases_part(
                &mut app.reading(),
                &actor,
                CaseFilter::All,
                &Turn::First,
                100,
            )
            .await
            .unwrap();
        assert_eq!(cases.cases.len(), receipts.len(), "{login}");
        for receipt in receipts {
            let view = app
                .case_open(
                    &mut app.reading(),
                    &actor,
                    receipt.case_number.as_deref().unwrap(),
                )
                .await
                .unwrap();
            let entries = view.case.entries.len();
            assert_eq!(
                u64::try_from(entries).unwrap(),
                view.case.head.version,
                "{login}"
            );
            assert!(
                view.case
                    .entries
                    .iter()
                    .any(|entry| entry.decision.is_some()),
                "{login}: lodged and not decided"
            );
        }
    }
    store.close().await;
}

/// A citizen who is signed in.
pub async fn citizen(app: &App, login: &str) -> Actor {
    let query = PersonByLogin {
        issuer: dev_provider::KNOWN_AS.into(),
        login: login.into(),
    };
    let person = app.reading().read(query).await.unwrap().unwrap().id;
    let actor = app
        .person_acting(&mut app.reading(), person, Capacity::Private)
        .await
        .unwrap();
    assert!(matches!(actor.role, Role::Citizen(_)));
    actor
}
