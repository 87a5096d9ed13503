//! The people of a registry, each with a sign-in and a key of their own, as `balai`'s command line has them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

/// Who enrols, publishes, reviews and operates.
const LOGINS: [&str; 4] = ["maya", PUBLISHER, REVIEWER, OPERATOR];
/// Who publishes for kota-damai.
pub const PUBLISHER: &str = "wayan";
/// Who approves.
pub const REVIEWER: &str = "indah";
/// Who stops.
pub const OPERATOR: &str = "hasan";

/// People with keys.
pub struct People {
    balai: PathBuf,
    folder: TempDir,
}

impl People {
    /// Makes their keys, and those of the root and of the log.
    pub fn with_keys(balai: &Path) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder could be made")?;
        let people = Self {
            balai: balai.to_owned(),
            folder,
        };
        for name in ["root", "log"].iter().chain(&LOGINS) {
            people.does("", "", &["keys", "new", &people.key(name)])?;
        }
        Ok(people)
    }

    /// What the settings say of whom the platform believes.
    pub fn trust(&self) -> Result<String> {
        let root = self.shown("root")?.0;
        Ok(format!(
            "[trust]\nroot = {root:?}\nlog-key = {:?}\n",
            self.key("log")
        ))
    }

    /// Everybody signs in, and their keys are enrolled.
    pub fn enrol(&self, url: &str) -> Result<()> {
        for login in LOGINS {
            self.does(url, login, &["login", "--as", login])?;
        }
        let list = self.folder.path().join("list.json");
        let list = list.display().to_string();
        let registrar = self.shown("maya")?.0;
        let root = self.key("root");
        let sign = ["trust", "sign", "--version", "1", "--root", &root];
        let sign = [&sign[..], &["--registrar", &registrar, "--to", &list]].concat();
        self.does("", "", &sign)?;
        self.does(url, "maya", &["trust", "send", &list])?;
        for (login, holder) in [
            (PUBLISHER, &["--agency", "kota-damai"][..]),
            (REVIEWER, &["--reviewer"]),
        ] {
            let key = self.key(login);
            self.does(url, login, &[&["keys", "request", &key], holder].concat())?;
            let (id, maya) = (self.shown(login)?.1, self.key("maya"));
            self.does(url, "maya", &["keys", "enrol", &id, "--key", &maya])?;
        }
        Ok(())
    }

    /// A command of one of them, and what it prints.
    pub fn does(&self, url: &str, login: &str, args: &[&str]) -> Result<String> {
        let output = Command::new(&self.balai)
            .args(args)
            .env("XDG_CONFIG_HOME", self.folder.path().join(login))
            .env("BALAI_SERVER", url)
            .output()
            .context("`balai` cannot be started")?;
        if !output.status.success() {
            let wrong = String::from_utf8_lossy(&output.stderr);
            bail!("balai {}: {wrong}", args.join(" "));
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// The file with the key of one of them.
    pub fn key(&self, name: &str) -> String {
        let file = self.folder.path().join(format!("{name}.pem"));
        file.display().to_string()
    }

    /// By which the API knows one of them.
    pub fn token(&self, login: &str) -> Result<String> {
        let file = self.folder.path().join(login).join("balai/tokens.json");
        let tokens: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(file)?)?;
        tokens.into_values().next().context("nobody is signed in")
    }

    /// A public key, and its id.
    fn shown(&self, name: &str) -> Result<(String, String)> {
        let said = self.does("", "", &["keys", "show", &self.key(name)])?;
        let (public, id) = said.trim().split_once("\nid ").context("no id was shown")?;
        Ok((public.to_owned(), id.to_owned()))
    }
}
