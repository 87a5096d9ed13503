//! Releases on pages: what an agency has sent in and what becomes of it; what the platform team has to decide.

use std::collections::{HashMap, hash_map::Entry};

use app::{
    App, MiniAppId, ReleaseId, Unit,
    manifest::ClaimUse,
    policy::{Action, PLATFORM, Thing, may},
    region,
    registry::{
        Back, Candidate, Change, NewPlan, NewStep, NoStep, NoSuchChange, RegistryError,
        ReleaseFilter, State, Step, goes_back_to,
    },
};
use axum::{
    Extension,
    extract::{Path, Query, State as Of},
    response::Redirect,
};
use jiff::SignedDuration;
use platform::{
    PublishError,
    checks::{Check, Line, Permission, Report},
};
use serde::Deserialize;
use trust::{Digest, Target};

use super::{
    Web, WebError,
    names::Names,
    paged::{AT_ONCE, Asked},
    passkeys,
    people::People,
    posted::Posted,
    rollout,
    visitor::Visitor,
};
use crate::view::{
    Place, Shell, data,
    pages::{
        CheckOutcome, CheckRow, ClaimRow, DecidedView, DecisionView, FilterLink, Filters, May,
        Passkeys, Problem, RegistryPage, ReleasePage, ReleaseRow, ReleasesWaiting, ReportView,
        StepRow, measured, permission, state_words,
    },
    paths,
};

/// Does something in a unit of work and goes through the log after it, so that it holds here before it is answered.
macro_rules! change {
    ($web:expr, |$app:ident, $unit:ident| $work:expr) => {{
        let $app = $web.app();
        let done = $app
            .change(|mut unit| async move {
                let $unit = &mut unit;
                let done = $work.await;
                (unit, done)
            })
            .await;
        $app.log_follow().await?;
        done.map_err(app::registry::RegistryError::from)?
    }};
}
pub(super) use change;

/// GET: releases that the visitor has to do with.
pub async fn list(
    Of(web): Of<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<RegistryPage, WebError> {
    let (app, actor) = (web.app(), &visitor.actor);
    let mut unit = app.reading();
    let mut offered = ReleaseFilter::ALL.into_iter();
    let shown = match asked.show() {
        None => ReleaseFilter::All,
        Some(show) => offered
            .find(|filter| name(*filter) == show)
            .ok_or_else(WebError::not_found)?,
    };
    let part = app
        .releases_part(&mut unit, actor, shown, &asked.turn(), AT_ONCE)
        .await?;
    let sees_all = may(actor, Action::See, &Thing::of(PLATFORM)).is_ok();
    let waiting = if sees_all {
        let waiting = app.releases_in_review(&mut unit, actor).await?;
        Some(rows(app, &visitor, &waiting).await?)
    } else {
        None
    };
    let (previous, next) = (part.previous.as_deref(), part.next.as_deref());
    Ok(RegistryPage {
        shell: visitor.shell(Place::Releases, asked.here(paths::REGISTRY)),
        waiting,
        filters: filters(&visitor, shown),
        paging: asked.paging(paths::REGISTRY, previous, next),
        releases: rows(app, &visitor, &part.items).await?,
    })
}

/// The releases about which the visitor is to decide; none where none waits for them.
pub async fn waiting(web: &Web, visitor: &Visitor) -> Result<Option<ReleasesWaiting>, WebError> {
    let (app, actor) = (web.app(), &visitor.actor);
    if may(actor, Action::See, &Thing::of(PLATFORM)).is_err() {
        return Ok(None);
    }
    let mut unit = app.reading();
    let mut waiting = app.releases_in_review(&mut unit, actor).await?;
    waiting.retain(|one| may(actor, Action::Decide, &thing(one)).is_ok());
    // Those that have waited longest come first.
    let Some(first) = waiting.first() else {
        return Ok(None);
    };
    let due = match app.review_due(&mut unit, first).await? {
        Some(day) => Some(Names::of(app).due_at_platform(day).await?),
        None => None,
    };
    Ok(Some(ReleasesWaiting {
        count: waiting.len(),
        due,
    }))
}

fn name(of: ReleaseFilter) -> &'static str {
    match of {
        ReleaseFilter::All => "all",
        ReleaseFilter::UnderWay => "under-way",
        ReleaseFilter::InUse => "in-use",
        ReleaseFilter::Ended => "ended",
    }
}

