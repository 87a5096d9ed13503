//! `cargo xtask demo`: from a clone to the first page.

mod people;

use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use rustix::process::Signal;
use toml::Value;

use people::People;

use crate::process::{self, Running};
use crate::{build_plugins, workspace};

/// How long the platform may take to be ready, and how often it is asked.
const PATIENCE: Duration = Duration::from_secs(60);
const INTERVAL: Duration = Duration::from_millis(100);

/// Data is kept under var/demo from one start to the next. Ctrl-C stops.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask demo\n  \
    cargo xtask demo --port 9000 --open\n  \
    cargo xtask demo --reset          forget what was entered before")]
pub struct Demo {
    /// The port on this machine.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Open the first page in the browser.
    #[arg(long)]
    open: bool,
    /// Delete the demo's data first.
    #[arg(long)]
    reset: bool,
}

impl Demo {
    /// Builds, installs and serves until it is stopped.
    pub fn run(&self) -> Result<()> {
        let folder = workspace::root().join("var/demo");
        let _lock = lock(&folder)?;
        self.require_free_port()?;
        if self.reset && folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("{} cannot be deleted", folder.display()))?;
        }

        step(
            1,
            "build the platform (minutes the first time, then seconds)",
        );
        process::run(workspace::cargo().args(["build", "--package", "balai"]))?;
        step(2, "build the mini-apps");
        let miniapps = build_plugins::build()?;
        step(3, "prepare keys and database");
        let people = People::with_keys(&folder, self.url())?;
        let config = self.configure(&folder, &people)?;
        process::run(&mut balai("migrate", &config)?)?;
        step(4, "start");
        let mut server = Running::start(&mut balai("serve", &config)?, Signal::TERM)?;
        self.wait_until_ready(&mut server)?;
        step(
            5,
            "bring the mini-apps to everybody, through checks and review",
        );
        people.curate(&miniapps)?;
        println!("Everything is there: {}", self.url());
        println!("Ctrl-C stops.");
        if self.open {
            open_browser(self.url());
        }
        let status = server.wait()?;
        bail!("the platform ended by itself ({status})")
    }

    fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// By its name: browsers keep passkeys for names only.
    fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Before anything is built, not minutes later.
    fn require_free_port(&self) -> Result<()> {
        TcpListener::bind(self.address()).with_context(|| {
            let other = self.port.checked_add(1).unwrap_or(8080);
            format!(
                "port {} cannot be used\nhint: cargo xtask demo --port {other}",
                self.port
            )
        })?;
        Ok(())
    }

    fn configure(&self, folder: &Path, people: &People) -> Result<PathBuf> {
        let quoted = |text: String| Value::String(text).to_string();
        let database = folder.join("balai.sqlite");
        let data = folder.join("data");
        let config = format!(
            "# Written by `cargo xtask demo`.\n\
             mode = \"development\"\n\
             listen = {listen}\n\
             public-url = {url}\n\
             \n\
             [database]\n\
             url = {database}\n\
             \n\
             [data]\n\
             dir = {data}\n\
             \n\
             [trust]\n\
             root = {root}\n\
             log-key = {log_key}\n",
            root = quoted(people.root()?),
            log_key = quoted(people.log_key().display().to_string()),
            listen = quoted(self.address().to_string()),
            url = quoted(self.url()),
            database = quoted(format!("sqlite://{}", database.display())),
            data = quoted(data.display().to_string()),
        );
        let file = folder.join("balai.toml");
        fs::create_dir_all(&data)
            .and_then(|()| fs::write(&file, config))
            .with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(file)
    }

    fn wait_until_ready(&self, server: &mut Running) -> Result<()> {
        let tries = PATIENCE.as_millis() / INTERVAL.as_millis();
        for _ in 0..tries {
            if let Some(status) = server.ended()? {
                bail!("the platform did not start ({status})");
            }
            if is_ready(self.address()) {
                return Ok(());
            }
            process::pause(INTERVAL)?;
        }
        bail!("the platform is not ready after {PATIENCE:?}")
    }
}

fn step(number: u8, what: &str) {
    println!("[{number}/5] {what}");
}

/// Nobody waits for the browser: some openers end only with it. The demo runs on without one.
fn open_browser(url: String) {
    thread::spawn(move || {
        if !process::succeeds(Command::new("xdg-open").arg(&url)) {
            println!("No browser could be opened by `xdg-open`: open {url} in yours.");
        }
    });
}

fn balai(command: &str, config: &Path) -> Result<Command> {
    let mut balai = Command::new(workspace::balai()?);
    balai.arg(command).arg("--config").arg(config);
    Ok(balai)
}

/// Two servers on one SQLite file would not hear of each other's changes. The lock ends with this
/// process.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.with_extension("lock");
    let opened = path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| File::create(&path));
    let lock = opened.with_context(|| format!("{} cannot be written", path.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => bail!("another `cargo xtask demo` of this clone runs"),
        Err(TryLockError::Error(error)) => Err(error).context("the demo's folder cannot be locked"),
    }
}

/// Asks `/readyz`. Whatever goes wrong means "not yet".
fn is_ready(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut connection = TcpStream::connect_timeout(&address, INTERVAL)?;
        connection.set_read_timeout(Some(PATIENCE))?;
        write!(
            connection,
            "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200 "))
}
