//! Drafts: forms that were shown to somebody who is signed in, with what they have typed.
//!
//! - A draft is made when a form is shown ([`App::draft_offer`]) and found again when the same form is shown to the
//!   same person, in the same role, at the same place: on any device, in any tab. Its id is the submission key.
//! - It stays on the release and on the form that showed it, with what that form carries: nobody sends what they did
//!   not see. Where the page now shows another form under the same id (another release or language, or a document
//!   that has another version by now), what was typed moves there by field name, and the person is told what has no
//!   place. The old draft is not listed any more, yet a tab that still shows it can go on with it.
//! - What was typed is kept as it was typed, right or wrong, for [`KEPT_DAYS`] days after the last change.
//! - A draft is somebody's own, in one role. For everybody else, and in the other role, there is none.

mod entry;
mod offer;

pub use entry::{Entry, Pressed, Taken};
pub use offer::{blank, button_form};

use contract::{
    Request,
    form::{Form, Given, Kind},
    values::Value,
};
use serde::{Deserialize, Serialize};
use store::{
    agency::ClaimsOfPerson,
    draft::{DraftById, DraftRemove, DraftRow, DraftsExpire, DraftsOfPerson},
    submission::SubmissionByKey,
};

use crate::{
    Actor, App, DraftId, Instant, MiniAppId, PersonId, ReleaseId, Role, TransactError, Unit,
    UnitError,
    clock::days_before,
    form::{
        Answers, BadStep, Claims, DraftTooLarge, Steps, check_all,
        shape::{self, Malformed},
    },
    paging::{BETWEEN, Part, Turn},
    receipt::{Receipt, ReceiptError},
};

/// So long a draft is kept after something was last typed.
pub const KEPT_DAYS: i64 = 30;
/// So long a form in which nothing was typed can be sent after it was shown.
const SHOWN_DAYS: i64 = 7;

/// Why nothing was done with a draft.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Nobody is signed in.
    #[error("drafts are of somebody who is signed in")]
    SignInNeeded,
    /// There is no such draft, or it is somebody else's, or of the other role, or no longer kept.
    #[error("there is no such draft")]
    NotFound,
    /// It was sent, with these answers. Not an error to whoever repeats: this came of it.
    #[error("it was sent already: receipt {}", .0.number)]
    AlreadySent(Box<Receipt>),
    /// It was sent before, with other answers than these, which are not sent.
    #[error("it was sent with other answers: receipt {}", .0.number)]
    OtherAnswers(Box<Receipt>),
    /// It names no place in a list of drafts.
    #[error("\"{0}\" is no place in a list of drafts")]
    NoSuchPlace(String),
    /// It was changed after this was typed, which comes late and is not kept.
    #[error("it was changed after this was typed")]
    ChangedSince,
    /// The form has no such step.
    #[error("the form has no step {0}")]
    NoSuchStep(usize),
    /// More was typed than a draft holds; it stays as it was.
    #[error(transparent)]
    TooLarge(#[from] DraftTooLarge),
    /// The mini-app's fault: the form cannot be asked.
    #[error("form \"{form}\": {malformed}")]
    Malformed {
        /// The form's id.
        form: String,
        /// What is wrong with it.
        malformed: Malformed,
    },
    /// The mini-app's fault: a field asks for a claim that the manifest does not name.
    #[error("a form asks for claim \"{0}\", which the manifest does not name")]
    ClaimNotInManifest(String),
    /// The mini-app's fault: too many forms and buttons on one page.
    #[error("{0} forms and buttons on one page; at most {most}", most = offer::MOST_FORMS)]
    TooManyForms(usize),
    /// The mini-app's fault: too many patterns in the forms of one page.
    #[error("{0} patterns in the forms of one page; at most {most}", most = shape::MAX_PATTERNS)]
    TooManyPatterns(usize),
    /// It is kept in a form that this version does not know, or has none in which it can be kept.
    #[error("the draft cannot be read or kept: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Its receipt cannot be read.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl DraftError {
    /// Whether the mini-app is at fault: its page is not shown, and its agency is told.
    pub fn is_the_mini_apps_fault(&self) -> bool {
        matches!(
            self,
            Self::Malformed { .. }
                | Self::ClaimNotInManifest(_)
                | Self::TooManyForms(_)
                | Self::TooManyPatterns(_)
        )
    }
}

