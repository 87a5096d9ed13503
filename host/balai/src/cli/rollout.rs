//! `balai rollout` and `rollback`: who gets which release.

use anyhow::{Result, bail};
use app::region;
use balai::api::registry::{Counts, Health, NewStep, Pause, Plan, Reason, Step, Steps};
use clap::Args;
use jiff::SignedDuration;

use super::{publish::One, remote::Remote, terminal::moment};

/// Who gets what.
#[derive(Args)]
pub struct Rollout {
    #[command(flatten)]
    one: One,
    /// So many of a hundred people.
    #[arg(long, default_value_t = 100, conflicts_with = "steps")]
    share: u8,
    /// So many of a hundred people now, and more of them by themselves: 5,25,100.
    ///
    /// A step is taken when it is due, unless the release does worse than the one before it: then it is taken back. With
    /// too few calls to tell, it waits once as long again.
    #[arg(long, value_delimiter = ',', requires = "every")]
    steps: Vec<u8>,
    /// So long after one another, such as 24h or 90m.
    #[arg(long, requires = "steps")]
    every: Option<SignedDuration>,
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
    let (share, then) = match asked.steps.split_first() {
        Some((first, rest)) => (*first, rest.to_vec()),
        None => (asked.share, Vec::new()),
    };
    if asked.steps.len() == 1 {
        bail!("a plan has more than one step; hint: --steps 5,25,100, or --share for one");
    }
    let step = NewStep {
        version: asked.one.version,
        share,
        then,
        every: asked.every,
        regions: asked.region,
        reason: asked.reason,
    };
    let path = format!("/registry/rollouts/{}", asked.one.mini_app);
    say(&asked.one.mini_app, &client.post(&path, &step).await?);
    if !step.then.is_empty() {
        let steps: Steps = client.get(&path).await?;
        say_plan(&asked.one.mini_app, steps.plan.as_ref());
    }
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
    /// Let its plan wait.
    #[arg(long, conflicts_with = "go_on")]
    pause: bool,
    /// Let its plan go on.
    #[arg(long)]
    go_on: bool,
}

/// Prints every step of a mini-app's rollouts, what is still to come, and how it does.
pub async fn list(asked: Rollouts) -> Result<()> {
    let client = asked.remote.connect().await?;
    let path = format!("/registry/rollouts/{}", asked.mini_app);
    if asked.pause || asked.go_on {
        let pause = Pause {
            paused: asked.pause,
        };
        let _: Plan = client.put(&format!("{path}/plan"), &pause).await?;
    }
    let steps: Steps = client.get(&path).await?;
    say_plan(&asked.mini_app, steps.plan.as_ref());
    if let Some(health) = &steps.health {
        say_health(health);
    }
    if steps.steps.is_empty() {
        println!(
            "Nobody gets {0} yet; hint: balai rollout {0} VERSION",
            asked.mini_app
        );
    }
    for step in &steps.steps {
        say(&asked.mini_app, step);
    }
    Ok(())
}

fn say_plan(mini_app: &str, plan: Option<&Plan>) {
    let Some(plan) = plan else {
        return;
    };
    let shares: Vec<String> = plan
        .shares
        .iter()
        .map(|share| format!("{share} %"))
        .collect();
    let when = match plan.waits_until {
        _ if plan.paused => format!("paused; hint: balai rollouts {mini_app} --go-on"),
        Some(until) => format!(
            "due, and waits for more calls; taken {} at the latest",
            moment(until)
        ),
        None => format!("the next one {}", moment(plan.next_at)),
    };
    println!("to come: {} ({when})", shares.join(", "));
}

fn say_health(health: &Health) {
    let of = |counts: &Counts| {
        let Counts {
            version,
            calls,
            traps,
            limits,
            errors,
            p95_ms,
        } = counts;
        let p95 = p95_ms.map_or_else(String::new, |ms| format!(", 95 % below {ms} ms"));
        println!("{version}: {calls} calls, {traps} traps, {limits} limits, {errors} errors{p95}");
    };
    println!("calls since the step that is in force, of the last day at most:");
    of(&health.new);
    if let Some(old) = &health.old {
        of(old);
    }
}

/// Who gets what now, and what is to come.
pub fn say_now(mini_app: &str, steps: &Steps) {
    let Some(step) = steps.steps.first() else {
        return;
    };
    if step.by.is_none() {
        println!("taken back by itself:");
    }
    say(mini_app, step);
    say_plan(mini_app, steps.plan.as_ref());
}

/// When a step was taken, and by whom.
fn taken(step: &Step) -> String {
    let by = step.by.as_deref().unwrap_or("Balai, by itself");
    format!(" ({}, {by})", moment(step.at))
}

fn say(mini_app: &str, step: &Step) {
    if step.share == 0 {
        println!(
            "{mini_app}, step {}{}: nobody gets {} any more ({})",
            step.sequence,
            taken(step),
            step.version,
            step.reason
        );
        return;
    }
    let regions = if step.regions.is_empty() {
        String::new()
    } else {
        let named: Vec<String> = step
            .regions
            .iter()
            .map(|code| region::named(code))
            .collect();
        format!(" in {}", named.join(", "))
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
        "{mini_app}, step {}{}: {} % of people{regions} get {}{others}{reason}",
        step.sequence,
        taken(step),
        step.share,
        step.version
    );
}
