//! The people, and the server where they meet.

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use app::{Actor, person::Capacity};
use balai::{
    config::{Config, Trust},
    shell::SHELL,
    web::dev_provider,
};
use store::{Backend, agency::PersonByLogin};
use tempfile::TempDir;
use tokio::process::Command;
use trust::{LogSigner, SecretKey};

use crate::server::{Server, licences, start_as};

/// A platform with a log, and somewhere for the people's things.
pub struct Hall {
    pub server: Server,
    pub folder: TempDir,
}

impl Hall {
    /// The keys are enrolled: everybody can begin.
    pub async fn open(backend: Backend) -> Self {
        Self::open_as(backend, |_| {}).await
    }

    /// With other settings.
    pub async fn open_as(backend: Backend, change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["root.pem", "log.pem"] {
            std::fs::write(at(name), SecretKey::generate().unwrap().to_pem().unwrap()).unwrap();
        }
        let root = std::fs::read_to_string(at("root.pem")).unwrap();
        let trust = Trust {
            root: SecretKey::from_pem(&root).unwrap().public(),
            log_key: at("log.pem"),
        };
        let mut server = start_as(backend, |config| {
            // Browsers make passkeys for names.
            config.public_url.set_host(Some("localhost")).unwrap();
            config.trust = Some(trust);
            change(config);
        })
        .await;
        server.address = server.address.replace("127.0.0.1", "localhost");
        let hall = Self { server, folder };
        for login in ["maya", "wayan", "indah", "hasan", "lia"] {
            hall.says(login, &["login", "--as", login]).await;
            hall.says(login, &["keys", "new", &format!("{login}.pem")])
                .await;
        }
        let maya = hall.says("maya", &["keys", "show", "maya.pem"]).await;
        let maya = maya.lines().next().unwrap();
        let sign = ["trust", "sign", "--root", "root.pem", "--version", "1"];
        let sign = [&sign[..], &["--registrar", maya, "--to", "list.json"]].concat();
        hall.says("nobody", &sign).await;
        hall.says("maya", &["trust", "send", "list.json"]).await;
        hall.enrol("wayan", &["--agency", "kota-damai"]).await;
        hall.enrol("lia", &["--agency", "kemen-aparatur"]).await;
        hall.enrol("indah", &["--reviewer"]).await;
        hall
    }

    async fn enrol(&self, login: &str, holder: &[&str]) {
        let key = format!("{login}.pem");
        self.says(login, &[&["keys", "request", &key], holder].concat())
            .await;
        let shown = self.says(login, &["keys", "show", &key]).await;
        let id = shown.lines().last().unwrap().trim_start_matches("id ");
        self.says("maya", &["keys", "enrol", id, "--key", "maya.pem"])
            .await;
    }

