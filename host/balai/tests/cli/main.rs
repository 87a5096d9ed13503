//! The command line: what it refuses, in one sentence that says what is wrong and what to do.

#![expect(clippy::unwrap_used, reason = "a failure here is the test's failure")]

mod checks;

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use insta::assert_snapshot;
use tempfile::TempDir;
use trust::{LogSigner, SecretKey};
use wasm_encoder::{ComponentSection as _, CustomSection};

/// Standard output and error as a person sees them, without the folder of the test.
fn balai(folder: &TempDir, args: &[impl AsRef<OsStr>]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_balai"))
        .current_dir(folder.path())
        .env_remove("BALAI_CONFIG")
        .args(args)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text)
        .unwrap()
        .replace(&folder.path().display().to_string(), "[folder]");
    // Where a file ends depends on how it was built.
    let number = regex::Regex::new(r"at byte \d+|\d{6} bytes").unwrap();
    let text = number
        .replace_all(&text, |found: &regex::Captures| {
            found[0].replace(char::is_numeric, "9")
        })
        .into_owned();
    // And what is measured is another each time.
    let measured = regex::Regex::new("measured here: .*").unwrap();
    let text = measured.replace_all(&text, "measured here: […]");
    format!("{}exit {}", text, output.status.code().unwrap())
}

/// A folder with settings in it, and its database.
fn node() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let settings = "mode = \"development\"\npublic-url = \"http://127.0.0.1:8080\"\n\
                    [database]\nurl = \"sqlite://balai.sqlite\"\n[data]\ndir = \"data\"\n";
    fs::write(folder.path().join("balai.toml"), settings).unwrap();
    assert!(balai(&folder, &["migrate", "--config", "balai.toml"]).ends_with("exit 0"));
    folder
}

fn check(folder: &TempDir, name: &str, bytes: &[u8]) -> String {
    fs::write(folder.path().join(name), bytes).unwrap();
    balai(folder, &["check", name])
}

const MANIFEST: &str = r#"
id = "kota-damai/contoh"
version = "0.1.0"
category = "contoh"
audience = ["citizens"]
title = { id = "Contoh", en = "Example" }
description = { id = "Contoh.", en = "An example." }
contact = { email = "a@kota-damai.example", phone = "+62000000" }
"#;

/// A component of this text, with a manifest in it.
fn component(wat: &str, manifest: &str) -> Vec<u8> {
    let mut bytes = wat::parse_str(wat).unwrap();
    append(&mut bytes, "balai:manifest", manifest.as_bytes());
    bytes
}

/// One more custom section.
fn append(component: &mut Vec<u8>, name: &str, data: &[u8]) {
    let section = CustomSection {
        name: name.into(),
        data: data.into(),
    };
    section.append_to_component(component);
}

fn licences() -> Vec<u8> {
    let built = std::env::var("BALAI_TEST_MINIAPPS").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/miniapps"),
        |folder| Path::new(&folder).to_owned(),
    );
    fs::read(built.join("izin-usaha.wasm")).unwrap()
}

#[test]
fn a_file_that_cannot_run_is_refused_and_told_what_to_do() {
    let mut told = Vec::new();
    let node = node();
    told.push(check(&node, "text.wasm", b"not wasm at all"));
    told.push(check(&node, "empty.wasm", b""));
    told.push(check(
        &node,
        "core.wasm",
        &wat::parse_str("(module)").unwrap(),
    ));
    let whole = licences();
    told.push(check(&node, "cut.wasm", &whole[..whole.len() / 2]));
    told.push(check(
        &node,
        "bare.wasm",
        &wat::parse_str("(component)").unwrap(),
    ));
    told.push(check(
        &node,
        "world.wasm",
        &component("(component)", MANIFEST),
    ));
    let imports = r#"(component
        (import "balai:platform/records@0.1.0" (instance (export "get" (func))))
        (import "wasi:sockets/tcp@0.2.0" (instance (export "connect" (func)))))"#;
    told.push(check(&node, "imports.wasm", &component(imports, MANIFEST)));
    let nameless = MANIFEST.replace("id = \"kota-damai/contoh\"", "id = \"Kota Damai\"");
    told.push(check(
        &node,
        "manifest.wasm",
        &component("(component)", &nameless),
    ));
    assert_snapshot!(told.join("\n---\n"));
}

