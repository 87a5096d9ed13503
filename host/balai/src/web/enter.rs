//! Keeping what was answered in a step, whether on a page or by a program.

use app::{
    DraftId, Instant,
    draft::{DraftError, Entry, Pressed, Taken},
    form::{Notation, Offered},
};
use axum::http::{HeaderMap, header};
use jiff::fmt::rfc2822;

use super::{Web, visitor::Visitor};

/// What was typed into a step: see [`Entry`].
pub struct Typed {
    /// The step's position in the form.
    pub step: usize,
    /// The inputs as they were sent.
    pub pairs: Vec<(String, String)>,
    /// How numbers are written in them.
    pub notation: Notation,
    /// How often a repeated step is asked from now on, where that is said.
    pub times: Option<u32>,
    /// What else was pressed.
    pub pressed: Option<Pressed>,
    /// When it was typed, where it comes late.
    pub typed_at: Option<Instant>,
}

/// Asks the mini-app about what is chosen, keeps all of it, and judges it.
pub async fn enter(
    web: &Web,
    visitor: &Visitor,
    id: DraftId,
    typed: Typed,
) -> Result<Taken, DraftError> {
    let entry = &Entry {
        offered: offered(web, visitor, id, &typed).await?,
        step: typed.step,
        pairs: typed.pairs,
        notation: typed.notation,
        times: typed.times,
        pressed: typed.pressed,
        typed_at: typed.typed_at,
    };
    let (app, actor) = (web.app(), &visitor.actor);
    Ok(app
        .change(|mut unit| async move {
            let taken = app.draft_take(&mut unit, actor, id, entry).await;
            (unit, taken)
        })
        .await?)
}

/// What the mini-app says of what is chosen in its lookups. Where it cannot say, the answers are kept all the same, and the
/// person is told that they could not be verified.
async fn offered(
    web: &Web,
    visitor: &Visitor,
    id: DraftId,
    typed: &Typed,
) -> Result<Offered, DraftError> {
    let app = web.app();
    let draft = match app.draft_open(&mut app.reading(), &visitor.actor, id).await {
        Ok(draft) => draft,
        Err(DraftError::AlreadySent(_)) => return Ok(Offered::default()),
        Err(error) => return Err(error),
    };
    let to_resolve = draft.to_resolve(typed.step, &typed.pairs);
    let offered = web.platform().offered(&visitor.actor, &draft, to_resolve);
    Ok(offered.await.unwrap_or_else(|error| {
        tracing::info!(%error, "what is chosen could not be verified");
        Offered::default()
    }))
}

/// What was typed without a network says when (RFC 9110, section 13.1.4). What is no date is as good as none.
#[must_use]
pub fn unmodified_since(headers: &HeaderMap) -> Option<Instant> {
    let said = headers.get(header::IF_UNMODIFIED_SINCE)?.to_str().ok()?;
    let second = Instant::from(rfc2822::parse(said).ok()?.timestamp());
    // The header knows no parts of a second: to its end.
    Some(Instant(second.0.saturating_add(999_999)))
}
