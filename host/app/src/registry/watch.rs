//! Looking after what is rolled out: how its calls go is kept, compared with what people had before, and acted on. A release
//! that does worse is taken back, and a planned step is taken when its time has come.
//!
//! Every node does this, and each thing is done once: it is done in a unit of work that holds for the step that was looked
//! at, and for no other.

use std::collections::HashMap;

use contract::values::Localised;
use store::{
    agency::MembersOfAgency,
    column::Json,
    health::{HealthExpire, HealthOf, HealthPut, HealthRow},
    message::{MessageInsert, MessageRow},
    plan::PlanRemove,
    registry::RolloutsNow,
};
use uuid::Uuid;

use super::{
    RegistryError,
    health::{Counts, DURATIONS, Verdict, Worse, compare},
    plan::{Next, Plan},
    rollout::{Back, Step, goes_back_to, went_back},
};
use crate::{
    Actor, App, Instant, MessageId, MiniAppId, ReleaseId, TransactError, Unit, UnitError,
    actor::DEVELOPER,
    clock::days_before,
    policy::{self, Action, PUBLISHER, Thing},
};

/// So many days a release is looked after once everybody gets it, and what was counted is kept.
const WATCHED_DAYS: i64 = 7;
/// Older calls than of so many days say nothing any more.
const COMPARED_DAYS: i64 = 1;
/// So many rows are written in one unit of work.
const AT_ONCE: usize = 100;

/// What was counted of a release on this node from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Which release.
    pub release: ReleaseId,
    /// From when on.
    pub at: Instant,
    /// What there is by now.
    pub counts: Counts,
}

/// A release beside the one before it, in the time of the step that is in force; a day at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// What came of its calls.
    pub new: Counts,
    /// What the others get, or what people had before, and what came of those calls.
    pub old: Option<(ReleaseId, Counts)>,
    /// How it does; none where the platform does nothing by itself: what people went back to, and what everybody has got
    /// for long, or without ever having had another one, is taken away by people alone.
    pub verdict: Option<Verdict>,
}

/// What was counted at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// From when on.
    pub at: Instant,
    /// What came of the calls.
    pub counts: Counts,
}

impl Step {
    fn is_watched(&self, now: Instant) -> bool {
        self.share > 0 && (!self.is_whole() || self.at > days_before(now, WATCHED_DAYS))
    }
}

