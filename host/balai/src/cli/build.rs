//! `balai build`: a mini-app's folder becomes one component file.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use trust::Digest;

/// What is built, and where to.
#[derive(Args)]
pub struct Build {
    /// The folder of a mini-app: its crate, its miniapp.toml, icon and journeys.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The component file; named after the folder where this is left out.
    #[arg(long)]
    to: Option<PathBuf>,
}

/// Builds it, and says by which digest it is known.
pub fn build(asked: &Build) -> Result<()> {
    let component = packaging::build(&asked.folder)?;
    let file = match &asked.to {
        Some(file) => file.clone(),
        None => {
            let folder = asked.folder.canonicalize()?;
            let name = folder
                .file_name()
                .context("the folder has no name; hint: --to FILE")?;
            PathBuf::from(name).with_extension("wasm")
        }
    };
    fs::write(&file, &component)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    println!("{} ({})", file.display(), Digest::of(&component));
    Ok(())
}