impl From<TransactError<Self>> for DraftError {
    fn from(error: TransactError<Self>) -> Self {
        match error {
            TransactError::Refused(error) => error,
            TransactError::Contended(name) => UnitError::Conflict(name).into(),
            TransactError::Store(error) => UnitError::Store(error).into(),
        }
    }
}

/// A form that was shown, and what was typed into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Also the submission key.
    pub id: DraftId,
    /// Whose form it is.
    pub mini_app: MiniAppId,
    /// On which release it stays.
    pub release: ReleaseId,
    /// On which page it was shown.
    pub page: Request,
    /// That page's title.
    pub title: String,
    /// As it was shown, with what it carries.
    pub form: Form,
    /// What was typed, or filled in by the form.
    pub answers: Answers,
    /// What the form asks for and the platform knows of the person. Nothing of a civil servant at work.
    pub claims: Claims,
    /// The position of the step where it goes on; none where all steps are answered.
    pub step: Option<usize>,
    /// Whether anything was typed.
    pub is_touched: bool,
    /// Where its answers were typed into an earlier form: what became of them. Said until the person goes on.
    pub moved: Option<Moved>,
    /// When it was last changed or, untouched, shown.
    pub updated_at: Instant,
    /// All steps were answered once: who changes an answer since goes back to checking them, past what they have seen.
    is_through: bool,
    version: i64,
}

/// Answers that came from a form that is no longer shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Where they were typed.
    pub from: DraftId,
    /// The labels of the questions that were answered there and are not asked here, or are to be answered anew.
    pub left_out: Vec<String>,
}

impl Draft {
    /// The moment from which it is no longer kept.
    pub fn kept_until(&self) -> Instant {
        let days = if self.is_touched {
            KEPT_DAYS
        } else {
            SHOWN_DAYS
        };
        days_before(self.updated_at, -days)
    }

    /// The way through its steps.
    pub fn steps(&self) -> Steps {
        Steps::of(&self.form, &self.answers, &self.claims)
    }

    /// All answers, in the form's order.
    ///
    /// # Errors
    /// The first step with a problem.
    pub fn check(&self) -> Result<Vec<Given>, BadStep> {
        check_all(&self.form, &self.answers, &self.claims)
    }

    pub(crate) fn version(&self) -> i64 {
        self.version
    }
}

impl App {
    /// One's own draft.
    pub async fn draft_open(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: DraftId,
    ) -> Result<Draft, DraftError> {
        let row = self.draft_row(unit, actor, id).await?;
        if row.sent {
            return Err(DraftError::AlreadySent(self.draft_receipt(unit, id).await?));
        }
        self.draft_of(unit, actor, row).await
    }

    /// Throws one's own draft away. One that was sent stays: there is nothing left to throw away.
    pub async fn draft_discard(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: DraftId,
    ) -> Result<(), DraftError> {
        let row = self.draft_row(unit, actor, id).await?;
        if row.sent {
            return Err(DraftError::AlreadySent(self.draft_receipt(unit, id).await?));
        }
        unit.write(DraftRemove { id })?;
        Ok(())
    }

    /// What the person has begun to fill in and not sent, the last changed first; a part of it, so many at most. One that
    /// this version cannot read is left out and logged: it takes nothing from the others.
    pub async fn drafts_part(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        turn: &Turn<String>,
        limit: u32,
    ) -> Result<Part<Draft>, DraftError> {
        let (person, at_work) = whose(actor)?;
        let query = DraftsOfPerson {
            person,
            at_work,
            since: days_before(unit.now(), KEPT_DAYS),
            turn: turn
                .read(|text| key(text))
                .ok_or_else(|| DraftError::NoSuchPlace(turn.key().cloned().unwrap_or_default()))?,
            limit: i64::from(limit) + 1,
        };
        let rows = unit.read(query).await?;
        if rows.is_empty() {
            return Ok(Part::of(Vec::new(), limit, turn, |_| String::new()));
        }
        let claims = self.draft_claims(unit, actor).await?;
        let place = |row: &DraftRow| format!("{}{BETWEEN}{}", row.updated_at.0, row.id);
        Ok(Part::of(rows, limit, turn, place).filter_map(|row| {
            draft(row, &claims)
                .inspect_err(|error| tracing::error!(%error, "left out of a list of drafts"))
                .ok()
        }))
    }