impl App {
    /// The releases whose calls are kept: those between which people are divided, and those that everybody has got for a few
    /// days only. Each with the moment since which it is counted anew.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn rollouts_counted(&self) -> Result<Vec<(ReleaseId, Instant)>, UnitError> {
        let steps = self.reading().read(RolloutsNow {}).await?;
        let now = self.clock().now();
        let watched = steps.into_iter().map(Step::from);
        Ok(watched
            .filter(|step| step.is_watched(now))
            .flat_map(|step| {
                let releases = [Some(step.release), step.before].into_iter().flatten();
                releases.map(move |release| (release, step.at))
            })
            .collect())
    }

    /// Keeps what this node has counted by now.
    ///
    /// # Errors
    /// Where the database fails: to be tried again, with what there is then.
    pub async fn health_keep(
        &self,
        node: Uuid,
        counted: &[Counted],
    ) -> Result<(), TransactError<UnitError>> {
        for some in counted.chunks(AT_ONCE) {
            self.change(|mut unit| async move {
                let staged = some
                    .iter()
                    .try_for_each(|one| unit.write(HealthPut { row: one.row(node) }));
                (unit, staged)
            })
            .await?;
        }
        Ok(())
    }

    /// Removes what was counted too long ago. To be done every hour or so.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn health_expire(&self) -> Result<(), TransactError<UnitError>> {
        self.change(|mut unit| async move {
            let before = days_before(unit.now(), WATCHED_DAYS);
            let staged = unit.write(HealthExpire { before });
            (unit, staged)
        })
        .await
    }

    /// How the release of a mini-app that is in force does, for who may see its releases; none where there is none.
    ///
    /// # Errors
    /// Where they may not.
    pub async fn rollout_health(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        mini_app: &MiniAppId,
    ) -> Result<Option<Compared>, RegistryError> {
        policy::may(actor, Action::See, &Thing::of(mini_app.agency()))?;
        let steps = self.steps(unit, mini_app).await?;
        Ok(self.compared(unit, &steps).await?)
    }

    /// What was counted of a release since a moment, in order, for who may see it.
    ///
    /// # Errors
    /// Where they may not.
    pub async fn release_health(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        release: ReleaseId,
        since: Instant,
    ) -> Result<Vec<Point>, RegistryError> {
        self.release_seen(unit, actor, release).await?;
        let rows = unit.read(counted_since(release, since)).await?;
        Ok(rows
            .into_iter()
            .map(|row| Point {
                at: row.at,
                counts: counts(&row),
            })
            .collect())
    }

    async fn compared(
        &self,
        unit: &mut Unit,
        steps: &[Step],
    ) -> Result<Option<Compared>, UnitError> {
        let Some(now) = steps.first() else {
            return Ok(None);
        };
        let since = now.at.max(days_before(unit.now(), COMPARED_DAYS));
        let new = total(unit.read(counted_since(now.release, since)).await?);
        let back = goes_back_to(steps);
        let old = match back {
            // Those who do not take part have it at the same time.
            Some(Back::To(old)) if now.before == Some(old) => {
                let rows = unit.read(counted_since(old, since)).await?;
                Some((old, total(rows)))
            }
            // Everybody had it before.
            Some(Back::To(release) | Back::ToFew(release)) => {
                let before = HealthOf {
                    release,
                    since: days_before(now.at, COMPARED_DAYS),
                    until: now.at,
                };
                Some((release, total(unit.read(before).await?)))
            }
            Some(Back::ToNothing) | None => None,
        };
        let is_first_for_all = back == Some(Back::ToNothing) && now.is_whole();
        let is_judged =
            back.is_some() && !is_first_for_all && now.is_watched(unit.now()) && !went_back(steps);
        let verdict = is_judged.then(|| compare(&new, old.as_ref().map(|(_, counts)| counts)));
        Ok(Some(Compared { new, old, verdict }))
    }

    /// Looks at each rollout once, and does what is to be done. To be done every few seconds, on every node.
    ///
    /// # Errors
    /// The last of those that went wrong; the others were looked at all the same.
    pub async fn rollouts_watch(&self) -> Result<(), RegistryError> {
        if !self.is_curated() {
            return Ok(());
        }
        let plans: HashMap<MiniAppId, Plan> = self.plans().await?.into_iter().collect();
        let mut done = Ok(());
        for row in self.reading().read(RolloutsNow {}).await? {
            let now = Step::from(row);
            if !now.is_watched(self.clock().now()) {
                continue;
            }
            let plan = plans.get(&now.mini_app);
            let plan = plan.filter(|plan| plan.sequence == now.sequence);
            if let Err(error) = self.look_after(&now, plan).await {
                // Another node was faster: what it did is in the log, where this one's step has no place any more.
                let latest = self.step_now(&mut self.reading(), &now.mini_app).await?;
                if latest.is_none_or(|latest| latest.sequence != now.sequence) {
                    continue;
                }
                tracing::warn!(mini_app = %now.mini_app, %error, "a rollout could not be looked after");
                done = Err(error);
            }
        }
        done
    }

    async fn look_after(&self, now: &Step, plan: Option<&Plan>) -> Result<(), RegistryError> {
        let mut unit = self.reading();
        let mini_app = &now.mini_app;
        let Some(release) = self.release_by_id(&mut unit, now.release).await? else {
            return Ok(());
        };
        // Who stopped it takes it up again by hand.
        if self.assert_admitted(&release).is_err() {
            return match plan {
                Some(_) => self.end_plan(mini_app, &ENDED_BY_STOP).await,
                None => Ok(()),
            };
        }
        let steps = self.steps(&mut unit, mini_app).await?;
        let compared = self.compared(&mut unit, &steps).await?;
        let verdict = compared.and_then(|compared| compared.verdict);
        if let Some(Verdict::Worse(worse)) = verdict {
            return self.take_back_for(now, &worse).await;
        }
        let due = plan.map(|plan| plan.next(self.clock().now(), verdict.unwrap_or(Verdict::Fine)));
        if due != Some(Next::Due) {
            return Ok(());
        }
        let taken = self
            .change(|mut unit| async move {
                let taken = self.take_next(&mut unit, mini_app, now).await;
                (unit, taken)
            })
            .await;
        match taken.map_err(RegistryError::from) {
            Ok(Some(step)) => {
                tracing::info!(%mini_app, share = step.share, "the next step of a rollout was taken");
                self.log_follow().await?;
                Ok(())
            }
            Ok(None) => Ok(()),
            Err(RegistryError::NotAllowed(_)) => self.end_plan(mini_app, &ENDED_BY_ROLE).await,
            Err(error) => Err(error),
        }
    }

    /// Back to what people had, unless another step is in force by now.
    async fn take_back_for(&self, now: &Step, worse: &Worse) -> Result<(), RegistryError> {
        let taken = self
            .change(|mut unit| async move {
                let taken = self.taken_back(&mut unit, now, worse).await;
                (unit, taken)
            })
            .await
            .map_err(RegistryError::from)?;
        if taken.is_some() {
            tracing::warn!(mini_app = %now.mini_app, %worse, "a release was taken back by itself");
            self.log_follow().await?;
        }
        Ok(())
    }

    async fn taken_back(
        &self,
        unit: &mut Unit,
        now: &Step,
        worse: &Worse,
    ) -> Result<Option<Step>, RegistryError> {
        let mini_app = &now.mini_app;
        let latest = self.steps(unit, mini_app).await?.into_iter().next();
        if latest.is_none_or(|latest| latest.sequence != now.sequence) {
            return Ok(None);
        }
        let step = self.take_back(unit, mini_app, worse.to_string()).await?;
        let version = |release: Option<std::sync::Arc<crate::Release>>| {
            release.map_or_else(String::new, |release| release.manifest.version.clone())
        };
        let of = version(self.release_by_id(unit, now.release).await?);
        let to = version(self.release_by_id(unit, step.release).await?);
        let ends = if step.share == 0 {
            (
                "Tidak ada lagi yang mendapat aplikasi mini ini.".to_owned(),
                "Nobody gets the mini-app any more.".to_owned(),
            )
        } else if step.is_whole() {
            (
                format!("Semua orang mendapat {to} lagi."),
                format!("Everybody gets {to} again."),
            )
        } else {
            (
                format!("Yang sebelumnya mendapat {to} mendapatnya lagi."),
                format!("Those who had {to} get it again."),
            )
        };
        let said = |lang: &str| {
            let said = worse.said();
            let found = said.into_iter().find(|(of, _)| of == lang);
            found.map(|(_, said)| said).unwrap_or_default()
        };
        let title = both(
            format!("Rilis {of} dari {mini_app} ditarik kembali secara otomatis"),
            format!("Release {of} of {mini_app} was taken back by itself"),
        );
        let body = both(
            format!(
                "{}. {} Yang sudah dikirim warga tetap ada.",
                said("id"),
                ends.0
            ),
            format!(
                "{}. {} What citizens have sent is kept.",
                said("en"),
                ends.1
            ),
        );
        self.tell(unit, mini_app, &title, &body).await?;
        Ok(Some(step))
    }

    /// Nothing more is to come of a rollout; those who may go on with it are told why.
    async fn end_plan(&self, mini_app: &MiniAppId, why: &Ended) -> Result<(), RegistryError> {
        tracing::warn!(%mini_app, why = why.en, "the plan of a rollout has ended");
        let title = &both(
            format!("Jadwal pembukaan {mini_app} berakhir"),
            format!("The schedule of {mini_app} has ended"),
        );
        let body = &both(why.id.to_owned(), why.en.to_owned());
        let ended = self
            .change(|mut unit| async move {
                let ended = self.plan_ended(&mut unit, mini_app, title, body).await;
                (unit, ended)
            })
            .await;
        ended.map_err(RegistryError::from)
    }

    async fn plan_ended(
        &self,
        unit: &mut Unit,
        mini_app: &MiniAppId,
        title: &Localised,
        body: &Localised,
    ) -> Result<(), RegistryError> {
        if self.plan_of(unit, mini_app).await?.is_none() {
            return Ok(());
        }
        unit.write(PlanRemove {
            mini_app: mini_app.clone(),
        })?;
        self.tell(unit, mini_app, title, body).await
    }

    /// A message to each of those who publish or build the mini-apps of an agency.
    async fn tell(
        &self,
        unit: &mut Unit,
        mini_app: &MiniAppId,
        title: &Localised,
        body: &Localised,
    ) -> Result<(), RegistryError> {
        let members = MembersOfAgency {
            agency: mini_app.agency().to_owned(),
        };
        let members = unit.read(members).await?;
        let has = |role: &str| role == PUBLISHER || role == DEVELOPER;
        let mut people: Vec<_> = members
            .into_iter()
            .filter(|member| has(&member.role))
            .map(|member| member.person)
            .collect();
        people.sort_unstable();
        people.dedup();
        let json =
            |text: &Localised| serde_json::to_string(text).map_err(RegistryError::Unwritable);
        for person in people {
            let row = MessageRow {
                id: MessageId(self.entropy().id(unit.now())),
                person,
                at_work: true,
                mini_app: mini_app.clone(),
                title: json(title)?,
                body: json(body)?,
                leads_to: None,
                sent_at: unit.now(),
                read_at: None,
            };
            unit.write(MessageInsert { row })?;
        }
        Ok(())
    }
}

