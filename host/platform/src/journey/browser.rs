//! A person's browser in a journey: the page that they see, what they have filled in, and what they do with both.

use std::sync::Arc;

use app::{
    Actor, Caller, FailureId, Lang, Release, Verdict,
    draft::{Draft, DraftError, Entry, button_form},
    form::{BadStep, Notation, Offered, Problem},
    submission::{Prepared, Readiness},
};
use contract::{
    Outcome, Refusal, Request,
    content::Target,
    form::{Field, Form, Kind},
    page::{Block, Page},
    values::Value,
};

use super::{
    filled::{Filled, field, inputs},
    script::Deed,
    sight::{Seen, Sighting, look},
};
use crate::{Acted, CallError, Platform, journey::Shell};

/// A browser, and who sits before it.
pub struct Browser {
    /// Who, in which role and language.
    pub actor: Actor,
    /// What is on the screen.
    pub shown: Option<Shown>,
    /// All that was on the screen until now, with the same in the other language.
    pub sightings: Vec<Sighting>,
    filled: Vec<(String, Filled)>,
}

/// What is on the screen.
pub struct Shown {
    /// Where.
    pub path: String,
    /// What is to be seen.
    pub seen: Seen,
    /// Behind its forms and buttons.
    drafts: Vec<Draft>,
}

/// Why something was not done.
#[derive(Debug)]
pub enum NotDone {
    /// Refused by the platform or the mini-app: the name of the refusal, and what it says.
    Refused(&'static str, String),
    /// The form is asked again.
    Answers(String),
    /// The mini-app failed; what is known of it is kept under the id.
    Failed(FailureId),
    /// It could not even be tried, or something failed: that ends the journey.
    Broken(String),
}

impl Browser {
    /// A browser that shows nothing yet.
    pub fn new(actor: Actor) -> Self {
        Self {
            actor,
            shown: None,
            sightings: Vec::new(),
            filled: Vec::new(),
        }
    }

    /// Answers a field; the last answer counts, but several may be chosen.
    pub fn fill(&mut self, label: String, filled: Filled) {
        match (self.filled.iter_mut().find(|(at, _)| *at == label), filled) {
            (Some((_, Filled::Chosen(before))), Filled::Chosen(more)) => before.extend(more),
            (Some((_, before)), filled) => *before = filled,
            (None, filled) => self.filled.push((label, filled)),
        }
    }

    /// Does something that may be refused.
    pub async fn go(&mut self, on: &On<'_>, deed: &Deed) -> Result<(), NotDone> {
        match deed {
            Deed::Open(path) => self.open(on, path).await,
            Deed::Follow(label) => {
                let path = self.target(label)?;
                self.open(on, &path).await
            }
            Deed::Press(label) => self.press(on, label).await,
            Deed::AskHuman(number) => self.ask_human(on, number).await,
        }
    }

    async fn open(&mut self, on: &On<'_>, path: &str) -> Result<(), NotDone> {
        let request = request(path);
        let page = shown(on, &self.actor, &request).await?;
        // At the same moment, for whoever reads the other language: nothing that is shown once is shown in one alone.
        let mut other = self.actor.clone();
        other.reader.lang = other.reader.lang.other();
        let translated = shown(on, &other, &request).await?;
        self.show(on, request.clone(), page).await?;
        let seen = look(&translated, &written(on, &other));
        self.sightings
            .push(Sighting::of(&other, request, translated, seen.text));
        Ok(())
    }

    async fn show(&mut self, on: &On<'_>, request: Request, page: Page) -> Result<(), NotDone> {
        let offered = on
            .platform
            .app()
            .draft_offer(
                &self.actor,
                on.release,
                &request,
                &page.title,
                &forms(&page),
            )
            .await;
        let seen = look(&page, &written(on, &self.actor));
        let text = seen.text.clone();
        self.shown = Some(Shown {
            seen,
            path: request.path.clone(),
            drafts: offered.map_err(|error| NotDone::Broken(error.to_string()))?,
        });
        self.sightings
            .push(Sighting::of(&self.actor, request, page, text));
        self.filled.clear();
        Ok(())
    }

    fn screen(&self) -> Result<&Shown, NotDone> {
        self.shown
            .as_ref()
            .ok_or_else(|| NotDone::Broken("no page is open yet".to_owned()))
    }

    fn target(&self, label: &str) -> Result<String, NotDone> {
        let leads = &self.screen()?.seen.leads;
        let mut paths: Vec<&str> = leads
            .iter()
            .filter(|(at, _)| at == label)
            .filter_map(|(_, target)| {
                if let Target::Here(path) = target {
                    Some(path.as_str())
                } else {
                    None
                }
            })
            .collect();
        paths.dedup();
        match paths.as_slice() {
            [path] => Ok((*path).to_owned()),
            [] => Err(NotDone::Broken(format!(
                "nothing on the page of the label \"{label}\" leads to a page here"
            ))),
            _ => Err(NotDone::Broken(format!(
                "several links bear the label \"{label}\" and lead to different places"
            ))),
        }
    }

