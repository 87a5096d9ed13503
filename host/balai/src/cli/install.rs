//! `balai install`: until there is a registry with its checks and reviews, the door for a developer's own components.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};
use balai::config::{Config, Mode};

use super::node;

/// Makes each file the live release of its mini-app; stops at the first that is refused.
pub async fn install(config: &Config, files: &[PathBuf]) -> Result<()> {
    if config.mode != Mode::Development {
        bail!(
            "components are installed from files in development alone; hint: mode = \"development\""
        );
    }
    let store = node::open(config).await?;
    let platform = node::platform(config, &store).await?;
    for file in files {
        let name = file.display();
        let component = fs::read(file).with_context(|| {
            format!("{name} cannot be read; hint: give the .wasm file that the build wrote")
        })?;
        let release = platform
            .install(&component)
            .await
            .with_context(|| name.to_string())?;
        println!("{} {} is live", release.mini_app, release.manifest.version);
    }
    store.close().await;
    Ok(())
}
