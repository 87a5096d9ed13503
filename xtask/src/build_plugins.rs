//! `cargo xtask build-plugins`: each crate under `plugins/` becomes one component file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{process, workspace};

/// What mini-apps are built for: no operating system, so that they import what they use and no more.
const TARGET: &str = "wasm32-unknown-unknown";

/// The crate of `host/hostile/guest`.
const HOSTILE: &str = "hostile-guest";

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
        build_hostile()
    }
}

/// Builds and packages all mini-apps. Returns the component files, in the order of their names.
pub fn build() -> Result<Vec<PathBuf>> {
    let plugins = workspace::plugins()?;
    if plugins.is_empty() {
        bail!("there is no mini-app under plugins/");
    }
    build_into(&plugins, &workspace::miniapps()?)
}

/// Builds these mini-apps and packages them into `folder`.
pub fn build_into(plugins: &[PathBuf], folder: &Path) -> Result<Vec<PathBuf>> {
    require_target()?;
    let names = plugins
        .iter()
        .map(|plugin| name(plugin))
        .collect::<Result<Vec<_>>>()?;
    for name in &names {
        process::run(&mut builder(TARGET, name))?;
    }
    plugins
        .iter()
        .zip(&names)
        .map(|(plugin, name)| package(plugin, name, folder))
        .collect()
}

/// Builds the mini-app in Rust of the hostile corpus, which packages it by itself, once for each attempt.
pub fn build_hostile() -> Result<()> {
    require_target()?;
    process::run(&mut builder(TARGET, HOSTILE))?;
    let module = module(TARGET, HOSTILE)?;
    let file = workspace::hostile()?;
    let folder = file.parent().unwrap_or(&file);
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(&module, &file))
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(())
}

/// Cargo, told how a crate of ours is built for this target. Asked for as nothing but a module, as a crate that is a library,
/// too, is not joined to one unit (`profile.plugin`).
pub fn builder(target: &str, name: &str) -> Command {
    let mut cargo = workspace::cargo();
    cargo.args(["rustc", "--lib", "--crate-type", "cdylib"]);
    cargo.args(["--profile", "plugin", "--target", target]);
    cargo.args(["--package", name]);
    cargo.args(["--config", &without_machine_paths(target)]);
    cargo
}

/// Where cargo writes what it builds of a crate for this target.
pub fn module(target: &str, name: &str) -> Result<PathBuf> {
    let folder = workspace::target()?.join(target).join("plugin");
    Ok(folder.join(format!("{}.wasm", name.replace('-', "_"))))
}

fn package(plugin: &Path, name: &str, folder: &Path) -> Result<PathBuf> {
    let module = module(TARGET, name)?;
    let module =
        fs::read(&module).with_context(|| format!("{} was not built", module.display()))?;
    let component = packaging::package(plugin, &module)
        .with_context(|| format!("{name} cannot be packaged"))?;
    let file = folder.join(format!("{name}.wasm"));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&file, component))
        .with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(file)
}

/// The name of a mini-app's crate.
fn name(plugin: &Path) -> Result<String> {
    let path = plugin.join("Cargo.toml");
    let text =
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let manifest: toml::Table = text
        .parse()
        .with_context(|| format!("{} is not TOML", path.display()))?;
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name")?.as_str());
    name.map(str::to_owned)
        .with_context(|| format!("{} names no package", path.display()))
}

/// A setting for cargo, added to those of `.cargo/config.toml`: panics name source files, and the
/// folder of a builder's registry must not change the digest.
fn without_machine_paths(target: &str) -> String {
    let home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    format!("target.{target}.rustflags=['--remap-path-prefix={home}=/cargo']")
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
