//! `balai agency`: agencies, their units and members, from a file.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use app::{App, Clock, Entropy, agency::Directory};
use balai::{config::Config, web::dev_provider};
use clap::Subcommand;

use super::{Settings, node};

/// What is done with agencies.
#[derive(Subcommand)]
pub enum Command {
    /// Take a file over: its agencies are as it says, and those who work there are those whom it names. Safe to run again.
    #[command(
        after_help = "Examples:\n  balai agency apply --config balai.toml agencies.toml\n\n\
        The file:\n  \
            [[agencies]]\n  \
            id = \"kota-damai\"\n  \
            name = \"Pemerintah Kota Damai\"\n  \
            sector = \"daerah\"            # agencies of one sector know a citizen by one pseudonym\n  \
            time-zone = \"Asia/Jakarta\"\n  \
            units = [{ code = \"kominfo\", name = \"Dinas Kominfo\", time-zone = \"Asia/Jakarta\" }]\n\n  \
            [[members]]\n  \
            login = \"wayan\"              # as the provider knows them\n  \
            name = \"Wayan Sudarma\"\n  \
            agency = \"kota-damai\"\n  \
            unit = \"kominfo\"\n  \
            position = \"Penerbit\"\n  \
            roles = [\"pengembang\", \"penerbit\"]"
    )]
    Apply {
        #[command(flatten)]
        settings: Settings,
        /// With all members of each agency that it names.
        file: PathBuf,
    },
    /// Who works in an agency, and as what.
    #[command(after_help = "Examples:\n  balai agency members --config balai.toml kota-damai")]
    Members {
        #[command(flatten)]
        settings: Settings,
        /// Such as kota-damai.
        agency: String,
    },
}

/// Does it.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::Apply { settings, file } => {
            let name = file.display();
            let text = fs::read_to_string(&file).with_context(|| {
                format!("{name} cannot be read; hint: `balai agency apply --help` shows what stands in it")
            })?;
            let directory = Directory::parse(&text).with_context(|| name.to_string())?;
            let config = settings.read()?;
            let app = open(&config).await?;
            let applied = app.directory_apply(issuer(&config), &directory).await?;
            println!(
                "{} agencies, {} roles of people; {} roles were taken away",
                applied.agencies, applied.roles, applied.removed
            );
        }
        Command::Members { settings, agency } => {
            let app = open(&settings.read()?).await?;
            let members = app.members_of(&agency).await?;
            if members.is_empty() {
                println!("Nobody works at {agency}; hint: balai agency apply");
            }
            for one in members {
                println!(
                    "{}  {}  {}  {}  {}",
                    one.login, one.name, one.unit, one.position, one.role
                );
            }
        }
    }
    Ok(())
}

async fn open(config: &Config) -> Result<App> {
    let store = node::open(config).await?;
    store.assert_migrated().await?;
    Ok(App::new(store, Clock::System, Entropy::system()?))
}

/// Who signs the members in.
fn issuer(config: &Config) -> &str {
    match &config.sign_in {
        Some(sign_in) => sign_in.issuer(),
        None => dev_provider::KNOWN_AS,
    }
}
