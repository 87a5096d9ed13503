//! What somebody has begun and not sent.

use axum::{Extension, extract::State};

use super::{Web, WebError, names::Names, steps::goes_on, visitor::Visitor};
use crate::view::{
    Place,
    pages::{DraftRow, DraftsPage},
    paths,
};

/// GET: one's own drafts, of the role in which one acts.
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<DraftsPage, WebError> {
    let app = web.app();
    let drafts = app.drafts_of(&mut app.reading(), &visitor.actor).await?;
    let mut names = Names::of(app);
    let mut rows = Vec::new();
    for draft in drafts {
        let steps = draft.steps();
        let asked: Vec<usize> = steps.asked().collect();
        let done = match steps.first_unfinished() {
            Some(first) => asked.iter().filter(|position| **position < first).count(),
            None => asked.len(),
        };
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let until = draft.kept_until().timestamp();
        rows.push(DraftRow {
            app: names.title(&draft.mini_app, &visitor).await?,
            agency: names.agency(draft.mini_app.agency()).await?,
            done: (count(done), count(asked.len())),
            changed_at: draft.updated_at.timestamp(),
            until: until.to_zoned(visitor.reader.zone.clone()).date(),
            href: goes_on(&draft),
            discard: paths::discard(&draft.id.to_string()),
            title: draft.title,
        });
    }
    Ok(DraftsPage {
        shell: visitor.shell(Place::Drafts, paths::DRAFTS),
        drafts: rows,
    })
}
