//! A database of the bench's own: a file, or one on a server.

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use tempfile::TempDir;

/// Names a server, as a user who may create databases. No argument, as those can be read by others on the machine.
const SERVER: &str = "BALAI_BENCH_POSTGRES";

/// What a node can keep its data in.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Kind {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// An empty database. A file ends with it; one on a server ends with the server, which is the bench's too.
pub struct Database {
    url: String,
    _folder: Option<TempDir>,
}

impl Database {
    /// A new one.
    pub async fn new(kind: Kind) -> Result<Self> {
        match kind {
            Kind::Sqlite => Self::file(),
            Kind::Postgres => {
                let server = std::env::var(SERVER).with_context(|| {
                    format!("{SERVER} is not set; hint: run `cargo xtask bench`")
                })?;
                Self::on(server.parse()?).await
            }
        }
    }

    /// A file.
    pub fn file() -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder could be made")?;
        Ok(Self {
            url: format!("sqlite://{}", folder.path().join("node.sqlite").display()),
            _folder: Some(folder),
        })
    }

    async fn on(server: PgConnectOptions) -> Result<Self> {
        let name = format!("bench_{}", std::process::id());
        let mut connection = server.connect().await?;
        // The name is made of letters, digits and "_" alone.
        let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(create).execute(&mut connection).await?;
        connection.close().await?;
        Ok(Self {
            url: server.database(&name).to_url_lossy().into(),
            _folder: None,
        })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }
}
