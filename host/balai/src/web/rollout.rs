//! How a release does where it is rolled out, for its page.

use app::{
    App, Instant, ReleaseId, Unit,
    registry::{Candidate, RegistryError, Step, health::Verdict},
};

use super::{WebError, visitor::Visitor};
use crate::view::{
    Reader,
    pages::{DrawnStep, PlanView, RolloutView, Run, Side, StepRow, charts},
};

/// What was counted is kept so long, in microseconds: no longer a line is drawn.
const KEPT: i64 = 7 * 86_400_000_000;

/// The latest rollout of a release; none where nobody ever got it.
pub async fn view(
    app: &App,
    visitor: &Visitor,
    seen: &Candidate,
    steps: &[Step],
    rows: &[StepRow],
    may_pause: bool,
) -> Result<Option<RolloutView>, WebError> {
    let Some(run) = Run::of(steps, seen.id) else {
        return Ok(None);
    };
    let (mut unit, actor) = (app.reading(), &visitor.actor);
    let until = run.ended.unwrap_or(unit.now());
    let since = run.begun.max(Instant(until.0 - KEPT));
    let mut lines = Vec::new();
    for release in [Some(seen.id), run.old].into_iter().flatten() {
        let points = app
            .release_health(&mut unit, actor, release, since)
            .await?
            .into_iter()
            .filter(|point| point.at < until)
            .collect();
        lines.push((version(app, &mut unit, release).await?, points));
    }
    let (mut plan, mut verdict) = (None, None);
    if run.ended.is_none() {
        let compared = app.rollout_health(&mut unit, actor, &seen.mini_app).await?;
        verdict = compared.and_then(|compared| compared.verdict);
        let planned = app.rollout_plan(&mut unit, actor, &seen.mini_app).await?;
        plan = planned.map(|planned| PlanView {
            next: planned.next(unit.now(), verdict.unwrap_or(Verdict::Fine)),
            shares: planned.shares,
        });
    }
    let drawn: Vec<DrawnStep> = rows.iter().map(DrawnStep::from).collect();
    let reader: &Reader = &visitor.reader;
    Ok(Some(RolloutView {
        plan,
        verdict,
        charts: charts(reader, &drawn, &lines, (since, until)),
        sides: lines.into_iter().map(Side::of).collect(),
        may_pause,
    }))
}

async fn version(app: &App, unit: &mut Unit, release: ReleaseId) -> Result<String, WebError> {
    let release = app.release_by_id(unit, release).await;
    let release = release.map_err(RegistryError::from)?;
    Ok(release.map_or_else(String::new, |release| release.manifest.version.clone()))
}
