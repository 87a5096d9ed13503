//! A release whole: how it stands, what it may do, what its checks found, who gets it, and what the visitor may do to it.

use std::collections::{HashMap, hash_map::Entry};

use app::{
    App, ReleaseId, Unit,
    manifest::ClaimUse,
    policy::{Action, may},
    region,
    registry::{Back, Candidate, Change, State as Stands, Step, goes_back_to},
};
use axum::{
    Extension,
    extract::{Path, Query, State},
};
use platform::checks::{Check, Line, Permission, Report};
use serde::Deserialize;
use trust::{Digest, Target};

use super::{
    Web, WebError,
    names::Names,
    passkeys,
    people::People,
    registry::{row, thing},
    rollout,
    visitor::Visitor,
};
use crate::view::{
    Place, Shell, data,
    pages::{
        CheckOutcome, CheckRow, ClaimRow, DecidedView, DecisionView, May, Passkeys, ReleasePage,
        ReportView, StepRow, measured, permission,
    },
    paths,
};

/// What was just done on the page.
#[derive(Deserialize)]
pub struct Just {
    #[serde(default)]
    done: String,
}

/// GET: a release, with all that is known of it and all that the visitor may do to it.
pub async fn show(
    State(web): State<Web>,
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
        .filter(|_| may_decide && seen.state == Stands::InReview)
    else {
        return Ok(None);
    };
    Ok(Some(DecisionView {
        report: Digest::of(report.as_bytes()).to_string(),
        has_passkey: !passkeys::own(web, visitor).await?.is_empty(),
        passkeys: Passkeys::at(passkeys::site(web), visitor.name()),
    }))
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
        roll_out: may(Action::RollOut) && can(Change::GoLive) && seen.state != Stands::Live,
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
                let newest = shell.reader.moment(&known.newest).plain().to_owned();
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
        asks_for_nothing: report.asks_for_nothing(),
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

/// What is no id is the id of nothing.
pub fn release_id(text: &str) -> Result<ReleaseId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}
