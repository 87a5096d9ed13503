//! Rollouts by a schedule: steps that are taken by themselves when their time has come.
//!
//! A step is due a while after the one before. It is taken where the release does not do worse than the one before it; with
//! too few calls to say, it waits once as long again, and is taken then: a mini-app that few people use would never get
//! on otherwise. It is taken in the name of who planned it, who must still be allowed to. Any other step ends the plan.

use jiff::SignedDuration;
use store::{
    column::Json,
    plan::{PlanOf, PlanPut, PlanRow, Plans},
    registry::RolloutNow,
};

use super::{
    RegistryError,
    health::Verdict,
    rollout::{MOST_STEPS, NewStep, NoStep, Step},
};
use crate::{
    Actor, App, Instant, MiniAppId, PersonId, Unit, UnitError,
    person::{Capacity, PersonError},
    policy::{self, Action, NotAllowed, Thing},
};

/// What is to come after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlan {
    /// So many of a hundred, one after the other.
    pub shares: Vec<u8>,
    /// Between two of them.
    pub every: SignedDuration,
}

/// What is still to come of a rollout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// It goes on from this step.
    pub sequence: i64,
    /// So many of a hundred, one after the other.
    pub shares: Vec<u8>,
    /// Between two of them.
    pub every: SignedDuration,
    /// When the next one is due.
    pub next_at: Instant,
    /// Whether it waits for somebody to let it go on.
    pub paused: bool,
    /// In whose name.
    pub by: PersonId,
}

/// How it stands with the next step of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is not due yet.
    At(Instant),
    /// It is due, and waits for more calls, until then at most.
    Waits(Instant),
    /// It is taken now.
    Due,
    /// Somebody paused it.
    Paused,
}

impl From<PlanRow> for Plan {
    fn from(row: PlanRow) -> Self {
        Self {
            sequence: row.sequence,
            shares: row.shares.0,
            every: SignedDuration::from_micros(row.every),
            next_at: row.next_at,
            paused: row.paused,
            by: row.by_person,
        }
    }
}

impl Plan {
    /// How it stands with the next step.
    #[must_use]
    pub fn next(&self, now: Instant, verdict: Verdict) -> Next {
        let latest = later(self.next_at, self.every);
        if self.paused {
            Next::Paused
        } else if now < self.next_at {
            Next::At(self.next_at)
        } else if verdict == Verdict::TooFew && now < latest {
            Next::Waits(latest)
        } else {
            Next::Due
        }
    }

    fn row(self, mini_app: &MiniAppId) -> PlanRow {
        PlanRow {
            mini_app: mini_app.clone(),
            sequence: self.sequence,
            shares: Json(self.shares),
            every: micros(self.every),
            next_at: self.next_at,
            paused: self.paused,
            by_person: self.by,
        }
    }
}

fn micros(of: SignedDuration) -> i64 {
    i64::try_from(of.as_micros()).unwrap_or(i64::MAX)
}

fn later(at: Instant, by: SignedDuration) -> Instant {
    Instant(at.0.saturating_add(micros(by)))
}

impl App {
    /// From now on these people get this release, and more of them as is planned.
    ///
    /// # Errors
    /// Where who asks may not, a step makes no sense, or the release is not approved or was stopped.
    pub async fn roll_out_planned(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        step: NewStep,
        plan: NewPlan,
    ) -> Result<Step, RegistryError> {
        let shares: Vec<u8> = [&[step.share], &plan.shares[..]].concat();
        let grows = shares.is_sorted_by(|one, next| one < next);
        if !grows || shares.len() > MOST_STEPS || shares.iter().any(|share| *share > 100) {
            return Err(NoStep::Shares.into());
        }
        let most = SignedDuration::from_hours(24 * 30);
        if plan.every < SignedDuration::from_mins(1) || plan.every > most {
            return Err(NoStep::Every.into());
        }
        let taken = self.roll_out(unit, actor, step).await?;
        self.go_on(unit, &taken, plan)?;
        Ok(taken)
    }

