//! The child that compiles, before it has read anything: what it has given up by then.

use std::fs;
use std::process::{Command, Stdio};

/// What stands in a file of `/proc` after this name.
fn told(file: &str, name: &str) -> String {
    let text = fs::read_to_string(file).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_default().trim().to_owned()
}

/// The numbers, in order.
fn descriptors_of(proc: &str) -> Vec<String> {
    let open = fs::read_dir(format!("{proc}/fd")).unwrap();
    let mut open: Vec<String> = open
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    open.sort();
    open
}

/// Whether it is one that this process was given by whoever runs the tests, and gives to all its children.
fn is_handed_down(descriptor: &str) -> bool {
    const CLOSED_ON_EXEC: u32 = 0o2_000_000;
    let info = format!("/proc/self/fdinfo/{descriptor}");
    let standard = ["0", "1", "2"].contains(&descriptor);
    !standard && fs::exists(&info).unwrap() && {
        let flags = u32::from_str_radix(&told(&info, "flags:"), 8).unwrap();
        flags & CLOSED_ON_EXEC == 0
    }
}

#[test]
fn it_has_three_descriptors_and_gets_no_other() {
    let task = serde_json::json!({
        "digest": "0".repeat(64),
        "cpu_seconds": 10,
        "memory_bytes": 1 << 30,
        "compatibility": "",
    });
    let mut child = Command::new(env!("CARGO_BIN_EXE_compile-worker"))
        .arg(task.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let proc = format!("/proc/{}", child.id());
    let descriptors = || told(&format!("{proc}/limits"), "Max open files");
    // It waits for its input, which never comes; until then nothing else can be told to it.
    while !descriptors().starts_with("0 ") {
        assert!(child.try_wait().unwrap().is_none(), "it ended");
        std::thread::yield_now();
    }
    let status = format!("{proc}/status");
    assert_eq!(told(&status, "NoNewPrivs:"), "1");
    assert_eq!(told(&status, "Threads:"), "1");
    let mut own = descriptors_of(&proc);
    own.retain(|descriptor| !is_handed_down(descriptor));
    assert_eq!(own, ["0", "1", "2"]);
    drop(child.stdin.take());
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success());
    let said = String::from_utf8(ended.stdout).unwrap();
    assert!(said.ends_with('\n'), "{said}");
    assert!(said.contains("refused"), "{said}");
}
