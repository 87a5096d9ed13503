//! `balai open`: a mini-app in a terminal, by the API alone. It is there to be used where there is no browser, and to prove
//! that what programs get is enough: it knows of the platform nothing but the types of the API.

mod ask;
mod fill;
mod page;
mod receipt;
mod rendered;

use anyhow::{Result, bail};
use balai::{
    api::{catalogue::Catalogue, content::Target, page::Page, receipt::Next},
    view::Lang,
};
use clap::Args;

use rendered::{Action, Rendered};

use super::{
    client::{Client, ClientError},
    sign_in,
    terminal::Terminal,
};

/// What is opened, and where.
#[derive(Args)]
pub struct Open {
    /// The mini-app: agency/name.
    mini_app: String,
    /// The address of the platform.
    #[arg(
        long,
        env = "BALAI_SERVER",
        default_value = "http://127.0.0.1:8080",
        value_name = "URL"
    )]
    server: String,
    /// In which language: id or en. As your terminal is set, where this is left out.
    #[arg(long, value_parser = language)]
    lang: Option<Lang>,
    /// The page to begin with.
    #[arg(long, default_value = "/")]
    path: String,
}

fn language(text: &str) -> Result<Lang, String> {
    Lang::ALL
        .into_iter()
        .find(|lang| lang.code() == text)
        .ok_or_else(|| "give id or en".to_owned())
}

/// As the terminal is set; Indonesian where that says nothing.
fn spoken_here() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|set| !set.is_empty());
    set.and_then(|set| Lang::of(&set.replace('_', "-")))
        .unwrap_or_default()
}

/// Opens a mini-app, and goes where the person wants until they have enough.
pub async fn open(asked: Open) -> Result<()> {
    let lang = asked.lang.unwrap_or_else(spoken_here);
    let mut terminal = Terminal::of(lang);
    let mut client = Client::of(&asked.server, lang)?;
    sign_in::sign_in(&mut client, &terminal).await?;
    let first = Target::Page {
        mini_app: asked.mini_app.clone(),
        path: asked.path.clone(),
    };
    match page::of(&client, &first).await {
        Ok(page) => walk(&client, &mut terminal, page, first).await,
        Err(ClientError::Told(told)) if told.status == 404 => {
            bail!("{}", not_there(&client, &asked).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// That there is no such page, and what there is.
async fn not_there(client: &Client, asked: &Open) -> Result<String> {
    let catalogue: Catalogue = client.get("/mini-apps").await?;
    let there = catalogue.mini_apps.iter();
    if there.clone().any(|one| one.id == asked.mini_app) {
        return Ok(format!(
            "{} has no page {}; hint: leave --path out to begin with its first page",
            asked.mini_app, asked.path
        ));
    }
    let ids: Vec<&str> = there.map(|one| one.id.as_str()).collect();
    Ok(format!(
        "there is no mini-app {} for you at {}; hint: there is {}",
        asked.mini_app,
        asked.server,
        if ids.is_empty() {
            "none so far".to_owned()
        } else {
            ids.join(", ")
        }
    ))
}

/// From page to page.
async fn walk(client: &Client, terminal: &mut Terminal, first: Page, place: Target) -> Result<()> {
    let mut page = first;
    // Where one came from, the page that is shown last.
    let mut way = vec![place];
    loop {
        let rendered = Rendered::of(&page, terminal.lang());
        terminal.say(&format!("\n{}", rendered.text));
        let next = loop {
            match choose(client, terminal, &rendered, &mut way).await {
                Ok(Chosen::End) => return Ok(()),
                Ok(Chosen::Nothing) => {}
                Ok(Chosen::Page(next)) => break next,
                // What is told of one page is no reason to leave the others.
                Err(error) => match error.downcast::<ClientError>() {
                    Ok(ClientError::Told(told)) if told.status != 401 => terminal.tell(&told),
                    Ok(error) => return Err(error.into()),
                    Err(error) => return Err(error),
                },
            }
        };
        page = *next;
    }
}

enum Chosen {
    Page(Box<Page>),
    Nothing,
    End,
}

/// Asks where to go, and does it.
async fn choose(
    client: &Client,
    terminal: &mut Terminal,
    rendered: &Rendered,
    way: &mut Vec<Target>,
) -> Result<Chosen> {
    let lang = terminal.lang();
    let question = if rendered.actions.is_empty() {
        lang.say("open-choose-none").to_string()
    } else {
        lang.say("open-choose").to_string()
    };
    let Some(typed) = terminal.ask(&question)? else {
        return Ok(Chosen::End);
    };
    let to = match typed.as_str() {
        "q" => return Ok(Chosen::End),
        "b" => {
            if way.len() > 1 {
                way.pop();
            }
            way.last().cloned()
        }
        number => {
            let action = number
                .parse::<usize>()
                .ok()
                .and_then(|number| rendered.actions.get(number.checked_sub(1)?));
            let Some(action) = action else {
                terminal.say(&lang.say("open-no-such-number").to_string());
                return Ok(Chosen::Nothing);
            };
            let to = act(client, terminal, action).await?;
            way.extend(to.clone());
            to
        }
    };
    let to = match to {
        Some(to) => to,
        // What was left is shown once more: it may have changed.
        None => match way.last() {
            Some(here) => here.clone(),
            None => return Ok(Chosen::End),
        },
    };
    Ok(Chosen::Page(Box::new(page::of(client, &to).await?)))
}

/// Does what stands under a number; gives where that leads.
async fn act(client: &Client, terminal: &mut Terminal, action: &Action) -> Result<Option<Target>> {
    match action {
        Action::Follow(target) => Ok(Some(target.clone())),
        Action::Filter { page, fields } => page::filtered(client, terminal, page, fields).await,
        Action::Fill(draft) => led(fill::fill(client, terminal, draft).await?),
        Action::Press { draft, confirm } => {
            led(fill::press(client, terminal, draft, confirm.as_deref()).await?)
        }
    }
}

/// Where one is led who has sent something.
fn led(next: Option<Next>) -> Result<Option<Target>> {
    Ok(match next {
        Some(Next::Target { target }) => Some(target),
        Some(Next::Page) | None => None,
    })
}