#[test]
fn settings_that_do_not_hold_are_told_with_their_line() {
    let mut told = Vec::new();
    let node = node();
    let check = |text: &str| {
        fs::write(node.path().join("balai.toml"), text).unwrap();
        balai(&node, &["config", "check", "--config", "balai.toml"])
    };
    told.push(check("mode = \"development\"\ncolour = \"red\"\n"));
    told.push(
        check("mode = \"development\"\npublic-url = \"http://127.0.0.1:8080\"\n[database]\nurl = \"mysql://x\"\n[data]\ndir = \"d\"\n")
    );
    told.push(balai(
        &node,
        &["config", "check", "--config", "nowhere.toml"],
    ));
    assert_snapshot!(told.join("\n---\n"));
}

#[test]
fn production_has_no_side_doors() {
    let mut told = Vec::new();
    let node = node();
    let text = "mode = \"production\"\npublic-url = \"https://balai.example\"\n\
                [database]\nurl = \"sqlite://balai.sqlite\"\n[data]\ndir = \"data\"\n";
    fs::write(node.path().join("balai.toml"), text).unwrap();
    told.push(balai(&node, &["serve", "--config", "balai.toml"]));
    let key = SecretKey::from_seed(&[7; 32]);
    fs::write(node.path().join("log.pem"), key.to_pem().unwrap()).unwrap();
    let root = key.public();
    let text = format!("{text}[trust]\nroot = \"{root}\"\nlog-key = \"log.pem\"\n");
    fs::write(node.path().join("balai.toml"), &text).unwrap();
    told.push(balai(&node, &["serve", "--config", "balai.toml"]));
    told.push(balai(&node, &["log", "key", "--config", "balai.toml"]));
    let signed_in = "[sign-in]\nissuer = \"https://masuk.example\"\nclient-id = \"balai\"\nclient-secret = \"rahasia\"\n";
    fs::write(node.path().join("balai.toml"), format!("{text}{signed_in}")).unwrap();
    let shown = balai(&node, &["config", "check", "--config", "balai.toml"]);
    assert!(!shown.contains("rahasia"), "{shown}");
    told.push(shown);
    assert_snapshot!(told.join("\n---\n"));
}

#[test]
fn who_has_seen_enough_is_no_failure() {
    let node = node();
    let key = node.path().join("a.pem");
    balai(
        &node,
        &[OsStr::new("keys"), OsStr::new("new"), key.as_os_str()],
    );
    let mut shown = Command::new(env!("CARGO_BIN_EXE_balai"))
        .args([OsStr::new("keys"), OsStr::new("show"), key.as_os_str()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(shown.stdout.take());
    let shown = shown.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&shown.stderr), "");
    assert!(shown.status.success());
}

#[test]
fn a_mini_app_is_begun_once_and_never_over_something() {
    let folder = tempfile::tempdir().unwrap();
    let sdk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugin-sdk");
    let sdk = sdk.to_str().unwrap();
    let told = [
        &["new", "Kota Damai/Parkir", "--sdk", sdk][..],
        &["new", "kota-damai/parkir"],
        &["new", "kota-damai/parkir", "--sdk", "."],
        &["new", "kota-damai/parkir", "--sdk", sdk],
        &["new", "kota-damai/parkir", "--sdk", sdk],
        &["new", "kota-damai/parkir", "apps/parkir", "--sdk", sdk],
        &["dev", "apps"],
    ]
    .map(|args| format!("balai {}\n{}", args.join(" "), balai(&folder, args)));
    assert_snapshot!(told.join("\n---\n").replace(sdk, "[sdk]"));
    let of_manifest =
        |name: &str| fs::read_to_string(folder.path().join(name).join("miniapp.toml")).unwrap();
    let begun = of_manifest("parkir");
    assert!(begun.starts_with("id = \"kota-damai/parkir\"\n"), "{begun}");
    assert_eq!(of_manifest("apps/parkir"), begun);
}

