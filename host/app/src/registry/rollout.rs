//! Who gets which release: step by step, by share and by region, and back.

use sha2::{Digest as _, Sha256};
use store::{
    column::Json,
    plan::PlanRemove,
    registry::{CandidateById, RolloutAdd, RolloutNow, RolloutRow, RolloutSteps},
};
use trust::Event;

use super::{Change, RegistryError, State, acting, digest_of, state_of};
use crate::{Actor, App, Instant, MiniAppId, PersonId, ReleaseId, Unit, policy::Action, region};

/// So many steps are listed.
const AT_ONCE: i64 = 200;
/// The longest reason, in characters.
const LONGEST: usize = 1_000;
/// So many steps a plan may have.
pub(super) const MOST_STEPS: usize = 20;
/// By which the log knows the platform itself.
const BY_ITSELF: &str = "platform";

/// A step that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoStep {
    /// Not a share.
    #[error("{0} % is no share; hint: 1 to 100")]
    Share(u8),
    /// Not a region.
    #[error(
        "\"{0}\" is no code of a region that the list has; hint: digits with dots, such as 31 or 31.74"
    )]
    Region(String),
    /// People lose it who have it, and nobody says why.
    #[error("fewer people would get it than now; hint: say why by --reason, or roll back")]
    Fewer,
    /// Too long.
    #[error("the reason is longer than {LONGEST} characters")]
    Reason,
    /// There is nothing to go back to.
    #[error(
        "people got no other release of it before; hint: `balai stop` ends what runs, and `balai withdraw` what does not"
    )]
    NothingBefore,
    /// Not a plan.
    #[error(
        "shares of a plan grow, each more than the one before and the last 100 at most; {MOST_STEPS} of them at most; \
         hint: --steps 5,25,100"
    )]
    Shares,
    /// Too often, or too seldom.
    #[error("steps of a plan are a minute to 30 days apart; hint: --every 24h")]
    Every,
}

/// Who is to get a release from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    /// What they get.
    pub release: ReleaseId,
    /// So many of a hundred.
    pub share: u8,
    /// Codes that their regions begin with; all, where there is none.
    pub regions: Vec<String>,
    /// Why; empty where it goes on as planned.
    pub reason: String,
}

/// A step of a rollout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Of which mini-app.
    pub mini_app: MiniAppId,
    /// From 1.
    pub sequence: i64,
    /// What they get,
    pub release: ReleaseId,
    /// so many of a hundred; 0 where nobody gets the mini-app any more,
    pub share: i64,
    /// of these regions.
    pub regions: Vec<String>,
    /// What the others get.
    pub before: Option<ReleaseId>,
    /// Who; none where the platform did by itself.
    pub by: Option<PersonId>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
}

impl From<RolloutRow> for Step {
    fn from(row: RolloutRow) -> Self {
        Self {
            mini_app: row.mini_app,
            sequence: row.sequence,
            release: row.release,
            share: row.share,
            regions: row.regions.0,
            before: row.before,
            by: row.by_person,
            reason: row.reason,
            at: row.at,
        }
    }
}

impl NewStep {
    /// Whether people lose the release by it who get it now.
    fn takes_from(&self, now: &Step) -> bool {
        let keeps = |region: &String| self.regions.iter().any(|wider| begins(region, wider));
        let keeps_all =
            self.regions.is_empty() || (!now.regions.is_empty() && now.regions.iter().all(keeps));
        self.release == now.release && (i64::from(self.share) < now.share || !keeps_all)
    }
}

impl Step {
    /// Whether everybody gets its release.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        is_whole(self.share, &self.regions)
    }

    /// What those get who try nothing out: the others, or everybody.
    fn usual(&self) -> Option<ReleaseId> {
        if self.is_whole() {
            Some(self.release)
        } else {
            self.before
        }
    }
}

fn is_whole(share: i64, regions: &[String]) -> bool {
    share >= 100 && regions.is_empty()
}

/// What people get who go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// A release that everybody had before.
    To(ReleaseId),
    /// A release that some had before, and the others nothing: the same again.
    ToFew(ReleaseId),
    /// Nothing: there was no other one.
    ToNothing,
}

/// What people would get again who go back, by the steps of a mini-app, the latest first: what the others get, or what everybody
/// had before the release that is in force. So going back twice does not bring back what was taken away, and does not take
/// away what was brought back.
pub fn goes_back_to(steps: &[Step]) -> Option<Back> {
    history(steps).last()?.back
}

/// Whether the latest step went back.
pub(super) fn went_back(steps: &[Step]) -> bool {
    history(steps).last().is_some_and(|now| now.went_back)
}

/// A step, and where it leads back.
struct Known<'a> {
    step: &'a Step,
    /// Whether it went back itself.
    went_back: bool,
    /// What everybody had before people got this release.
    origin: Option<Back>,
    /// What people get who go back from it.
    back: Option<Back>,
}

