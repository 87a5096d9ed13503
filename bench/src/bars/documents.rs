//! Bar 4: what the platform adds to the database. The other side runs the very statements of the host, in its order, on
//! connections of its own without anything in between.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use app::draft::button_form;
use app::form::Offered;
use app::submission::{Prepared, Readiness};
use app::{Actor, Caller};
use clap::ValueEnum as _;
use contract::{
    Request,
    form::Form,
    page::{Block, Page},
};
use platform::Acted;
use tokio::sync::Mutex;

use super::bare_host::BareHost;
use crate::database::{Database, Kind};
use crate::measure::{Turns, executor, on_core};
use crate::node::{Node, first_page};
use crate::report::{Limit, Row};
use crate::setting::Setting;
use crate::statements::{Bare, Done, Recorder, Statement, Values};

/// In a round.
const SHOWS: u32 = 300;
const ACTS: u32 = 40;

/// A citizen with a document.
struct Desk {
    node: Node,
    caller: Arc<Caller>,
    form: Form,
    drafts: u32,
}

impl Desk {
    async fn open(database: &Database, scratch: &Path, guest: &Path) -> Result<Self> {
        let node = Node::beside(database, scratch, 64 << 20).await?;
        let release = node.install(guest).await?;
        let actor = node.citizen().await?;
        let caller = Arc::new(Caller {
            actor: Arc::new(actor),
            release,
        });
        let page = node.platform.show(&caller, first_page()).await?;
        let form = form_of(&page).context("the guest's page has no button")?;
        let mut desk = Self {
            node,
            caller,
            form,
            drafts: 0,
        };
        // The document is there from now on.
        let press = desk.prepared().await?;
        desk.act(&press).await?;
        Ok(desk)
    }

    fn actor(&self) -> &Actor {
        &self.caller.actor
    }

    /// A press of the button that was not sent yet; each on a page of its own, as a press is kept once.
    async fn prepared(&mut self) -> Result<Prepared> {
        self.drafts += 1;
        let request = Request {
            path: "/".to_owned(),
            query: vec![("n".to_owned(), self.drafts.to_string())],
        };
        let app = self.node.platform.app();
        let forms = [self.form.clone()];
        let drafts = app
            .draft_offer(
                self.actor(),
                &self.caller.release,
                &request,
                "Catatan",
                &forms,
            )
            .await?;
        let draft = drafts.first().context("no draft was offered")?;
        match app
            .submission_prepare(
                &mut app.reading(),
                self.actor(),
                draft.id,
                &Offered::default(),
            )
            .await?
        {
            Readiness::Ready(prepared) => Ok(*prepared),
            other => bail!("the button cannot be pressed: {other:?}"),
        }
    }

    async fn show(&self) -> Result<()> {
        self.node.platform.show(&self.caller, first_page()).await?;
        Ok(())
    }

    async fn act(&self, prepared: &Prepared) -> Result<()> {
        let platform = &self.node.platform;
        let acted = platform.act(self.actor(), prepared, |_| Ok(())).await?;
        ensure!(matches!(acted, Acted::Sent { .. }), "the act was not kept");
        Ok(())
    }
}

fn form_of(page: &Page) -> Option<Form> {
    let mut blocks = page.sections.iter().flat_map(|section| &section.blocks);
    blocks.find_map(|block| match block {
        Block::Buttons(buttons) => buttons.first().map(button_form),
        _ => None,
    })
}

/// On one core, which a server of PostgreSQL has too: waking a thread on a core that sleeps costs a virtual machine many times
/// what the query does.
pub fn measure(setting: &Setting) -> Result<Vec<Row>> {
    on_core(0, || {
        let mut rows = measured(setting, Kind::Sqlite)?;
        rows.extend(measured(setting, Kind::Postgres)?);
        Ok(rows)
    })
}

