//! What somebody has begun and not sent.

use app::draft::Draft;
use axum::{
    Extension,
    extract::{Query, State},
};

use super::{
    Web, WebError,
    names::Names,
    paged::{self, Asked},
    steps::goes_on,
    visitor::Visitor,
};
use crate::view::{
    Place,
    pages::{DraftRow, DraftsPage},
    paths,
};

/// GET: one's own drafts, of the role in which one acts.
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<DraftsPage, WebError> {
    let app = web.app();
    let (mut unit, turn) = (app.reading(), asked.turn());
    let part = app
        .drafts_part(&mut unit, &visitor.actor, &turn, paged::AT_ONCE)
        .await?;
    let mut names = Names::of(app);
    let mut drafts = Vec::new();
    for draft in part.items {
        drafts.push(row(draft, &mut names, &visitor).await?);
    }
    let (previous, next) = (part.previous.as_deref(), part.next.as_deref());
    Ok(DraftsPage {
        shell: visitor.shell(Place::Drafts, asked.here(paths::DRAFTS)),
        drafts,
        paging: asked.paging(paths::DRAFTS, previous, next),
    })
}

/// A draft in a list.
pub async fn row(
    draft: Draft,
    names: &mut Names<'_>,
    visitor: &Visitor,
) -> Result<DraftRow, WebError> {
    let steps = draft.steps();
    let asked: Vec<usize> = steps.asked().collect();
    let done = match steps.first_unfinished() {
        Some(first) => asked.iter().filter(|position| **position < first).count(),
        None => asked.len(),
    };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let until = draft.kept_until().timestamp();
    Ok(DraftRow {
        app: names.title(&draft.mini_app, visitor).await?,
        agency: names.agency(draft.mini_app.agency()).await?,
        done: (count(done), count(asked.len())),
        changed_at: draft.updated_at.timestamp(),
        until: until.to_zoned(visitor.reader.zone.clone()).date(),
        href: goes_on(&draft),
        discard: paths::discard(&draft.id.to_string()),
        title: draft.title,
    })
}
