//! The direction of imports between the crates of this workspace.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use toml::{Table, Value};

use crate::workspace;

/// Each crate, and which of our own it may depend on. A new crate is a breach until it has a line.
const OWN: &[(&str, &[&str])] = &[
    ("contract", &[]),
    ("store", &[]),
    ("trust", &[]),
    ("runtime", &["trust"]),
    ("packaging", &[]),
    ("app", &["contract", "store", "trust"]),
    ("platform", &["contract", "runtime", "app", "trust"]),
    (
        "balai",
        &[
            "contract",
            "store",
            "runtime",
            "app",
            "platform",
            "packaging",
            "trust",
        ],
    ),
    ("balai-sdk", &[]),
    // What tries to hurt the rest knows nothing of it; only tests and the bench name it.
    ("hostile", &[]),
    ("hostile-guest", &["balai-sdk"]),
    // What only measures may reach into every layer.
    (
        "bench",
        &[
            "contract", "store", "runtime", "app", "platform", "trust", "hostile",
        ],
    ),
    ("bench-document", &["balai-sdk"]),
    ("bench-page", &["balai-sdk"]),
    ("bench-page-http", &[]),
    ("xtask", &["packaging"]),
];

/// What a mini-app may depend on of our own: what any agency's may.
const OF_A_PLUGIN: &[&str] = &["balai-sdk"];

/// Families of crates from elsewhere that only some of our own may name.
const RESERVED: &[(&str, &[&str])] = &[
    ("sqlx", &["store", "bench"]),
    ("axum", &["balai", "bench"]),
    ("wasmtime", &["contract", "runtime", "platform", "bench"]),
];

/// What the manifests of the workspace break, a sentence each.
pub fn breaches(root: &Path) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    for manifest in manifests(root)? {
        let text = fs::read_to_string(&manifest)
            .with_context(|| format!("{} cannot be read", manifest.display()))?;
        let table: Table = text
            .parse()
            .with_context(|| format!("{} is not TOML", manifest.display()))?;
        let is_plugin = manifest.starts_with(root.join("plugins"));
        breaches.extend(of_manifest(&table, is_plugin));
    }
    Ok(breaches)
}

fn manifests(root: &Path) -> Result<Vec<PathBuf>> {
    let host = root.join("host");
    let mut folders = vec![
        root.join("plugin-sdk"),
        root.join("xtask"),
        host.join("hostile/guest"),
        root.join("bench"),
        root.join("bench/guests/document"),
        root.join("bench/guests/page"),
        root.join("bench/guests/page-http"),
    ];
    for entry in
        fs::read_dir(&host).with_context(|| format!("{} cannot be listed", host.display()))?
    {
        folders.push(entry?.path());
    }
    folders.extend(workspace::plugins()?);
    folders.sort();
    let manifests = folders.iter().map(|folder| folder.join("Cargo.toml"));
    Ok(manifests.filter(|path| path.is_file()).collect())
}

fn of_manifest(manifest: &Table, is_plugin: bool) -> Vec<String> {
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name")?.as_str())
        .unwrap_or_default();
    let line = OWN.iter().find(|(own, _)| *own == name);
    let allowed = match line {
        Some((_, allowed)) => allowed,
        None if is_plugin => OF_A_PLUGIN,
        None => return vec![format!("{name}: a crate without a line in the layers")],
    };
    let mut breaches = Vec::new();
    for dependency in dependencies(manifest) {
        let own = OWN.iter().any(|(own, _)| *own == dependency);
        if own && !allowed.contains(&dependency.as_str()) {
            breaches.push(format!("{name} may not depend on {dependency}"));
        }
        for (family, users) in RESERVED {
            if is_of_family(&dependency, family) && !users.contains(&name) {
                let users = users.join(", ");
                breaches.push(format!("{name} names {dependency}, which only {users} may"));
            }
        }
    }
    breaches
}

/// The packages that a manifest names for what ships. What only tests use is free: a test of one
/// layer may drive it from above.
fn dependencies(manifest: &Table) -> Vec<String> {
    let of_targets = manifest
        .get("target")
        .and_then(Value::as_table)
        .into_iter()
        .flat_map(|targets| targets.values().filter_map(Value::as_table));
    let mut names = Vec::new();
    for table in std::iter::once(manifest).chain(of_targets) {
        for kind in ["dependencies", "build-dependencies"] {
            let entries = table.get(kind).and_then(Value::as_table);
            for (key, value) in entries.into_iter().flatten() {
                let renamed = value.get("package").and_then(Value::as_str);
                names.push(renamed.unwrap_or(key).to_owned());
            }
        }
    }
    names
}

fn is_of_family(package: &str, family: &str) -> bool {
    package.split('-').any(|part| part == family)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(manifest: &str, is_plugin: bool) -> Vec<String> {
        of_manifest(&manifest.parse().unwrap(), is_plugin)
    }

    #[test]
    fn a_lower_layer_may_not_name_a_higher_one() {
        let manifest = "package.name = 'app'\n[dependencies]\nstore = {}\nplatform = {}";
        assert_eq!(of(manifest, false), ["app may not depend on platform"]);
    }

    #[test]
    fn a_reserved_family_is_found_under_any_name_and_target() {
        let manifest = "package.name = 'runtime'\n\
            [target.'cfg(unix)'.dependencies]\ndb = { package = 'jiff-sqlx' }\n\
            [build-dependencies]\naxum-server = '1'";
        assert_eq!(
            of(manifest, false),
            [
                "runtime names axum-server, which only balai, bench may",
                "runtime names jiff-sqlx, which only store, bench may",
            ]
        );
    }

    #[test]
    fn a_new_crate_needs_a_line() {
        assert_eq!(
            of("package.name = 'bus'", false),
            ["bus: a crate without a line in the layers"]
        );
    }

    #[test]
    fn a_mini_app_uses_the_sdk_only() {
        let manifest = "package.name = 'parkir'\n[dependencies]\nbalai-sdk = {}\ncontract = {}";
        assert_eq!(of(manifest, true), ["parkir may not depend on contract"]);
    }
}
