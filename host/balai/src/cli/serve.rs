//! `balai serve`: the server, from its start to its clean end.

use std::{
    convert::Infallible, future::Future, io::IsTerminal as _, path::PathBuf, time::Duration,
};

use anyhow::{Context as _, Result};
use balai::{
    config::{Config, Mode},
    follow::Follower,
    rollouts,
    shell::SHELL,
    web::{self, Web},
};
use platform::Platform;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use tracing_subscriber::EnvFilter;

use super::node;

/// So long what was begun may take to finish after the end was asked for.
const PATIENCE: Duration = Duration::from_secs(30);
/// So often it is asked whether something was sent in.
const CHECKED_EVERY: Duration = Duration::from_millis(500);
/// So long it is left alone where something could not be checked.
const TRIED_AGAIN: Duration = Duration::from_secs(30);

/// Serves until SIGTERM or SIGINT.
pub async fn serve(config: &Config) -> Result<()> {
    log(config.mode);
    let store = node::open(config).await?;
    let platform = node::platform(config, &store).await?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("{} cannot be listened at", config.listen))?;
    if let Some(signer) = config.log_signer()? {
        let app = platform.app().clone();
        let follower = Follower::begin(app, signer, &config.data.dir).await?;
        tokio::spawn(follower.go_on());
    }
    tokio::spawn(rollouts::look_after(platform.clone()));
    let warming = platform.clone();
    tokio::spawn(async move { warming.warm_up().await });
    tokio::task::spawn_blocking(app::region::read_list);
    let advisories = config.checks.advisories.clone();
    let checking = Box::pin(check(platform.clone(), advisories));
    let web = Web::new(config, platform, store.clone())?;

    let address = config.public_url.origin().ascii_serialization();
    if web::has_dev_provider(config) {
        let people: Vec<String> = app::seed::personas()?
            .into_iter()
            .map(|persona| format!("{} ({})", persona.name, persona.about.en))
            .collect();
        println!(
            "Balai serves {address}; sign in as one of these invented people: {}",
            people.join(", ")
        );
    } else {
        println!("Balai serves {address}");
    }
    let (ending, end) = watch::channel(false);
    let stop = stopped(ending)?;
    let served = web.serve(listener, stop);
    tokio::select! {
        served = served => served?,
        never = checking => match never {},
        () = patience(end) => tracing::warn!("ended with requests under way"),
    }
    store.close().await;
    println!("Balai has ended.");
    Ok(())
}

/// Runs the checks of what is sent in, as it comes; on this thread, which has nothing else to do.
async fn check(platform: Platform, advisories: Option<PathBuf>) -> Infallible {
    if !platform.app().is_curated() {
        return std::future::pending().await;
    }
    loop {
        let pause = match platform.check_waiting(&SHELL, advisories.as_deref()).await {
            Ok(()) => CHECKED_EVERY,
            Err(_) => TRIED_AGAIN,
        };
        tokio::time::sleep(pause).await;
    }
}

/// Resolves when the process is asked to end, and tells so.
fn stopped(ending: watch::Sender<bool>) -> Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("ending: no new requests");
        ending.send_replace(true);
    })
}

/// Resolves when the end was asked for and then took too long.
async fn patience(mut end: watch::Receiver<bool>) {
    if end.wait_for(|ending| *ending).await.is_ok() {
        tokio::time::sleep(PATIENCE).await;
    } else {
        std::future::pending::<()>().await;
    }
}

/// For people on a terminal, as JSON for whoever collects it.
fn log(mode: Mode) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // What mini-apps ask and are answered is people's own: no log of a server has it, whatever is asked for.
    let filter = [platform::CALL, "contract"]
        .into_iter()
        .filter_map(|target| format!("{target}=off").parse().ok())
        .fold(filter, EnvFilter::add_directive);
    let format = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match mode {
        Mode::Development => format.init(),
        Mode::Production => format.json().init(),
    }
}
