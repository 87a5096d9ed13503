//! `balai notice`: what the platform tells people on top of every page.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use anyhow::{Context as _, Result, anyhow, bail};
use app::{
    App, Clock, Entropy, Instant, NoticeId, TransactError,
    manifest::Bilingual,
    notice::{Concerned, NewNotice, Notice, NoticeError, NoticeTone},
};
use clap::{Args, Subcommand, builder::PossibleValuesParser, builder::TypedValueParser as _};
use jiff::Timestamp;
use store::Store;

use super::{Settings, node};

/// What can be done with notices.
#[derive(Subcommand)]
pub enum Command {
    /// Add a notice. It is shown from its beginning to its end, within a second on every node.
    ///
    /// Whoever has read one of tone "info" puts it away; warnings stay until they end.
    #[command(after_help = "Examples:\n  \
        balai notice add --config balai.toml --tone attention --until 2026-11-28T23:00+07:00 \\\n    \
            --text-id 'Sabtu pukul 22.00 sampai 23.00 WIB Balai tidak dapat dipakai.' \\\n    \
            --text-en 'On Saturday from 22:00 to 23:00 WIB Balai cannot be used.'\n  \
        balai notice add --config balai.toml --for staff --from 2026-12-01T08:00+07:00 --until 2026-12-02T08:00+07:00 \\\n    \
            --text-id 'Kini ada halaman baru.' --text-en 'There is a new page.' --yes")]
    Add(Box<New>),
    /// List the notices that end last, with their ids.
    #[command(after_help = "Examples:\n  balai notice list --config balai.toml")]
    List(Settings),
    /// End a notice now. One that has not begun is never shown.
    #[command(
        after_help = "Examples:\n  balai notice end --config balai.toml 01a20e1b-f62c-70c3-a07e-ac1ee3f3a6ed"
    )]
    End {
        #[command(flatten)]
        settings: Settings,
        /// As `balai notice list` has it.
        id: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

/// A notice to be added.
#[derive(Args)]
pub struct New {
    #[command(flatten)]
    settings: Settings,
    /// What it says in Indonesian, in 300 characters at most.
    #[arg(long)]
    text_id: String,
    /// What it says in English, in 300 characters at most.
    #[arg(long)]
    text_en: String,
    /// How much it weighs.
    #[arg(long, default_value = "info", value_parser = tone())]
    tone: NoticeTone,
    /// Whom it concerns.
    #[arg(long = "for", default_value = "everyone", value_parser = concerned())]
    concerned: Concerned,
    /// From when on it is shown: a time with its offset; now where it is not given.
    #[arg(long)]
    from: Option<Timestamp>,
    /// Until when it is shown: a time with its offset, such as 2026-11-28T23:00+07:00.
    #[arg(long)]
    until: Timestamp,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

fn tone() -> impl clap::builder::TypedValueParser<Value = NoticeTone> {
    PossibleValuesParser::new(NoticeTone::ALL.iter().map(|tone| tone.name()))
        .try_map(|name| NoticeTone::of(&name).ok_or_else(|| anyhow!("no such tone")))
}

fn concerned() -> impl clap::builder::TypedValueParser<Value = Concerned> {
    PossibleValuesParser::new(Concerned::ALL.iter().map(|whom| whom.name()))
        .try_map(|name| Concerned::of(&name).ok_or_else(|| anyhow!("nobody")))
}

/// Does what was asked.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::Add(new) => add(*new).await,
        Command::List(settings) => {
            let (store, app) = open(&settings).await?;
            let notices = app.notices(&mut app.reading()).await?;
            let now = app.clock().now();
            if notices.is_empty() {
                println!("There are no notices.");
            }
            for notice in notices {
                println!("{}  {}", notice.id, stands(&notice, now));
                tell(&notice);
            }
            store.close().await;
            Ok(())
        }
        Command::End { settings, id, yes } => end(&settings, &id, yes).await,
    }
}

async fn add(new: New) -> Result<()> {
    let (store, app) = open(&new.settings).await?;
    let from = new.from.map_or_else(|| app.clock().now(), Instant::from);
    let notice = &NewNotice {
        text: Bilingual {
            id: new.text_id,
            en: new.text_en,
        },
        tone: new.tone,
        concerned: new.concerned,
        from,
        until: new.until.into(),
    };
    println!("id:    {}\nen:    {}", notice.text.id, notice.text.en);
    println!(
        "tone:  {}, for {}\nshown: {}",
        notice.tone.name(),
        notice.concerned.name(),
        span(notice.from, notice.until)
    );
    confirm("Show this on top of every page?", new.yes)?;
    let app = &app;
    let id = app
        .change(|mut unit| async move {
            let added = app.notice_add(&mut unit, notice.clone()).await;
            (unit, added)
        })
        .await
        .map_err(refused)?;
    println!("Added: {id}");
    store.close().await;
    Ok(())
}

async fn end(settings: &Settings, id: &str, yes: bool) -> Result<()> {
    let (store, app) = open(settings).await?;
    let id: NoticeId = id
        .parse()
        .with_context(|| format!("{id:?} is no id; hint: `balai notice list` has their ids"))?;
    tell(&app.notice_by_id(&mut app.reading(), id).await?);
    confirm("End this notice now?", yes)?;
    let app = &app;
    app.change(|mut unit| async move {
        let ended = app.notice_end(&mut unit, id).await;
        (unit, ended)
    })
    .await
    .map_err(refused)?;
    println!("Ended.");
    store.close().await;
    Ok(())
}

async fn open(settings: &Settings) -> Result<(Store, App)> {
    let store = node::open(&settings.read()?).await?;
    store.assert_migrated().await?;
    let app = App::new(store.clone(), Clock::System, Entropy::system()?);
    Ok((store, app))
}

fn refused(error: TransactError<NoticeError>) -> anyhow::Error {
    match error {
        TransactError::Refused(error) => error.into(),
        error => anyhow!(error.to_string()),
    }
}

/// Goes on where somebody says yes.
fn confirm(question: &str, yes: bool) -> Result<()> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        bail!("nobody is there to be asked; hint: --yes");
    }
    print!("{question} [y/N] ");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    if matches!(answer.trim(), "y" | "Y" | "yes") {
        Ok(())
    } else {
        bail!("nothing was changed")
    }
}

fn stands(notice: &Notice, now: Instant) -> &'static str {
    if now >= notice.until {
        "ended"
    } else if now < notice.from {
        "to come"
    } else {
        "current"
    }
}

fn tell(notice: &Notice) {
    println!(
        "  {}, for {}, {}",
        notice.tone.name(),
        notice.concerned.name(),
        span(notice.from, notice.until)
    );
    for (lang, text) in &notice.text {
        println!("  {lang}: {text}");
    }
}

fn span(from: Instant, until: Instant) -> String {
    format!("{} to {}", from.timestamp(), until.timestamp())
}
