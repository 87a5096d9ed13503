//! Who gets which release: step by step, by share and by region, and back.

use sha2::{Digest as _, Sha256};
use store::{
    column::Json,
    registry::{CandidateById, RolloutAdd, RolloutNow, RolloutRow, RolloutSteps},
};
use trust::Event;

use super::{Change, RegistryError, State, acting, digest_of, state_of};
use crate::{Actor, App, Instant, MiniAppId, PersonId, ReleaseId, Unit, policy::Action};

/// So many steps are listed.
const AT_ONCE: i64 = 200;
/// The longest reason, in characters.
const LONGEST: usize = 1_000;

/// A step that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoStep {
    /// Not a share.
    #[error("{0} % is no share; hint: 1 to 100")]
    Share(u8),
    /// Not a region.
    #[error("\"{0}\" is no code of a region; hint: digits with dots, such as 31 or 31.74")]
    Region(String),
    /// Too long.
    #[error("the reason is longer than {LONGEST} characters")]
    Reason,
    /// There is nothing to go back to.
    #[error(
        "people got no other release of it before; hint: `balai stop` ends what runs, and `balai withdraw` what does not"
    )]
    NothingBefore,
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
    /// From 1.
    pub sequence: i64,
    /// What they get,
    pub release: ReleaseId,
    /// so many of a hundred,
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

/// What people would get again who go back, by the steps of a mini-app, the latest first: what the others get, or what people
/// had when they first got the release that is in force. So going back twice does not bring back what was taken away.
pub fn goes_back_to(steps: &[Step]) -> Option<ReleaseId> {
    let now = steps.first()?;
    now.before.or_else(|| {
        let first = steps.iter().rposition(|step| step.release == now.release)?;
        let older = steps.get(first.checked_add(1)?)?;
        Some(older.release)
    })
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
    /// From now on these people get this release.
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
        let mini_app = row.mini_app;
        let by = acting(actor, Action::RollOut)?;
        let name = self.registry_name(unit, actor).await?;
        self.enter_step(unit, &mini_app, step, Some(by), name).await
    }

    /// Back to what people got before the release that is being rolled out, or is live.
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
        if steps.is_empty() {
            return Err(RegistryError::NotFound("rollout"));
        }
        let step = NewStep {
            release: goes_back_to(&steps).ok_or(NoStep::NothingBefore)?,
            share: 100,
            regions: Vec::new(),
            reason,
        };
        self.roll_out(unit, actor, step).await
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

    async fn steps(
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

    /// One more step: the releases concerned change their states, and the log has it.
    async fn enter_step(
        &self,
        unit: &mut Unit,
        mini_app: &MiniAppId,
        step: NewStep,
        by: Option<PersonId>,
        name: String,
    ) -> Result<Step, RegistryError> {
        let step = checked(step)?;
        let now = unit
            .read(RolloutNow {
                mini_app: mini_app.clone(),
            })
            .await?;
        let is_whole = step.share == 100 && step.regions.is_empty();
        // What those get who do not get this one: as before, where its share only grows.
        let (before, left) = match &now {
            None => (None, None),
            Some(now) if now.release == step.release => (now.before, None),
            Some(now) => match now.before {
                // The one that was being rolled out is given up.
                Some(base) => (Some(base), Some(now.release)),
                None => (Some(now.release), None),
            },
        };
        let before = before.filter(|before| !is_whole && *before != step.release);
        let row = unit.read(CandidateById { id: step.release }).await?;
        let row = row.ok_or(RegistryError::NotFound("release"))?;
        let change = if is_whole {
            Change::GoLive
        } else {
            Change::RollOut
        };
        self.change_state(unit, row.id, state_of(&row)?, change)?;
        let over = [
            left,
            now.as_ref().map(|now| now.release),
            now.as_ref().and_then(|now| now.before),
        ];
        let mut ended = Vec::new();
        for release in over.into_iter().flatten() {
            if release != row.id && Some(release) != before && !ended.contains(&release) {
                self.supersede(unit, release).await?;
                ended.push(release);
            }
        }
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

fn checked(mut step: NewStep) -> Result<NewStep, NoStep> {
    if !(1..=100).contains(&step.share) {
        return Err(NoStep::Share(step.share));
    }
    let is_region = |code: &str| {
        !code.is_empty()
            && code.len() <= 13
            && code
                .split('.')
                .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if let Some(code) = step.regions.iter().find(|code| !is_region(code)) {
        return Err(NoStep::Region(code.clone()));
    }
    step.reason = step.reason.trim().to_owned();
    if step.reason.chars().count() > LONGEST {
        return Err(NoStep::Reason);
    }
    Ok(step)
}
