//! `balai rollout` and `rollback`: who gets which release.

use anyhow::Result;
use balai::api::registry::{NewStep, Reason, Step, Steps};
use clap::Args;

use super::{publish::One, remote::Remote};

/// Who gets what.
#[derive(Args)]
pub struct Rollout {
    #[command(flatten)]
    one: One,
    /// So many of a hundred people.
    #[arg(long, default_value_t = 100)]
    share: u8,
    /// Only people of this region and what is in it, by its code; once for each.
    #[arg(long)]
    region: Vec<String>,
    /// Why, where it does not go on as planned.
    #[arg(long, default_value = "")]
    reason: String,
}

/// Gives a release to people from now on.
pub async fn roll_out(asked: Rollout) -> Result<()> {
    let client = asked.one.remote.connect().await?;
    let step = NewStep {
        version: asked.one.version,
        share: asked.share,
        regions: asked.region,
        reason: asked.reason,
    };
    let path = format!("/registry/rollouts/{}", asked.one.mini_app);
    say(&asked.one.mini_app, &client.post(&path, &step).await?);
    Ok(())
}

/// Which mini-app.
#[derive(Args)]
pub struct Rollback {
    #[command(flatten)]
    remote: Remote,
    /// The mini-app: agency/name.
    mini_app: String,
    /// Why.
    #[arg(long)]
    reason: String,
}

/// Gives people again what they got before.
pub async fn roll_back(asked: Rollback) -> Result<()> {
    let client = asked.remote.connect().await?;
    let path = format!("/registry/rollouts/{}/back", asked.mini_app);
    let reason = Reason {
        reason: asked.reason,
    };
    say(&asked.mini_app, &client.post(&path, &reason).await?);
    Ok(())
}

/// Which mini-app.
#[derive(Args)]
pub struct Rollouts {
    #[command(flatten)]
    remote: Remote,
    /// The mini-app: agency/name.
    mini_app: String,
}

/// Prints every step of a mini-app's rollouts.
pub async fn list(asked: Rollouts) -> Result<()> {
    let client = asked.remote.connect().await?;
    let steps: Steps = client
        .get(&format!("/registry/rollouts/{}", asked.mini_app))
        .await?;
    if steps.steps.is_empty() {
        println!("Nobody gets {} yet; hint: balai rollout", asked.mini_app);
    }
    for step in &steps.steps {
        say(&asked.mini_app, step);
    }
    Ok(())
}

fn say(mini_app: &str, step: &Step) {
    let regions = if step.regions.is_empty() {
        String::new()
    } else {
        format!(" in {}", step.regions.join(", "))
    };
    let others = match &step.before {
        Some(before) => format!("; all others {before}"),
        None => String::new(),
    };
    let reason = if step.reason.is_empty() {
        String::new()
    } else {
        format!(" ({})", step.reason)
    };
    println!(
        "{mini_app}, step {}: {} % of people{regions} get {}{others}{reason}",
        step.sequence, step.share, step.version
    );
}
