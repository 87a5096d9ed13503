//! What the platform is compared with, and what measures it: installed once, under target/.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{process, system, workspace};

/// The version of the engine that the platform is built on.
const VERSION: &str = "48.0.8";

/// What `wasmtime serve` needs, and what is on by default and touches a request. Left out are other commands, other
/// compilers and other proposals.
const FEATURES: &str = "run,serve,cranelift,component-model,component-model-async,pooling-allocator,\
    parallel-compilation,threads,gc,gc-drc,backtrace";

/// A program from Debian's package of the same name.
pub fn require(program: &str) -> Result<()> {
    match system::find(&[program]) {
        Some(_) => Ok(()),
        None => system::install(&[program]),
    }
}

/// The `wasmtime` command; built where it is missing and wanted.
pub fn wasmtime(folder: &Path, wanted: bool) -> Result<PathBuf> {
    let root = folder.join("wasmtime").join(VERSION);
    let program = root.join("bin/wasmtime");
    if wanted && !program.is_file() {
        println!("building wasmtime {VERSION} to compare with (ten minutes, once)");
        let mut install = workspace::cargo();
        install.args(["install", "wasmtime-cli", "--version", VERSION, "--locked"]);
        install.args(["--no-default-features", "--features", FEATURES]);
        install.arg("--root").arg(&root);
        process::run(&mut install).context("the peer cannot be built")?;
    }
    Ok(program)
}
