//! `cargo xtask node`: the program that a node runs. It is built twice: once so that it counts what it does, while it is asked
//! for pages, and again by what was counted ([profile-guided
//! optimisation](https://doc.rust-lang.org/rustc/profile-guided-optimization.html)): what is done often stands together
//! and is fast, what is done seldom is out of the way.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use clap::Args;

use crate::{guests, process, workspace};

/// The profile of cargo, for both; the bench is built in it, too.
pub const PROFILE: &str = "node";
/// Counts are put in before the program is joined to one unit, so what counts need not be joined. By flags, as another profile of
/// cargo's would give all functions other names.
const UNJOINED: [&str; 2] = ["-Clto=off", "-Clinker-plugin-lto=off"];
/// Seconds for each kind of page.
const SECONDS: u8 = 5;

/// Builds `balai` as a node runs it, and says where it is.
#[derive(Args)]
#[command(
    after_help = "It is built twice, the second time by what the first one counted while it was asked for pages: an hour on \
    two cores, and 12 GiB of memory. What was counted is kept, so the next time takes less than half of that.\n\n\
    Examples:\n  \
    cargo xtask node              build it\n  \
    cargo xtask node --again      count anew, as after larger changes: old counts are of the code as it was"
)]
pub struct Node {
    /// Count anew, also where that was done before.
    #[arg(long)]
    again: bool,
}

impl Node {
    /// Builds it.
    pub fn run(&self) -> Result<()> {
        println!("{}", build(self.again)?.display());
        Ok(())
    }
}

/// Builds `balai` by what was counted; counts before, where that was not done yet, or `again`. Gives the program.
pub fn build(again: bool) -> Result<PathBuf> {
    let folder = workspace::target()?.join("counted");
    // Another compiler does not understand it.
    let compiler = rustc(&["--version"])?.replace(' ', "-");
    let profile = folder.join(format!("{compiler}.profdata"));
    if again || !profile.is_file() {
        count(&folder, &profile)?;
    } else if let commits @ 1.. = commits_since(&profile)? {
        println!(
            "commits to the code since it was counted: {commits}; hint: `cargo xtask node --again` counts anew"
        );
    }
    println!("building by what was counted");
    let by = format!("-Cprofile-use={}", profile.display());
    compile(&folder.join("build"), &[&by])
}

/// Commits to what a node is made of since a file was written.
fn commits_since(file: &Path) -> Result<u32> {
    let written = fs::metadata(file).and_then(|about| about.modified());
    let written = written.with_context(|| format!("{} cannot be read", file.display()))?;
    let since = written.duration_since(UNIX_EPOCH)?.as_secs();
    let mut git = Command::new("git");
    git.args(["rev-list", "--count", &format!("--since={since}"), "HEAD"]);
    git.args(["--", "host", "Cargo.lock"]);
    let count = process::output(git.current_dir(workspace::root()))?;
    Ok(count.trim().parse()?)
}

/// Builds a node that counts, asks it for pages, and writes what it counted.
fn count(folder: &Path, profile: &Path) -> Result<()> {
    let llvm_profdata = llvm_profdata()?;
    let raw = folder.join("raw");
    println!("building a node that counts what it does");
    let into = format!("-Cprofile-generate={}", raw.display());
    let flags = [&[into.as_str()], UNJOINED.as_slice()].concat();
    let counting = compile(&folder.join("counting"), &flags)?;
    let bench = workspace::target()?.join("bench");
    let guests = guests::build(&bench, false)?;
    process::run(workspace::cargo().args(["build", "--package", "bench"]))?;

    println!("asking it for pages");
    remove(&raw)?;
    let mut train = Command::new(workspace::target()?.join("debug/bench"));
    train.arg("train").arg("--balai").arg(counting);
    train.arg("--guests").arg(guests);
    train.arg("--scratch").arg(bench.join("scratch"));
    train.args(["--seconds", &SECONDS.to_string()]);
    process::run(&mut train)?;

    let merged = folder.join("merged");
    let mut merge = Command::new(llvm_profdata);
    merge.args(["merge", "--output"]).arg(&merged).arg(&raw);
    process::run(&mut merge)?;
    // It was built by other counts, and cargo does not look into the file that a flag names.
    remove(&folder.join("build"))?;
    fs::rename(&merged, profile).with_context(|| format!("{} cannot be written", profile.display()))
}

/// Builds `balai` for this machine with more flags; what runs only while it is built is not given it, as a target is
/// named. Gives the program.
fn compile(into: &Path, flags: &[&str]) -> Result<PathBuf> {
    let host = rustc(&["--print", "host-tuple"])?;
    let mut cargo = workspace::cargo();
    cargo.args([
        "build",
        "--locked",
        "--profile",
        PROFILE,
        "--package",
        "balai",
    ]);
    cargo
        .args(["--target", &host])
        .arg("--target-dir")
        .arg(into);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    process::run(&mut cargo)?;
    Ok(into.join(host).join(PROFILE).join("balai"))
}

/// The toolchain's own program that adds counts up; a part of it that rustup brings.
fn llvm_profdata() -> Result<PathBuf> {
    let libraries = PathBuf::from(rustc(&["--print", "target-libdir"])?);
    let program = libraries.with_file_name("bin").join("llvm-profdata");
    if !program.is_file() {
        println!("installing llvm-tools");
        let mut rustup = Command::new("rustup");
        rustup.args(["component", "add", "llvm-tools"]);
        process::run(rustup.current_dir(workspace::root()))
            .context("hint: install llvm-tools of this toolchain")?;
    }
    Ok(program)
}

fn rustc(args: &[&str]) -> Result<String> {
    let mut rustc = Command::new("rustc");
    let said = process::output(rustc.args(args).current_dir(workspace::root()))?;
    Ok(said.trim().to_owned())
}

/// Removes a folder that need not be there.
fn remove(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", path.display()))
        }
        _ => Ok(()),
    }
}