/// Why a plan has ended.
struct Ended {
    id: &'static str,
    en: &'static str,
}

const ENDED_BY_STOP: Ended = Ended {
    id: "Rilisnya dihentikan. Buka lagi dengan langkah atau jadwal baru bila sudah boleh dipakai.",
    en: "Its release was stopped. Roll it out anew, by a step or a schedule, once it may run again.",
};
const ENDED_BY_ROLE: Ended = Ended {
    id: "Orang yang menjadwalkannya tidak lagi boleh membuka rilis. Orang lain perlu menjadwalkannya lagi.",
    en: "Who planned it may not roll out any more. Somebody else has to plan it anew.",
};

fn both(id: String, en: String) -> Localised {
    vec![("id".to_owned(), id), ("en".to_owned(), en)]
}

impl Counted {
    fn row(&self, node: Uuid) -> HealthRow {
        let kept = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        HealthRow {
            release: self.release,
            at: self.at,
            node,
            traps: kept(self.counts.traps),
            limits: kept(self.counts.limits),
            errors: kept(self.counts.errors),
            took: Json(self.counts.took.map(kept).to_vec()),
        }
    }
}

fn counted_since(release: ReleaseId, since: Instant) -> HealthOf {
    HealthOf {
        release,
        since,
        until: Instant(i64::MAX),
    }
}

fn counts(row: &HealthRow) -> Counts {
    let count = |kept: i64| u64::try_from(kept).unwrap_or_default();
    let mut took = [0; DURATIONS];
    for (duration, kept) in took.iter_mut().zip(&row.took.0) {
        *duration = count(*kept);
    }
    Counts {
        traps: count(row.traps),
        limits: count(row.limits),
        errors: count(row.errors),
        took,
    }
}

fn total(rows: Vec<HealthRow>) -> Counts {
    rows.iter()
        .fold(Counts::default(), |all, row| all.and(&counts(row)))
}
