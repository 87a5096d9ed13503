//! The guide for authors, followed as it stands: from an empty folder to a page that a citizen sees.

use std::{
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use balai::shell::SHELL;
use store::Backend;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use super::people::Hall;
use crate::visitor::Visitor;

const GUIDE: &str = include_str!("../../../../../docs/AUTHORS.md");
const SECTION: &str = "From an empty folder to people";
/// What the terminal says after each command, with how it ended.
const ENDED: &str = "-- ended: ";
/// What the author changes on the page, and to what.
const BEFORE: &str = "Satu catatan yang hanya dapat Anda baca.";
const AFTER: &str = "Hanya Anda yang dapat membacanya.";
const PAGE: &str = "/m/kota-damai/catatan/";
/// Where a page begins in the source.
const SHOW: &str = "fn show(request: &Request) -> Result<Page> {";

/// The commands of the guide's section, in order.
fn commands() -> impl Iterator<Item = &'static str> {
    let mut sections = GUIDE.split("\n## ");
    let section = sections.find(|section| section.starts_with(SECTION));
    let blocks = section.unwrap().split("```sh\n").skip(1);
    blocks.flat_map(|block| block.split("```").next().unwrap().lines())
}

/// An author's terminal.
struct Terminal {
    shell: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Terminal {
    /// In a folder with nothing in it but a checkout of Balai.
    fn open(folder: &Path) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        symlink(root.canonicalize().unwrap(), folder.join("balai")).unwrap();
        let bin = folder.join(".bin");
        std::fs::create_dir(&bin).unwrap();
        symlink(env!("CARGO_BIN_EXE_balai"), bin.join("balai")).unwrap();
        let path = std::env::var("PATH").unwrap();
        let mut shell = Command::new("bash")
            .current_dir(folder)
            .env("PATH", format!("{}:{path}", bin.display()))
            .env("XDG_CONFIG_HOME", folder.join(".config"))
            .env("CARGO_TARGET_DIR", builds("guide"))
            .env_remove("BALAI_SERVER")
            .env_remove("BALAI_KEY")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self {
            input: shell.stdin.take().unwrap(),
            output: BufReader::new(shell.stdout.take().unwrap()).lines(),
            shell,
        }
    }

    /// Types a command, and gives what it says. `seen` is told each line as it comes, and says whether to press Ctrl-C.
    async fn says(&mut self, command: &str, mut seen: impl AsyncFnMut(&str) -> bool) -> String {
        let typed = format!("exec 2>&1\n{command}\necho \"{ENDED}$?\"\n");
        self.input.write_all(typed.as_bytes()).await.unwrap();
        let mut said = String::new();
        loop {
            let line = self.output.next_line().await.unwrap().unwrap();
            if let Some(status) = line.strip_prefix(ENDED) {
                assert_eq!(status, "0", "{command}\n{said}");
                return said;
            }
            if seen(&line).await {
                self.interrupt();
            }
            said.push_str(&line);
            said.push('\n');
        }
    }

    /// Ctrl-C: what the shell runs hears of it.
    fn interrupt(&self) {
        let shell = self.shell.id().unwrap();
        let children = format!("/proc/{shell}/task/{shell}/children");
        let running = std::fs::read_to_string(children).unwrap();
        let kill = std::process::Command::new("kill")
            .args(["-INT", running.trim()])
            .status();
        assert!(kill.unwrap().success());
    }
}