fn filters(visitor: &Visitor, shown: ReleaseFilter) -> Filters {
    let link = |filter| {
        let said = match filter {
            ReleaseFilter::All => visitor.reader.say("filter-all"),
            ReleaseFilter::UnderWay => visitor.reader.say("registry-under-way"),
            ReleaseFilter::InUse => visitor.reader.say("registry-in-use"),
            ReleaseFilter::Ended => visitor.reader.say("filter-ended"),
        };
        let show = (filter != ReleaseFilter::All).then(|| name(filter));
        FilterLink {
            label: said.to_string(),
            href: paths::asking(paths::REGISTRY, &[("show", show)]),
            current: filter == shown,
        }
    };
    Filters(ReleaseFilter::ALL.map(link).into())
}

async fn rows(
    app: &App,
    visitor: &Visitor,
    all: &[Candidate],
) -> Result<Vec<ReleaseRow>, WebError> {
    let mut names = Names::of(app);
    let mut rows = Vec::new();
    for one in all {
        rows.push(row(app, &mut names, visitor, one).await?);
    }
    Ok(rows)
}

async fn row(
    app: &App,
    names: &mut Names<'_>,
    visitor: &Visitor,
    of: &Candidate,
) -> Result<ReleaseRow, WebError> {
    let due = app.review_due(&mut app.reading(), of).await?;
    Ok(ReleaseRow {
        due: match due {
            Some(day) => Some(names.due_at_platform(day).await?),
            None => None,
        },
        id: of.id.to_string(),
        title: visitor.pick(&of.manifest.title),
        mini_app: of.mini_app.to_string(),
        version: of.manifest.version.clone(),
        agency: names.agency(of.mini_app.agency()).await?,
        state: of.state,
        since: of.changed_at.timestamp(),
    })
}

/// What was just done on the page.
#[derive(Deserialize)]
pub struct Just {
    #[serde(default)]
    done: String,
}

/// GET: a release, with all that is known of it and all that the visitor may do to it.
pub async fn show(
    Of(web): Of<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Query(asked): Query<Just>,
) -> Result<ReleasePage, WebError> {
    let (app, actor) = (web.app(), &visitor.actor);
    let mut unit = app.reading();
    let seen = app.release_seen(&mut unit, actor, release_id(&id)?).await?;
    let steps = app.rollout_steps(&mut unit, actor, &seen.mini_app).await?;
    let stopped = stopped(app, &seen)?;
    let mut people = People::of(app);
    let shell = visitor.shell(Place::Releases, paths::registry_release(&id));
    let report = seen.report.as_deref().map(Report::from_text).transpose();
    let report = report.map_err(WebError::unreadable)?;
    let decided = match app.release_decided_by(&mut unit, &seen).await? {
        Some((person, at)) => Some(DecidedView {
            by: people.name(person).await?.unwrap_or_default(),
            at,
        }),
        None => None,
    };
    let decision = decision(&web, &visitor, &seen).await?;
    let annex = seen.annex.as_deref();
    let annex = annex.and_then(|annex| serde_json::from_str(annex).ok());
    let may = may_do(&visitor, &seen, &steps);
    let rows = step_rows(app, &mut unit, &mut people, &steps).await?;
    let may_pause = self::may(&visitor.actor, Action::RollOut, &thing(&seen)).is_ok();
    let rollout = rollout::view(app, &visitor, &seen, &steps, &rows, may_pause).await?;
    Ok(ReleasePage {
        release: row(app, &mut Names::of(app), &visitor, &seen).await?,
        icon: paths::icon(seen.id),
        description: visitor.pick(&seen.manifest.description),
        uploaded_at: seen.uploaded_at.timestamp(),
        uploaded_by: people.name(seen.uploaded_by).await?.unwrap_or_default(),
        signatures: seen.signed_by.len(),
        report: report.map(|report| report_view(&shell, &report, claims(&visitor, &seen, &report))),
        measured: annex.and_then(|annex| measured(&shell, &annex)),
        may,
        steps: rows,
        rollout,
        digest: seen.digest,
        reason: seen.reason,
        rule: seen.rule,
        decided,
        has_just_decided: asked.done == paths::DECIDED,
        decision,
        stopped,
        shell,
    })
}

