//! `balai check` of what strangers write into a component beside its code: what is in it, its icon, what it answers.

use std::{fs, path::Path};

use insta::assert_snapshot;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{MANIFEST, append, balai, component, licences};

/// What `balai check` says under these checks of a component with this in a section.
fn told(folder: &TempDir, section: &str, data: &[u8], checks: &[&str], more: &[&str]) -> String {
    let mut bytes = component("(component)", MANIFEST);
    append(&mut bytes, section, data);
    fs::write(folder.path().join("new.wasm"), bytes).unwrap();
    let said = balai(folder, &[&["check", "new.wasm"], more].concat());
    of(&said, checks)
}

/// The lines of these checks, and what stands under them.
fn of(said: &str, checks: &[&str]) -> String {
    let mut is_asked = false;
    let lines = said.lines().filter(|line| {
        if !line.starts_with(' ') {
            let check = line
                .split_once("  ")
                .and_then(|(_, rest)| rest.trim().split_once(':'));
            is_asked = check.is_some_and(|(check, _)| checks.contains(&check));
            is_asked |= line.starts_with("error: ") && !line.contains("checks failed");
        }
        is_asked
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn dependency(name: &str, version: &str, kind: &str, licence: &str) -> Value {
    json!({
        "type": "library", "name": name, "version": version, "purl": format!("pkg:{kind}/{name}@{version}"),
        "licenses": [{ "expression": licence }],
    })
}

fn bill(components: &[Value]) -> Vec<u8> {
    let bill = json!({ "bomFormat": "CycloneDX", "specVersion": "1.5", "components": components });
    serde_json::to_vec(&bill).unwrap()
}

#[test]
fn what_is_in_it_is_said_in_a_list_that_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let own = json!({
        "type": "library", "name": "rules", "version": "0.1.0",
        "properties": [{ "name": "balai:first-party", "value": "true" }],
    });
    let named = json!({ "type": "library", "name": "old", "version": "1.0.0", "purl": "pkg:cargo/old@1.0.0",
                        "licenses": [{ "license": { "name": "see LICENSE" } }] });
    let silent = json!({ "type": "library", "name": "silent", "version": "1.0.0", "purl": "pkg:cargo/silent@1.0.0" });
    let nameless = json!({ "type": "library", "name": "nowhere", "version": "1.0.0",
                           "licenses": [{ "license": { "id": "MIT" } }] });
    // In one another, as some toolchains write them.
    let nested = json!({ "type": "library", "name": "outer", "version": "1.0.0", "purl": "pkg:npm/%40a/outer@1.0.0",
                         "licenses": [{ "license": { "id": "MIT" } }],
                         "components": [dependency("inner", "2.0.0", "npm", "SSPL-1.0")] });
    let many = vec![own.clone(); 5_001];
    let mut said = Vec::new();
    for (what, data) in [
        ("text", b"not JSON".to_vec()),
        ("another format", b"{}".to_vec()),
        (
            "deep",
            [
                &b"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":["[..],
                &b"{\"name\":\"a\",\"components\":[".repeat(30_000),
            ]
            .concat(),
        ),
        ("too many", bill(&many)),
        ("larger than it may be", vec![b' '; (1 << 20) + 1]),
        (
            "good",
            bill(&[
                own,
                dependency("serde", "1.0.229", "cargo", "MIT OR Apache-2.0"),
                dependency(
                    "wit-bindgen",
                    "0.61.1",
                    "cargo",
                    "Apache-2.0 WITH LLVM-exception",
                ),
            ]),
        ),
        (
            "licences",
            bill(&[
                named,
                silent,
                nameless,
                nested,
                dependency("half", "1.0.0", "cargo", "MIT AND BUSL-1.1"),
                dependency("odd", "1.0.0", "cargo", &"MIT OR ".repeat(5_000)),
            ]),
        ),
    ] {
        let asked = ["size", "sbom", "licences", "vulnerabilities"];
        said.push(format!(
            "{what}\n{}",
            told(&folder, "balai:sbom", &data, &asked, &[])
        ));
    }
    assert_snapshot!(said.join("\n---\n"));
}

/// Records as osv.dev has them, and what is none.
fn osv(folder: &Path) {
    let record = |id: &str, ecosystem: &str, name: &str, events: Value, more: Value| {
        let mut record = json!({
            "schema_version": "1.7.0", "id": id, "modified": "2026-11-20T08:00:00Z", "summary": format!("{name} breaks"),
            "affected": [{
                "package": { "ecosystem": ecosystem, "name": name },
                "ranges": [{ "type": if ecosystem == "PyPI" { "ECOSYSTEM" } else { "SEMVER" }, "events": events }],
            }],
        });
        for (key, value) in more.as_object().unwrap() {
            record[key] = value.clone();
        }
        record
    };
    let until = json!([{ "introduced": "0" }, { "fixed": "1.2.3" }]);
    let unmaintained = json!([{
        "package": { "ecosystem": "crates.io", "name": "lama" },
        "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }] }],
        "database_specific": { "informational": "unmaintained" },
    }]);
    let listed = json!([{
        "package": { "ecosystem": "PyPI", "name": "Friendly_Bard" }, "versions": ["2.0", "2.0.post1"],
    }]);
    for (file, record) in [
        (
            "crates.io/RUSTSEC-2026-0001.json",
            record(
                "RUSTSEC-2026-0001",
                "crates.io",
                "lama",
                until.clone(),
                json!({}),
            ),
        ),
        (
            "crates.io/GHSA-the-same.json",
            record(
                "GHSA-the-same",
                "crates.io",
                "lama",
                until.clone(),
                json!({ "aliases": ["RUSTSEC-2026-0001"] }),
            ),
        ),
        (
            "crates.io/RUSTSEC-2026-0002.json",
            record(
                "RUSTSEC-2026-0002",
                "crates.io",
                "lama",
                until,
                json!({ "withdrawn": "2026-11-21T00:00:00Z" }),
            ),
        ),
        (
            "crates.io/RUSTSEC-2026-0003.json",
            record(
                "RUSTSEC-2026-0003",
                "crates.io",
                "lama",
                json!([]),
                json!({ "affected": unmaintained }),
            ),
        ),
        (
            "npm.json",
            record(
                "GHSA-npm",
                "npm",
                "@a/b",
                json!([
                    { "introduced": "1.0.0" }, { "fixed": "1.0.5" },
                    { "introduced": "2.0.0" }, { "last_affected": "2.1.0" },
                ]),
                json!({}),
            ),
        ),
        (
            "python.json",
            record(
                "PYSEC-1",
                "PyPI",
                "friendly.bard",
                json!([{ "introduced": "1!1.0" }, { "fixed": "1!1.1rc1" }]),
                json!({ "modified": "2026-11-22T08:00:00Z" }),
            ),
        ),
        (
            "listed.json",
            record(
                "PYSEC-2",
                "PyPI",
                "friendly-bard",
                json!([]),
                json!({ "affected": listed }),
            ),
        ),
    ] {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, record.to_string()).unwrap();
    }
    fs::write(folder.join("broken.json"), "{ \"id\": 7 }").unwrap();
    fs::write(folder.join("README.md"), "no record").unwrap();
}

#[test]
fn known_vulnerabilities_are_found_by_the_snapshot_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    osv(&folder.path().join("osv"));
    fs::create_dir(folder.path().join("nothing")).unwrap();
    let mut said = Vec::new();
    let versions = [
        (
            "lama",
            "cargo",
            &["1.2.2", "1.2.3-rc.1", "1.2.3", "1.2.3+build", "latest"][..],
        ),
        (
            "%40a/b",
            "npm",
            &["0.9.0", "1.0.0", "1.0.5", "2.0.0-beta", "2.1.0", "2.1.1"],
        ),
        (
            "Friendly-Bard",
            "pypi",
            &["1.9", "2.0.0", "2.0.post1", "1!1.0.1", "1!1.1"],
        ),
        ("lama", "deb", &["1.0.0"]),
    ];
    let all: Vec<Value> = versions
        .iter()
        .flat_map(|(name, kind, versions)| {
            versions
                .iter()
                .map(|version| dependency(name, version, kind, "MIT"))
        })
        .collect();
    for (advisories, components) in [
        (Some("osv"), &all[..]),
        (Some("osv"), &all[2..3]),
        (None, &all[..1]),
        (Some("nothing"), &all[..1]),
        (Some("nowhere"), &all[..1]),
    ] {
        let more = advisories.map(|folder| ["--advisories", folder]);
        let more = more.as_ref().map_or(&[][..], |more| &more[..]);
        let bill = bill(components);
        said.push(told(
            &folder,
            "balai:sbom",
            &bill,
            &["vulnerabilities"],
            more,
        ));
    }
    assert_snapshot!(said.join("\n---\n"));
}

#[test]
fn an_icon_is_a_picture_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let svg = |inner: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inner}</svg>");
    let laughs = "<!DOCTYPE svg [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\
                  <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&c;</svg>";
    let mut said = Vec::new();
    for (what, icon) in [
        (
            "a picture",
            svg("<path fill=\"url(#a)\" d=\"M0 0h1v1z\"/>").into_bytes(),
        ),
        ("script", svg("<script>alert(1)</script>").into_bytes()),
        ("an event", svg("<path onclick=\"alert(1)\"/>").into_bytes()),
        (
            "a link",
            svg("<a href=\"https://evil.example\"><path/></a>").into_bytes(),
        ),
        (
            "a picture from elsewhere",
            svg("<image href=\"https://evil.example/a.png\"/>").into_bytes(),
        ),
        (
            "a colour from elsewhere",
            svg("<path fill=\"url(https://evil.example/a)\"/>").into_bytes(),
        ),
        (
            "a style",
            svg("<path style=\"fill:url(https://evil.example)\"/>").into_bytes(),
        ),
        ("markup", svg("<foreignObject/>").into_bytes()),
        (
            "something that repeats",
            svg("<use href=\"#a\"/>").into_bytes(),
        ),
        ("entities that grow", laughs.into()),
        (
            "shapes without end",
            svg(&"<g/>".repeat(5_000)).into_bytes(),
        ),
        (
            "shapes in each other",
            [b"<svg>".to_vec(), b"<g>".repeat(9_000)].concat(),
        ),
        ("large", svg(&" ".repeat(40_000)).into_bytes()),
        ("a bitmap", b"\x89PNG\r\n\x1a\n".to_vec()),
        ("another file", b"<html/>".to_vec()),
    ] {
        said.push(format!(
            "{what}\n{}",
            told(&folder, "balai:icon", &icon, &["icon"], &[])
        ));
    }
    assert_snapshot!(said.join("\n---\n"));
}

#[test]
fn what_people_s_release_answers_must_still_be_answered() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("live.wasm"), licences()).unwrap();
    fs::write(
        folder.path().join("new.wasm"),
        component("(component)", MANIFEST),
    )
    .unwrap();
    let said = balai(&folder, &["check", "new.wasm", "--against", "live.wasm"]);
    assert_snapshot!(of(&said, &["interface"]));
    let said = balai(&folder, &["check", "live.wasm", "--against", "live.wasm"]);
    assert_snapshot!(said);
}
