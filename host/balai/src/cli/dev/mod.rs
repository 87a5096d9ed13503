//! `balai dev`: a mini-app served from its folder, for whoever writes it: built anew as its files change, with every call to
//! the platform in the terminal.

mod calls;
mod reload;
mod watch;

use std::{
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use app::{Manifest, Release, seed::Work};
use balai::{
    config::{Config, Data, Database, Mode},
    view::paths,
    web::Web,
};
use clap::Args;
use platform::Platform;
use runtime::RuntimeConfig;
use store::{DatabaseUrl, Store};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::{oneshot, watch::Sender},
};

use super::{node, told};
use reload::Shown;
use watch::Changes;

/// What is served, and where.
#[derive(Args)]
pub struct Dev {
    /// The folder of a mini-app.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Where on this machine; a free port where this is left out.
    #[arg(long, default_value_t = 0)]
    port: u16,
}

/// Serves until Ctrl-C. Nothing is kept after that.
pub async fn dev(asked: Dev) -> Result<()> {
    let name = asked.folder.display();
    if !asked.folder.join("miniapp.toml").is_file() {
        bail!(
            "{name} is no folder with a miniapp.toml; hint: `balai new AGENCY/NAME` begins a mini-app"
        );
    }
    calls::listen();
    let scratch = tempfile::tempdir().context("no temporary folder could be made")?;
    let place = (Ipv4Addr::LOCALHOST, asked.port);
    let listener = TcpListener::bind(place)
        .await
        .with_context(|| format!("port {} is taken; hint: leave out --port", asked.port))?;
    let config = settings(&listener, scratch.path())?;
    let store = Store::open(&config.database.url).await?;
    store.migrate().await?;
    let platform = node::platform(&config, &store).await?;
    let web = Web::new(&config, platform.clone(), store)?;
    let shown = Sender::new(Shown::begun());
    let router = reload::reloading(web.router()?, shown.subscribe());

    let address = config.public_url.origin().ascii_serialization();
    println!(
        "Balai serves {address}, and what pages can have at {address}{}. Ctrl-C ends it.\nThere sign in as:",
        paths::GALLERY
    );
    for person in app::seed::personas()? {
        let works = person.works.iter().map(|work| {
            let Work {
                agency,
                unit,
                roles,
                ..
            } = work;
            format!(", {agency}, unit {unit}: {}", roles.join(" "))
        });
        println!("  {}{}", person.login, works.collect::<String>());
    }
    println!("It is being built; the first time takes a minute.");
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    tokio::select! {
        served = axum::serve(listener, router) => served?,
        broken = Box::pin(keep_up(&platform, &asked.folder, &address, &shown)) => broken?,
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    println!("Balai has ended.");
    Ok(())
}

fn settings(listener: &TcpListener, scratch: &Path) -> Result<Config> {
    let listen = listener.local_addr()?;
    Ok(Config {
        mode: Mode::Development,
        listen,
        public_url: format!("http://{listen}").parse()?,
        database: Database {
            url: DatabaseUrl::memory(),
        },
        data: Data {
            dir: scratch.to_owned(),
        },
        runtime: RuntimeConfig {
            cache_dir: scratch.join("native"),
            instances: 16,
            ..RuntimeConfig::default()
        },
        isolation: Default::default(),
        kept: Default::default(),
        trust: None,
        checks: Default::default(),
        sign_in: None,
    })
}

/// Builds the folder whenever it changes. What cannot be built or run is told, and what was served before goes on.
async fn keep_up(
    platform: &Platform,
    folder: &Path,
    address: &str,
    shown: &Sender<Shown>,
) -> Result<()> {
    let mut changes = Changes::of(folder)?;
    loop {
        let begun = Instant::now();
        match renew(platform, folder).await {
            Ok(release) => {
                let id = &release.mini_app;
                let page = paths::mini_app(id.agency(), id.name());
                let seconds = begun.elapsed().as_secs_f32();
                println!("built in {seconds:.1} s: {address}{page}/");
                shown.send_modify(Shown::is_new);
            }
            Err(error) => {
                let told = told(&error);
                println!("{told}\nwhat was served before goes on");
                shown.send_modify(|shown| shown.is_broken(told));
            }
        }
        let file = changes.next().await?;
        println!("{} has changed", file.display());
    }
}

/// Builds the folder, and gives everybody what came of it.
async fn renew(platform: &Platform, folder: &Path) -> Result<Arc<Release>> {
    let (folder, (done, built)) = (folder.to_owned(), oneshot::channel());
    // A thread of its own, for which nobody waits who ends this.
    thread::spawn(move || done.send(packaging::build(&folder)));
    let component = built.await.context("the build has ended")??;
    let manifest = packaging::section(&component, packaging::MANIFEST_SECTION);
    let manifest = String::from_utf8(manifest.unwrap_or_default())?;
    let manifest = Manifest::parse(&manifest).context("miniapp.toml does not hold")?;
    let agency = manifest.id.agency();
    platform.app().agency_invent(agency).await?;
    Ok(platform.install(&component).await?)
}
