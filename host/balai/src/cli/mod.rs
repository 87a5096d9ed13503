//! The command line: what can be asked, and how an error is told.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to its terminal"
)]

mod agency;
mod build;
mod check;
mod client;
mod dev;
mod failure;
mod inspect;
mod journeys;
mod keys;
mod log;
mod login;
mod logs;
mod new;
mod node;
mod notice;
mod open;
mod persona;
mod publish;
mod remote;
mod review;
mod rollout;
mod serve;
mod sign_in;
mod stop;
mod terminal;
mod tokens;
mod trust;
mod verify;

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};
use balai::config::Config;
use clap::{Args, Parser, Subcommand};

/// A host for mini-apps: one platform, many agencies, each in a sandbox of its own.
#[derive(Parser)]
#[command(
    name = "balai",
    version,
    after_help = "Examples:\n  \
        balai config check --config balai.toml    what the settings are, and whether they hold\n  \
        balai migrate --config balai.toml         bring the database up to date\n  \
        balai serve --config balai.toml           serve pages until Ctrl-C\n  \
        balai new kota-damai/parkir               begin a mini-app of your own\n  \
        balai check plugins/izin-usaha            what the registry will find of a mini-app\n  \
        balai publish izin-usaha.wasm --key publisher.pem    send in a release\n  \
        balai review list                         what waits for a reviewer\n  \
        balai log verify https://balai.example/log --key KEY --root KEY    audit what happened\n  \
        balai test plugins/izin-usaha             run the journeys of a mini-app\n  \
        balai inspect target/miniapps/izin-usaha.wasm    what a mini-app is, and what it may do\n  \
        balai failure --config balai.toml ID      why a mini-app failed\n  \
        balai notice list --config balai.toml     what people are told on top of every page\n  \
        balai open kota-damai/izin-usaha          use a mini-app in the terminal"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Look at the settings.
    #[command(
        subcommand,
        after_help = "Examples:\n  balai config check --config balai.toml"
    )]
    Config(ConfigCommand),
    /// Bring the database up to date. Safe to run again, and from several nodes at once.
    #[command(
        after_help = "Examples:\n  balai migrate --config balai.toml\n  BALAI_CONFIG=balai.toml balai migrate"
    )]
    Migrate(Settings),
    /// Serve pages until the process is asked to end (Ctrl-C, SIGTERM); what was begun is finished first.
    ///
    /// In development, invented agencies and people are put into the database, and anybody signs in as one of them.
    #[command(after_help = "Examples:\n  balai serve --config balai.toml\n  \
            balai serve --config balai.toml --verify          before this version is let in\n  \
            RUST_LOG=debug balai serve --config balai.toml    with all that the server says")]
    Serve {
        #[command(flatten)]
        settings: Settings,
        /// Serve nothing: run the journeys and checks of every release that people get, with this version of Balai, and
        /// fail where one does not pass. Only reads.
        #[arg(long)]
        verify: bool,
    },
    /// Run the journeys of mini-apps: in the real sandbox, on a database in memory, each from a clean slate.
    #[command(after_help = "Examples:\n  \
        balai test plugins/izin-usaha                  build the folder and run its journeys\n  \
        balai test target/miniapps/izin-usaha.wasm     those that were built in")]
    Test {
        /// Folders of mini-apps, or their component files.
        #[arg(default_value = ".")]
        mini_apps: Vec<PathBuf>,
    },
    /// Begin a mini-app: a small whole one, in a folder of its own, with tests and journeys.
    ///
    /// It names the SDK by its path in a checkout of Balai: the one in which you stand, or --sdk.
    #[command(after_help = "Examples:\n  \
        balai new kota-damai/parkir                             in the folder parkir\n  \
        balai new kota-damai/parkir miniapps/parkir --sdk ../balai/plugin-sdk")]
    New(new::New),
    /// Serve a mini-app from its folder while you write it: built anew as files change, with every call in the terminal.
    ///
    /// Invented people sign in, and nothing is kept after Ctrl-C. Pages in a browser show themselves afresh.
    #[command(after_help = "Examples:\n  balai dev .\n  balai dev plugins/izin-usaha --port 8080")]
    Dev(dev::Dev),
    /// Build the folder of a mini-app: one component file, with its manifest, icon and journeys in it.
    #[command(after_help = "Examples:\n  \
        balai build plugins/izin-usaha\n  \
        balai build plugins/izin-usaha --to new.wasm")]
    Build(build::Build),
    /// Run the checks of the registry on this machine: the same, with the same report.
    #[command(after_help = "Examples:\n  \
        balai check plugins/izin-usaha                        build the folder and check it\n  \
        balai check new.wasm --against live.wasm              with what is new in what it may do\n  \
        balai check new.wasm --advisories osv                 with known vulnerabilities of what is in it\n  \
        balai check new.wasm --json                           the report as the registry keeps it")]
    Check(check::Check),
    /// Agencies, their units and members, from a file.
    #[command(
        subcommand,
        after_help = "Examples:\n  \
            balai agency apply --config balai.toml agencies.toml\n  \
            balai agency members --config balai.toml kota-damai"
    )]
    Agency(agency::Command),
    /// Sign in at a platform, for the commands that speak to it.
    ///
    /// A code is shown, which you type at a browser where you are signed in. The commands act in the role in which you are
    /// signed in there: switch to your work first.
    #[command(after_help = "Examples:\n  \
        balai login --server https://balai.example\n  \
        balai login --as wayan                    in development, as an invented person")]
    Login(login::Login),
    /// Forget the sign-in on this machine.
    #[command(after_help = "Examples:\n  balai logout --server https://balai.example")]
    Logout(remote::Remote),
    /// Keys: make one, ask for its enrolment, enrol others', revoke.
    #[command(
        subcommand,
        after_help = "Examples:\n  \
            balai keys new publisher.pem\n  \
            balai keys request publisher.pem --agency kota-damai\n  \
            balai keys enrol 5f2c9d… --key registrar.pem"
    )]
    Keys(keys::Command),
    /// Who enrols keys, as the root says.
    #[command(
        subcommand,
        after_help = "Examples:\n  \
            balai trust sign --root root.pem --version 1 --registrar ed25519:… --to trust-1.json\n  \
            balai trust send trust-1.json"
    )]
    Trust(trust::Command),
    /// Sign a release of your agency and send it in; its checks are waited for.
    #[command(after_help = "Examples:\n  \
        balai publish izin-usaha.wasm --key publisher.pem --server https://balai.example")]
    Publish(publish::Publish),
    /// How releases stand, of an agency or of one mini-app.
    #[command(
        after_help = "Examples:\n  balai status kota-damai\n  balai status kota-damai/izin-usaha"
    )]
    Status(publish::Status),
    /// Sign a release that another person of your agency sent in, where the agency demands two.
    #[command(after_help = "Examples:\n  \
        balai countersign kota-damai/izin-usaha 1.2.0 --key publisher.pem")]
    Countersign(publish::Countersign),
    /// Take back a release that nobody gets.
    #[command(after_help = "Examples:\n  balai withdraw kota-damai/izin-usaha 1.2.0")]
    Withdraw(publish::One),
    /// What waits for a reviewer, and what they decide.
    #[command(
        subcommand,
        after_help = "Examples:\n  \
            balai review list\n  \
            balai review show kota-damai/izin-usaha 1.2.0\n  \
            balai review approve kota-damai/izin-usaha 1.2.0 --key reviewer.pem"
    )]
    Review(review::Command),
    /// Give a release to people: to all, to a share, or to a region; at once, or step by step.
    ///
    /// While it is rolled out, its calls are compared with those of the release before it. One that fails more often, or is
    /// clearly slower, is taken back by itself.
    #[command(after_help = "Examples:\n  \
        balai rollout kota-damai/izin-usaha 1.2.0 --share 5\n  \
        balai rollout kota-damai/izin-usaha 1.2.0 --region 31.74\n  \
        balai rollout kota-damai/izin-usaha 1.2.0 --steps 5,25,100 --every 24h\n  \
        balai rollout kota-damai/izin-usaha 1.2.0             to everybody")]
    Rollout(rollout::Rollout),
    /// Give people again what they got before; nothing, where it was the first release.
    #[command(after_help = "Examples:\n  \
        balai rollback kota-damai/izin-usaha --reason 'more errors than before'")]
    Rollback(rollout::Rollback),
    /// Every step of a mini-app's rollouts, the latest first; what is still to come, and how its calls go.
    #[command(after_help = "Examples:\n  balai rollouts kota-damai/izin-usaha\n  \
        balai rollouts kota-damai/izin-usaha --pause      let its plan wait\n  \
        balai rollouts kota-damai/izin-usaha --go-on")]
    Rollouts(rollout::Rollouts),
    /// What a mini-app of your agency wrote into its log, and how it failed, the newest at the end.
    #[command(after_help = "Examples:\n  \
        balai logs kota-damai/izin-usaha\n  \
        balai logs kota-damai/izin-usaha --follow              and what comes, until Ctrl-C\n  \
        balai logs kota-damai/izin-usaha --failures            only how it failed, with where it was")]
    Logs(logs::AskedLogs),
    /// Stop a release, a mini-app, an agency or a capability, on every node within a second.
    #[command(after_help = "Examples:\n  \
        balai stop mini-app kota-damai/izin-usaha --reason 'it loses answers'\n  \
        balai stop capability balai:platform/claims@0.1.0 --reason 'the source of names is wrong'")]
    Stop(stop::What),
    /// Let something go on that was stopped.
    #[command(after_help = "Examples:\n  \
        balai resume mini-app kota-damai/izin-usaha --reason 'release 1.2.1 keeps them'")]
    Resume(stop::What),
    /// What is stopped.
    #[command(after_help = "Examples:\n  balai stops")]
    Stops(remote::Remote),
    /// The transparency log: audit it, or the key by which others do.
    #[command(
        subcommand,
        after_help = "Examples:\n  \
            balai log verify https://balai.example/log --key 'balai.example/log+1c2d…' --root ed25519:…\n  \
            balai log key --config balai.toml"
    )]
    Log(log::Command),
    /// Find out why a mini-app failed, by the id that a person was shown.
    #[command(
        after_help = "Examples:\n  balai failure --config balai.toml 01a20e1b-f62c-70c3-a07e-ac1ee3f3a6ed"
    )]
    Failure {
        #[command(flatten)]
        settings: Settings,
        /// As the page of the failure quotes it.
        id: String,
    },
    /// Tell people something on top of every page, for a time.
    #[command(
        subcommand,
        after_help = "Examples:\n  \
            balai notice add --config balai.toml --tone attention --until 2026-11-28T23:00+07:00 \\\n    \
                --text-id 'Sabtu pukul 22.00 sampai 23.00 WIB Balai tidak dapat dipakai.' \\\n    \
                --text-en 'On Saturday from 22:00 to 23:00 WIB Balai cannot be used.'\n  \
            balai notice list --config balai.toml\n  \
            balai notice end --config balai.toml 01a20e1b-f62c-70c3-a07e-ac1ee3f3a6ed"
    )]
    Notice(notice::Command),
    /// Use a mini-app in the terminal: read its pages, fill in its forms, and send them.
    ///
    /// You sign in once, at a browser where you type the code that is shown. The token is kept in your settings
    /// (~/.config/balai/tokens.json, for you alone), and stands among your devices in My account, where you end it.
    #[command(after_help = "Examples:\n  \
        balai open kota-damai/izin-usaha                       of the platform on this machine\n  \
        balai open kota-damai/izin-usaha --path /ajukan        begin with one of its pages\n  \
        balai open kota-damai/izin-usaha --lang en --server https://balai.example")]
    Open(open::Open),
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
    Check(Settings),
}