/// How the visitor decides about a release; none where it is not theirs to decide.
async fn decision(
    web: &Web,
    visitor: &Visitor,
    seen: &Candidate,
) -> Result<Option<DecisionView>, WebError> {
    let may_decide = may(&visitor.actor, Action::Decide, &thing(seen)).is_ok();
    let Some(report) = seen
        .report
        .as_ref()
        .filter(|_| may_decide && seen.state == State::InReview)
    else {
        return Ok(None);
    };
    Ok(Some(DecisionView {
        report: Digest::of(report.as_bytes()).to_string(),
        has_passkey: !passkeys::own(web, visitor).await?.is_empty(),
        passkeys: Passkeys::at(passkeys::site(web), visitor.name()),
    }))
}

fn thing(seen: &Candidate) -> Thing {
    Thing {
        agency: seen.mini_app.agency().to_owned(),
        uploader: seen.uploaded_by,
    }
}

/// Why nobody can use the mini-app of a release, or the release.
fn stopped(app: &App, seen: &Candidate) -> Result<Option<String>, WebError> {
    if !app.is_curated() {
        return Ok(None);
    }
    let reason = app.ledger(|ledger| {
        let mut stops = ledger.stops();
        let of_it = stops.find(|(target, _)| match target {
            Target::Release(digest) => digest.to_string() == seen.digest,
            Target::MiniApp(mini_app) => *mini_app == seen.mini_app.as_str(),
            Target::Agency(agency) => *agency == seen.mini_app.agency(),
            Target::Capability(interface) => seen.imports.contains(interface),
        });
        of_it.map(|(_, reason)| reason.to_owned())
    });
    Ok(reason?)
}

fn may_do(visitor: &Visitor, seen: &Candidate, steps: &[Step]) -> May {
    let thing = thing(seen);
    let may = |action| may(&visitor.actor, action, &thing).is_ok();
    let can = |change| seen.state.after(change).is_ok();
    let is_in_force = steps.first().is_some_and(|now| now.release == seen.id);
    let back = goes_back_to(steps).filter(|_| is_in_force);
    May {
        roll_out: may(Action::RollOut) && can(Change::GoLive) && seen.state != State::Live,
        roll_back: may(Action::RollOut) && back.is_some(),
        ends: back == Some(Back::ToNothing),
        withdraw: may(Action::Withdraw) && can(Change::Withdraw),
        stop: may(Action::Stop),
        read_log: may(Action::ReadLog),
    }
}

/// What it says of the data that it reads.
fn claims(visitor: &Visitor, seen: &Candidate, report: &Report) -> Vec<ClaimRow> {
    let is_update = report.against.is_some();
    let is_new = |name: &str| {
        let read = Permission::ReadClaim(name.to_owned());
        is_update && report.permissions.new.contains(&read)
    };
    let row = |claim: &ClaimUse| ClaimRow {
        what: data::field(&visitor.reader, &claim.name),
        purpose: visitor.pick(&claim.purpose),
        basis: data::basis(&visitor.reader, claim.basis.name(), &claim.law),
        is_new: is_new(&claim.name),
    };
    seen.manifest.claims.iter().map(row).collect()
}

fn report_view(shell: &Shell, report: &Report, claims: Vec<ClaimRow>) -> ReportView {
    let said = |all: &[_]| all.iter().map(|one| permission(shell, one)).collect();
    let name = |check| match check {
        Check::Component => shell.say("check-component"),
        Check::Size => shell.say("check-size"),
        Check::Manifest => shell.say("check-manifest"),
        Check::World => shell.say("check-world"),
        Check::Permissions => shell.say("check-permissions"),
        Check::Version => shell.say("check-version"),
        Check::Interface => shell.say("check-interface"),
        Check::Icon => shell.say("check-icon"),
        Check::Sbom => shell.say("check-sbom"),
        Check::Licences => shell.say("check-licences"),
        // Who reads "none is known" must know as of when, and whether anybody looked.
        Check::Vulnerabilities => match &report.advisories {
            Some(known) => {
                let newest = shell.reader.moment(&known.newest).plain().into_owned();
                shell.say("check-vulnerabilities").with("newest", newest)
            }
            None => shell.say("check-vulnerabilities-unknown"),
        },
        Check::Start => shell.say("check-start"),
        Check::Journeys => shell.say("check-journeys"),
        Check::Pages => shell.say("check-pages"),
        Check::Accessibility => shell.say("check-accessibility"),
    };
    let outcome = |line: &Line| match line.check {
        // It says itself that nobody looked.
        Check::Vulnerabilities if line.passed && report.advisories.is_none() => {
            CheckOutcome::NotMade
        }
        _ if line.passed => CheckOutcome::Passed,
        _ => CheckOutcome::Failed,
    };
    let rows = report.checks.iter().map(|line| CheckRow {
        name: name(line.check).to_string(),
        outcome: outcome(line),
        tested: line.tested.clone(),
        found: line.found.clone(),
    });
    ReportView {
        checks: rows.collect(),
        has: said(&report.permissions.has),
        claims,
        new: report
            .against
            .as_ref()
            .map(|_| said(&report.permissions.new)),
        gone: said(&report.permissions.gone),
    }
}

