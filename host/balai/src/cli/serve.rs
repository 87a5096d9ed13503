//! `balai serve`: the server, from its start to its clean end.

use std::{future::Future, io::IsTerminal as _, time::Duration};

use anyhow::{Context as _, Result};
use balai::{
    config::{Config, Mode},
    web::{self, Web},
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use tracing_subscriber::EnvFilter;

use super::node;

/// So long what was begun may take to finish after the end was asked for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Serves until SIGTERM or SIGINT.
pub async fn serve(config: &Config) -> Result<()> {
    log(config.mode);
    let store = node::open(config).await?;
    let platform = node::platform(config, &store).await?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("{} cannot be listened at", config.listen))?;
    let warming = platform.clone();
    tokio::spawn(async move { warming.warm_up().await });
    tokio::task::spawn_blocking(app::region::read_list);
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
        () = patience(end) => tracing::warn!("ended with requests under way"),
    }
    store.close().await;
    println!("Balai has ended.");
    Ok(())
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
    let format = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match mode {
        Mode::Development => format.init(),
        Mode::Production => format.json().init(),
    }
}
