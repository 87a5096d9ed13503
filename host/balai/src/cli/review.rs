//! `balai review`: what waits for a reviewer, and what they decide.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use balai::api::registry::{Claim, Release, Releases, Signed};
use clap::{Args, Subcommand};
use trust::{Decision, Envelope, Verdict};

use super::{
    client::Client,
    keys,
    publish::{self, One},
    remote::Remote,
    terminal::moment,
};

/// What a reviewer does.
#[derive(Subcommand)]
pub enum Command {
    /// What waits, the longest first.
    #[command(after_help = "Examples:\n  balai review list")]
    List {
        #[command(flatten)]
        remote: Remote,
    },
    /// A release: what its checks found, and what it may do that people's release may not.
    #[command(after_help = "Examples:\n  balai review show kota-damai/izin-usaha 1.2.0")]
    Show(One),
    /// Approve a release: it may be rolled out.
    #[command(after_help = "Examples:\n  \
        balai review approve kota-damai/izin-usaha 1.2.0 --key reviewer.pem")]
    Approve {
        #[command(flatten)]
        decide: Decide,
    },
    /// Ask for changes, which the next release brings.
    #[command(after_help = "Examples:\n  \
        balai review return kota-damai/izin-usaha 1.2.0 --key reviewer.pem \\\n    \
            --rule 'plain language' --reason 'the first page does not say what the licence costs'")]
    Return {
        #[command(flatten)]
        decide: Decide,
        #[command(flatten)]
        because: Because,
    },
    /// Reject a release, by a rule.
    #[command(after_help = "Examples:\n  \
        balai review reject kota-damai/izin-usaha 1.2.0 --key reviewer.pem \\\n    \
            --rule 'UU 27/2022 art. 16' --reason 'it asks for the home address, and needs none'")]
    Reject {
        #[command(flatten)]
        decide: Decide,
        #[command(flatten)]
        because: Because,
    },
}

/// About which release, in whose signature.
#[derive(Args)]
pub struct Decide {
    #[command(flatten)]
    one: One,
    /// Your key, enrolled for a reviewer.
    #[arg(long, env = "BALAI_KEY")]
    key: PathBuf,
}

/// Why.
#[derive(Args)]
pub struct Because {
    /// The rule on which it rests.
    #[arg(long)]
    rule: String,
    /// What the agency is told.
    #[arg(long)]
    reason: String,
}

/// Does it.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::List { remote } => list(&remote.connect().await?).await,
        Command::Show(one) => show(one).await,
        Command::Approve { decide } => decided(decide, Verdict::Approve, None).await,
        Command::Return { decide, because } => {
            decided(decide, Verdict::AskForChanges, Some(because)).await
        }
        Command::Reject { decide, because } => {
            decided(decide, Verdict::Reject, Some(because)).await
        }
    }
}

async fn list(client: &Client) -> Result<()> {
    let waiting: Releases = client.get("/registry/reviews").await?;
    if waiting.releases.is_empty() {
        println!("Nothing waits for a reviewer.");
    }
    for one in waiting.releases {
        println!(
            "{} {}  {}, since {}{}",
            one.mini_app,
            one.version,
            one.title,
            moment(one.changed_at),
            due(&one)
        );
    }
    Ok(())
}

/// By which day it is to be decided about.
fn due(one: &Release) -> String {
    one.review_due
        .map_or_else(String::new, |day| format!(", to be decided by {day}"))
}

async fn show(one: One) -> Result<()> {
    let client = one.remote.connect().await?;
    let release = publish::find(&client, &one.mini_app, &one.version).await?;
    println!(
        "{} {}, {}{}\nsent in {} by {}\ncomponent {}",
        release.mini_app,
        release.version,
        release.state,
        due(&release),
        moment(release.uploaded_at),
        release.uploaded_by.as_deref().unwrap_or("nobody"),
        release.digest
    );
    if let (Some(by), Some(at)) = (&release.decided_by, release.decided_at) {
        println!("decided {} by {by}", moment(at));
    }
    if !release.reason.is_empty() {
        println!("rule: {}\nreason: {}", release.rule, release.reason);
    }
    for claim in &release.claims {
        let Claim {
            name,
            purpose,
            basis,
            law,
        } = claim;
        println!("reads {name}: {purpose} ({basis}, {law}; as the agency states it)");
    }
    publish::report(&client, &release).await.map(drop)
}

async fn decided(decide: Decide, verdict: Verdict, because: Option<Because>) -> Result<()> {
    let key = keys::read(&decide.key)?;
    let one = decide.one;
    let client = one.remote.connect().await?;
    let release = publish::find(&client, &one.mini_app, &one.version).await?;
    let Some(report) = &release.report else {
        bail!(
            "its checks are not done yet; hint: balai review show {} {}",
            one.mini_app,
            one.version
        );
    };
    let (rule, reason) = because.map_or_else(Default::default, |said| (said.rule, said.reason));
    let decision = Decision {
        digest: release.digest.parse().context("the platform's answer")?,
        report: report.parse().context("the platform's answer")?,
        verdict,
        rule,
        reason,
    };
    let envelope = Envelope::seal(&decision, &key)?;
    let path = format!("/registry/releases/{}/decision", release.id);
    let release: Release = client.post(&path, &Signed { envelope }).await?;
    println!(
        "{} {} is {}",
        release.mini_app, release.version, release.state
    );
    Ok(())
}
