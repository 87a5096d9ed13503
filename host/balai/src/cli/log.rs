//! `balai log`: auditing the transparency log, from a platform or from a copy, without trusting either.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use balai::follow;
use clap::{Args, Subcommand};
use trust::{Entry, Frontier, Ledger, LogKey, PublicKey, Resource, TILE_WIDTH};

use super::Settings;

/// What is done with the log.
#[derive(Subcommand)]
pub enum Command {
    /// Go through a log from its first entry: its tree, its checkpoint, and every rule of who may do what.
    #[command(after_help = "Examples:\n  \
        balai log verify https://balai.example/log --key 'balai.example/log+1c2d…' --root ed25519:…\n  \
        balai log verify ./copy-of-the-log --key 'balai.example/log+1c2d…' --root ed25519:…")]
    Verify(Box<Verify>),
    /// The key by which others check this platform's log.
    #[command(after_help = "Examples:\n  balai log key --config balai.toml")]
    Key(Settings),
    /// Let this node forget how much of the log it has seen, as after the database was restored from a backup on purpose.
    #[command(after_help = "Examples:\n  balai log forget --config balai.toml")]
    Forget(Settings),
}

/// Which log, and whom one believes.
#[derive(Args)]
pub struct Verify {
    /// The address of a log, or a folder with a copy of it.
    from: String,
    /// The key that signs its checkpoints, as `balai log key` prints it.
    #[arg(long)]
    key: LogKey,
    /// The public key of the root.
    #[arg(long)]
    root: PublicKey,
}

/// Does it.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::Verify(asked) => verify(&asked.from, &asked.key, asked.root).await,
        Command::Key(settings) => {
            let signer = settings.read()?.log_signer()?;
            let signer =
                signer.context("this platform has no log; hint: [trust] in its settings")?;
            println!("{}", signer.key());
            Ok(())
        }
        Command::Forget(settings) => {
            let forgotten = follow::forget(&settings.read()?.data.dir)?;
            println!(
                "{}",
                if forgotten {
                    "This node expects nothing of the log any more."
                } else {
                    "This node had not seen a log yet."
                }
            );
            Ok(())
        }
    }
}

/// Where a log is read from.
enum Source {
    Address(reqwest::Client, String),
    Folder(PathBuf),
}

impl Source {
    fn of(from: &str) -> Self {
        if from.starts_with("https://") || from.starts_with("http://") {
            Self::Address(
                reqwest::Client::new(),
                from.trim_end_matches('/').to_owned(),
            )
        } else {
            Self::Folder(PathBuf::from(from))
        }
    }

    async fn read(&self, path: &str) -> Result<Vec<u8>> {
        match self {
            Self::Address(http, base) => {
                let address = format!("{base}/{path}");
                let answer = http.get(&address).send().await?.error_for_status()?;
                Ok(answer.bytes().await?.to_vec())
            }
            Self::Folder(folder) => {
                let file = folder.join(path);
                fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))
            }
        }
    }
}

async fn verify(from: &str, key: &LogKey, root: PublicKey) -> Result<()> {
    let source = Source::of(from);
    let note = source.read("checkpoint").await?;
    let head = key.open(&note).context("checkpoint")?;
    let (mut tree, mut ledger) = (Frontier::default(), Ledger::new(root));
    let mut breaches = Vec::new();
    while tree.size() < head.size {
        let bundle = Resource::Entries {
            number: tree.size() / TILE_WIDTH,
            width: (head.size - tree.size()).min(TILE_WIDTH),
        };
        let path = bundle.path();
        let bytes = source.read(&path).await?;
        for entry in trust::entries(&bytes).with_context(|| path.clone())? {
            let number = tree.size();
            tree.push(entry);
            let said = Entry::from_bytes(entry).with_context(|| format!("entry {number}"))?;
            if let Err(breach) = ledger.apply(&said) {
                breaches.push(format!("entry {number}: {breach}"));
            }
        }
    }
    if tree.root() != head.root {
        bail!(
            "the entries are not those of the checkpoint: somebody changed one of them, or shows another log; hint: keep \
             this copy, and compare it with another auditor's"
        );
    }
    println!(
        "{} entries, and the checkpoint holds over all of them",
        head.size
    );
    for breach in &breaches {
        println!("BREACH  {breach}");
    }
    if breaches.is_empty() {
        println!("No rule is broken.");
        return Ok(());
    }
    bail!(
        "{} entries break a rule, and have no effect on any node",
        breaches.len()
    )
}