fn measured(setting: &Setting, kind: Kind) -> Result<Vec<Row>> {
    let done = recorded(setting, kind)?;
    ensure!(
        done.show == [Statement::Document],
        "a page runs more statements than the bare host knows"
    );
    let statements = [&done.show, &done.act].map(|statements| statements.len() as f64);
    let executor = executor(1)?;
    let guest = setting.guest("bench-document");
    let database = executor.block_on(Database::new(kind))?;
    let desk = executor.block_on(Desk::open(&database, &setting.scratch, &guest))?;
    let values = executor.block_on(Values::of(&desk.node, &desk.caller))?;
    let bare = executor.block_on(Bare::connect(&database))?;
    let release = &desk.caller.release;
    let component = executor.block_on(desk.node.runtime.load(&release.digest))?;
    let least = BareHost::of(
        &component,
        executor.block_on(Bare::connect(&database))?,
        &values,
    )?;
    let sides = Arc::new(Mutex::new(Sides {
        desk,
        bare,
        least,
        done,
        values,
    }));
    // On the executor's own thread, as a server's pages are: it is there that the network is heard.
    let turn = |round: Round| {
        let sides = Arc::clone(&sides);
        let turn = executor.spawn(async move { sides.lock().await.take(round).await });
        executor.block_on(turn)?
    };
    let shows = Turns::take(
        setting.rounds,
        &mut [
            &mut || turn(Round::Pages),
            &mut || turn(Round::Reads),
            &mut || turn(Round::Least),
        ],
    )?;
    let acts = Turns::take(
        setting.rounds,
        &mut [&mut || turn(Round::Acts), &mut || turn(Round::Writes)],
    )?;

    let [page, read, least] = [0, 1, 2].map(|side| 1e6 / shows.median(side));

    let named = |what: &str| format!("{}: {what}", kind.name());
    let told = |what: &str, figure, unit| Row::told(named(what), figure, unit);
    Ok(vec![
        told(
            "statements of a page that reads a document",
            statements[0],
            "",
        ),
        told("page through the platform", shows.median(0), "1/s"),
        told("its statements on bare sqlx", shows.median(1), "1/s"),
        told(
            "what the bare engine adds, where an import runs them",
            least - read,
            "µs",
        ),
        told("what the platform adds to that", page - least, "µs"),
        told(
            "bare engine with that import over bare sqlx",
            shows.ratio(2, 1),
            "",
        ),
        Row::judged(
            named("page over bare sqlx"),
            shows.ratio(0, 1),
            "",
            Limit::AtLeast(0.7),
        ),
        told(
            "statements of an act that writes a document",
            statements[1],
            "",
        ),
        told("act through the platform", acts.median(0), "1/s"),
        told("its statements on bare sqlx", acts.median(1), "1/s"),
        Row::judged(
            named("act over bare sqlx"),
            acts.ratio(0, 1),
            "",
            Limit::AtLeast(0.7),
        ),
    ])
}

/// What a round does.
#[derive(Clone, Copy)]
enum Round {
    /// Pages that read, through the platform.
    Pages,
    /// Their statements, on sqlx.
    Reads,
    /// The same pages by the bare engine, with an import that runs the statements on sqlx and does nothing else.
    Least,
    /// Acts, through the platform.
    Acts,
    /// Their statements, on sqlx.
    Writes,
}

/// All sides, over one database.
struct Sides {
    desk: Desk,
    bare: Bare,
    least: BareHost,
    done: Done,
    values: Values,
}

impl Sides {
    /// How many a second.
    async fn take(&mut self, round: Round) -> Result<f64> {
        let count = match round {
            Round::Pages | Round::Reads | Round::Least => SHOWS,
            Round::Acts | Round::Writes => ACTS,
        };
        let mut presses = Vec::new();
        if matches!(round, Round::Acts | Round::Writes) {
            for _ in 0..count {
                presses.push(self.desk.prepared().await?);
            }
        }
        let begun = Instant::now();
        match round {
            Round::Pages => {
                for _ in 0..count {
                    self.desk.show().await?;
                }
            }
            Round::Reads => {
                for _ in 0..count {
                    self.bare.show(&self.done.show, &self.values).await?;
                }
            }
            Round::Least => {
                for _ in 0..count {
                    self.least.show(first_page()).await?;
                }
            }
            Round::Acts => {
                for press in &presses {
                    self.desk.act(press).await?;
                }
            }
            Round::Writes => {
                for press in &presses {
                    let act = self.bare.act(&self.done.act, &self.values, press);
                    act.await?;
                }
            }
        }
        Ok(f64::from(count) / begun.elapsed().as_secs_f64())
    }
}

/// Which statements the host runs; found by a process of its own, as listening to them slows them down.
fn recorded(setting: &Setting, kind: Kind) -> Result<Done> {
    let own = std::env::current_exe().context("bench cannot tell where it runs from")?;
    let output = Command::new(own)
        .args(["child", "statements", "--database"])
        .arg(
            kind.to_possible_value()
                .context("every kind has a name")?
                .get_name(),
        )
        .arg("--scratch")
        .arg(&setting.scratch)
        .arg("--guest")
        .arg(setting.guest("bench-document"))
        .output()
        .context("bench cannot start itself")?;
    ensure!(
        output.status.success(),
        "the host's statements are not known: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).context("the host's statements are not known")
}

/// What runs in that process.
pub fn statements(kind: Kind, scratch: &Path, guest: &Path) -> Result<()> {
    let recorder = Recorder::listen()?;
    let done = executor(1)?.block_on(async {
        let database = Database::new(kind).await?;
        let mut desk = Desk::open(&database, scratch, guest).await?;
        let values = Values::of(&desk.node, &desk.caller).await?;
        let (press, other) = (desk.prepared().await?, desk.prepared().await?);
        let mut bare = Bare::connect(&database).await?;
        let known = bare.known(&recorder, &values, &other).await?;
        // Once before, so that what is found once and kept is found already.
        desk.show().await?;
        recorder.take();
        desk.show().await?;
        let show = known.name(&recorder.take())?;
        desk.act(&press).await?;
        let act = known.name(&recorder.take())?;
        anyhow::Ok(Done { show, act })
    })?;
    println!("{}", serde_json::to_string(&done)?);
    Ok(())
}
