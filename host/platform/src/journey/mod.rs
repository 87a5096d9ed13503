//! Journeys: scripted visits to a mini-app, in the real sandbox over the real domain, on a database in memory, with a
//! clock and a randomness of their own. `docs/JOURNEYS.md` is their grammar.

mod browser;
mod filled;
mod parse;
mod script;
mod sight;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use app::{
    Actor, App, Clock, Entropy, FailureId, Instant, Lang, Reader, Release, Role,
    form::Problem,
    person::Capacity,
    seed::{Persona, personas},
};
use contract::{Request, form::Form, page::Page, values::Value};
use runtime::Runtime;

use crate::{InstallError, Platform, Unshowable, install::manifest_of};
use browser::{Browser, NotDone, On};
use filled::Filled;

/// So many frames of a backtrace are told.
const FRAMES: usize = 20;

pub use parse::parse;
pub use script::{Deed, Numbered, Script, Sight, Step, Unreadable, Visitor};
pub use sight::{Sighting, Sightseer};

/// How the shell writes: the words of its own, which stand above this crate.
pub struct Shell {
    /// A value, for a reader of this language in this time zone.
    pub value: fn(Lang, &str, &Value) -> String,
    /// What is wrong with an answer of this form.
    pub problem: fn(Lang, &Form, &Problem) -> String,
    /// Whether somebody can be shown a page, which was asked for by this request.
    pub page: fn(&Actor, &Release, &Request, &Page) -> Result<(), Unshowable>,
}

/// Where a journey ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The release cannot be installed.
    #[error(transparent)]
    Install(#[from] InstallError),
    /// The stage could not be set.
    #[error("the journey cannot begin: {0}")]
    Stage(String),
    /// A step did not go as it is written.
    #[error("line {line}: {text}\n  {problem}")]
    Step {
        /// From 1.
        line: usize,
        /// As it is written.
        text: String,
        /// What was expected, and what happened.
        problem: String,
    },
}

const ISSUER: &str = "https://journey.invalid";

fn stage(error: impl ToString) -> Broken {
    Broken::Stage(error.to_string())
}

/// Runs a journey of a component, from a clean slate. Gives all that was seen, person by person.
pub async fn run(
    runtime: &Runtime,
    component: &[u8],
    script: &Script,
    shell: &Shell,
) -> Result<Vec<Sighting>, Broken> {
    let (clock, entropy) = (
        Clock::fixed(Instant::from(script.clock)),
        Entropy::seeded(script.seed),
    );
    let app = App::in_memory(clock, entropy).await.map_err(stage)?;
    app.seed_demo(ISSUER).await.map_err(stage)?;
    let inspection = runtime.prepare(component).await;
    let (manifest, _) = manifest_of(&inspection.map_err(InstallError::from)?)?;
    let agency = manifest.id.agency();
    app.agency_invent(agency).await.map_err(stage)?;
    let files = tempfile::tempdir().map_err(stage)?;
    let platform = Platform::new(app, runtime.clone(), files.path().to_owned()).map_err(stage)?;
    let release = platform.install(component).await?;
    let mut visit = Visit {
        platform,
        release,
        shell,
        browsers: BTreeMap::new(),
        current: None,
        remembered: HashMap::new(),
    };
    for Numbered { line, text, step } in &script.steps {
        if let Err(problem) = visit.take(step).await {
            return Err(Broken::Step {
                line: *line,
                text: text.clone(),
                problem,
            });
        }
    }
    let browsers = visit.browsers.into_values();
    let mut seen: Vec<Sighting> = browsers.flat_map(|browser| browser.sightings).collect();
    for sighting in &mut seen {
        sighting.journey.clone_from(&script.title);
    }
    Ok(seen)
}

struct Visit<'a> {
    platform: Platform,
    release: Arc<Release>,
    shell: &'a Shell,
    browsers: BTreeMap<Visitor, Browser>,
    current: Option<Visitor>,
    remembered: HashMap<String, String>,
}

