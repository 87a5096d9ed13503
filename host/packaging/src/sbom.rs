//! What is in a component: its bill of materials (SBOM), as a CycloneDX file.
//!
//! Cargo says which crates go into the module: those that it compiles for it, with the features that they have there, and
//! none that only build or test it. Nothing in the file is of the machine or of the day, so builds stay reproducible.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use serde::{Deserialize, Serialize};

use crate::{
    PackagingError,
    build::{TARGET, cargo},
    read,
};

/// Files by which other toolchains bring a bill of their own; the first that is there is used as it is.
const BROUGHT: [&str; 2] = ["sbom.cdx.json", "sbom.json"];

/// By which a component is marked that the agency itself wrote.
const FIRST_PARTY: &str = "balai:first-party";

/// The part of <https://cyclonedx.org/docs/1.6/json/> that is said here.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bom {
    bom_format: &'static str,
    spec_version: &'static str,
    version: u32,
    metadata: Metadata,
    components: Vec<Component>,
}

#[derive(Serialize)]
struct Metadata {
    component: Component,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Component {
    r#type: &'static str,
    name: String,
    version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Licence>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_references: Vec<Reference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property>,
}

#[derive(Serialize)]
struct Licence {
    expression: String,
}

#[derive(Serialize)]
struct Hash {
    alg: &'static str,
    content: String,
}

#[derive(Serialize)]
struct Reference {
    r#type: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Property {
    name: &'static str,
    value: &'static str,
}

/// What stands in `Cargo.lock` of a package; one without a source lies in a folder.
#[derive(Clone, Deserialize)]
struct Locked {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
}

#[derive(Default, Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Locked>,
}

/// The bill of a mini-app's folder: the one that lies there, or that of its crate; none where it is no crate.
pub(crate) fn of_folder(folder: &Path) -> Result<Option<String>, PackagingError> {
    for name in BROUGHT {
        if let Some(text) = read(&folder.join(name))? {
            return Ok(Some(text));
        }
    }
    if !folder.join("Cargo.toml").is_file() {
        return Ok(None);
    }
    let bill = of_crate(folder).map_err(|reason| PackagingError::NotListed {
        folder: folder.to_owned(),
        reason,
    })?;
    Ok(Some(bill))
}

fn of_crate(folder: &Path) -> Result<String, String> {
    let listed = said(cargo(folder).args([
        "tree",
        "--target",
        TARGET,
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}\t{l}",
    ]))?;
    let workspace =
        said(cargo(folder).args(["locate-project", "--workspace", "--message-format", "plain"]))?;
    let lock = Path::new(workspace.trim()).with_file_name("Cargo.lock");
    let lock = fs::read_to_string(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    let lock: Lock = toml::from_str(&lock).map_err(|error| format!("Cargo.lock: {error}"))?;
    let mut packages = listed.lines().filter_map(package);
    let (name, version, _) = packages.next().ok_or("cargo lists nothing")?;
    let root = Component {
        r#type: "application",
        ..first_party(name, version)
    };
    // Sorted, and each once.
    let mut components = BTreeMap::new();
    for (name, version, licence) in packages {
        let known = lock
            .package
            .iter()
            .find(|locked| locked.name == name && locked.version == version);
        let component = match known.and_then(|locked| Some((locked, locked.source.as_deref()?))) {
            Some((locked, source)) => from_elsewhere(locked, source, licence),
            None => first_party(name, version),
        };
        components.insert((name.to_owned(), version.to_owned()), component);
    }
    let bom = Bom {
        bom_format: "CycloneDX",
        spec_version: "1.6",
        version: 1,
        metadata: Metadata { component: root },
        components: components.into_values().collect(),
    };
    serde_json::to_string(&bom).map_err(|error| error.to_string())
}

/// Name, version and licence of a line of `cargo tree`: `serde v1.0.229 (source)`, a tab, the licence, ` (*)` where it was
/// listed before.
fn package(line: &str) -> Option<(&str, &str, &str)> {
    let (package, licence) = line.split_once('\t')?;
    let mut words = package.split(' ');
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    Some((name, version, licence.trim_end_matches(" (*)")))
}

/// A crate of the agency's own: no registry has it, so it has no address there.
fn first_party(name: &str, version: &str) -> Component {
    Component {
        r#type: "library",
        name: name.to_owned(),
        version: version.to_owned(),
        purl: None,
        licenses: Vec::new(),
        hashes: Vec::new(),
        external_references: Vec::new(),
        properties: vec![Property {
            name: FIRST_PARTY,
            value: "true",
        }],
    }
}

fn from_elsewhere(locked: &Locked, source: &str, licence: &str) -> Component {
    // "MIT/Apache-2.0" is how crates said "or" before they wrote SPDX expressions.
    let expression = licence.replace('/', " OR ");
    let is_of_registry = source == "registry+https://github.com/rust-lang/crates.io-index";
    Component {
        r#type: "library",
        name: locked.name.clone(),
        version: locked.version.clone(),
        purl: Some(format!(
            "pkg:cargo/{}@{}",
            locked.name,
            locked.version.replace('+', "%2B")
        )),
        licenses: Some(Licence { expression })
            .filter(|licence| !licence.expression.is_empty())
            .into_iter()
            .collect(),
        hashes: locked
            .checksum
            .iter()
            .map(|checksum| Hash {
                alg: "SHA-256",
                content: checksum.clone(),
            })
            .collect(),
        external_references: (!is_of_registry)
            .then(|| Reference {
                r#type: "distribution",
                url: source.to_owned(),
            })
            .into_iter()
            .collect(),
        properties: Vec::new(),
    }
}

/// What a command prints.
fn said(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| format!("cargo cannot be started: {error}; hint: install Rust"))?;
    if !output.status.success() {
        let wrong = String::from_utf8_lossy(&output.stderr);
        return Err(wrong.trim_end().to_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}