    /// What is still to come of a mini-app's rollout, for who may see its releases.
    ///
    /// # Errors
    /// Where they may not.
    pub async fn rollout_plan(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        mini_app: &MiniAppId,
    ) -> Result<Option<Plan>, RegistryError> {
        policy::may(actor, Action::See, &Thing::of(mini_app.agency()))?;
        Ok(self.plan_of(unit, mini_app).await?)
    }

    /// Lets a plan wait, or go on.
    ///
    /// # Errors
    /// Where who asks may not, or nothing is planned.
    pub async fn rollout_pause(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        mini_app: &MiniAppId,
        paused: bool,
    ) -> Result<Plan, RegistryError> {
        policy::may(actor, Action::RollOut, &Thing::of(mini_app.agency()))?;
        let plan = self.plan_of(unit, mini_app).await?;
        let plan = plan.ok_or(RegistryError::NotFound("plan"))?;
        let plan = Plan { paused, ..plan };
        unit.write(PlanPut {
            row: plan.clone().row(mini_app),
        })?;
        Ok(plan)
    }

    /// The plan that holds for the step that is in force.
    pub(super) async fn plan_of(
        &self,
        unit: &mut Unit,
        mini_app: &MiniAppId,
    ) -> Result<Option<Plan>, UnitError> {
        let mini_app = mini_app.clone();
        let now = RolloutNow {
            mini_app: mini_app.clone(),
        };
        let Some(now) = unit.read(now).await? else {
            return Ok(None);
        };
        let row = unit.read(PlanOf { mini_app }).await?;
        Ok(row
            .filter(|row| row.sequence == now.sequence)
            .map(Plan::from))
    }

    /// Every plan, by mini-app.
    pub(super) async fn plans(&self) -> Result<Vec<(MiniAppId, Plan)>, UnitError> {
        let rows = self.reading().read(Plans {}).await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.mini_app.clone(), Plan::from(row)))
            .collect())
    }

    /// Takes the next step of a plan, where it still holds for this step: another node may have taken it. Who planned it
    /// must still be allowed to.
    pub(super) async fn take_next(
        &self,
        unit: &mut Unit,
        mini_app: &MiniAppId,
        now: &Step,
    ) -> Result<Option<Step>, RegistryError> {
        let plan = self.plan_of(unit, mini_app).await?;
        let plan = plan.filter(|plan| plan.sequence == now.sequence && !plan.paused);
        let Some((plan, (share, rest))) = plan
            .as_ref()
            .and_then(|plan| Some((plan, plan.shares.split_first()?)))
        else {
            return Ok(None);
        };
        let actor = self.person_acting(unit, plan.by, Capacity::AtWork).await;
        let actor = actor.map_err(|error| match error {
            PersonError::Unit(error) => RegistryError::from(error),
            // Who is not there, or works nowhere, may nothing.
            _ => NotAllowed(Action::RollOut).into(),
        })?;
        let next = NewStep {
            release: now.release,
            share: *share,
            regions: now.regions.clone(),
            reason: String::new(),
        };
        let taken = self.roll_out(unit, &actor, next).await?;
        let still = NewPlan {
            shares: rest.to_vec(),
            every: plan.every,
        };
        self.go_on(unit, &taken, still)?;
        Ok(Some(taken))
    }

    fn go_on(&self, unit: &mut Unit, from: &Step, plan: NewPlan) -> Result<(), UnitError> {
        let Some(by) = from.by.filter(|_| !plan.shares.is_empty()) else {
            return Ok(());
        };
        let plan = Plan {
            sequence: from.sequence,
            shares: plan.shares,
            every: plan.every,
            next_at: later(unit.now(), plan.every),
            paused: false,
            by,
        };
        unit.write(PlanPut {
            row: plan.row(&from.mini_app),
        })
    }
}