    async fn press(&mut self, on: &On<'_>, label: &str) -> Result<(), NotDone> {
        let drafts = self
            .screen()?
            .drafts
            .iter()
            .filter(|draft| draft.form.submit_label == label);
        let draft = match drafts.collect::<Vec<_>>().as_slice() {
            [draft] => (*draft).clone(),
            [] => {
                return Err(NotDone::Broken(format!(
                    "the page has no button \"{label}\" for this person"
                )));
            }
            _ => {
                return Err(NotDone::Broken(format!(
                    "the page has several buttons \"{label}\""
                )));
            }
        };
        self.type_in(on, &draft).await?;
        let prepared = self.prepared(on, &draft).await?;
        let examine =
            |page: &Page| (on.shell.page)(&self.actor, on.release, &prepared.request, page);
        let acted = on.platform.act(&self.actor, &prepared, examine).await;
        let outcome = match acted.map_err(refused)? {
            Acted::Sent { outcome, .. } => outcome,
            Acted::Invalid(errors) => {
                let said: Vec<String> = errors.into_iter().map(|error| error.message).collect();
                return Err(NotDone::Answers(said.join("\n")));
            }
        };
        match outcome {
            Outcome::Go(path) => self.open(on, &path).await,
            Outcome::Show(page) => self.show(on, draft.page, page).await,
            Outcome::Invalid(_) => Err(NotDone::Broken(
                "an outcome that asks again was kept".to_owned(),
            )),
        }
    }

    /// Every step in its order, as on one screen.
    async fn type_in(&self, on: &On<'_>, draft: &Draft) -> Result<(), NotDone> {
        let mut steps: Vec<Vec<(String, String)>> = vec![Vec::new(); draft.form.steps.len()];
        for (label, filled) in &self.filled {
            let (step, field) = field(&draft.form, label).map_err(NotDone::Broken)?;
            let filled = self.looked_up(on, draft, field, filled).await?;
            let pairs = inputs(field, &filled).map_err(NotDone::Broken)?;
            steps
                .get_mut(step)
                .into_iter()
                .for_each(|at| at.extend(pairs.iter().cloned()));
        }
        for (step, pairs) in steps
            .into_iter()
            .enumerate()
            .filter(|(_, pairs)| !pairs.is_empty())
        {
            // Journeys write numbers one way, whatever the reader's language.
            let to_resolve = draft.to_resolve(step, &pairs);
            let offered = on.platform.offered(&self.actor, draft, to_resolve);
            let entry = &Entry {
                times: None,
                step,
                pairs,
                notation: Notation::from(Lang::En),
                pressed: None,
                offered: offered.await.map_err(refused)?,
                typed_at: None,
            };
            let taken = on
                .platform
                .app()
                .change(|mut unit| async move {
                    let taken = on
                        .platform
                        .app()
                        .draft_take(&mut unit, &self.actor, draft.id, entry)
                        .await;
                    (unit, taken)
                })
                .await
                .map_err(DraftError::from);
            // What is wrong is kept too, and said when the form is sent.
            taken.map_err(|error| NotDone::Broken(error.to_string()))?;
        }
        Ok(())
    }

    /// The value of what a journey names by its label in a lookup: as whoever types it and chooses what is found.
    async fn looked_up(
        &self,
        on: &On<'_>,
        draft: &Draft,
        field: &Field,
        filled: &Filled,
    ) -> Result<Filled, NotDone> {
        let (Kind::Lookup(lookup), Filled::Chosen(chosen)) = (&field.kind, filled) else {
            return Ok(filled.clone());
        };
        let Some(wanted) = chosen.last() else {
            return Ok(filled.clone());
        };
        let found = on.platform.suggest(&self.actor, draft, lookup, wanted);
        let found = found.await.map_err(refused)?.choices;
        let choice = found.iter().find(|choice| choice.label == *wanted);
        // A value that is not found by itself is for the mini-app to resolve.
        let value = choice.map_or(wanted, |choice| &choice.value);
        Ok(Filled::Chosen(vec![value.clone()]))
    }

