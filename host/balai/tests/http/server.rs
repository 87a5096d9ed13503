//! A server for one test: its database, its folder, its port.

use std::path::{Path, PathBuf};

use app::{App, Clock, Entropy};
use balai::{
    config::Config,
    follow::Follower,
    rollouts,
    web::{Web, dev_provider},
};
use platform::Platform;
use runtime::{Runtime, RuntimeConfig, WORKER_COMMAND, WorkerProgram};
use store::{Backend, Store};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// A server that runs until it is dropped.
pub struct Server {
    pub address: String,
    pub platform: Platform,
    pub store: Store,
    pub web: Web,
    pub config: Config,
    #[expect(dead_code, reason = "ends the server when it is dropped")]
    stop: oneshot::Sender<()>,
    folder: TempDir,
    #[expect(dead_code, reason = "ends with the test")]
    task: JoinHandle<()>,
}

impl Server {
    /// Tries out the mini-app of business licences, as `cargo xtask test` has built it.
    pub async fn with_licences(self) -> Self {
        let component = std::fs::read(licences()).unwrap();
        self.platform.install(&component).await.unwrap();
        self
    }

    /// How many component files it keeps.
    pub fn components(&self) -> usize {
        std::fs::read_dir(self.config.components()).unwrap().count()
    }

    /// Where its files are.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    pub fn app(&self) -> &App {
        self.platform.app()
    }
}

/// The component file, as `cargo xtask test` has built it.
pub fn licences() -> PathBuf {
    let built = std::env::var("BALAI_TEST_MINIAPPS").map_or_else(
        |_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/miniapps"),
        PathBuf::from,
    );
    built.join("izin-usaha.wasm")
}

pub async fn start(backend: Backend) -> Server {
    start_with(backend, |_| {}).await
}

/// With other settings of the runtime.
pub async fn start_with(backend: Backend, change: impl FnOnce(&mut RuntimeConfig)) -> Server {
    start_as(backend, |config| change(&mut config.runtime)).await
}

/// With other settings.
pub async fn start_as(backend: Backend, change: impl FnOnce(&mut Config)) -> Server {
    let store = store::testing::database(backend).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let mut config = Config::parse(&format!(
        "mode = \"development\"\npublic-url = \"{address}\"\n\
         [database]\nurl = \"sqlite::memory:\"\n[data]\ndir = \"{}\"\n",
        folder.path().display()
    ))
    .unwrap();
    config.runtime.instances = 16;
    // No call ends only because the machine that runs the tests is busy.
    config.runtime.limits.wall_time_ms = 60_000;
    config.runtime.host_call_ms = 60_000;
    // What one test has compiled, the next one finds.
    config.runtime.cache_dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("native");
    config.runtime.worker = WorkerProgram {
        program: PathBuf::from(env!("CARGO_BIN_EXE_balai")),
        args: vec![WORKER_COMMAND.into()],
    };
    change(&mut config);
    let (clock, entropy) = (Clock::System, Entropy::system().unwrap());
    let app = match &config.trust {
        Some(trust) => App::curated(store.clone(), clock, entropy, config.kept, trust.root),
        None => App::keeping(store.clone(), clock, entropy, config.kept),
    };
    app.seed_demo(dev_provider::KNOWN_AS).await.unwrap();
    let runtime = Runtime::new(&config.runtime).unwrap();
    let platform = Platform::isolated(app, runtime, config.components(), config.isolation).unwrap();
    if let Some(signer) = config.log_signer().unwrap() {
        let app = platform.app().clone();
        let follower = Follower::begin(app, signer, folder.path()).await.unwrap();
        tokio::spawn(follower.go_on());
        tokio::spawn(rollouts::look_after(platform.clone()));
    }
    let web = Web::new(&config, platform.clone(), store.clone()).unwrap();
    let (stop, stopped) = oneshot::channel();
    let serving = web.clone();
    let task = tokio::spawn(async move {
        let stopped = async {
            stopped.await.ok();
        };
        serving.serve(listener, stopped).await.unwrap();
    });
    Server {
        address,
        platform,
        store,
        web,
        config,
        stop,
        folder,
        task,
    }
}
