//! `balai new`: the folder of a mini-app that builds, is tested and passes its checks as it stands.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use app::MiniAppId;
use clap::Args;

/// What is begun, and where.
#[derive(Args)]
pub struct New {
    /// The agency and the name: letters a-z, digits and "-". A release is signed under it, so it stays.
    id: MiniAppId,
    /// A folder that is not there yet; named after the mini-app where this is left out.
    folder: Option<PathBuf>,
    /// The folder plugin-sdk of a checkout of Balai.
    #[arg(long)]
    sdk: Option<PathBuf>,
}

macro_rules! template {
    ($($file:literal from $source:literal),* $(,)?) => {
        [$(($file, include_str!(concat!("../../../../plugin-sdk/template/", $source)))),*]
    };
}

/// What lies in the folder.
const FILES: [(&str, &str); 9] = template![
    "Cargo.toml" from "Cargo.toml.template",
    "miniapp.toml" from "miniapp.toml.template",
    "README.md" from "README.md",
    ".gitignore" from "gitignore",
    "icon.svg" from "icon.svg",
    "src/lib.rs" from "src/lib.rs",
    "journeys/catat.journey" from "journeys/catat.journey",
    "journeys/english.journey" from "journeys/english.journey",
    "journeys/orang-lain.journey" from "journeys/orang-lain.journey",
];

/// Writes the folder, and says what to do next.
pub fn new(asked: &New) -> Result<()> {
    let id = &asked.id;
    let folder = asked.folder.clone();
    let folder = folder.unwrap_or_else(|| PathBuf::from(id.name()));
    let name = folder.display();
    if fs::symlink_metadata(&folder).is_ok() {
        bail!("{name} is there already; hint: name another folder: `balai new {id} FOLDER`");
    }
    let sdk = match &asked.sdk {
        Some(sdk) => of_balai(sdk).with_context(|| {
            format!(
                "{} is not the SDK; hint: name the folder plugin-sdk of a checkout of Balai",
                sdk.display()
            )
        })?,
        None => surrounding().context(
            "no checkout of Balai is around this folder; hint: --sdk PATH, of the folder plugin-sdk in one",
        )?,
    };
    // The folder is made first, so that the way from there is known.
    fs::create_dir_all(&folder).with_context(|| format!("{name} cannot be made"))?;
    let way = way(&folder.canonicalize()?, &sdk);
    let way = way.to_str().context("the path of the SDK is no text")?;
    for (file, text) in FILES {
        let file = folder.join(file);
        let text = text
            .replace("{id}", id.as_str())
            .replace("{agency}", id.agency())
            .replace("{name}", id.name())
            .replace("{package}", &package(id))
            .replace("{sdk}", &way.escape_default().to_string());
        write(&file, text.as_bytes())?;
    }
    // What the SDK is built with, so that the build of a mini-app meets nothing newer, and is the same on every machine.
    for file in ["rust-toolchain.toml", "Cargo.lock"] {
        let there = sdk.with_file_name(file);
        let bytes =
            fs::read(&there).with_context(|| format!("{} cannot be read", there.display()))?;
        write(&folder.join(file), &bytes)?;
    }
    println!(
        "{name} is a mini-app that keeps a note. Go on with\n\n  \
         cd {name}\n  cargo test       its rules\n  balai dev .      look at it while you write\n  \
         balai test .     its journeys\n  balai check .    what the registry will find"
    );
    Ok(())
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let into = file.parent().unwrap_or(file);
    fs::create_dir_all(into)
        .and_then(|()| fs::write(file, bytes))
        .with_context(|| format!("{} cannot be written", file.display()))
}

/// What cargo knows the crate by: never one of its own names, and beginning with a letter.
fn package(id: &MiniAppId) -> String {
    let name = format!("{}-{}", id.agency(), id.name());
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("app-{name}")
    } else {
        name
    }
}

/// The SDK of the checkout in which somebody stands.
fn surrounding() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors()
        .find_map(|folder| of_balai(&folder.join("plugin-sdk")).ok())
}

/// The folder, where it is that of the SDK.
fn of_balai(folder: &Path) -> Result<PathBuf> {
    let manifest: toml::Table = fs::read_to_string(folder.join("Cargo.toml"))?.parse()?;
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name"));
    if name.and_then(|name| name.as_str()) != Some("balai-sdk") {
        bail!("it is another crate");
    }
    Ok(folder.canonicalize()?)
}

/// The relative way from one folder to another, both absolute and without links.
fn way(from: &Path, to: &Path) -> PathBuf {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let shared = from
        .iter()
        .zip(&to)
        .take_while(|(from, to)| from == to)
        .count();
    let up = from[shared..].iter().map(|_| Component::ParentDir);
    up.chain(to[shared..].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_leads_up_and_down() {
        let way = |from: &str, to: &str| way(Path::new(from), Path::new(to)).display().to_string();
        assert_eq!(way("/a/b/c", "/a/d"), "../../d");
        assert_eq!(way("/a", "/a/b/c"), "b/c");
    }

    #[test]
    fn a_crate_is_named_by_a_letter_first() {
        assert_eq!(
            package(&"kota-damai/test".parse().unwrap()),
            "kota-damai-test"
        );
        assert_eq!(package(&"3t/a".parse().unwrap()), "app-3t-a");
    }
}
