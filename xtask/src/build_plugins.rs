//! `cargo xtask build-plugins`: each crate under `plugins/` becomes one component file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{process, workspace};

/// What mini-apps are built for: no operating system, so that they import what they use and no more.
const TARGET: &str = "wasm32-unknown-unknown";

/// `demo` and `test` do this by themselves.
#[derive(Args)]
#[command(after_help = "Example:\n  cargo xtask build-plugins")]
pub struct BuildPlugins {}

impl BuildPlugins {
    /// Builds, and lists what was written.
    pub fn run(&self) -> Result<()> {
        for file in build()? {
            let size = fs::metadata(&file).map(|data| data.len())?;
            println!("{} ({size} bytes)", file.display());
        }
        Ok(())
    }
}

/// Builds and packages all mini-apps. Returns the component files, in the order of their names.
pub fn build() -> Result<Vec<PathBuf>> {
    let plugins = workspace::plugins()?;
    if plugins.is_empty() {
        bail!("there is no mini-app under plugins/");
    }
    require_target()?;
    let mut cargo = workspace::cargo();
    cargo.args(["build", "--profile", "plugin", "--target", TARGET]);
    cargo.args(["--config", &without_machine_paths()]);
    for plugin in &plugins {
        cargo.arg("--package").arg(name(plugin));
    }
    process::run(&mut cargo)?;
    plugins.iter().map(|plugin| package(plugin)).collect()
}

fn package(plugin: &Path) -> Result<PathBuf> {
    let name = name(plugin);
    let module = workspace::target()?
        .join(TARGET)
        .join("plugin")
        .join(format!("{}.wasm", name.replace('-', "_")));
    let module = fs::read(&module)
        .with_context(|| format!("{} was not built: is the crate a cdylib?", module.display()))?;
    let component = packaging::package(plugin, &module)
        .with_context(|| format!("{name} cannot be packaged"))?;
    let folder = workspace::miniapps()?;
    let file = folder.join(format!("{name}.wasm"));
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, component))
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(file)
}

/// A mini-app's crate bears the name of its folder.
fn name(plugin: &Path) -> String {
    let name = plugin.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// A setting for cargo, added to those of `.cargo/config.toml`: panics name source files, and the
/// folder of a builder's registry must not change the digest.
fn without_machine_paths() -> String {
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    format!("target.{TARGET}.rustflags=['--remap-path-prefix={home}=/cargo']")
}

/// rustup installs what `rust-toolchain.toml` names, unless its automatic installation is off.
fn require_target() -> Result<()> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(workspace::root())
        .output()
        .context("`rustc` cannot be started")?;
    if Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir() {
        return Ok(());
    }
    process::run(
        Command::new("rustup")
            .args(["target", "add", TARGET])
            .current_dir(workspace::root()),
    )
    .with_context(|| format!("Rust's standard library for {TARGET} is missing"))
}
