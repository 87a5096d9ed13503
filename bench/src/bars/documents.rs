//! Bar 4: what the platform adds to the database. The other side runs the very statements of the host, in its order, on
//! connections of its own without anything in between.

use std::process::Command;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail, ensure};
use app::draft::button_form;
use app::form::Offered;
use app::submission::{Prepared, Readiness};
use app::{Actor, Caller};
use contract::{
    Request,
    form::Form,
    page::{Block, Page},
};
use platform::Acted;

use crate::measure::{Turns, executor, micros, on_core};
use crate::node::{Node, first_page};
use crate::report::{Limit, Row};
use crate::setting::Setting;
use crate::statements::{Bare, Done, Recorder, Values};

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
    async fn open(scratch: &std::path::Path, guest: &std::path::Path) -> Result<Self> {
        let node = Node::at(scratch, 64 << 20).await?;
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

/// On one core: waking a thread on a core that sleeps costs a virtual machine many times what the query does.
pub fn measure(setting: &Setting) -> Result<Vec<Row>> {
    on_core(0, || measured(setting))
}

fn measured(setting: &Setting) -> Result<Vec<Row>> {
    let done = recorded(setting)?;
    let executor = executor(1)?;
    let guest = setting.guest("bench-document");
    let desk = executor.block_on(Desk::open(&setting.scratch, &guest))?;
    let mut bare = executor.block_on(Bare::connect(&desk.node.database()))?;
    let values = executor.block_on(Values::of(&desk.node, &desk.caller))?;
    let desk = Arc::new(tokio::sync::Mutex::new(desk));

    let shows = Turns::take(
        setting.rounds,
        &mut [
            &mut || {
                executor.block_on(async {
                    let desk = desk.lock().await;
                    let begun = std::time::Instant::now();
                    for _ in 0..SHOWS {
                        desk.show().await?;
                    }
                    Ok(f64::from(SHOWS) / micros(begun.elapsed()) * 1e6)
                })
            },
            &mut || {
                executor.block_on(async {
                    let begun = std::time::Instant::now();
                    for _ in 0..SHOWS {
                        bare.show(&done.show, &values).await?;
                    }
                    Ok(f64::from(SHOWS) / micros(begun.elapsed()) * 1e6)
                })
            },
        ],
    )?;
    let presses = |desk: &Arc<tokio::sync::Mutex<Desk>>| {
        let desk = Arc::clone(desk);
        async move {
            let mut desk = desk.lock().await;
            let mut presses = Vec::new();
            for _ in 0..ACTS {
                presses.push(desk.prepared().await?);
            }
            anyhow::Ok(presses)
        }
    };
    let acts = Turns::take(
        setting.rounds,
        &mut [
            &mut || {
                executor.block_on(async {
                    let presses = presses(&desk).await?;
                    let desk = desk.lock().await;
                    let begun = std::time::Instant::now();
                    for press in &presses {
                        desk.act(press).await?;
                    }
                    Ok(f64::from(ACTS) / micros(begun.elapsed()) * 1e6)
                })
            },
            &mut || {
                executor.block_on(async {
                    let presses = presses(&desk).await?;
                    let begun = std::time::Instant::now();
                    for press in &presses {
                        bare.act(&done.act, &values, press).await?;
                    }
                    Ok(f64::from(ACTS) / micros(begun.elapsed()) * 1e6)
                })
            },
        ],
    )?;
    Ok(vec![
        Row::told(
            "statements of a page that reads a document",
            done.show.len() as f64,
            "",
        ),
        Row::told("page through the platform", shows.median(0), "1/s"),
        Row::told("its statements on bare sqlx", shows.median(1), "1/s"),
        Row::judged(
            "page over bare sqlx",
            shows.ratio(0, 1),
            "",
            Limit::AtLeast(0.7),
        ),
        Row::told(
            "statements of an act that writes a document",
            done.act.len() as f64,
            "",
        ),
        Row::told("act through the platform", acts.median(0), "1/s"),
        Row::told("its statements on bare sqlx", acts.median(1), "1/s"),
        Row::judged(
            "act over bare sqlx",
            acts.ratio(0, 1),
            "",
            Limit::AtLeast(0.7),
        ),
    ])
}

/// Which statements the host runs; found by a process of its own, as listening to them slows them down.
fn recorded(setting: &Setting) -> Result<Done> {
    let own = std::env::current_exe().context("bench cannot tell where it runs from")?;
    let output = Command::new(own)
        .args(["child", "statements", "--scratch"])
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
pub fn statements(scratch: &std::path::Path, guest: &std::path::Path) -> Result<()> {
    let recorder = Recorder::listen()?;
    let done = executor(1)?.block_on(async {
        let mut desk = Desk::open(scratch, guest).await?;
        let values = Values::of(&desk.node, &desk.caller).await?;
        let (press, other) = (desk.prepared().await?, desk.prepared().await?);
        let mut bare = Bare::connect(&desk.node.database()).await?;
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
