//! What the checks found, and what a reviewer decides.

use std::sync::Arc;

use jiff::{Timestamp, civil, tz::TimeZone};
use store::agency::AgencyById;
use store::registry::{
    CandidateById, CandidateReason, CandidateReport, CandidatesInState, IconAdd, IconOf,
    PreviewAdd, PreviewOf, RolloutNow,
};
use trust::{Decision, Digest, Envelope, Event, Verdict};

use super::{
    Candidate, Change, RegistryError, SECTOR, State, digest_of, list::publication, state_of,
};
use crate::{
    Actor, App, PersonId, Release, ReleaseId, Unit, UnitError,
    calendar::{self, CalendarError},
    policy::{Action, PLATFORM},
};

/// So many working days a reviewer has, from the day on which a release comes to them.
const REVIEW_DAYS: u32 = 5;

/// A report of checks as it is kept: its text is what the digest is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// JSON, to the byte.
    pub text: String,
    /// Whether all passed.
    pub passed: bool,
    /// What people saw of the release while it was checked, as JSON.
    pub pages: String,
    /// The icon (SVG); none where it did not pass.
    pub icon: Option<String>,
    /// What was measured meanwhile, as JSON; nobody signs it.
    pub annex: String,
}

/// A release whose checks are to be run.
#[derive(Debug, Clone)]
pub struct ToCheck {
    /// Of its component file.
    pub digest: Digest,
    /// What everybody who gets anything of the mini-app gets now, or most of them; none where it has no release yet.
    pub live: Option<Arc<Release>>,
}

/// A refusal rests on a rule and says why.
///
/// # Errors
/// Where it does not.
pub fn assert_reasoned(decision: &Decision) -> Result<(), RegistryError> {
    if decision.verdict == Verdict::Approve {
        Ok(())
    } else if decision.rule.trim().is_empty() {
        Err(RegistryError::NoRule)
    } else if decision.reason.trim().is_empty() {
        Err(RegistryError::NoReason)
    } else {
        Ok(())
    }
}

