//! The demo's own people, who bring its mini-apps to everybody as people do in production: a registrar enrols keys, a
//! publisher signs and sends in, a reviewer approves, the publisher rolls out. Each has a sign-in and a key of their own.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use toml::Table;

use crate::{process, workspace};

const ROOT: &str = "root";
const LOG: &str = "log";
const REGISTRAR: &str = "maya";
const REVIEWER: &str = "indah";
/// By agency.
const PUBLISHERS: [(&str, &str); 2] = [("kota-damai", "wayan"), ("kemen-aparatur", "lia")];

/// Where their keys and sign-ins are, and what they have done.
pub struct People {
    folder: PathBuf,
    server: String,
}

impl People {
    /// Makes the keys that are not there yet.
    pub fn with_keys(demo: &Path, server: String) -> Result<Self> {
        let folder = demo.join("people");
        fs::create_dir_all(&folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        let people = Self { folder, server };
        let publishers = PUBLISHERS.map(|(_, login)| login);
        for name in [ROOT, LOG, REGISTRAR, REVIEWER].iter().chain(&publishers) {
            let key = people.key(name);
            if !key.exists() {
                process::output(balai(["keys", "new"])?.arg(key))?;
            }
        }
        Ok(people)
    }

    /// The root's public key, for the settings.
    pub fn root(&self) -> Result<String> {
        self.public_key(ROOT)
    }

    /// The file with the key that signs checkpoints, for the settings.
    pub fn log_key(&self) -> PathBuf {
        self.key(LOG)
    }

    /// Brings every mini-app to everybody that is not there yet; the server must be ready.
    pub fn curate(&self, mini_apps: &[PathBuf]) -> Result<()> {
        let enrolled = self.folder.join("enrolled");
        if !enrolled.exists() {
            self.enrol()?;
            done(&enrolled)?;
        }
        for file in mini_apps {
            let component =
                fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
            let digest = hex::encode(Sha256::digest(&component));
            let curated = self.folder.join(digest);
            if !curated.exists() {
                self.bring(file, &component)?;
                done(&curated)?;
            }
        }
        Ok(())
    }

    /// The root names the registrar, who enrols everybody's keys.
    fn enrol(&self) -> Result<()> {
        println!("      the root names {REGISTRAR}, who enrols the keys of the others");
        let list = self.folder.join("trust-1.json");
        if !list.exists() {
            let mut sign = balai(["trust", "sign", "--version", "1", "--root"])?;
            sign.arg(self.key(ROOT)).arg("--registrar");
            sign.arg(self.public_key(REGISTRAR)?).arg("--to").arg(&list);
            process::output(&mut sign)?;
        }
        self.sign_in(REGISTRAR)?;
        process::output(self.with(REGISTRAR, ["trust", "send"])?.arg(&list))?;
        let publishers = PUBLISHERS.map(|(agency, login)| (login, vec!["--agency", agency]));
        let reviewer = (REVIEWER, vec!["--reviewer"]);
        for (login, holder) in publishers.into_iter().chain([reviewer]) {
            self.sign_in(login)?;
            let mut request = self.with(login, ["keys", "request"])?;
            process::output(request.arg(self.key(login)).args(holder))?;
            let id = self.key_id(login)?;
            let mut enrol = self.with(REGISTRAR, ["keys", "enrol"])?;
            process::output(enrol.args([&id, "--key"]).arg(self.key(REGISTRAR)))?;
        }
        Ok(())
    }

    /// One mini-app, from its file to everybody.
    fn bring(&self, file: &Path, component: &[u8]) -> Result<()> {
        let (mini_app, version) =
            named(component).with_context(|| format!("{} has no manifest", file.display()))?;
        let agency = mini_app.split('/').next().unwrap_or_default();
        let publisher = PUBLISHERS.iter().find(|(of, _)| *of == agency);
        let Some((_, publisher)) = publisher else {
            bail!("nobody in the demo publishes for {agency}");
        };
        println!(
            "      {mini_app} {version}: {publisher} publishes, {REVIEWER} approves, {publisher} rolls out"
        );
        let mut publish = self.with(publisher, ["publish"])?;
        publish.arg(file).arg("--key").arg(self.key(publisher));
        process::output(&mut publish).with_context(|| {
            format!(
                "{mini_app} was not published\nhint: count up the version in its miniapp.toml where you changed it, or \
                 begin anew: cargo xtask demo --reset"
            )
        })?;
        let mut approve = self.with(REVIEWER, ["review", "approve"])?;
        approve.args([&mini_app, &version]).arg("--key");
        process::output(approve.arg(self.key(REVIEWER)))?;
        let mut rollout = self.with(publisher, ["rollout"])?;
        process::output(rollout.args([&mini_app, &version]))?;
        Ok(())
    }

    fn sign_in(&self, login: &str) -> Result<()> {
        process::output(&mut self.with(login, ["login", "--as", login])?)?;
        Ok(())
    }

    fn key(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.pem"))
    }

    fn public_key(&self, name: &str) -> Result<String> {
        Ok(self.shown(name)?.0)
    }

    fn key_id(&self, name: &str) -> Result<String> {
        Ok(self.shown(name)?.1)
    }

    /// The public key of a file, and its id.
    fn shown(&self, name: &str) -> Result<(String, String)> {
        let said = process::output(balai(["keys", "show"])?.arg(self.key(name)))?;
        let (public, id) = said.trim().split_once("\nid ").context("no id was shown")?;
        Ok((public.to_owned(), id.to_owned()))
    }

    /// A command of one of them, at the demo's platform.
    fn with<const N: usize>(&self, login: &str, args: [&str; N]) -> Result<Command> {
        let mut command = balai(args)?;
        command
            .env("XDG_CONFIG_HOME", self.folder.join(login))
            .env("BALAI_SERVER", &self.server);
        Ok(command)
    }
}

fn balai<S: AsRef<OsStr>, const N: usize>(args: [S; N]) -> Result<Command> {
    let mut command = Command::new(workspace::balai()?);
    command.args(args);
    Ok(command)
}

/// Which mini-app a component is, and which version.
fn named(component: &[u8]) -> Option<(String, String)> {
    let text = packaging::section(component, packaging::MANIFEST_SECTION)?;
    let manifest: Table = String::from_utf8(text).ok()?.parse().ok()?;
    let text = |name| Some(manifest.get(name)?.as_str()?.to_owned());
    Some((text("id")?, text("version")?))
}

fn done(mark: &Path) -> Result<()> {
    fs::write(mark, "").with_context(|| format!("{} cannot be written", mark.display()))
}
