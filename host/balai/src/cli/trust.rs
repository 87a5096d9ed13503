//! `balai trust`: who enrols keys, as the root says.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use balai::api::registry::Signed;
use clap::Subcommand;
use trust::{Envelope, PublicKey, TrustList};

use super::{keys, remote::Remote};

/// What is done with the list.
#[derive(Subcommand)]
pub enum Command {
    /// Sign a list of registrars with the root's key. To be done on a machine that is offline.
    #[command(after_help = "Examples:\n  \
        balai trust sign --root root.pem --version 1 --registrar ed25519:… --to trust-1.json")]
    Sign {
        /// The root's key.
        #[arg(long)]
        root: PathBuf,
        /// 1 for the first list, one more for each that follows.
        #[arg(long)]
        version: u64,
        /// The public key of somebody who enrols others; once for each.
        #[arg(long, required = true)]
        registrar: Vec<PublicKey>,
        /// Where the list is written.
        #[arg(long)]
        to: PathBuf,
    },
    /// Bring a list that the root has signed.
    #[command(after_help = "Examples:\n  balai trust send trust-1.json")]
    Send {
        #[command(flatten)]
        remote: Remote,
        /// As `balai trust sign` wrote it.
        list: PathBuf,
    },
}

/// Does it.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::Sign {
            root,
            version,
            registrar,
            to,
        } => {
            let list = TrustList {
                version,
                registrars: registrar,
            };
            let envelope = Envelope::seal(&list, &keys::read(&root)?)?;
            fs::write(&to, serde_json::to_string_pretty(&envelope)?)
                .with_context(|| format!("{} cannot be written", to.display()))?;
            println!(
                "{} names {} registrars",
                to.display(),
                list.registrars.len()
            );
        }
        Command::Send { remote, list } => {
            let name = list.display();
            let text =
                fs::read_to_string(&list).with_context(|| format!("{name} cannot be read"))?;
            let envelope = serde_json::from_str(&text).with_context(|| {
                format!("{name} is no list; hint: `balai trust sign` makes one")
            })?;
            let client = remote.connect().await?;
            client
                .send_off("/registry/trust-lists", &Signed { envelope })
                .await?;
            println!("{name} is in force");
        }
    }
    Ok(())
}