/// The steps in their order, each by those before it.
fn history(steps: &[Step]) -> Vec<Known<'_>> {
    let mut known: Vec<Known<'_>> = Vec::new();
    for step in steps.iter().rev() {
        let is_of_it = |one: &&Known<'_>| one.step.release == step.release && one.step.share > 0;
        let earlier = known.last();
        let went_back = match earlier.and_then(|earlier| earlier.back) {
            Some(Back::To(release)) => step.release == release && step.is_whole(),
            Some(Back::ToFew(release)) => step.release == release && step.usual().is_none(),
            Some(Back::ToNothing) => step.share == 0,
            None => false,
        };
        let origin = match earlier {
            None => Some(Back::ToNothing).filter(|_| step.sequence == 1),
            Some(earlier) if is_of_it(&earlier) => earlier.origin,
            // As when people had it before; only who never had another one goes back to nothing.
            Some(_) if went_back => {
                let before = known.iter().rev().find(is_of_it);
                let origin = before.and_then(|before| before.origin);
                origin.filter(|origin| *origin != Back::ToNothing)
            }
            Some(earlier) => Some(match (earlier.step.usual(), earlier.step.share) {
                (Some(release), _) => Back::To(release),
                (None, 0) => Back::ToNothing,
                (None, _) => Back::ToFew(earlier.step.release),
            }),
        };
        let back = match (step.share, step.before) {
            (0, _) => None,
            (_, Some(before)) => Some(Back::To(before)),
            (_, None) => origin,
        };
        known.push(Known {
            step,
            went_back,
            origin,
            back,
        });
    }
    known
}

/// What somebody gets, by the step that is in force.
pub(crate) fn release_for(row: &RolloutRow, actor: &Actor) -> Option<ReleaseId> {
    if takes_part(row, actor) {
        Some(row.release)
    } else {
        row.before
    }
}

fn takes_part(row: &RolloutRow, actor: &Actor) -> bool {
    let is_there = row.regions.0.is_empty()
        || actor
            .reader
            .region
            .as_deref()
            .is_some_and(|region| row.regions.0.iter().any(|prefix| begins(region, prefix)));
    if !is_there {
        return false;
    }
    if row.share >= 100 {
        return true;
    }
    // Who is not known could not be given the same release the next time.
    actor
        .person()
        .is_some_and(|person| lot(row.release, person) < row.share)
}

