//! Where things are in this repository, and cargo to build them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The folder that holds the workspace's `Cargo.toml`.
pub fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// Cargo's target folder: this program lies in `debug/` within it.
pub fn target() -> Result<PathBuf> {
    let own = env::current_exe().context("xtask cannot tell where it runs from")?;
    let target = own.ancestors().nth(2);
    target
        .map(Path::to_owned)
        .with_context(|| format!("{} is in no target folder", own.display()))
}

/// The `balai` program, once it is built.
pub fn balai() -> Result<PathBuf> {
    Ok(target()?.join("debug/balai"))
}

/// Where packaged mini-apps are written.
pub fn miniapps() -> Result<PathBuf> {
    Ok(target()?.join("miniapps"))
}

/// Where the module of the hostile corpus is written.
pub fn hostile() -> Result<PathBuf> {
    Ok(target()?.join("hostile/guest.wasm"))
}

/// The folders of the mini-apps that ship, in the order of their names.
pub fn plugins() -> Result<Vec<PathBuf>> {
    let folder = root().join("plugins");
    let entries = fs::read_dir(&folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("{} cannot be listed", folder.display()))?;
    let mut plugins: Vec<_> = entries.iter().map(fs::DirEntry::path).collect();
    plugins.retain(|plugin| plugin.join("Cargo.toml").is_file());
    plugins.sort();
    Ok(plugins)
}

/// The cargo that runs this program, in the workspace's folder.
pub fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}
