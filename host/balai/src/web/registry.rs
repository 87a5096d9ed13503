//! Releases on pages: what an agency has sent in and what becomes of it; what the platform team has to decide. Here they are
//! listed; [`super::release`] shows one of them, and [`super::curate`] does something to it.

use app::{
    App,
    policy::{Action, PLATFORM, Thing, may},
    registry::{Candidate, NoStep, NoSuchChange, RegistryError, ReleaseFilter},
};
use axum::{
    Extension,
    extract::{Query, State},
};
use platform::PublishError;

use super::{
    Web, WebError,
    names::Names,
    paged::{AT_ONCE, Asked},
    visitor::Visitor,
};
use crate::view::{
    Place,
    pages::{FilterLink, Filters, Problem, RegistryPage, ReleaseRow, ReleasesWaiting, state_words},
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
    State(web): State<Web>,
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

/// A release as it stands in a list.
pub async fn row(
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

/// What the policy is asked about.
pub fn thing(seen: &Candidate) -> Thing {
    Thing {
        agency: seen.mini_app.agency().to_owned(),
        uploader: seen.uploaded_by,
    }
}

/// What was wrong with what was typed, in the reader's language.
pub fn told(visitor: &Visitor, error: RegistryError) -> WebError {
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
