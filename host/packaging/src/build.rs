//! A mini-app's folder, built by its own toolchain: today Rust's.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{PackagingError, package};

/// What mini-apps are built for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Fast code, little stack, and as much memory at the start as most pages need: given here, so that no author copies a
/// profile into their own workspace.
const SETTINGS: [&str; 6] = [
    "profile.release.opt-level = 3",
    "profile.release.lto = \"fat\"",
    "profile.release.codegen-units = 1",
    "profile.release.panic = \"abort\"",
    "profile.release.debug = false",
    "profile.release.strip = \"debuginfo\"",
];
const FLAGS: [&str; 3] = [
    // LLVM's own is 250. Calls within a guest cost more than native ones, as each asks whether the guest's time is over.
    "-Cllvm-args=-inline-threshold=450",
    "-Clink-arg=-zstack-size=65536",
    "-Clink-arg=--initial-memory=524288",
];

/// Builds the crate in `folder` and packages it. What the compiler says goes to standard error as it comes.
///
/// # Errors
/// Where cargo cannot be started or fails, or the crate gives no module; else as [`package`].
pub fn build(folder: &Path) -> Result<Vec<u8>, PackagingError> {
    let failed = |reason: String| PackagingError::NotBuilt {
        folder: folder.to_owned(),
        reason,
    };
    let manifest = folder.join("Cargo.toml");
    if !folder.join("miniapp.toml").is_file() {
        let folder = folder.to_owned();
        return Err(PackagingError::ManifestMissing { folder });
    }
    if !manifest.is_file() {
        return Err(failed("it has no Cargo.toml".to_owned()));
    }
    let flags = FLAGS.into_iter().map(str::to_owned);
    let flags: Vec<String> = flags
        .chain(without_places(folder).map_err(failed)?)
        .collect();
    // An array of texts is written alike in JSON and in TOML.
    let flags = format!("target.{TARGET}.rustflags = {}", Value::from(flags));
    let mut building = cargo(folder)
        // Asked for as nothing but a module: a crate that is a library for its tests, too, is not joined to one unit
        // (`profile.lto`), whatever the profile says.
        .args(["rustc", "--lib", "--crate-type", "cdylib"])
        .args([
            "--release",
            "--target",
            TARGET,
            "--message-format=json-render-diagnostics",
        ])
        .args(SETTINGS.iter().flat_map(|setting| ["--config", setting]))
        .args(["--config", &flags])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| {
            failed(format!(
                "cargo cannot be started: {error}; hint: install Rust"
            ))
        })?;
    let mut module = None;
    if let Some(output) = building.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line.map_err(|error| failed(error.to_string()))?;
            module = serde_json::from_str(&line)
                .ok()
                .and_then(|message| artifact(&message, &manifest))
                .or(module);
        }
    }
    let status = building.wait().map_err(|error| failed(error.to_string()))?;
    if !status.success() {
        return Err(failed(
            "the compiler refused it; hint: mend what it says above".to_owned(),
        ));
    }
    let module = module.ok_or_else(|| {
        failed("it gives no module; hint: a mini-app is a crate with src/lib.rs".to_owned())
    })?;
    let bytes = std::fs::read(&module)
        .map_err(|error| failed(format!("{module} cannot be read: {error}")))?;
    package(folder, &bytes)
}

/// Cargo, in the folder of a crate.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder);
    cargo
}

/// Flags by which no panic names a place on this machine: the folders in which the crates lie, of the author, of the SDK and
/// of the registry, are left out. So the same source gives the same bytes wherever it lies.
fn without_places(folder: &Path) -> Result<Vec<String>, String> {
    let listed = cargo(folder)
        .args([
            "metadata",
            "--format-version=1",
            "--filter-platform",
            TARGET,
        ])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo cannot be started: {error}; hint: install Rust"))?;
    if !listed.status.success() {
        return Err(format!("cargo metadata failed ({})", listed.status));
    }
    let listed: Value =
        serde_json::from_slice(&listed.stdout).map_err(|error| error.to_string())?;
    let packages = listed["packages"].as_array().into_iter().flatten();
    let manifests = packages.filter_map(|package| package["manifest_path"].as_str());
    // In order, so that a folder within another one comes last, which is the one that counts.
    let places: BTreeSet<&Path> = manifests
        .filter_map(|file| Path::new(file).parent()?.parent())
        .collect();
    let flags = places
        .iter()
        .map(|place| format!("--remap-path-prefix={}=/", place.display()));
    Ok(flags.collect())
}

/// The module that a message of cargo tells of, where it is this crate's.
fn artifact(message: &Value, manifest: &Path) -> Option<String> {
    let of_this_crate = message["manifest_path"]
        .as_str()
        .is_some_and(|path| Path::new(path).canonicalize().ok() == manifest.canonicalize().ok());
    if message["reason"] != "compiler-artifact" || !of_this_crate {
        return None;
    }
    let files = message["filenames"]
        .as_array()?
        .iter()
        .filter_map(Value::as_str);
    files
        .filter(|file| file.ends_with(".wasm"))
        .map(str::to_owned)
        .next()
}
