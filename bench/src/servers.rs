//! Servers under load: each a process of its own, on the core that is the servers', listening on a port of its own.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::node::Node;
use crate::setting::Setting;

/// Which cores a server has.
#[derive(Debug, Clone, Copy)]
pub enum Cores {
    /// The first one; the load comes from the others.
    First,
    /// All that there are.
    All,
}

/// A running server; it ends with this value.
pub struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(mut command: Command, address: SocketAddr) -> Result<Self> {
        let name = format!("{command:?}");
        let child = command
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        let mut server = Self { child, address };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.child.try_wait()? {
                bail!("{name} ended ({status})");
            }
            if begun.elapsed() > Duration::from_secs(60) {
                bail!("{name} does not listen");
            }
            pause(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// Such as `http://127.0.0.1:8080`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nobody to tell.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

/// The bytes of one page, from memory.
pub fn fixed(page: &Path) -> Result<Server> {
    let address = free_address()?;
    let own = std::env::current_exe().context("bench cannot tell where it runs from")?;
    let mut command = on(Cores::First, &own);
    command
        .args(["child", "fixed", "--listen", &address.to_string(), "--page"])
        .arg(page);
    Server::start(command, address)
}

/// `wasmtime serve`, with these options on top of its defaults.
pub fn wasmtime(setting: &Setting, options: &[&str]) -> Result<Server> {
    let address = free_address()?;
    let program = setting.wasmtime.as_ref().context("--wasmtime is missing")?;
    let mut command = on(Cores::First, program);
    command.args(["serve", "--addr", &address.to_string(), "-S", "cli"]);
    command.args(options).arg(setting.guest("bench-page-http"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    Server::start(command, address)
}

/// `balai serve`, with a database of its own and these mini-apps.
pub struct Balai {
    server: Server,
    folder: TempDir,
}

impl Balai {
    /// Migrates, installs and serves. `settings` are further lines of the file of settings.
    pub fn start(
        setting: &Setting,
        cores: Cores,
        mini_apps: &[PathBuf],
        settings: &str,
    ) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder could be made")?;
        let address = free_address()?;
        let config = folder.path().join("balai.toml");
        let quoted = |path: &Path| format!("{:?}", path.display().to_string());
        let text = format!(
            "mode = \"development\"\nlisten = \"{address}\"\npublic-url = \"http://{address}\"\n\
             [database]\nurl = {}\n[data]\ndir = {}\n[runtime]\ncache-dir = {}\n{settings}",
            quoted(Path::new(&format!(
                "sqlite://{}",
                folder.path().join("balai.sqlite").display()
            ))),
            quoted(&folder.path().join("data")),
            quoted(&setting.scratch.join("native")),
        );
        fs::write(&config, text)
            .with_context(|| format!("{} cannot be written", config.display()))?;
        let log =
            File::create(setting.scratch.join("balai.log")).context("the log cannot be written")?;
        let balai = |program: &Path, command: &str, cores| {
            let mut balai = on(cores, program);
            balai
                .arg(command)
                .arg("--config")
                .arg(&config)
                .stdout(Stdio::null());
            // What it says of the hostile ones is long; the last run's is kept.
            balai.stderr(log.try_clone()?);
            anyhow::Ok(balai)
        };
        done(&mut balai(&setting.balai, "migrate", Cores::All)?)?;
        if !mini_apps.is_empty() {
            let data = folder.path().join("data");
            try_out(
                &folder.path().join("balai.sqlite"),
                &data,
                setting,
                mini_apps,
            )?;
        }
        Ok(Self {
            server: Server::start(balai(&setting.balai, "serve", cores)?, address)?,
            folder,
        })
    }

    /// Such as `http://127.0.0.1:8080`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The address of its database.
    pub fn database(&self) -> String {
        let file = self.folder.path().join("balai.sqlite");
        format!("sqlite://{}", file.display())
    }
}

/// Gives mini-apps to everybody where nothing is curated: what is measured is the serving, and not the registry. On a thread
/// and executor of its own, as some who start a server run on one already.
fn try_out(database: &Path, data: &Path, setting: &Setting, mini_apps: &[PathBuf]) -> Result<()> {
    let install = || {
        let executor = tokio::runtime::Runtime::new().context("no thread could be started")?;
        executor.block_on(async {
            let node = Node::over(database, &setting.scratch, &data.join("components")).await?;
            for file in mini_apps {
                node.install(file).await?;
            }
            anyhow::Ok(())
        })
    };
    std::thread::scope(|scope| scope.spawn(install).join())
        .map_err(|_| anyhow::anyhow!("the mini-apps could not be tried out"))?
}

fn done(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{command:?} cannot be started"))?;
    if !status.success() {
        bail!("{command:?} failed ({status})");
    }
    Ok(())
}

/// A program that is bound to cores; `taskset` does it before the program looks how many there are.
pub fn on(cores: Cores, program: &Path) -> Command {
    let mut command = match cores {
        Cores::All => Command::new(program),
        Cores::First => {
            let mut taskset = Command::new("taskset");
            taskset.args(["--cpu-list", "0"]).arg(program);
            taskset
        }
    };
    // As the operators' guide says: capturing them is measured, not wanted.
    command
        .env("RUST_LIB_BACKTRACE", "0")
        .env("RUST_LOG", "warn");
    command
}

fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr()?)
}

/// Waits; only while a server starts, never within what is measured.
fn pause(time: Duration) {
    std::thread::park_timeout(time);
}