#[derive(Args)]
struct Settings {
    /// The file with the settings.
    #[arg(long, env = "BALAI_CONFIG")]
    config: PathBuf,
}

impl Settings {
    fn read(&self) -> Result<Config> {
        Config::read(&self.config)
    }
}

/// Reads the arguments, does what they say, and tells errors with what helps.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    if !matches!(
        cli.command,
        Command::Serve { verify: false, .. } | Command::Dev(_)
    ) {
        end_where_nobody_listens();
    }
    let done = tokio::runtime::Runtime::new()
        .context("no thread could be started")
        .and_then(|executor| executor.block_on(dispatch(cli.command)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", told(&error));
            ExitCode::FAILURE
        }
    }
}

/// Whoever pipes a command into `head` has seen enough: that is no failure.
fn end_where_nobody_listens() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload().downcast_ref::<String>();
        if said.is_some_and(|said| said.starts_with("failed printing to stdout: Broken pipe")) {
            std::process::exit(0);
        }
        tell(panic);
    }));
}

/// What failed, with its causes; then what helps, in lines of their own, whichever of them knew it.
fn told(error: &anyhow::Error) -> String {
    let mut causes: Vec<String> = Vec::new();
    let mut hints = Vec::new();
    for message in error.chain().map(ToString::to_string) {
        let (cause, hint) = message.split_once("hint: ").unwrap_or((&message, ""));
        let cause = cause.trim_end_matches([' ', ';', '\n']);
        // Some errors tell their cause themselves.
        if !cause.is_empty() && !causes.iter().any(|before| before.contains(cause)) {
            causes.push(cause.to_owned());
        }
        if !hint.is_empty() && !hints.iter().any(|before: &String| before.contains(hint)) {
            hints.push(format!("\nhint: {}", hint.trim_end()));
        }
    }
    format!("error: {}{}", causes.join(": "), hints.concat())
}

