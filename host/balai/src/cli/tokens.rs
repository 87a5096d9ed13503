//! The tokens of platforms where one is signed in: in a file that only this user reads.

use std::{
    collections::BTreeMap,
    fs::{self, DirBuilder, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::PathBuf,
};

use anyhow::{Context as _, Result};

/// Where they are kept.
pub struct Tokens {
    file: PathBuf,
    /// By the origin of the platform.
    known: BTreeMap<String, String>,
}

impl Tokens {
    /// Those of this user.
    pub fn read() -> Result<Self> {
        let file = folder()?.join("tokens.json");
        let known = match fs::read_to_string(&file) {
            Ok(text) => serde_json::from_str(&text).with_context(|| {
                format!(
                    "{} is not as it was written; hint: remove it, and sign in again",
                    file.display()
                )
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => {
                return Err(error).with_context(|| format!("{} cannot be read", file.display()));
            }
        };
        Ok(Self { file, known })
    }

    /// Of a platform.
    pub fn of(&self, origin: &str) -> Option<&String> {
        self.known.get(origin)
    }

    /// Keeps one; none: forgets it.
    pub fn keep(&mut self, origin: &str, token: Option<&str>) -> Result<()> {
        match token {
            Some(token) => self.known.insert(origin.to_owned(), token.to_owned()),
            None => self.known.remove(origin),
        };
        self.write()
            .with_context(|| format!("{} cannot be written", self.file.display()))
    }

    /// Beside the file first, and then in its place: what is there is whole, whatever happens meanwhile.
    fn write(&self) -> Result<()> {
        let folder = folder()?;
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)?;
        let beside = folder.join(format!("tokens.{}.new", std::process::id()));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&beside)?;
        file.write_all(serde_json::to_string_pretty(&self.known)?.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &self.file)?;
        Ok(())
    }
}

/// Where programs keep what is a user's own (XDG base directories).
fn folder() -> Result<PathBuf> {
    let named = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    named("XDG_CONFIG_HOME")
        .or_else(|| Some(named("HOME")?.join(".config")))
        .map(|folder| folder.join("balai"))
        .context("nothing says where your settings are; hint: set HOME or XDG_CONFIG_HOME")
}