    async fn prepared(&self, on: &On<'_>, draft: &Draft) -> Result<Prepared, NotDone> {
        let app = on.platform.app();
        let typed = app
            .draft_open(&mut app.reading(), &self.actor, draft.id)
            .await;
        let offered = match typed {
            Ok(typed) => {
                let to_resolve = typed.answers.to_resolve(&typed.form, None);
                let offered = on.platform.offered(&self.actor, &typed, to_resolve);
                offered.await.map_err(refused)?
            }
            Err(DraftError::AlreadySent(_)) => Offered::default(),
            Err(error) => return Err(NotDone::Broken(error.to_string())),
        };
        let offered = &offered;
        let ready = app
            .transact(|mut unit| async move {
                let ready = app
                    .submission_prepare(&mut unit, &self.actor, draft.id, offered)
                    .await;
                (unit, ready.map(Verdict::Commit))
            })
            .await
            .map_err(|error| NotDone::Broken(error.to_string()))?;
        match ready {
            Readiness::Ready(prepared) => Ok(*prepared),
            Readiness::NotReady(BadStep { problems, .. }) => {
                let said = |problem: &Problem| {
                    (on.shell.problem)(self.actor.reader.lang, &draft.form, problem)
                };
                Err(NotDone::Answers(
                    problems.iter().map(said).collect::<Vec<_>>().join("\n"),
                ))
            }
            Readiness::AlreadySent(_) => Err(NotDone::Refused(
                "conflict",
                "it was sent before".to_owned(),
            )),
        }
    }

    async fn ask_human(&self, on: &On<'_>, number: &str) -> Result<(), NotDone> {
        let app = on.platform.app();
        let asked = app
            .change(|mut unit| async move {
                let asked = app
                    .case_ask_human(&mut unit, &self.actor, on.release, number)
                    .await;
                (unit, asked)
            })
            .await;
        asked.map_err(|error| NotDone::Refused("refused", error.to_string()))
    }
}

/// The platform on which a journey runs.
pub struct On<'a> {
    /// The platform.
    pub platform: &'a Platform,
    /// The release that is visited.
    pub release: &'a Arc<Release>,
    /// How the shell writes.
    pub shell: &'a Shell,
}

/// A page as the release shows it to somebody, which can be shown.
async fn shown(on: &On<'_>, actor: &Actor, request: &Request) -> Result<Page, NotDone> {
    let caller = Arc::new(Caller {
        actor: Arc::new(actor.clone()),
        release: Arc::clone(on.release),
    });
    let page = on.platform.show(&caller, request.clone()).await;
    let page = page.map_err(refused)?;
    (on.shell.page)(actor, on.release, request, &page)
        .map_err(|error| NotDone::Broken(error.to_string()))?;
    Ok(page)
}

fn written<'a>(on: &'a On<'_>, actor: &'a Actor) -> impl Fn(&Value) -> String + 'a {
    |value| (on.shell.value)(actor.reader.lang, &actor.reader.time_zone, value)
}

fn forms(page: &Page) -> Vec<Form> {
    let blocks = page.sections.iter().flat_map(|section| &section.blocks);
    blocks
        .flat_map(|block| match block {
            Block::Form(form) => vec![form.clone()],
            Block::Buttons(buttons) => buttons.iter().map(button_form).collect(),
            _ => Vec::new(),
        })
        .collect()
}

/// The path without its fragment, and the query, both percent-decoded.
fn request(path: &str) -> Request {
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    Request {
        path: percent_encoding::percent_decode_str(path)
            .decode_utf8_lossy()
            .into_owned(),
        query: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
    }
}

fn refused(error: CallError) -> NotDone {
    match error {
        CallError::Refused(refusal) => {
            let (name, said) = named(refusal);
            NotDone::Refused(name, said)
        }
        CallError::Full(limit) => NotDone::Refused("over-limit", limit),
        CallError::Contended(what) => NotDone::Refused("conflict", what.to_string()),
        CallError::Submission(error) => NotDone::Refused("conflict", error.to_string()),
        CallError::Failed { id, .. } | CallError::Fault(id) => NotDone::Failed(id),
        other => NotDone::Broken(other.to_string()),
    }
}

/// A refusal by its name in the contract, and what it says.
fn named(refusal: Refusal) -> (&'static str, String) {
    match refusal {
        Refusal::SignInNeeded => ("sign-in-needed", String::new()),
        Refusal::ConsentNeeded(claims) => ("consent-needed", claims.join(", ")),
        Refusal::NotGranted(what) => ("not-granted", what),
        Refusal::NotFound => ("not-found", String::new()),
        Refusal::Conflict => ("conflict", String::new()),
        Refusal::ReadOnly => ("read-only", String::new()),
        Refusal::OverLimit((what, most)) => ("over-limit", format!("{what}: {most}")),
        Refusal::Invalid(what) => ("invalid", what),
        Refusal::Refused(why) => ("refused", why),
        Refusal::Unavailable(why) => ("unavailable", why),
        Refusal::Fault(why) => ("fault", why),
        Refusal::Other(why) => ("other", why),
    }
}