impl Visit<'_> {
    async fn take(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::As(visitor, lang) => self.enter(visitor, *lang).await,
            Step::At(at) => {
                self.platform.app().clock().set(Instant::from(*at));
                Ok(())
            }
            Step::Do(deed) => match self.deed(deed).await? {
                Ok(()) => Ok(()),
                Err(NotDone::Refused(name, said)) => Err(format!("refused: {name} {said}")),
                Err(NotDone::Answers(said)) => Err(format!("the form is asked again: {said}")),
                Err(NotDone::Failed(id)) => Err(self.why(id).await?),
                Err(NotDone::Broken(problem)) => Err(problem),
            },
            Step::Refused {
                reason,
                deed,
                because,
            } => {
                let (name, said) = match self.deed(deed).await? {
                    Ok(()) => return Err("it was not refused".to_owned()),
                    Err(NotDone::Failed(id)) => return Err(self.why(id).await?),
                    Err(NotDone::Broken(problem)) => return Err(problem),
                    Err(NotDone::Refused(name, said)) => (name, said),
                    Err(NotDone::Answers(said)) => ("answers", said),
                };
                if let Some(reason) = reason.as_ref().filter(|reason| *reason != name) {
                    return Err(format!("refused with {name} and not with {reason}: {said}"));
                }
                match because {
                    Some(text) if !said.contains(text.as_str()) => Err(format!("it says: {said}")),
                    _ => Ok(()),
                }
            }
            Step::Fill { field, answer } => {
                let answer = self.recalled(answer)?;
                self.browser()?.fill(field.clone(), Filled::Typed(answer));
                Ok(())
            }
            Step::Choose { field, choice } => {
                let choice = self.recalled(choice)?;
                self.browser()?
                    .fill(field.clone(), Filled::Chosen(vec![choice]));
                Ok(())
            }
            Step::Agree(field) => {
                self.browser()?.fill(field.clone(), Filled::Agreed);
                Ok(())
            }
            Step::See(sight) => self.looked(sight, true),
            Step::SeeNot(sight) => self.looked(sight, false),
            Step::Message(text) => self.message(text).await,
            Step::Task(text) => self.task(text, true).await,
            Step::NoTask(text) => self.task(text, false).await,
            Step::Remember(name) => {
                let path = self
                    .browser()?
                    .shown
                    .as_ref()
                    .map(|shown| shown.path.clone())
                    .unwrap_or_default();
                let last = path.rsplit('/').next().unwrap_or_default().to_owned();
                self.remembered.insert(name.clone(), last);
                Ok(())
            }
        }
    }

    async fn enter(&mut self, visitor: &Visitor, lang: Lang) -> Result<(), String> {
        if !self.browsers.contains_key(visitor) {
            let actor = self.actor(visitor).await?;
            self.browsers.insert(visitor.clone(), Browser::new(actor));
        }
        self.current = Some(visitor.clone());
        self.browser()?.actor.reader.lang = lang;
        Ok(())
    }

    async fn actor(&self, visitor: &Visitor) -> Result<Actor, String> {
        let (login, capacity) = match visitor {
            Visitor::Nobody => {
                let reader = Reader {
                    lang: Lang::Id,
                    time_zone: "Asia/Jakarta".to_owned(),
                    region: None,
                };
                return Ok(Actor {
                    role: Role::Anonymous,
                    reader,
                });
            }
            Visitor::Citizen(login) => (login, Capacity::Private),
            Visitor::Staff(login) => (login, Capacity::AtWork),
        };
        let people = personas().map_err(|error| error.to_string())?;
        let persona: &Persona = people
            .iter()
            .find(|persona| persona.login == *login)
            .ok_or_else(|| {
                let known: Vec<&str> = people
                    .iter()
                    .map(|persona| persona.login.as_str())
                    .collect();
                format!(
                    "nobody is called \"{login}\"; there are: {}",
                    known.join(", ")
                )
            })?;
        let app = self.platform.app();
        let sign_in = &persona.sign_in(ISSUER, app.clock().now());
        app.change(|mut unit| async move {
            let entered = app.person_sign_in(&mut unit, sign_in).await;
            let acting = match entered {
                Ok(person) => app.person_acting(&mut unit, person, capacity).await,
                Err(error) => Err(error),
            };
            (unit, acting)
        })
        .await
        .map_err(|error| error.to_string())
    }

    fn browser(&mut self) -> Result<&mut Browser, String> {
        let nobody = "nobody has come yet; write `as citizen NAME` first";
        self.current
            .as_ref()
            .and_then(|who| self.browsers.get_mut(who))
            .ok_or_else(|| nobody.to_owned())
    }

    async fn deed(&mut self, deed: &script::Deed) -> Result<Result<(), NotDone>, String> {
        let deed = self.recalled_deed(deed)?;
        let on = On {
            platform: &self.platform,
            release: &self.release,
            shell: self.shell,
        };
        let browser = self
            .current
            .as_ref()
            .and_then(|who| self.browsers.get_mut(who));
        let browser = browser.ok_or("nobody has come yet; write `as citizen NAME` first")?;
        Ok(browser.go(&on, &deed).await)
    }

    /// How the mini-app failed, as its agency would find it under the id: which is another one each time, and so not told.
    async fn why(&self, id: FailureId) -> Result<String, String> {
        let app = self.platform.app();
        let row = app.failure_by_id(&mut app.reading(), id).await;
        let row = row.map_err(|error| error.to_string())?;
        let Some(row) = row else {
            return Ok("the mini-app failed".to_owned());
        };
        let mut why = format!("the mini-app failed: {}: {}", row.kind, row.detail);
        let log = row.log.lines().map(|line| format!("\n  log: {line}"));
        why.extend(log);
        let trace = row.backtrace.iter().flat_map(|trace| trace.lines());
        why.extend(trace.take(FRAMES).map(|line| format!("\n  {line}")));
        Ok(why)
    }

    fn recalled_deed(&self, deed: &script::Deed) -> Result<script::Deed, String> {
        use script::Deed;
        Ok(match deed {
            Deed::Open(path) => Deed::Open(self.recalled(path)?),
            Deed::Follow(label) => Deed::Follow(self.recalled(label)?),
            Deed::Press(label) => Deed::Press(self.recalled(label)?),
            Deed::AskHuman(number) => Deed::AskHuman(self.recalled(number)?),
        })
    }

    /// The text with what is remembered in the place of its `<name>`.
    fn recalled(&self, text: &str) -> Result<String, String> {
        let mut whole = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            let Some((name, behind)) = after.split_once('>') else {
                break;
            };
            let value = self
                .remembered
                .get(name)
                .ok_or_else(|| format!("nothing is remembered as <{name}>"))?;
            whole.push_str(before);
            whole.push_str(value);
            rest = behind;
        }
        whole.push_str(rest);
        Ok(whole)
    }

    fn looked(&mut self, sight: &Sight, wanted: bool) -> Result<(), String> {
        let text = match sight {
            Sight::Text(text) => sight::plain(&self.recalled(text)?),
            Sight::Day(_) => String::new(),
        };
        let shown = self
            .browser()?
            .shown
            .as_ref()
            .ok_or("no page is open yet")?;
        let there = match sight {
            Sight::Text(_) => shown.seen.text.contains(&text),
            Sight::Day(day) => shown.seen.days.iter().any(|seen| {
                (seen.year, i32::from(seen.month), i32::from(seen.day))
                    == (
                        i32::from(day.year()),
                        i32::from(day.month()),
                        i32::from(day.day()),
                    )
            }),
        };
        if there == wanted {
            Ok(())
        } else {
            Err(format!(
                "the page at {} says:\n{}",
                shown.path, shown.seen.text
            ))
        }
    }

    async fn message(&mut self, text: &str) -> Result<(), String> {
        let text = self.recalled(text)?;
        let actor = self.browser()?.actor.clone();
        let app = self.platform.app();
        let inbox = app
            .inbox_of(&mut app.reading(), &actor)
            .await
            .map_err(|error| error.to_string())?;
        let lang = actor.reader.lang;
        let said: Vec<String> = inbox
            .iter()
            .map(|one| format!("{}: {}", lang.pick(&one.title), lang.pick(&one.body)))
            .collect();
        if said.iter().any(|one| one.contains(&text)) {
            Ok(())
        } else {
            Err(format!("the inbox says:\n{}", said.join("\n")))
        }
    }

    async fn task(&mut self, text: &str, wanted: bool) -> Result<(), String> {
        let text = self.recalled(text)?;
        let actor = self.browser()?.actor.clone();
        let app = self.platform.app();
        let tasks = app
            .tasks_of(&mut app.reading(), &actor)
            .await
            .map_err(|error| error.to_string())?;
        let titles: Vec<&str> = tasks
            .iter()
            .map(|one| actor.reader.lang.pick(&one.task.title))
            .collect();
        let there = titles.iter().any(|title| title.contains(&text));
        if there == wanted {
            Ok(())
        } else {
            Err(format!("the tasks are:\n{}", titles.join("\n")))
        }
    }
}
