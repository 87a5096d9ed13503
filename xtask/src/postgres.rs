//! A PostgreSQL of the tests' and the bench's own, in a folder and on a port of its own.
//!
//! Never a server that happens to run. It is durable as in production (`fsync` stays on), since
//! tests kill the platform in the middle of writes. It stops when the guard is dropped, and also
//! when xtask is killed.

mod programs;

use std::fs::{self, File, Permissions};
use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::{ChildStderr, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use tempfile::TempDir;

use crate::process::Running;
use crate::system;

/// The superuser that they connect as.
const USER: &str = "balai";
/// More than the pools of all tests that run at once.
const MAX_CONNECTIONS: u16 = 300;

/// A running server.
pub struct Postgres {
    url: String,
    // The order matters: the server stops before its folder goes.
    _server: Running,
    _folder: TempDir,
}

impl Postgres {
    /// Creates a cluster and starts its server; returns when it accepts connections.
    pub fn start() -> Result<Self> {
        Self::started(None)
    }

    /// The same, with this core alone for the server.
    pub fn start_on(core: u16) -> Result<Self> {
        Self::started(Some(core))
    }

    fn started(core: Option<u16>) -> Result<Self> {
        let programs = programs::find_or_install()?;
        let account = Account::choose()?;
        let folder = tempfile::Builder::new()
            .prefix("balai-postgres-")
            .permissions(Permissions::from_mode(0o700))
            .tempdir()
            .context("no temporary folder for PostgreSQL")?;
        let password = password()?;
        let password_file = folder.path().join("password");
        fs::write(&password_file, &password).context("PostgreSQL's folder cannot be written")?;
        for path in [folder.path(), &password_file] {
            account.give(path)?;
        }

        let data = folder.path().join("data");
        let initialised = account
            .command(&programs.join("initdb"), folder.path(), None)
            .arg("--pgdata")
            .arg(&data)
            .arg("--pwfile")
            .arg(&password_file)
            .args(["--username", USER, "--auth", "scram-sha-256"])
            // Both databases order text alike only in the C locale.
            .args(["--locale", "C", "--encoding", "UTF8"])
            .args(["--no-sync", "--no-instructions"])
            .output()
            .context("`initdb` cannot be started")?;
        if !initialised.status.success() {
            let reason = String::from_utf8_lossy(&initialised.stderr);
            bail!("`initdb` failed: {}", reason.trim());
        }

        let port = free_port()?;
        let mut server = Running::start(
            account
                .command(&programs.join("postgres"), folder.path(), core)
                .arg("-D")
                .arg(&data)
                .arg("-k")
                .arg(folder.path())
                .args(["-h", "127.0.0.1", "-p", &port.to_string()])
                .args(["-N", &MAX_CONNECTIONS.to_string()])
                .stdin(Stdio::null())
                .stderr(Stdio::piped()),
            // "Fast": it does not wait for clients that are still connected.
            Signal::INT,
        )?;
        let log = server.child().stderr.take();
        wait_until_ready(log.context("PostgreSQL's log cannot be read")?)?;
        Ok(Self {
            url: format!("postgres://{USER}:{password}@127.0.0.1:{port}/postgres"),
            _server: server,
            _folder: folder,
        })
    }

    /// Where a superuser connects; each test creates a database of its own from there, as does the bench.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Reads the server's log until it says that it accepts connections, and drops the rest, which
/// must be read so that the server never waits on a full pipe.
fn wait_until_ready(log: ChildStderr) -> Result<()> {
    let mut log = BufReader::new(log);
    let mut seen = String::new();
    while !seen.contains("ready to accept connections") {
        if log.read_line(&mut seen).context("PostgreSQL's log")? == 0 {
            bail!("PostgreSQL did not start: {}", seen.trim());
        }
    }
    thread::spawn(move || io::copy(&mut log, &mut io::sink()));
    Ok(())
}

/// PostgreSQL takes a port by number only, so another process can take it in between; it is then
/// told so by the server's log.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

/// Other users of this machine can reach the port, and a superuser of the database can run
/// programs.
fn password() -> Result<String> {
    let mut random = [0; 16];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut random))
        .context("the system gives no randomness")?;
    Ok(hex::encode(random))
}

/// Who runs the server: PostgreSQL refuses root.
enum Account {
    /// The user that runs xtask.
    Own,
    /// An unprivileged one.
    Other { name: String, uid: u32, gid: u32 },
}

impl Account {
    fn choose() -> Result<Self> {
        if !system::is_root() {
            return Ok(Self::Own);
        }
        let accounts = fs::read_to_string("/etc/passwd").context("/etc/passwd cannot be read")?;
        let account = ["postgres", "nobody"]
            .iter()
            .find_map(|wanted| accounts.lines().find_map(|line| Self::parse(line, wanted)));
        account.context("there is neither an account `postgres` nor `nobody`")
    }

    /// A line is `name:password:uid:gid:…`.
    fn parse(line: &str, wanted: &str) -> Option<Self> {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| *name == wanted)?.to_owned();
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Self::Other { name, uid, gid })
    }

    fn give(&self, path: &Path) -> Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other { name, uid, gid } => chown(path, Some(*uid), Some(*gid))
                .with_context(|| format!("{} cannot be given to {name}", path.display())),
        }
    }

    /// `program` as this account, on one core or all; the kernel ends it when xtask dies without a word.
    fn command(&self, program: &Path, folder: &Path, core: Option<u16>) -> Command {
        let mut command = Command::new("setpriv");
        if let Some(core) = core {
            command = Command::new("taskset");
            command.args(["--cpu-list", &core.to_string(), "setpriv"]);
        }
        command.args(["--pdeathsig", "INT"]).current_dir(folder);
        if let Self::Other { uid, gid, .. } = self {
            command.args(["--clear-groups", "--reuid", &uid.to_string()]);
            command.args(["--regid", &gid.to_string()]);
        }
        command.arg("--").arg(program);
        command
    }
}