/// Whether a region is another one, or within it: "31.74" is in "31" and not in "3".
fn begins(region: &str, prefix: &str) -> bool {
    region
        .strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A person's lot in a rollout, from 0 to 99: the same as long as it is of the same release, so that a share that grows
/// takes nobody out; another one for another release, so that nobody is always the first.
fn lot(release: ReleaseId, person: PersonId) -> i64 {
    let mut hash = Sha256::new();
    hash.update(release.0.as_bytes());
    hash.update(person.0.as_bytes());
    let bytes: [u8; 32] = hash.finalize().into();
    let [a, b, c, d, ..] = bytes;
    i64::from(u32::from_be_bytes([a, b, c, d]) % 100)
}

impl App {
    /// From now on these people get this release. What was planned is not, any more.
    ///
    /// # Errors
    /// Where who asks may not, the step makes no sense, or the release is not approved or was stopped.
    pub async fn roll_out(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        step: NewStep,
    ) -> Result<Step, RegistryError> {
        let (row, _) = self
            .candidate(unit, actor, Action::RollOut, step.release)
            .await?;
        let by = acting(actor, Action::RollOut)?;
        let name = self.registry_name(unit, actor).await?;
        let step = checked(step)?;
        let now = self.step_now(unit, &row.mini_app).await?;
        if step.reason.is_empty() && now.as_ref().is_some_and(|now| step.takes_from(now)) {
            return Err(NoStep::Fewer.into());
        }
        let others = now.as_ref().and_then(Step::usual);
        self.enter_step(unit, &row.mini_app, step, others, (Some(by), name))
            .await
    }

    /// Back to what people got before the release that is being rolled out, or is live; to nothing, where that is the first.
    ///
    /// # Errors
    /// Where who asks may not, or there is nothing before it.
    pub async fn roll_back(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        mini_app: &MiniAppId,
        reason: String,
    ) -> Result<Step, RegistryError> {
        let steps = self.steps(unit, mini_app).await?;
        let now = steps.first().ok_or(RegistryError::NotFound("rollout"))?;
        self.candidate(unit, actor, Action::RollOut, now.release)
            .await?;
        let by = acting(actor, Action::RollOut)?;
        let name = self.registry_name(unit, actor).await?;
        let back = going_back(&steps, reason)?;
        self.enter_step(unit, mini_app, back, None, (Some(by), name))
            .await
    }

    /// Back by the platform itself.
    pub(super) async fn take_back(
        &self,
        unit: &mut Unit,
        mini_app: &MiniAppId,
        reason: String,
    ) -> Result<Step, RegistryError> {
        let back = going_back(&self.steps(unit, mini_app).await?, reason)?;
        self.enter_step(unit, mini_app, back, None, (None, BY_ITSELF.to_owned()))
            .await
    }

    /// The steps of a mini-app's rollouts, the latest first, for who may see its releases.
    ///
    /// # Errors
    /// Where they may not.
    pub async fn rollout_steps(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        mini_app: &MiniAppId,
    ) -> Result<Vec<Step>, RegistryError> {
        let thing = crate::policy::Thing::of(mini_app.agency());
        crate::policy::may(actor, Action::See, &thing)?;
        self.steps(unit, mini_app).await
    }

    pub(super) async fn steps(
        &self,
        unit: &mut Unit,
        mini_app: &MiniAppId,
    ) -> Result<Vec<Step>, RegistryError> {
        let of_mini_app = RolloutSteps {
            mini_app: mini_app.clone(),
            limit: AT_ONCE,
        };
        let rows = unit.read(of_mini_app).await?;
        Ok(rows.into_iter().map(Step::from).collect())
    }

    pub(super) async fn step_now(
        &self,
        unit: &mut Unit,
        mini_app: &MiniAppId,
    ) -> Result<Option<Step>, RegistryError> {
        let now = RolloutNow {
            mini_app: mini_app.clone(),
        };
        Ok(unit.read(now).await?.map(Step::from))
    }

    /// One more step, with what those get who do not get its release: the releases concerned change their states, and the log
    /// has it. It ends what was planned.
    async fn enter_step(
        &self,
        unit: &mut Unit,
        mini_app: &MiniAppId,
        step: NewStep,
        others: Option<ReleaseId>,
        (by, name): (Option<PersonId>, String),
    ) -> Result<Step, RegistryError> {
        let now = self.step_now(unit, mini_app).await?;
        let change = match step.share {
            0 => Change::End,
            share if is_whole(share.into(), &step.regions) => Change::GoLive,
            _ => Change::RollOut,
        };
        let before = others.filter(|others| change == Change::RollOut && *others != step.release);
        let row = unit.read(CandidateById { id: step.release }).await?;
        let row = row.ok_or(RegistryError::NotFound("release"))?;
        self.change_state(unit, row.id, state_of(&row)?, change)?;
        let over = [
            now.as_ref().map(|now| now.release),
            now.as_ref().and_then(|now| now.before),
        ];
        for release in over.into_iter().flatten() {
            if release != row.id && Some(release) != before {
                self.supersede(unit, release).await?;
            }
        }
        unit.write(PlanRemove {
            mini_app: mini_app.clone(),
        })?;
        let sequence = now.map_or(1, |now| now.sequence.saturating_add(1));
        let event = Event::RolledOut {
            mini_app: mini_app.to_string(),
            sequence: u64::try_from(sequence).unwrap_or(u64::MAX),
            digest: digest_of(&row)?,
            share: step.share,
            regions: step.regions.clone(),
            by: name,
            reason: step.reason.clone(),
        };
        self.log_enter(unit, event).await?;
        let row = RolloutRow {
            mini_app: mini_app.clone(),
            sequence,
            release: step.release,
            share: i64::from(step.share),
            regions: Json(step.regions),
            before,
            by_person: by,
            reason: step.reason,
            at: unit.now(),
        };
        unit.write(RolloutAdd { row: row.clone() })?;
        Ok(row.into())
    }

    async fn supersede(&self, unit: &mut Unit, id: ReleaseId) -> Result<(), RegistryError> {
        let Some(row) = unit.read(CandidateById { id }).await? else {
            return Ok(());
        };
        match state_of(&row)? {
            state @ (State::RollingOut | State::Live) => self
                .change_state(unit, id, state, Change::Supersede)
                .map(drop),
            _ => Ok(()),
        }
    }
}

fn going_back(steps: &[Step], reason: String) -> Result<NewStep, NoStep> {
    let now = steps.first().ok_or(NoStep::NothingBefore)?;
    let (release, share, regions) = match goes_back_to(steps).ok_or(NoStep::NothingBefore)? {
        Back::To(release) => (release, 100, Vec::new()),
        Back::ToFew(release) => {
            let had = steps.iter().find(|step| step.release == release);
            let had = had.ok_or(NoStep::NothingBefore)?;
            let share = u8::try_from(had.share).map_err(|_| NoStep::NothingBefore)?;
            (release, share, had.regions.clone())
        }
        Back::ToNothing => (now.release, 0, Vec::new()),
    };
    Ok(NewStep {
        release,
        share,
        regions,
        reason: worded(reason)?,
    })
}

fn worded(reason: String) -> Result<String, NoStep> {
    if reason.chars().count() > LONGEST {
        return Err(NoStep::Reason);
    }
    Ok(reason.trim().to_owned())
}

fn checked(mut step: NewStep) -> Result<NewStep, NoStep> {
    if !(1..=100).contains(&step.share) {
        return Err(NoStep::Share(step.share));
    }
    let is_region = |code: &str| code.parse().is_ok_and(|code| region::find(code).is_some());
    if let Some(code) = step.regions.iter().find(|code| !is_region(code)) {
        return Err(NoStep::Region(code.clone()));
    }
    step.reason = worded(step.reason)?;
    Ok(step)
}
