//! `balai stop` and `resume`: an operator stops something, or lets it go on.

use anyhow::Result;
use balai::api::registry::{Kind, Stop, Stops};
use clap::Args;

use super::remote::Remote;

/// What is stopped.
#[derive(Args)]
pub struct What {
    #[command(flatten)]
    remote: Remote,
    /// What kind of thing.
    kind: Kind,
    /// Which: the digest of a component, agency/name, an agency, or an interface such as balai:platform/claims@0.1.0.
    name: String,
    /// Why, for those who used it and for the log.
    #[arg(long)]
    reason: String,
}

/// Stops it, on every node within a second.
pub async fn stop(what: What) -> Result<()> {
    send(what, "/registry/stops", "is stopped").await
}

/// Lets it go on.
pub async fn resume(what: What) -> Result<()> {
    send(what, "/registry/stops/ends", "goes on").await
}

async fn send(what: What, path: &str, done: &str) -> Result<()> {
    let client = what.remote.connect().await?;
    let stop = Stop {
        kind: what.kind,
        name: what.name,
        reason: what.reason,
    };
    client.send_off(path, &stop).await?;
    println!("{} {done}", stop.name);
    Ok(())
}

/// Prints what is stopped.
pub async fn list(remote: Remote) -> Result<()> {
    let client = remote.connect().await?;
    let stops: Stops = client.get("/registry/stops").await?;
    if stops.stops.is_empty() {
        println!("Nothing is stopped.");
    }
    for stop in stops.stops {
        println!("{}  {}", stop.name, stop.reason);
    }
    Ok(())
}
