//! The guests of the bench: mini-apps in Rust and in Python, and the peer's component.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{build_plugins, process, workspace};

/// Mini-apps in Rust.
const MINI_APPS: [&str; 2] = ["page", "document"];
/// The peer's component, which the linker of its target writes as it is.
const PEER: &str = "bench-page-http";
const PEER_TARGET: &str = "wasm32-wasip2";
/// What makes a component of Python.
const COMPONENTIZE: &str = "componentize-py==0.25.1";

/// Builds them all, Python only where it is wanted. Returns the folder of the component files.
pub fn build(folder: &Path, python_too: bool) -> Result<PathBuf> {
    println!("building the guests");
    let into = folder.join("guests");
    let sources = workspace::root().join("bench/guests");
    fs::create_dir_all(&into).with_context(|| format!("{} cannot be made", into.display()))?;
    let mut mini_apps: Vec<PathBuf> = MINI_APPS.iter().map(|name| sources.join(name)).collect();
    // One that goes through the registry, journeys and all.
    mini_apps.push(workspace::root().join("plugins/izin-usaha"));
    build_plugins::build_into(&mini_apps, &into)?;
    peer(&into)?;
    if python_too {
        python(folder, &sources.join("python"), &into)?;
    }
    Ok(into)
}

fn peer(into: &Path) -> Result<()> {
    process::run(&mut build_plugins::builder(PEER_TARGET, PEER))?;
    let built = build_plugins::module(PEER_TARGET, PEER)?;
    let file = into.join(format!("{PEER}.wasm"));
    fs::copy(&built, &file).with_context(|| format!("{} was not built", built.display()))?;
    Ok(())
}

fn python(folder: &Path, source: &Path, into: &Path) -> Result<()> {
    let environment = folder.join("python");
    let componentize = environment.join("bin/componentize-py");
    if !componentize.is_file() {
        println!("installing {COMPONENTIZE}");
        process::run(
            Command::new("python3")
                .args(["-m", "venv"])
                .arg(&environment),
        )
        .context("hint: install python3 with its venv module")?;
        process::run(Command::new(environment.join("bin/pip")).args([
            "install",
            "--quiet",
            COMPONENTIZE,
        ]))?;
    }
    // The build leaves bytecode beside the source.
    let copy = folder.join("python-source");
    fs::create_dir_all(&copy)
        .and_then(|()| fs::copy(source.join("app.py"), copy.join("app.py")))
        .with_context(|| format!("{} cannot be written", copy.display()))?;
    let bare = folder.join("python.wasm");
    let mut build = Command::new(&componentize);
    build.arg("--quiet");
    for package in ["types", "ui", "platform", "app"] {
        build
            .arg("--wit-path")
            .arg(workspace::root().join("wit").join(package).join("0.1.0"));
    }
    build.arg("--wit-path").arg(source.join("world.wit"));
    build.args([
        "--world",
        "balai:bench/page",
        "componentize",
        "app",
        "--stub-wasi",
    ]);
    build
        .arg("--python-path")
        .arg(&copy)
        .arg("--output")
        .arg(&bare);
    process::run(&mut build)?;
    let component = fs::read(&bare).with_context(|| format!("{} was not built", bare.display()))?;
    let component =
        packaging::package(source, &component).context("the Python guest cannot be packaged")?;
    let file = into.join("bench-python.wasm");
    fs::write(&file, component).with_context(|| format!("{} cannot be written", file.display()))
}
