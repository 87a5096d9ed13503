//! The settings of a node: one TOML file, read once, every unknown name an error.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use store::DatabaseUrl;

/// All settings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Where the data is.
    pub database: Database,
}

/// `[database]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Database {
    /// `sqlite://PATH` or `postgres://…`.
    pub url: DatabaseUrl,
}

impl Config {
    /// Reads a file. An error names the file, the line, and what is expected there.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = fs::read_to_string(path).with_context(|| {
            format!("{name} cannot be read; hint: give the file with the settings by --config FILE")
        })?;
        toml::from_str(&text).with_context(|| format!("{name} does not hold"))
    }
}