/// Where cargo builds: kept for the next run of these tests.
fn builds(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// What the author sees of the page that `balai dev` serves, before and after they change a word; whether that is all.
async fn look(line: &str, source: &Path) -> bool {
    let built = line
        .strip_prefix("built in ")
        .and_then(|built| built.split_once("s: "));
    let Some((_, page)) = built else {
        return false;
    };
    let author = Visitor::at(page.strip_suffix(PAGE).unwrap());
    author.sign_in("sari", "/").await;
    let shown = author.get(PAGE).await;
    assert!(shown.text.contains("/dev/reload.js"));
    let text = std::fs::read_to_string(source).unwrap();
    if text.contains(AFTER) {
        shown.assert_says(AFTER);
        return true;
    }
    shown.assert_says(BEFORE);
    std::fs::write(source, text.replace(BEFORE, AFTER)).unwrap();
    false
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_leads_from_an_empty_folder_to_a_live_mini_app() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let checking = async {
        loop {
            hall.server
                .platform
                .check_waiting(&SHELL, None)
                .await
                .unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        () = Box::pin(follow(hall)) => {}
        () = Box::pin(checking) => unreachable!("it never ends"),
    }
}

async fn follow(hall: &Hall) {
    let wayan = Visitor::signed_in(&hall.server, "wayan").await;
    wayan.post("/role", &[("role", "staff")]).await;
    let sari = Visitor::signed_in(&hall.server, "sari").await;
    let folder = TempDir::new().unwrap();
    let source = folder.path().join("catatan/src/lib.rs");
    let mut terminal = Terminal::open(folder.path());
    let code = regex::Regex::new("^ +([2-9A-Z]{4}-[2-9A-Z]{4})$").unwrap();
    let mut typed = Vec::new();
    for command in commands() {
        let here = command.replace("https://balai.example", &hall.server.address);
        let said = terminal
            .says(&here, async |line| {
                if let Some(found) = code.captures(line) {
                    let fields = [("code", &found[1]), ("answer", "allow")];
                    wayan.post("/device", &fields).await;
                }
                look(line, &source).await
            })
            .await;
        // Where the guide says that others do their part.
        if command.starts_with("balai keys request") {
            let show = "balai keys show publisher.pem";
            let shown = terminal.says(show, async |_| false).await;
            let id = shown.lines().last().unwrap().trim_start_matches("id ");
            let enrol = ["keys", "enrol", id, "--key", "maya.pem"];
            hall.says("maya", &enrol).await;
        } else if command.starts_with("balai publish") {
            assert_eq!(sari.get(PAGE).await.status, 404);
            let approve = ["review", "approve", "kota-damai/catatan", "0.1.0"];
            let approve = [&approve[..], &["--key", "indah.pem"]].concat();
            hall.says("indah", &approve).await;
        } else if command.starts_with("balai dev") {
            assert!(said.contains("personal.get("), "{said}");
            assert!(said.ends_with("Balai has ended.\n"), "{said}");
        }
        typed.push(command.split(' ').take(2).collect::<Vec<_>>().join(" "));
    }
    for needed in ["new", "dev", "test", "check", "login", "publish", "rollout"] {
        let needed = format!("balai {needed}");
        assert!(typed.contains(&needed), "{needed} is not in the guide");
    }
    let page = sari.get(PAGE).await;
    page.assert_says(AFTER);

    // What she does is seen in the agency's log, by the agency.
    let mut answers = page.hidden();
    answers.push(("f.isi.0".to_owned(), "Beli susu".to_owned()));
    let kept = sari.post(&page.form_with("f.isi.0"), &answers).await;
    kept.assert_says("Catatan saya");
    let begun = Instant::now();
    let mut said = String::new();
    while !said.contains("info: a note was kept") {
        assert!(begun.elapsed() < Duration::from_secs(60), "{said}");
        said = terminal
            .says("balai logs kota-damai/catatan", async |_| false)
            .await;
    }
    assert!(!said.contains("Beli susu"), "{said}");
    let refused = hall.refuses("lia", &["logs", "kota-damai/catatan"]).await;
    assert!(refused.contains("read what its mini-apps log"), "{refused}");
    let log = "/registry/logs/kota-damai/catatan";
    let shown = wayan.get(log).await;
    shown.assert_says("info: a note was kept");
    let failures = wayan.get(&format!("{log}?show=failures")).await;
    failures.assert_says("Tidak ada apa-apa");
    let lia = Visitor::signed_in(&hall.server, "lia").await;
    lia.post("/role", &[("role", "staff")]).await;
    assert_eq!(lia.get(log).await.status, 403);

    // A panic is told with its message and its place.
    let text = std::fs::read_to_string(&source).unwrap();
    let (begins, panics) = (
        SHOW,
        format!("{SHOW}\n        assert!(request.path.is_empty(), \"salah ketik\");"),
    );
    std::fs::write(&source, text.replacen(begins, &panics, 1)).unwrap();
    let said = terminal.says("balai test . || true", async |_| false).await;
    assert!(said.contains("src/lib.rs:"), "{said}");
    assert!(said.contains("salah ketik"), "{said}");
}

#[test]
fn the_same_source_gives_the_same_digest_wherever_it_lies() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let sdk = root.join("plugin-sdk");
    let folder = TempDir::new().unwrap();
    let build = |place: &str, target: &str, more: &str| {
        let balai = |args: &[&str]| {
            let mut balai = std::process::Command::new(env!("CARGO_BIN_EXE_balai"));
            let balai = balai.args(args).current_dir(folder.path());
            let done = balai.env("CARGO_TARGET_DIR", builds(target)).output();
            let done = done.unwrap();
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert!(done.status.success(), "{said}");
        };
        let sdk = sdk.to_str().unwrap();
        balai(&["new", "kota-damai/catatan", place, "--sdk", sdk]);
        let manifest = folder.path().join(place).join("Cargo.toml");
        let asked = std::fs::read_to_string(&manifest).unwrap();
        std::fs::write(&manifest, asked + more).unwrap();
        let file = format!("{place}.wasm");
        balai(&["build", place, "--to", &file]);
        std::fs::read(folder.path().join(file)).unwrap()
    };
    let here = build("catatan", "guide", "");
    // Of a crate that is a library, too, cargo by itself makes another module: it is not joined to one unit.
    let library = "\n[lib]\ncrate-type = [\"cdylib\", \"rlib\"]\n";
    let there = build("deeper/in/another", "elsewhere", library);
    assert!(here == there, "two builds of one source differ");
    // No panic names a place of whoever built it.
    let home = std::env::var("HOME").unwrap();
    for place in [root.canonicalize().unwrap().to_str().unwrap(), &home] {
        let named = here
            .windows(place.len())
            .any(|bytes| bytes == place.as_bytes());
        assert!(!named, "{place} stands in the component");
    }
}