impl App {
    /// What the checks of a release need.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn release_to_check(
        &self,
        unit: &mut Unit,
        id: ReleaseId,
    ) -> Result<ToCheck, RegistryError> {
        let row = unit.read(CandidateById { id }).await?;
        let row = row.ok_or(RegistryError::NotFound("release"))?;
        let now = RolloutNow {
            mini_app: row.mini_app.clone(),
        };
        let now = unit.read(now).await?;
        let live = match now.map(|now| now.before.unwrap_or(now.release)) {
            Some(id) => self.release_by_id(unit, id).await?,
            None => None,
        };
        Ok(ToCheck {
            digest: digest_of(&row)?,
            live,
        })
    }

    /// The releases whose checks are to be run, those that have waited longest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn releases_to_check(&self, unit: &mut Unit) -> Result<Vec<ReleaseId>, UnitError> {
        let waiting = CandidatesInState {
            state: State::Uploaded.name().to_owned(),
            limit: 100,
        };
        let rows = unit.read(waiting).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// Records what the checks of a release found. Only the platform itself runs them: nobody asks for it.
    ///
    /// # Errors
    /// Where the release does not wait for its checks any more.
    pub async fn release_checked(
        &self,
        unit: &mut Unit,
        id: ReleaseId,
        report: &Recorded,
    ) -> Result<State, RegistryError> {
        let row = unit.read(CandidateById { id }).await?;
        let row = row.ok_or(RegistryError::NotFound("release"))?;
        let state = state_of(&row)?;
        let publication = publication(&row).ok_or(RegistryError::NotFound("publication"))?;
        let change = match (report.passed, self.is_signed(&row, &publication)?) {
            (false, _) => Change::Fail,
            (true, true) => Change::Pass,
            (true, false) => Change::PassUnsigned,
        };
        let state = self.change_state(unit, id, state, change)?;
        unit.write(CandidateReport {
            id,
            report: report.text.clone(),
            annex: report.annex.clone(),
        })?;
        unit.write(PreviewAdd {
            release: id,
            pages: report.pages.clone(),
        })?;
        if let Some(svg) = report.icon.clone() {
            unit.write(IconAdd { release: id, svg })?;
        }
        let event = Event::Checked {
            digest: digest_of(&row)?,
            report: Digest::of(report.text.as_bytes()),
            passed: report.passed,
        };
        self.log_enter(unit, event).await?;
        Ok(state)
    }

    /// By which day a release is to be decided about: the platform's service level. None where it does not wait for a
    /// reviewer, or the year's working days are not known yet.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn review_due(
        &self,
        unit: &mut Unit,
        of: &Candidate,
    ) -> Result<Option<civil::Date>, RegistryError> {
        if of.state != State::InReview {
            return Ok(None);
        }
        let office = unit
            .read(AgencyById {
                id: PLATFORM.to_owned(),
            })
            .await?;
        let zone = office.and_then(|office| TimeZone::get(&office.time_zone).ok());
        let since = of.changed_at.timestamp();
        let day = since.to_zoned(zone.unwrap_or(TimeZone::UTC)).date();
        match calendar::working_days_after(unit, day, REVIEW_DAYS).await {
            Ok(day) => Ok(Some(day)),
            Err(CalendarError::Unit(error)) => Err(error.into()),
            Err(_) => Ok(None),
        }
    }

    /// What people saw of a release while it was checked, as it was recorded; none before its checks.
    ///
    /// # Errors
    /// Where there is none that who asks may see.
    pub async fn release_preview(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: ReleaseId,
    ) -> Result<Option<String>, RegistryError> {
        self.candidate(unit, actor, Action::See, id).await?;
        Ok(unit.read(PreviewOf { release: id }).await?)
    }

    /// Who decided about a release, and when; none before that, and where nothing is curated.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn release_decided_by(
        &self,
        unit: &mut Unit,
        of: &Candidate,
    ) -> Result<Option<(Option<PersonId>, Timestamp)>, RegistryError> {
        let Ok(digest) = of.digest.parse::<Digest>() else {
            return Ok(None);
        };
        if !self.is_curated() {
            return Ok(None);
        }
        let decided = self.ledger(|ledger| {
            let (_, key, at) = ledger.release(digest)?.decided.as_ref()?;
            Some((ledger.key(*key)?.person.clone(), *at))
        })?;
        let Some((name, at)) = decided else {
            return Ok(None);
        };
        let person = self.subject_person(unit, &name, SECTOR).await?;
        Ok(Some((person, at)))
    }

    /// The icon of a release: for everybody where people get the release, and otherwise for who may see it. None where its
    /// checks let none pass.
    ///
    /// # Errors
    /// Where there is no release that who asks may see.
    pub async fn release_icon(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: ReleaseId,
    ) -> Result<Option<String>, RegistryError> {
        let offered = self.releases_offered().await?;
        if !offered.iter().any(|release| release.id == id) {
            self.candidate(unit, actor, Action::See, id).await?;
        }
        Ok(unit.read(IconOf { release: id }).await?)
    }

    /// A reviewer decides about a release, in their own signature.
    ///
    /// # Errors
    /// Where who asks may not, the release is not in review, or the decision is about another release or report.
    pub async fn release_decide(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: ReleaseId,
        decision: &Envelope,
    ) -> Result<State, RegistryError> {
        let (row, state) = self.candidate(unit, actor, Action::Decide, id).await?;
        let said: Decision = decision.claims()?;
        let digest = digest_of(&row)?;
        if said.digest != digest {
            return Err(RegistryError::Mismatch {
                what: "digest",
                signed: said.digest.to_string(),
                found: digest.to_string(),
            });
        }
        let change = match said.verdict {
            Verdict::Approve => Change::Approve,
            Verdict::AskForChanges => Change::Return,
            Verdict::Reject => Change::Reject,
        };
        assert_reasoned(&said)?;
        let state = self.change_state(unit, id, state, change)?;
        self.assert_own_key(unit, actor, decision).await?;
        unit.write(CandidateReason {
            id,
            rule: said.rule,
            reason: said.reason,
        })?;
        self.log_enter(unit, Event::Decided(decision.clone()))
            .await?;
        Ok(state)
    }
}
