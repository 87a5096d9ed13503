//! `balai keys`: keys of publishers and reviewers, from their making to their end.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use balai::api::registry::{KeyRequests, Keys, Signed};
use clap::{ArgGroup, Subcommand};
use jiff::{SignedDuration, Timestamp};
use trust::{AgencyRule, Enrolment, Envelope, Holder, Revocation, SecretKey};

use super::{
    remote::{Remote, own_name},
    terminal::moment,
};

/// What is done with keys.
#[derive(Subcommand)]
pub enum Command {
    /// Make a key: a file that only you read. Its public part is printed.
    #[command(after_help = "Examples:\n  balai keys new publisher.pem")]
    New {
        /// Where it is written; nothing may be there.
        file: PathBuf,
    },
    /// The public part of a key.
    #[command(after_help = "Examples:\n  balai keys show publisher.pem")]
    Show {
        /// A key that `balai keys new` made.
        file: PathBuf,
    },
    /// Ask a registrar to enrol a key of yours; its own signature proves that you have it.
    #[command(
        group(ArgGroup::new("holder").required(true)),
        after_help = "Examples:\n  \
            balai keys request publisher.pem --agency kota-damai\n  \
            balai keys request reviewer.pem --reviewer --days 90"
    )]
    Request {
        #[command(flatten)]
        remote: Remote,
        /// Your key.
        file: PathBuf,
        /// To sign releases of this agency.
        #[arg(long, group = "holder")]
        agency: Option<String>,
        /// To sign decisions about releases.
        #[arg(long, group = "holder")]
        reviewer: bool,
        /// For so many days.
        #[arg(long, default_value_t = 365)]
        days: u32,
    },
    /// The keys that wait for a registrar.
    #[command(after_help = "Examples:\n  balai keys waiting")]
    Waiting {
        #[command(flatten)]
        remote: Remote,
    },
    /// Enrol a key that was asked for, in a registrar's signature.
    #[command(after_help = "Examples:\n  \
        balai keys enrol 5f2c9d… --key registrar.pem")]
    Enrol {
        #[command(flatten)]
        remote: Remote,
        /// The id of the key, or how it begins.
        id: String,
        /// The registrar's own key.
        #[arg(long)]
        key: PathBuf,
    },
    /// The keys that you may see, and whether they sign.
    #[command(after_help = "Examples:\n  balai keys list")]
    List {
        #[command(flatten)]
        remote: Remote,
    },
    /// Say how many persons of an agency must sign its releases: as many sign this as the rule before demands.
    #[command(after_help = "Examples:\n  \
        balai keys rule kota-damai --publishers 2 --key publisher.pem\n  \
        balai keys rule kota-damai --publishers 1 --key publisher.pem --key second.pem")]
    Rule {
        #[command(flatten)]
        remote: Remote,
        /// Whose releases.
        agency: String,
        /// 1 or 2.
        #[arg(long)]
        publishers: u8,
        /// A key enrolled for the agency; once for each person who signs.
        #[arg(long, required = true)]
        key: Vec<PathBuf>,
    },
    /// Revoke a key: what it signed from a moment on does not hold any more.
    #[command(after_help = "Examples:\n  \
        balai keys revoke 5f2c9d… --key publisher.pem --reason 'laptop was stolen'\n  \
        balai keys revoke 5f2c9d… --key registrar.pem --from 2026-11-20T00:00:00+07:00 --reason 'left the agency'")]
    Revoke {
        #[command(flatten)]
        remote: Remote,
        /// The id of the key, or how it begins.
        id: String,
        /// The key itself, or a registrar's.
        #[arg(long)]
        key: PathBuf,
        /// From this moment on; from now on, where it is left out.
        #[arg(long)]
        from: Option<Timestamp>,
        /// Why, for those who read the log.
        #[arg(long)]
        reason: String,
    },
}

