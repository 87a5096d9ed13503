//! What the tests need of the machine, installed where this user may.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// Whether this user administers the machine.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The first of `names` that is a program on the path.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let candidates = names
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)));
    candidates.into_iter().find(|program| program.is_file())
}

/// Whether `install` can work for this user.
pub fn can_install() -> bool {
    is_root() && find(&["apt-get"]).is_some()
}

/// Installs Debian packages, or says which command does.
pub fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if !can_install() {
        bail!("{names} missing\nhint: sudo apt-get install --yes {names}");
    }
    println!("installing {names}");
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
        apt
    };
    process::run(apt().arg("update"))?;
    process::run(
        apt()
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages),
    )
    .with_context(|| format!("{names} cannot be installed"))
}
