//! `balai logs`: what a mini-app wrote into its agency's log, and how it failed.

use std::{collections::HashSet, time::Duration};

use anyhow::{Result, bail};
use app::MiniAppId;
use balai::api::registry::{Logged, Logs};
use clap::Args;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{
    client::{Client, escaped},
    remote::Remote,
    terminal::harmless,
};

/// So often it is asked for more.
const PAUSE: Duration = Duration::from_secs(1);
/// An entry may be written so long after one that is later.
const LATE: SignedDuration = SignedDuration::from_secs(5);

/// Whose log.
#[derive(Args)]
pub struct AskedLogs {
    #[command(flatten)]
    remote: Remote,
    /// The mini-app: agency/name.
    mini_app: MiniAppId,
    /// Go on with what comes, until Ctrl-C.
    #[arg(long)]
    follow: bool,
    /// Only how it failed.
    #[arg(long)]
    failures: bool,
}

/// Prints the last entries, the newest at the end.
pub async fn logs(asked: AskedLogs) -> Result<()> {
    let client = asked.remote.connect().await?;
    let mut since = Timestamp::UNIX_EPOCH;
    let mut told = HashSet::new();
    loop {
        let entries = entries(&client, &asked, since).await?;
        for entry in &entries {
            if told.insert(entry.id.clone()) {
                println!("{}", harmless(&written(entry)));
            }
        }
        if !asked.follow {
            if entries.is_empty() {
                println!("{} has logged nothing yet.", asked.mini_app);
            }
            return Ok(());
        }
        if let Some(last) = entries.last() {
            since = last.at.checked_sub(LATE)?;
        }
        // Of those that may come once more.
        told.retain(|id| entries.iter().any(|entry| entry.id == *id));
        tokio::time::sleep(PAUSE).await;
    }
}

async fn entries(client: &Client, asked: &AskedLogs, since: Timestamp) -> Result<Vec<Logged>> {
    let since = escaped(&since.to_string());
    let failures = asked.failures;
    let path = format!(
        "/registry/logs/{}?since={since}&failures={failures}",
        asked.mini_app
    );
    match client.get::<Logs>(&path).await {
        Ok(logs) => Ok(logs.entries),
        Err(error) => bail!(error),
    }
}

/// An entry for people: when and of which release, and then its lines.
fn written(entry: &Logged) -> String {
    let at = entry.at.to_zoned(TimeZone::system());
    let at = at.strftime("%Y-%m-%d %H:%M:%S");
    let version = &entry.version;
    let mut lines = Vec::new();
    if let Some(failure) = &entry.failure {
        let (kind, detail, path) = (&failure.kind, &failure.detail, &failure.path);
        lines.push(format!("FAILED {}, at {path}: {kind}: {detail}", entry.id));
        lines.extend(
            failure
                .backtrace
                .iter()
                .flat_map(|trace| trace.lines())
                .map(str::to_owned),
        );
    }
    lines.extend(entry.text.lines().map(str::to_owned));
    let lines = lines.join("\n  ");
    format!("{at} {version}  {lines}")
}
