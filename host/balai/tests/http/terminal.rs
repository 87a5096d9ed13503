//! `balai open`, as somebody uses it in a terminal: the real process, piped, with nothing but the API.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Stdio};

use insta::assert_snapshot;
use store::Backend;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, Command},
};

use crate::{
    server::{Server, start},
    visitor::Visitor,
};

/// A terminal of somebody's own, with what they type.
fn terminal(home: &Path, args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_balai"));
    command
        .arg("open")
        .args(args)
        .env_clear()
        .env("HOME", home)
        .env("TZ", "Asia/Jakarta")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command.spawn().unwrap()
}

/// What is seen, with what was typed; where a code is shown, `person` answers it at their browser.
async fn seen(mut process: Child, typed: &[&str], person: Option<(&Visitor, &str)>) -> String {
    let mut input = process.stdin.take().unwrap();
    let lines = typed.iter().map(|line| format!("{line}\n"));
    let lines: String = lines.collect();
    input.write_all(lines.as_bytes()).await.unwrap();
    drop(input);
    let code = regex::Regex::new("^ +([2-9A-Z]{4}-[2-9A-Z]{4})$").unwrap();
    let mut output = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut seen = String::new();
    while let Some(line) = output.next_line().await.unwrap() {
        if let (Some(found), Some((person, answer))) = (code.captures(&line), person) {
            let fields = [("code", &found[1]), ("answer", answer)];
            person.post("/device", &fields).await;
        }
        seen.push_str(&line);
        seen.push('\n');
    }
    let mut errors = String::new();
    let mut stderr = process.stderr.take().unwrap();
    stderr.read_to_string(&mut errors).await.unwrap();
    let status = process.wait().await.unwrap();
    format!("{seen}{errors}exit {}", status.code().unwrap())
}

/// Without what is another each time.
fn steady(seen: &str, server: &Server) -> String {
    [
        (regex::escape(&server.address), "[address]"),
        (r"[2-9A-Z]{4}(-[2-9A-Z]{4}){1,3}\b".to_owned(), "[number]"),
        (r"code=\[number\]".to_owned(), "code=[code]"),
        (r"\d\d-\d\d-\d{4}( \d\d:\d\d WIB)?".to_owned(), "[day]"),
        (r"9999\d{9}".to_owned(), "[nib]"),
        (
            r"\d{1,2} (\p{L}+) 20\d\d( (pukul|at) \d\d[.:]\d\d WIB)?".to_owned(),
            "[day]",
        ),
        (r"\bKD-[0-9A-Z]{7}-[0-9A-Z]\b".to_owned(), "[case]"),
    ]
    .iter()
    .fold(seen.to_owned(), |seen, (what, name)| {
        let what = regex::Regex::new(what).unwrap();
        what.replace_all(&seen, *name).into_owned()
    })
}

#[tokio::test]
async fn a_licence_is_applied_for_in_a_terminal() {
    let server = start(Backend::Sqlite).await.with_licences().await;
    let home = TempDir::new().unwrap();
    let sari = Visitor::signed_in(&server, "sari").await;
    let args = [
        "kota-damai/izin-usaha",
        "--server",
        &server.address,
        "--path",
        "/ajukan",
    ];
    #[rustfmt::skip]
    let typed = [
        // The form; too short a name, which is asked once more.
        "1", "K", "kopi", "1", "Kopi Sari",
        "Jalan Melati 5, lantai dasar", "", "tidak ada", "damai utara uji", "1", "",
        "lima juta", "3", "250.000.000",
        "y", "y",
        // Change an answer, keep the other, and send.
        "3", "", "4", "x", "y",
        // The case: its first link, back, and enough.
        "99", "1", "b", "q",
    ];
    let seen_first = seen(terminal(home.path(), &args), &typed, Some((&sari, "allow"))).await;
    assert_snapshot!("terminal_licence", steady(&seen_first, &server));

    // Nobody else on this machine reads the token; and the next time nobody is asked.
    let tokens = home.path().join(".config/balai/tokens.json");
    assert_eq!(
        fs::metadata(&tokens).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let folder = fs::metadata(tokens.parent().unwrap()).unwrap();
    assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    let english = [&args[..3], &["--lang", "en"]].concat();
    let again = seen(terminal(home.path(), &english), &["q"], None).await;
    assert_snapshot!("terminal_again", steady(&again, &server));
    // Ended in the account, it is asked once more.
    let account = sari.get("/account").await;
    account.assert_says("Program “balai”");
    sari.post(&account.form_with("Keluarkan"), &[("", "")])
        .await;
    let ended = seen(terminal(home.path(), &args), &[], Some((&sari, "refuse"))).await;
    assert_snapshot!("terminal_refused", steady(&ended, &server));
}

#[tokio::test]
async fn what_cannot_be_opened_in_a_terminal_is_told_with_what_helps() {
    let server = start(Backend::Sqlite).await.with_licences().await;
    let home = TempDir::new().unwrap();
    let sari = Visitor::signed_in(&server, "sari").await;
    let mut told = Vec::new();
    for args in [
        ["kota-damai/izin-usaha", "--server", "http://127.0.0.1:9"],
        ["kota-damai/izin-usaha", "--server", "http://balai.example"],
        ["kota-damai/izin-usaha", "--server", "balai"],
        ["kota-damai/tidak-ada", "--server", &server.address],
    ] {
        let person = Some((&sari, "allow"));
        told.push(seen(terminal(home.path(), &args), &[], person).await);
    }
    let page = ["kota-damai/izin-usaha", "--path=/tidak-ada", "--server"];
    let page = [&page[..], &[server.address.as_str()]].concat();
    told.push(seen(terminal(home.path(), &page), &[], None).await);
    assert_snapshot!("terminal_told", steady(&told.join("\n---\n"), &server));
}