/// Does it.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::New { file } => {
            let key = SecretKey::generate()?;
            write(&file, &key.to_pem()?)?;
            told(&key);
        }
        Command::Show { file } => {
            told(&read(&file)?);
        }
        Command::Request {
            remote,
            file,
            agency,
            days,
            ..
        } => {
            let (key, client) = (read(&file)?, remote.connect().await?);
            let days = SignedDuration::from_hours(i64::from(days).saturating_mul(24));
            let enrolment = Enrolment {
                key: key.public(),
                holder: agency.map_or(Holder::Reviewer, Holder::Agency),
                person: own_name(&client).await?,
                until: now().checked_add(days)?,
            };
            let envelope = Envelope::seal(&enrolment, &key)?;
            let signed = Signed { envelope };
            client.send_off("/registry/keys/requests", &signed).await?;
            println!(
                "asked for {0}\nRead this number out to a registrar, who enrols it: balai keys enrol {0} --key registrar.pem",
                key.public().id()
            );
        }
        Command::Waiting { remote } => {
            let client = remote.connect().await?;
            let waiting: KeyRequests = client.get("/registry/keys/requests").await?;
            if waiting.requests.is_empty() {
                println!("No key waits.");
            }
            for one in waiting.requests {
                println!(
                    "{}  {}  {}, until {}",
                    one.id,
                    said(&one.holder),
                    one.name,
                    one.until.strftime("%F")
                );
            }
        }
        Command::Enrol { remote, id, key } => {
            let (key, client) = (read(&key)?, remote.connect().await?);
            let waiting: KeyRequests = client.get("/registry/keys/requests").await?;
            let asked = waiting
                .requests
                .into_iter()
                .find(|one| one.id.starts_with(&id));
            let Some(asked) = asked else {
                bail!("no key that waits begins with {id}; hint: balai keys waiting");
            };
            let mut envelope = asked.envelope;
            envelope.countersign(&key);
            client
                .send_off("/registry/keys", &Signed { envelope })
                .await?;
            println!("{} signs for {}", asked.id, said(&asked.holder));
        }
        Command::List { remote } => {
            let client = remote.connect().await?;
            let keys: Keys = client.get("/registry/keys").await?;
            if keys.keys.is_empty() && keys.waiting.is_empty() {
                println!("No key is enrolled yet; hint: balai keys request FILE --agency AGENCY");
            }
            for key in keys.waiting {
                println!(
                    "{}  {}  waits for a registrar since {}, yours",
                    key.id,
                    said(&key.holder),
                    moment(key.requested_at)
                );
            }
            let now = now();
            for key in keys.keys {
                let standing = match key.revoked {
                    Some(from) => format!("revoked from {from} on"),
                    None if key.until <= now => format!("expired {}", key.until.strftime("%F")),
                    None => format!("until {}", key.until.strftime("%F")),
                };
                let own = if key.own { ", yours" } else { "" };
                println!("{}  {}  {standing}{own}", key.id, said(&key.holder));
            }
        }
        Command::Rule {
            remote,
            agency,
            publishers,
            key,
        } => {
            let keys = key.iter().map(|file| read(file));
            let keys = keys.collect::<Result<Vec<_>>>()?;
            let (first, more) = keys
                .split_first()
                .context("nobody signs; hint: --key FILE")?;
            let rule = AgencyRule { agency, publishers };
            let mut envelope = Envelope::seal(&rule, first)?;
            more.iter().for_each(|key| envelope.countersign(key));
            let client = remote.connect().await?;
            client
                .send_off("/registry/agency-rules", &Signed { envelope })
                .await?;
            println!(
                "{} persons sign the releases of {}",
                rule.publishers, rule.agency
            );
        }
        Command::Revoke {
            remote,
            id,
            key,
            from,
            reason,
        } => {
            let (key, client) = (read(&key)?, remote.connect().await?);
            let keys: Keys = client.get("/registry/keys").await?;
            let known = keys.keys.into_iter().find(|one| one.id.starts_with(&id));
            let Some(known) = known else {
                bail!("no key that you may see begins with {id}; hint: balai keys list");
            };
            let revocation = Revocation {
                key: known.id.parse()?,
                from: from.unwrap_or_else(now),
                reason,
            };
            let envelope = Envelope::seal(&revocation, &key)?;
            client
                .send_off("/registry/keys/revocations", &Signed { envelope })
                .await?;
            println!("{} signs nothing from {} on", known.id, revocation.from);
        }
    }
    Ok(())
}

fn told(key: &SecretKey) {
    let public = key.public();
    println!("{public}\nid {}", public.id());
}

fn said(holder: &Holder) -> &str {
    match holder {
        Holder::Agency(agency) => agency,
        Holder::Reviewer => "reviewer",
    }
}

/// A secret key, from its file.
pub fn read(file: &Path) -> Result<SecretKey> {
    let name = file.display();
    let pem = fs::read_to_string(file).with_context(|| {
        format!("{name} cannot be read; hint: `balai keys new {name}` makes one")
    })?;
    SecretKey::from_pem(&pem).with_context(|| name.to_string())
}

fn write(file: &Path, pem: &str) -> Result<()> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .and_then(|mut opened| {
            opened.write_all(pem.as_bytes())?;
            opened.sync_all()
        })
        .with_context(|| {
            format!(
                "{} cannot be written; hint: a key is never written over another file",
                file.display()
            )
        })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the clock of whoever types the command"
)]
fn now() -> Timestamp {
    Timestamp::now()
}