    /// What a command says to somebody. Checks are run meanwhile, as a server runs them.
    pub async fn hears(&self, login: &str, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_balai"));
        command
            .args(args)
            .env_clear()
            .env("XDG_CONFIG_HOME", self.folder.path().join(login))
            .env("BALAI_SERVER", &self.server.address)
            .env("TZ", "Asia/Jakarta")
            .current_dir(self.folder.path())
            .kill_on_drop(true);
        let checking = async {
            loop {
                self.server
                    .platform
                    .check_waiting(&SHELL, None)
                    .await
                    .unwrap();
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        };
        tokio::select! {
            output = command.output() => output.unwrap(),
            () = Box::pin(checking) => unreachable!("it never ends"),
        }
    }

    /// What a command says that succeeds.
    pub async fn says(&self, login: &str, args: &[&str]) -> String {
        let output = self.hears(login, args).await;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (said, wrong) = (text(output.stdout), text(output.stderr));
        assert!(output.status.success(), "{login}: {args:?}\n{said}{wrong}");
        said
    }

    /// What a command says that fails, without what is another each time.
    pub async fn refuses(&self, login: &str, args: &[&str]) -> String {
        let output = self.hears(login, args).await;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (said, wrong) = (text(output.stdout), text(output.stderr));
        assert!(!output.status.success(), "{login}: {args:?}\n{said}");
        self.steady(&wrong)
    }

    /// Without what is another each time.
    pub fn steady(&self, said: &str) -> String {
        [
            (regex::escape(&self.server.address), "[address]"),
            (r"\b[0-9a-f]{64}\b".to_owned(), "[digest]"),
            (
                r"20\d\d-\d\d-\d\d(T[0-9:.]+Z| \d\d:\d\d \w+)?".to_owned(),
                "[moment]",
            ),
            (r"\d+ bytes".to_owned(), "[size]"),
        ]
        .iter()
        .fold(said.to_owned(), |said, (what, name)| {
            let what = regex::Regex::new(what).unwrap();
            what.replace_all(&said, *name).into_owned()
        })
    }

    /// The mini-app of business licences in another version, as its build would give it.
    pub fn version(&self, version: &str) -> PathBuf {
        self.changed(version, |manifest| manifest)
    }

    /// The same, with something else in its manifest.
    pub fn changed(&self, version: &str, change: impl FnOnce(String) -> String) -> PathBuf {
        let file = self.folder.path().join(format!("{version}.wasm"));
        let changed = changed(&licences(), |manifest| {
            change(manifest.replace("0.1.0", version))
        });
        std::fs::write(&file, changed).unwrap();
        file
    }

    /// Published, approved.
    pub async fn approved(&self, version: &str) {
        let file = self.version(version);
        let file = file.to_str().unwrap();
        self.says("wayan", &["publish", file, "--key", "wayan.pem"])
            .await;
        let approve = ["review", "approve", APP, version, "--key", "indah.pem"];
        self.says("indah", &approve).await;
    }

    pub async fn staff(&self, login: &str) -> Actor {
        let app = self.server.app();
        let mut unit = app.reading();
        let query = PersonByLogin {
            issuer: dev_provider::KNOWN_AS.into(),
            login: login.into(),
        };
        let person = unit.read(query).await.unwrap().unwrap().id;
        let acting = app.person_acting(&mut unit, person, Capacity::AtWork);
        acting.await.unwrap()
    }

    pub fn signer(&self) -> LogSigner {
        let pem = std::fs::read_to_string(self.folder.path().join("log.pem")).unwrap();
        let host = self.server.address.trim_start_matches("http://");
        LogSigner::new(&format!("{host}/log"), &SecretKey::from_pem(&pem).unwrap()).unwrap()
    }

    pub fn root(&self) -> String {
        let pem = std::fs::read_to_string(self.folder.path().join("root.pem")).unwrap();
        SecretKey::from_pem(&pem).unwrap().public().to_string()
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

pub const APP: &str = "kota-damai/izin-usaha";

/// A component file with something else in its manifest.
pub fn changed(file: &Path, change: impl FnOnce(String) -> String) -> Vec<u8> {
    let component = std::fs::read(file).unwrap();
    let manifest = packaging::section(&component, packaging::MANIFEST_SECTION).unwrap();
    with_manifest(&component, &change(String::from_utf8(manifest).unwrap()))
}

/// The component without its manifest, and with another one in front of what else is appended to it.
pub fn with_manifest(component: &[u8], manifest: &str) -> Vec<u8> {
    use wasm_encoder::{ComponentSection as _, CustomSection};

    let name = packaging::MANIFEST_SECTION;
    let mut rest = component.to_vec();
    let old = packaging::section(component, name).unwrap();
    // A custom section: 0, its size, the length of its name, its name, its bytes.
    let mut whole = Vec::new();
    CustomSection {
        name: name.into(),
        data: old.into(),
    }
    .append_to_component(&mut whole);
    let at = rest
        .windows(whole.len())
        .position(|bytes| bytes == whole)
        .unwrap();
    rest.drain(at..at + whole.len());
    CustomSection {
        name: name.into(),
        data: manifest.as_bytes().into(),
    }
    .append_to_component(&mut rest);
    rest
}

/// A copy of the log, as anybody can make one.
pub async fn copy(server: &Server, entries: u64, folder: &Path) {
    let mut paths = vec!["checkpoint".to_owned()];
    let width = entries % 256;
    paths.push(format!("tile/entries/000.p/{width}"));
    for path in paths {
        let address = format!("{}/log/{path}", server.address);
        let answer = reqwest::get(&address).await.unwrap();
        assert!(answer.status().is_success(), "{address}");
        let file = folder.join(&path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, answer.bytes().await.unwrap()).unwrap();
    }
}
