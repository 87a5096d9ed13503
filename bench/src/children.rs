//! What runs in a process of its own: to be traced, to be pinned to a core, or to have memory of its own.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use axum::response::Html;
use axum::routing::get;
use axum::{Router, extract::State};
use clap::{Args, Subcommand};

use crate::bars::{documents, memory, scaling};
use crate::database::Kind;
use crate::measure::executor;

/// Called by the bench itself.
#[derive(Subcommand)]
pub enum Child {
    /// Makes calls, one after the other.
    Calls {
        #[command(flatten)]
        of: Guest,
        /// How many.
        #[arg(long)]
        count: u32,
    },
    /// Tells the statements that the host runs for a document.
    Statements {
        /// In which database.
        #[arg(long)]
        database: Kind,
        #[command(flatten)]
        of: Guest,
    },
    /// Tells the memory that is held after so many mini-apps.
    Memory {
        #[command(flatten)]
        of: Guest,
        /// How many.
        #[arg(long, value_delimiter = ',')]
        counts: Vec<u32>,
    },
    /// Serves one page from memory.
    Fixed {
        /// Where.
        #[arg(long)]
        listen: SocketAddr,
        /// The file with the page.
        #[arg(long)]
        page: PathBuf,
    },
}

/// A guest, and the folder that is kept from run to run.
#[derive(Args)]
pub struct Guest {
    /// As of the run.
    #[arg(long)]
    scratch: PathBuf,
    /// The component file.
    #[arg(long)]
    guest: PathBuf,
}

impl Child {
    /// Does it.
    pub fn run(self) -> Result<()> {
        match self {
            Self::Calls { of, count } => scaling::calls(&of.scratch, &of.guest, count),
            Self::Statements { database, of } => {
                documents::statements(database, &of.scratch, &of.guest)
            }
            Self::Memory { of, counts } => memory::held(&of.scratch, &of.guest, &counts),
            Self::Fixed { listen, page } => fixed(listen, &page),
        }
    }
}

/// As little as a server can do for a page.
fn fixed(listen: SocketAddr, page: &std::path::Path) -> Result<()> {
    let html = std::fs::read_to_string(page)
        .with_context(|| format!("{} cannot be read", page.display()))?;
    let html: &'static str = html.leak();
    let answer = async |State(html): State<&'static str>| Html(html);
    let router = Router::new().route("/", get(answer)).with_state(html);
    executor(1)?.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await?;
        Ok(axum::serve(listener, router).await?)
    })
}
