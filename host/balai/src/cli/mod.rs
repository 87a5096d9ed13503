//! The command line: what can be asked, and how an error is told.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to its terminal"
)]

mod config;
mod inspect;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use store::Store;

use config::Config;

/// A host for mini-apps: one platform, many agencies, each in a sandbox of its own.
#[derive(Parser)]
#[command(
    name = "balai",
    version,
    after_help = "Examples:\n  \
        balai config check --config balai.toml    what the settings are, and whether they hold\n  \
        balai migrate --config balai.toml         bring the database up to date\n  \
        balai inspect target/miniapps/izin-usaha.wasm    what a mini-app is, and what it may do"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Look at the settings.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Bring the database up to date. Safe to run again, and from several nodes at once.
    #[command(
        after_help = "Examples:\n  balai migrate --config balai.toml\n  BALAI_CONFIG=balai.toml balai migrate"
    )]
    Migrate {
        /// The file with the settings.
        #[arg(long, env = "BALAI_CONFIG")]
        config: PathBuf,
    },
    /// Compile a component in the sandbox of the platform, and say what is in it and what it asks for.
    #[command(after_help = "Examples:\n  balai inspect target/miniapps/izin-usaha.wasm")]
    Inspect {
        /// A component: the .wasm file of a mini-app.
        file: PathBuf,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Read the settings, check them, and print them without secrets.
    #[command(after_help = "Examples:\n  balai config check --config balai.toml")]
    Check {
        /// The file with the settings.
        #[arg(long, env = "BALAI_CONFIG")]
        config: PathBuf,
    },
}

/// Reads the arguments, does what they say, and tells errors with what helps.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let done = tokio::runtime::Runtime::new()
        .context("no thread could be started")
        .and_then(|executor| executor.block_on(dispatch(cli.command)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Causes in one line; what helps in a line of its own.
            let told = format!("{error:#}").replace("; hint: ", "\nhint: ");
            eprintln!("error: {told}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(command: Command) -> Result<()> {
    match command {
        Command::Config(ConfigCommand::Check { config }) => {
            let config = Config::read(&config)?;
            println!("database: {}", config.database.url);
            println!("The settings hold.");
            Ok(())
        }
        Command::Migrate { config } => {
            let config = Config::read(&config)?;
            let store = Store::open(&config.database.url).await?;
            store.migrate().await?;
            store.close().await;
            println!("{} is up to date.", config.database.url);
            Ok(())
        }
        Command::Inspect { file } => inspect::inspect(&file).await,
    }
}
