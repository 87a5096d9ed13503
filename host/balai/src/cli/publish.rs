//! `balai publish`, `status`, `countersign`, `withdraw`: an agency's releases.

use std::{fs, path::PathBuf, time::Duration};

use anyhow::{Context as _, Result, bail};
use app::Manifest;
use balai::api::registry::{Release, Releases, Signed, Steps};
use clap::Args;
use platform::checks::Report;
use trust::{Digest, Envelope, Publication};

use super::{client::Client, keys, remote::Remote};

/// So often it is asked whether the checks are done.
const POLLED_EVERY: Duration = Duration::from_millis(500);

/// What is published.
#[derive(Args)]
pub struct Publish {
    #[command(flatten)]
    remote: Remote,
    /// The component file, as the build wrote it.
    file: PathBuf,
    /// Your key, enrolled for the agency.
    #[arg(long, env = "BALAI_KEY")]
    key: PathBuf,
    /// Do not wait for the checks.
    #[arg(long)]
    no_wait: bool,
}

/// Signs a component, sends it in, and waits for its checks.
pub async fn publish(asked: Publish) -> Result<()> {
    let name = asked.file.display();
    let component = fs::read(&asked.file).with_context(|| {
        format!("{name} cannot be read; hint: give the .wasm file that the build wrote")
    })?;
    let manifest = manifest(&component).with_context(|| name.to_string())?;
    let publication = Publication {
        mini_app: manifest.id.to_string(),
        version: manifest.version.clone(),
        digest: Digest::of(&component),
    };
    let envelope = Envelope::seal(&publication, &keys::read(&asked.key)?)?;
    let client = asked.remote.connect().await?;
    let release = client.publish(component, &envelope).await?;
    println!(
        "{} {} is sent in ({})",
        release.mini_app, release.version, release.digest
    );
    if asked.no_wait {
        return Ok(());
    }
    println!("Its checks are being run; that takes up to a minute.");
    let release = checked(&client, release).await?;
    report(&client, &release).await?;
    match release.state.as_str() {
        "failed" => bail!(
            "its checks failed; hint: mend what is found, count its version up, and publish again"
        ),
        _ => {
            println!("{}", next(&release));
            Ok(())
        }
    }
}

/// What a component says of itself: read by its own machine, which may trust its own files.
fn manifest(component: &[u8]) -> Result<Manifest> {
    let text = packaging::section(component, packaging::MANIFEST_SECTION).context(
        "it has no manifest; hint: put a miniapp.toml beside the source and build it again",
    )?;
    Ok(Manifest::parse(&String::from_utf8_lossy(&text))?)
}

async fn checked(client: &Client, mut release: Release) -> Result<Release> {
    while release.state == "uploaded" {
        tokio::time::sleep(POLLED_EVERY).await;
        release = client
            .get(&format!("/registry/releases/{}", release.id))
            .await?;
    }
    Ok(release)
}

/// Prints what the checks of a release found.
pub async fn report(client: &Client, release: &Release) -> Result<Option<Report>> {
    if release.report.is_none() {
        println!("Its checks are not done yet.");
        return Ok(None);
    }
    let path = format!("/registry/releases/{}/report", release.id);
    let report: Report = client.get(&path).await?;
    print!("{}", super::check::written(&report));
    Ok(Some(report))
}

/// What becomes of it next.
fn next(of: &Release) -> String {
    let (mini_app, version) = (&of.mini_app, &of.version);
    let said = match of.state.as_str() {
        "uploaded" => "Its checks are run next.",
        "failed" => "Its checks failed: the next release mends it.",
        "checked" => {
            return format!(
                "One more person of the agency must sign it: balai countersign {mini_app} {version}"
            );
        }
        "in-review" => "It waits for a reviewer.",
        "returned" => "The reviewer asks for changes: the next release brings them.",
        "rejected" => "It was rejected.",
        "approved" => return format!("It may be rolled out: balai rollout {mini_app} {version}"),
        "rolling-out" => "Some people get it.",
        "live" => "People get it.",
        "superseded" => "People get another one.",
        "ended" => "Nobody gets it any more: there was no release before it.",
        "withdrawn" => "It was taken back.",
        _ => "",
    };
    said.to_owned()
}

/// Whose releases.
#[derive(Args)]
pub struct Status {
    #[command(flatten)]
    remote: Remote,
    /// An agency, or one mini-app of it: agency/name.
    of: String,
}

/// Prints how releases stand.
pub async fn status(asked: Status) -> Result<()> {
    let client = asked.remote.connect().await?;
    let agency = asked.of.split('/').next().unwrap_or_default();
    let all = releases(&client, agency).await?;
    let all: Vec<&Release> = all
        .iter()
        .filter(|one| asked.of == agency || one.mini_app == asked.of)
        .collect();
    if all.is_empty() {
        println!(
            "{} has no release yet; hint: balai publish FILE.wasm --key FILE",
            asked.of
        );
    }
    for one in all {
        println!(
            "{} {}  {}  {}",
            one.mini_app,
            one.version,
            one.state,
            next(one)
        );
        if !one.reason.is_empty() {
            println!("    {} (rule {})", one.reason, one.rule);
        }
    }
    if asked.of != agency {
        let steps: Steps = client
            .get(&format!("/registry/rollouts/{}", asked.of))
            .await?;
        super::rollout::say_now(&asked.of, &steps);
    }
    Ok(())
}

async fn releases(client: &Client, agency: &str) -> Result<Vec<Release>> {
    let agency = super::client::escaped(agency);
    let path = format!("/registry/releases?agency={agency}");
    Ok(client.get::<Releases>(&path).await?.releases)
}

/// A release, by its mini-app and version.
pub async fn find(client: &Client, mini_app: &str, version: &str) -> Result<Release> {
    let agency = mini_app.split('/').next().unwrap_or_default();
    let all = releases(client, agency).await?;
    let found = all
        .into_iter()
        .find(|one| one.mini_app == mini_app && one.version == version);
    found.with_context(|| {
        format!("{mini_app} has no release {version}; hint: balai status {mini_app}")
    })
}

/// Which release.
#[derive(Args)]
pub struct One {
    #[command(flatten)]
    pub remote: Remote,
    /// The mini-app: agency/name.
    pub mini_app: String,
    /// The version of its release.
    pub version: String,
}

/// Which release, and with which key.
#[derive(Args)]
pub struct Countersign {
    #[command(flatten)]
    one: One,
    /// Your key, enrolled for the agency.
    #[arg(long, env = "BALAI_KEY")]
    key: PathBuf,
}

/// Signs a release that another person of the agency sent in.
pub async fn countersign(asked: Countersign) -> Result<()> {
    let key = keys::read(&asked.key)?;
    let client = asked.one.remote.connect().await?;
    let release = find(&client, &asked.one.mini_app, &asked.one.version).await?;
    let path = format!("/registry/releases/{}/publication", release.id);
    let mut signed: Signed = client.get(&path).await?;
    signed.envelope.countersign(&key);
    let release: Release = client.put(&path, &signed).await?;
    println!(
        "{} {}: {}",
        release.mini_app,
        release.version,
        next(&release)
    );
    Ok(())
}

/// Takes a release back that nobody gets.
pub async fn withdraw(asked: One) -> Result<()> {
    let client = asked.remote.connect().await?;
    let release = find(&client, &asked.mini_app, &asked.version).await?;
    let path = format!("/registry/releases/{}/withdrawal", release.id);
    let release: Release = client.post(&path, &()).await?;
    println!(
        "{} {}: {}",
        release.mini_app,
        release.version,
        next(&release)
    );
    Ok(())
}