async fn step_rows(
    app: &App,
    unit: &mut Unit,
    people: &mut People<'_>,
    steps: &[Step],
) -> Result<Vec<StepRow>, WebError> {
    let mut versions: HashMap<ReleaseId, String> = HashMap::new();
    let mut rows = Vec::new();
    for step in steps {
        if let Entry::Vacant(place) = versions.entry(step.release) {
            let release = app.release_by_id(unit, step.release).await?;
            let version = release.map(|release| release.manifest.version.clone());
            place.insert(version.unwrap_or_default());
        }
        rows.push(StepRow {
            at: step.at.timestamp(),
            version: versions.get(&step.release).cloned().unwrap_or_default(),
            share: u64::try_from(step.share).unwrap_or_default(),
            regions: step
                .regions
                .iter()
                .map(|code| region::named(code))
                .collect::<Vec<_>>()
                .join(", "),
            by: people.name(step.by).await?.unwrap_or_default(),
            reason: step.reason.clone(),
        });
    }
    Ok(rows)
}

/// POST: does something to a release, and comes back to it.
pub async fn act(
    Of(web): Of<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((id, what)): Path<(String, String)>,
    posted: Posted,
) -> Result<Redirect, WebError> {
    let page = paths::registry_release(&id);
    let done = acted(&web, &visitor, release_id(&id)?, &what, &posted).await;
    done.map_err(|error| told(&visitor, error).or_back_to(page.clone()))?;
    Ok(Redirect::to(&page))
}

/// What was wrong with what was typed, in the reader's language.
pub(super) fn told(visitor: &Visitor, error: RegistryError) -> WebError {
    let say = |key| visitor.reader.say(key).to_string();
    let said = match &error {
        RegistryError::NoStep(NoStep::Share(_)) => say("release-share-hint"),
        RegistryError::NoStep(NoStep::Region(_)) => say("release-regions-hint"),
        RegistryError::NoStep(NoStep::Fewer) => say("release-fewer"),
        RegistryError::NoStep(NoStep::Shares) => say("rollout-steps-hint"),
        RegistryError::NoStep(NoStep::Every) => say("rollout-every-hint"),
        RegistryError::NoStep(NoStep::Reason) => say("release-reason-long"),
        RegistryError::NoStep(NoStep::NothingBefore) => say("release-nothing-before"),
        RegistryError::NoReason => say("release-reason-missing"),
        RegistryError::NoRule => say("release-rule-missing"),
        RegistryError::State(NoSuchChange { state, .. }) => {
            let state = state_words(&visitor.reader, *state);
            let said = visitor.reader.say("release-stands").with("state", state);
            return WebError::from(error).saying(said.to_string());
        }
        _ => return error.into(),
    };
    let incomplete = matches!(
        error,
        RegistryError::NoReason | RegistryError::NoRule | RegistryError::NoStep(NoStep::Fewer)
    );
    WebError::of(if incomplete {
        Problem::Incomplete
    } else {
        Problem::Unprocessable
    })
    .saying(said)
}

