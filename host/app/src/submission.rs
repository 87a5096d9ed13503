//! Submissions: a draft is sent once, however often the button is pressed, and what came of it is kept under its key.
//!
//! The way of one: [`App::submission_prepare`] checks the draft and makes what the mini-app's `act` is called with; in
//! the act's own unit of work [`App::submission_seen`] says whether the key was used, and after `go` or `show`
//! [`App::submission_record`] keeps the outcome. So the key is used exactly where the act commits: an `invalid`, a
//! refusal or a failure leaves it and the draft as they were.

use std::sync::Arc;

use contract::{
    Outcome, Request,
    form::{Answer, Form, Given, Kind, Submission},
    values::{Date, Value},
};
use store::{
    draft::{DraftSent, DraftVersion},
    submission::{SubmissionAdd, SubmissionByKey, SubmissionRow},
};

use crate::{
    Act, Actor, App, Caller, DraftId, PersonId, Release, Role, Unit, UnitError,
    access::Access,
    draft::{Draft, DraftError, whose},
    form::{BadStep, Line, Offered, digest_of, kept_region, summary},
    receipt::{CheckCode, Receipt, ReceiptError, ReceiptLine, ReceiptNumber, ReceiptStep},
    release::ReleaseError,
};

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum SubmissionError {
    /// There is no such draft to send.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The draft's release cannot be read.
    #[error(transparent)]
    Release(#[from] ReleaseError),
    /// The key was used before, with other answers than these, which are not sent.
    #[error("it was sent with other answers: receipt {}", .0.number)]
    OtherAnswers(Box<Receipt>),
    /// Something was typed or thrown away in another tab after the button was pressed. Preparing it again helps.
    #[error("the draft changed after the button was pressed")]
    DraftChanged,
    /// The mini-app asks again; there is nothing to keep.
    #[error("an act that asks again sends nothing")]
    AsksAgain,
    /// It has no form in which it can be kept.
    #[error("the submission cannot be kept: {0}")]
    Unkeepable(#[from] serde_json::Error),
    /// What is kept under the key cannot be read.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

/// Whether a draft can be sent.
#[derive(Debug)]
pub enum Readiness {
    /// All rules hold.
    Ready(Box<Prepared>),
    /// A step is not answered as it should be.
    NotReady(BadStep),
    /// It was sent before; this came of it.
    AlreadySent(Box<Receipt>),
}

/// A draft that can be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// As it was checked.
    pub draft: Draft,
    /// The release on which the draft stays: this one's `act` is called.
    pub release: Arc<Release>,
    /// The page on which the form was shown.
    pub request: Request,
    /// What the mini-app gets.
    pub submission: Submission,
    /// SHA-256 of that, in hex.
    digest: String,
}

impl Prepared {
    /// On whose behalf which release is called.
    pub fn caller(&self, actor: &Actor) -> Caller {
        Caller {
            actor: Arc::new(actor.clone()),
            release: Arc::clone(&self.release),
        }
    }
}

impl App {
    /// Checks one's own draft and makes what the mini-app is called with.
    ///
    /// Claims that the form asks for are entered in the citizen's log, and that is committed first, apart from `unit`:
    /// whatever comes of the act, the mini-app is handed them. `offered` is what the mini-app says just now of what was
    /// chosen in its lookups.
    pub async fn submission_prepare(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: DraftId,
        offered: &Offered,
    ) -> Result<Readiness, SubmissionError> {
        let mut draft = match self.draft_open(unit, actor, id).await {
            Ok(draft) => draft,
            Err(DraftError::AlreadySent(receipt)) => return Ok(Readiness::AlreadySent(receipt)),
            Err(error) => return Err(error.into()),
        };
        draft.answers.settle(&draft.form, None, offered);
        let givens = match draft.check() {
            Ok(givens) => givens,
            Err(bad) => return Ok(Readiness::NotReady(bad)),
        };
        let release = self
            .release_by_id(unit, draft.release)
            .await?
            .ok_or(DraftError::NotFound)?;
        if let Role::Citizen(person) = actor.role {
            let uses = claims_handed_over(person, &release, &draft.form, &givens)?;
            if !uses.is_empty() {
                self.access_enter(&release, &uses).await?;
            }
        }
        let digest = hex::encode(digest_of(&givens, &draft.form.carry));
        Ok(Readiness::Ready(Box::new(Prepared {
            request: draft.page.clone(),
            submission: Submission {
                form: draft.form.id.clone(),
                answers: givens,
                carry: draft.form.carry.clone(),
            },
            release,
            digest,
            draft,
        })))
    }

    /// What came of the key where it was used before; to be asked first in an act's unit of work. Whatever it gives
    /// still holds when the act commits, so of two that run at once only one is kept.
    pub async fn submission_seen(
        &self,
        unit: &mut Unit,
        sent: &Prepared,
    ) -> Result<Option<Receipt>, SubmissionError> {
        let id = sent.draft.id;
        // In this order: where it is sent between the two, the second finds it.
        let version = unit.read(DraftVersion { id }).await?;
        if let Some(row) = unit.read(SubmissionByKey { key: id }).await? {
            let receipt = Receipt::try_from(row)?;
            return if receipt.digest == sent.digest {
                Ok(Some(receipt))
            } else {
                Err(SubmissionError::OtherAnswers(Box::new(receipt)))
            };
        }
        if version == Some(sent.draft.version()) {
            Ok(None)
        } else {
            Err(SubmissionError::DraftChanged)
        }
    }

    /// Keeps what came of an act, in its own unit of work, and takes the draft out of the person's list.
    /// `outcome` is `go` or `show`. The receipt names the first case that the act lodged, and its deadline.
    pub async fn submission_record(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        sent: &Prepared,
        outcome: &Outcome,
        act: &Act,
    ) -> Result<ReceiptNumber, SubmissionError> {
        if matches!(outcome, Outcome::Invalid(_)) {
            return Err(SubmissionError::AsksAgain);
        }
        let (person, at_work) = whose(actor)?;
        let draft = &sent.draft;
        let is_formal = draft.form.review;
        // What was not shown for checking has no receipt that would show it: it is not kept here.
        let answers = if is_formal {
            shown(draft, &sent.submission.answers)
        } else {
            Vec::new()
        };
        let number = ReceiptNumber::random(self.entropy());
        let check_code = is_formal.then(|| CheckCode::random(self.entropy()));
        let (case_number, deadline) = act.lodged.first().cloned().unzip();
        let day = |day: Date| format!("{:04}-{:02}-{:02}", day.year, day.month, day.day);
        unit.write(SubmissionAdd {
            row: SubmissionRow {
                key: draft.id,
                person,
                at_work,
                mini_app: draft.mini_app.clone(),
                release: sent.release.id,
                digest: sent.digest.clone(),
                outcome: serde_json::to_string(outcome)?,
                receipt: number.as_str().to_owned(),
                title: draft.title.clone(),
                answers: serde_json::to_string(&answers)?,
                case_number,
                deadline: deadline.flatten().map(day),
                formal: is_formal,
                sent_at: unit.now(),
                check_code: check_code.map(|code| code.as_str().to_owned()),
            },
        })?;
        unit.write(DraftSent {
            id: draft.id,
            at: unit.now(),
        })?;
        Ok(number)
    }
}

/// The answers by step, as they are shown for checking, and with what is kept beside.
fn shown(draft: &Draft, givens: &[Given]) -> Vec<ReceiptStep> {
    let form = &draft.form;
    let lines = summary(form, givens, &draft.answers);
    let steps = form.steps.iter().enumerate().map(|(position, step)| {
        let here = lines.iter().filter(|line| line.step == position);
        ReceiptStep {
            title: step.title.clone(),
            lines: here
                .map(|line| ReceiptLine {
                    label: line.label.clone(),
                    values: kept(form, givens, line),
                    name: Some(line.field.clone()),
                    nth: line.nth,
                    chosen: line.chosen.clone(),
                })
                .collect(),
        }
    });
    steps.filter(|step| !step.lines.is_empty()).collect()
}

/// What was answered, as it is kept: a code of a region may mean another one by the time that it is read.
fn kept(form: &Form, givens: &[Given], line: &Line) -> Vec<Value> {
    let mut fields = form.steps.iter().flat_map(|step| &step.fields);
    let is_region =
        fields.any(|field| field.name == line.field && matches!(field.kind, Kind::Region(_)));
    let given = givens
        .iter()
        .find(|given| is_region && given.field == line.field && given.nth == line.nth);
    match given.map(|given| &given.answer) {
        Some(Answer::Chosen(codes)) => codes.iter().flat_map(|code| kept_region(code)).collect(),
        _ => line.values.clone(),
    }
}

/// A use for each claim among the answers: each has a purpose of its own.
fn claims_handed_over(
    person: PersonId,
    release: &Release,
    form: &Form,
    givens: &[Given],
) -> Result<Vec<Access>, SubmissionError> {
    let mut uses: Vec<Access> = Vec::new();
    let fields = form.steps.iter().flat_map(|step| &step.fields);
    for field in fields {
        let Kind::Claim(name) = &field.kind else {
            continue;
        };
        let is_handed_over = givens
            .iter()
            .any(|given| given.field == field.name && matches!(given.answer, Answer::Claim(_)));
        if !is_handed_over || uses.iter().any(|access| access.fields.contains(name)) {
            continue;
        }
        let stated = release
            .manifest
            .claim(name)
            .ok_or_else(|| DraftError::ClaimNotInManifest(name.clone()))?;
        uses.push(Access {
            person,
            // The citizen's own call: no civil servant reads.
            reader: String::new(),
            case_number: None,
            fields: vec![name.clone()],
            purpose: stated.purpose.localised(),
            basis: stated.basis,
            law: stated.law.clone(),
        });
    }
    Ok(uses)
}
