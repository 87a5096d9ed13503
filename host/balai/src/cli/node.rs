//! What a command that works on a node begins with: its database, its domain, its runtime.

use std::fs;

use anyhow::{Context as _, Result};
use app::{App, Clock, Entropy};
use balai::{
    config::{Config, Mode},
    web::dev_provider,
};
use platform::Platform;
use runtime::Runtime;
use store::{DatabaseUrl, Store};

/// Opens the database; it need not be migrated.
pub async fn open(config: &Config) -> Result<Store> {
    let url: &DatabaseUrl = &config.database.url;
    Store::open(url)
        .await
        .with_context(|| format!("{url} cannot be opened"))
}

/// The domain of this node.
pub fn app(config: &Config, store: &Store) -> Result<App> {
    let (store, clock, entropy) = (store.clone(), Clock::System, Entropy::system()?);
    Ok(match &config.trust {
        Some(trust) => App::curated(store, clock, entropy, config.kept, trust.root),
        None => App::keeping(store, clock, entropy, config.kept),
    })
}

/// The platform of this node, on a database that is migrated. In development, with its invented agencies and people.
pub async fn platform(config: &Config, store: &Store) -> Result<Platform> {
    store.assert_migrated().await?;
    let dir = &config.data.dir;
    fs::create_dir_all(dir).with_context(|| format!("{} cannot be made", dir.display()))?;
    let app = app(config, store)?;
    if config.mode == Mode::Development {
        app.seed_demo(dev_provider::KNOWN_AS).await?;
    }
    let runtime = Runtime::new(&config.runtime)?;
    let components = config.components();
    Platform::isolated(app, runtime, components.clone(), config.isolation)
        .with_context(|| format!("{} cannot be used", components.display()))
}