async fn acted(
    web: &Web,
    visitor: &Visitor,
    id: ReleaseId,
    what: &str,
    posted: &Posted,
) -> Result<(), RegistryError> {
    let (actor, reason) = (&visitor.actor, posted.one("reason"));
    match what {
        "rollout" => {
            let share = posted.one("share").trim().trim_end_matches('%').trim_end();
            let step = &NewStep {
                release: id,
                // What is no number is no share: that is told as what it is.
                share: share.parse().unwrap_or(0),
                regions: posted
                    .one("regions")
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect(),
                reason: reason.to_owned(),
            };
            change!(web, |app, unit| app.roll_out(unit, actor, step.clone()));
        }
        "schedule" => {
            let shares = posted.one("steps").split([' ', ',', ';', '%']);
            let shares = shares.filter(|share| !share.is_empty());
            let shares: Result<Vec<u8>, _> = shares.map(str::parse).collect();
            let shares = shares.map_err(|_| NoStep::Shares)?;
            let (first, rest) = shares.split_first().ok_or(NoStep::Shares)?;
            let hours = posted.one("every").trim().parse::<u16>();
            let hours = hours.map_err(|_| NoStep::Every)?;
            let step = &NewStep {
                release: id,
                share: *first,
                regions: Vec::new(),
                reason: String::new(),
            };
            let plan = &NewPlan {
                shares: rest.to_vec(),
                every: SignedDuration::from_hours(hours.into()),
            };
            change!(web, |app, unit| app.roll_out_planned(
                unit,
                actor,
                step.clone(),
                plan.clone()
            ));
        }
        "pause" | "go-on" => {
            let mini_app = &mini_app(web, visitor, id).await?;
            let paused = what == "pause";
            change!(web, |app, unit| app
                .rollout_pause(unit, actor, mini_app, paused));
        }
        "back" => {
            let mini_app = &mini_app(web, visitor, id).await?;
            change!(web, |app, unit| app.roll_back(
                unit,
                actor,
                mini_app,
                reason.to_owned()
            ));
        }
        "withdraw" => {
            change!(web, |app, unit| app.release_withdraw(unit, actor, id));
        }
        "stop" => {
            let target = &Target::MiniApp(mini_app(web, visitor, id).await?.to_string());
            change!(web, |app, unit| app.registry_stop(
                unit,
                actor,
                target.clone(),
                reason
            ));
        }
        "resume" => {
            let target = &Target::MiniApp(mini_app(web, visitor, id).await?.to_string());
            change!(web, |app, unit| app.registry_resume(
                unit,
                actor,
                target.clone(),
                reason
            ));
        }
        _ => return Err(RegistryError::NotFound("act")),
    }
    Ok(())
}

async fn mini_app(web: &Web, visitor: &Visitor, id: ReleaseId) -> Result<MiniAppId, RegistryError> {
    let app = web.app();
    let seen = app
        .release_seen(&mut app.reading(), &visitor.actor, id)
        .await?;
    Ok(seen.mini_app)
}

/// What is no id is the id of nothing.
pub(super) fn release_id(text: &str) -> Result<ReleaseId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

impl From<RegistryError> for WebError {
    fn from(error: RegistryError) -> Self {
        let said = error.to_string();
        match error {
            RegistryError::NotAllowed(_) | RegistryError::NotYourKey => {
                Self::of(Problem::NotAllowed).saying(said)
            }
            RegistryError::NotFound(_) => Self::not_found().saying(said),
            RegistryError::State(_) => Self::of(Problem::TooLate).saying(said),
            RegistryError::Manifest(_)
            | RegistryError::NoSuchAgency(_)
            | RegistryError::Mismatch { .. }
            | RegistryError::Until { .. }
            | RegistryError::OtherEnrolment(_)
            | RegistryError::Envelope(_)
            | RegistryError::NoStep(_) => Self::of(Problem::Unprocessable).saying(said),
            RegistryError::NoReason | RegistryError::NoRule => {
                Self::of(Problem::Incomplete).saying(said)
            }
            RegistryError::Log(error) => error.into(),
            RegistryError::Release(error) => error.into(),
            RegistryError::Unit(error) => error.into(),
            RegistryError::UnknownState(_)
            | RegistryError::Unwritable(_)
            | RegistryError::Subject(_) => Self::of(Problem::Failed).because(error),
        }
    }
}

impl From<PublishError> for WebError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Component(error) => {
                Self::of(Problem::Unprocessable).saying(error.to_string())
            }
            PublishError::Registry(error) => error.into(),
            PublishError::Advisories(_) | PublishError::Platform(_) => {
                Self::of(Problem::Failed).because(error)
            }
        }
    }
}