#[test]
fn every_command_has_help_with_examples() {
    let node = node();
    let mut told = Vec::new();
    let mut commands = vec![Vec::new()];
    while let Some(command) = commands.pop() {
        let help = balai(&node, &[&command[..], &["--help".to_owned()]].concat());
        assert!(help.contains("\nExamples:\n"), "{command:?}: {help}");
        // Those that it lists are asked in their turn.
        let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        let names = listed
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.split_whitespace().next());
        for name in names.filter(|name| *name != "help") {
            commands.push([&command[..], &[name.to_owned()]].concat());
        }
        told.push(help);
    }
    assert_snapshot!(told.join("\n---\n"));
}

#[test]
fn a_notice_is_added_listed_and_ended() {
    let node = node();
    let id = regex::Regex::new("[0-9a-f]{8}-[0-9a-f-]{27}").unwrap();
    let mut told = Vec::new();
    let mut notice = |args: &[&str]| {
        let said = balai(
            &node,
            &[&["notice"], args, &["--config", "balai.toml"]].concat(),
        );
        told.push(id.replace_all(&said, "[id]").into_owned());
        said
    };
    let new = [
        "add",
        "--text-id=Sabtu malam Balai tidak dapat dipakai.",
        "--text-en=Balai cannot be used on Saturday night.",
        "--tone=attention",
        "--from=2099-11-28T22:00+07:00",
    ];
    let until = "--until=2099-11-28T23:00+07:00";
    notice(&["list"]);
    // Nobody is there to be asked.
    notice(&[&new[..], &[until]].concat());
    notice(&[&new[..], &["--until=2099-11-28T21:00+07:00", "--yes"]].concat());
    notice(&[&new[..], &[until, "--for=nobody", "--yes"]].concat());
    let added = notice(&[&new[..], &[until, "--yes"]].concat());
    notice(&["list"]);
    let added = id.find(&added).unwrap().as_str().to_owned();
    notice(&["end", &added, "--yes"]);
    notice(&["end", "x", "--yes"]);
    assert_snapshot!(told.join("\n---\n"));
}

#[test]
fn a_node_does_not_start_over_an_older_log_unless_an_operator_says_so() {
    let node = node();
    let key = SecretKey::from_seed(&[7; 32]);
    fs::write(node.path().join("log.pem"), key.to_pem().unwrap()).unwrap();
    let settings = fs::read_to_string(node.path().join("balai.toml")).unwrap();
    let address = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|free| free.local_addr())
        .unwrap();
    let settings = settings.replace("127.0.0.1:8080", &address.to_string());
    let trust = format!(
        "[trust]\nroot = \"{}\"\nlog-key = \"log.pem\"\n",
        key.public()
    );
    let settings = format!("listen = \"{address}\"\n{settings}{trust}");
    fs::write(node.path().join("balai.toml"), settings).unwrap();
    // It has seen three entries, and the database has none, as one that was restored from a backup.
    let seen = LogSigner::new(&format!("{address}/log"), &key).unwrap();
    let root = trust::Hash([7; 32]);
    let seen = seen.sign(trust::Head { size: 3, root }).unwrap();
    fs::create_dir_all(node.path().join("data")).unwrap();
    fs::write(node.path().join("data/log-seen"), seen).unwrap();
    let told = [
        balai(&node, &["serve", "--config", "balai.toml"]),
        balai(&node, &["log", "forget", "--config", "balai.toml"]),
        balai(&node, &["log", "forget", "--config", "balai.toml"]),
    ];
    let told = told.map(|said| without_log(&said));
    assert_snapshot!(told.join("\n---\n"));
    let mut serving = Command::new(env!("CARGO_BIN_EXE_balai"))
        .args(["serve", "--config", "balai.toml"])
        .current_dir(node.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut out = BufReader::new(serving.stdout.take().unwrap());
    out.read_line(&mut said).unwrap();
    serving.kill().unwrap();
    serving.wait().unwrap();
    assert!(said.starts_with("Balai serves http://127.0.0.1:"), "{said}");
}

/// What a server says to a person, without the lines of its log.
fn without_log(said: &str) -> String {
    let is_log = regex::Regex::new(r"^\S*20\d\d-\d\d-\d\dT").unwrap();
    let lines = said.lines().filter(|line| !is_log.is_match(line));
    lines.collect::<Vec<_>>().join("\n")
}