    /// Removes what is no longer kept. To be done every hour or so: until then, what is no longer kept is not found.
    pub async fn drafts_expire(&self) -> Result<(), DraftError> {
        Ok(self
            .change(|mut unit| async move {
                let staged = unit.write(DraftsExpire {
                    touched_before: days_before(unit.now(), KEPT_DAYS),
                    shown_before: days_before(unit.now(), SHOWN_DAYS),
                });
                (unit, staged.map_err(DraftError::from))
            })
            .await?)
    }

    async fn draft_row(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: DraftId,
    ) -> Result<DraftRow, DraftError> {
        let (person, at_work) = whose(actor)?;
        let row = unit.read(DraftById { id }).await?;
        row.filter(|row| {
            let days = if row.touched { KEPT_DAYS } else { SHOWN_DAYS };
            row.person == person
                && row.at_work == at_work
                && row.updated_at >= days_before(unit.now(), days)
        })
        .ok_or(DraftError::NotFound)
    }

    async fn draft_of(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        row: DraftRow,
    ) -> Result<Draft, DraftError> {
        let mut draft = draft(row, &Claims::new())?;
        if claims_asked(&draft.form).next().is_some() {
            draft.claims = asked(&draft.form, &self.draft_claims(unit, actor).await?);
        }
        Ok(draft)
    }

    /// Everything that the platform knows of a citizen. A civil servant at work is asked for none of it.
    async fn draft_claims(&self, unit: &mut Unit, actor: &Actor) -> Result<Claims, DraftError> {
        let Role::Citizen(person) = actor.role else {
            return Ok(Claims::new());
        };
        unit.read(ClaimsOfPerson { person })
            .await?
            .into_iter()
            .map(|row| Ok((row.name, serde_json::from_str::<Value>(&row.value)?)))
            .collect()
    }

    async fn draft_receipt(
        &self,
        unit: &mut Unit,
        key: DraftId,
    ) -> Result<Box<Receipt>, DraftError> {
        let row = unit
            .read(SubmissionByKey { key })
            .await?
            .ok_or(DraftError::NotFound)?;
        Ok(Box::new(row.try_into()?))
    }
}

fn key(place: &str) -> Option<(Instant, DraftId)> {
    let (updated_at, id) = place.split_once(BETWEEN)?;
    Some((Instant(updated_at.parse().ok()?), id.parse().ok()?))
}

pub(crate) fn whose(actor: &Actor) -> Result<(PersonId, bool), DraftError> {
    let person = actor.person().ok_or(DraftError::SignInNeeded)?;
    Ok((person, matches!(actor.role, Role::Staff { .. })))
}

fn draft(row: DraftRow, claims: &Claims) -> Result<Draft, DraftError> {
    let form: Form = serde_json::from_str(&row.spec)?;
    let (step, is_through) = entry::goes_on(row.step, &form);
    Ok(Draft {
        id: row.id,
        mini_app: row.mini_app,
        release: row.release,
        page: Request {
            path: row.path,
            query: serde_json::from_str(&row.query)?,
        },
        title: row.title,
        answers: serde_json::from_str(&row.answers)?,
        claims: asked(&form, claims),
        step,
        is_through,
        is_touched: row.touched,
        moved: row
            .moved
            .map(|moved| serde_json::from_str(&moved))
            .transpose()?,
        updated_at: row.updated_at,
        version: row.version,
        form,
    })
}

/// The names of the claims that a form asks for.
fn claims_asked(form: &Form) -> impl Iterator<Item = &String> {
    let fields = form.steps.iter().flat_map(|step| &step.fields);
    fields.filter_map(|field| match &field.kind {
        Kind::Claim(name) => Some(name),
        _ => None,
    })
}

fn asked(form: &Form, claims: &Claims) -> Claims {
    let claim = |name: &String| Some((name.clone(), claims.get(name)?.clone()));
    claims_asked(form).filter_map(claim).collect()
}