async fn dispatch(command: Command) -> Result<()> {
    match command {
        Command::Config(ConfigCommand::Check(settings)) => {
            let config = settings.read()?;
            println!("mode:       {:?}", config.mode);
            println!("listen:     {}", config.listen);
            println!("public url: {}", config.public_url);
            println!("database:   {}", config.database.url);
            println!("data:       {}", config.data.dir.display());
            let provider = match &config.sign_in {
                Some(sign_in) => sign_in.issuer.as_str(),
                None => "the development provider (anybody, without a password)",
            };
            println!("sign-in:    {provider}");
            match &config.trust {
                Some(trust) => println!("trust:      the root {}", trust.root),
                None => println!("trust:      nobody; nothing is curated here"),
            }
            match &config.checks.advisories {
                Some(folder) => {
                    let known = platform::checks::assert_advisories(folder)?;
                    let (newest, records) = (known.newest, known.records);
                    println!(
                        "advisories: {}, {records}, the newest of {newest}",
                        folder.display()
                    );
                }
                None => println!("advisories: none; known vulnerabilities are not looked up"),
            }
            // As it would be written in the file, what is not written there included.
            let runtime = BTreeMap::from([("runtime", &config.runtime)]);
            println!("\n{}", toml::to_string(&runtime)?);
            let isolation = BTreeMap::from([("isolation", &config.isolation)]);
            println!("{}", toml::to_string(&isolation)?);
            println!("The settings hold.");
            Ok(())
        }
        Command::Migrate(settings) => {
            let config = settings.read()?;
            let store = node::open(&config).await?;
            store.migrate().await?;
            store.close().await;
            println!("{} is up to date.", config.database.url);
            Ok(())
        }
        Command::Serve {
            settings,
            verify: true,
        } => verify::verify(&settings.read()?).await,
        Command::Serve { settings, .. } => serve::serve(&settings.read()?).await,
        Command::New(asked) => new::new(&asked),
        Command::Dev(asked) => Box::pin(dev::dev(asked)).await,
        Command::Build(asked) => build::build(&asked),
        Command::Check(asked) => check::check(asked).await,
        Command::Agency(command) => agency::run(command).await,
        Command::Login(asked) => login::login(asked).await,
        Command::Logout(remote) => login::logout(&remote),
        Command::Keys(command) => keys::run(command).await,
        Command::Trust(command) => trust::run(command).await,
        Command::Publish(asked) => publish::publish(asked).await,
        Command::Status(asked) => publish::status(asked).await,
        Command::Countersign(asked) => publish::countersign(asked).await,
        Command::Withdraw(one) => publish::withdraw(one).await,
        Command::Review(command) => review::run(command).await,
        Command::Rollout(asked) => rollout::roll_out(asked).await,
        Command::Rollback(asked) => rollout::roll_back(asked).await,
        Command::Rollouts(asked) => rollout::list(asked).await,
        Command::Logs(asked) => logs::logs(asked).await,
        Command::Stop(what) => stop::stop(what).await,
        Command::Resume(what) => stop::resume(what).await,
        Command::Stops(remote) => stop::list(remote).await,
        Command::Log(command) => log::run(command).await,
        Command::Test { mini_apps } => journeys::test(&mini_apps).await,
        Command::Failure { settings, id } => failure::show(&settings.read()?, &id).await,
        Command::Notice(command) => notice::run(command).await,
        Command::Open(asked) => open::open(asked).await,
        Command::Inspect { file } => inspect::inspect(&file).await,
    }
}
