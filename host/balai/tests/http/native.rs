//! Native code that was changed is compiled again from the component, and people notice nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use app::{Actor, Caller, Role};
use balai::config::Config;
use contract::Request;
use platform::Platform;
use runtime::Runtime;
use store::Backend;

use crate::{
    crash::citizen,
    server::{Server, licences, start_as},
};

/// A server whose native code is its own, with its settings.
async fn server(native: &Path) -> (Server, Config) {
    let mut settings = None;
    let server = start_as(Backend::Sqlite, |config| {
        config.runtime.cache_dir = native.to_owned();
        settings = Some(config.clone());
    });
    (server.await, settings.unwrap())
}

/// The same node, started once more.
fn restarted(server: &Server, config: &Config) -> Platform {
    let runtime = Runtime::new(&config.runtime).unwrap();
    let app = server.app().clone();
    Platform::isolated(app, runtime, config.components(), config.isolation).unwrap()
}

fn only_native_file(native: &Path) -> PathBuf {
    let engine = fs::read_dir(native).unwrap().next().unwrap().unwrap();
    let mut files = fs::read_dir(engine.path())
        .unwrap()
        .map(|file| file.unwrap().path());
    let is_native = |file: &PathBuf| file.extension().is_some_and(|kind| kind == "cwasm");
    files.find(is_native).unwrap()
}

#[tokio::test]
async fn changed_native_code_is_compiled_again_when_it_is_called_and_when_a_node_starts() {
    let folder = tempfile::tempdir().unwrap();
    let native = folder.path().join("native");
    let (server, config) = server(&native).await;
    let component = fs::read(licences()).unwrap();
    let release = server.platform.install(&component).await.unwrap();
    let reader = citizen(server.app(), "sari").await.reader;
    let role = Role::Anonymous;
    let actor = Arc::new(Actor { role, reader });
    let caller = Arc::new(Caller { actor, release });

    let file = only_native_file(&native);
    let whole = fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 3] ^= 1;
    for warms_up in [false, true] {
        fs::write(&file, &flipped).unwrap();
        let node = restarted(&server, &config);
        if warms_up {
            node.warm_up().await;
            assert!(fs::read(&file).unwrap() == whole);
        }
        let request = Request {
            path: "/".to_owned(),
            query: Vec::new(),
        };
        let page = node.show(&caller, request).await.unwrap();
        assert!(!page.title.is_empty());
        assert!(fs::read(&file).unwrap() == whole);
    }
}
