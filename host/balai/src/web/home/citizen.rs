//! A citizen's first page.

use app::paging::Turn;

use super::FEW;
use crate::view::{
    Place,
    pages::{CaseRow, CitizenHomePage, DraftRow, InboxMessage},
    paths,
};
use crate::web::{
    Web, WebError, access_log, cases, catalogue::Catalogue, drafts, inbox, names::Names,
    visitor::Visitor,
};

/// So many cases that wait are shown: who has more goes to the list.
const CASES: usize = 5;

/// All of it.
pub async fn page(web: &Web, visitor: &Visitor) -> Result<CitizenHomePage, WebError> {
    let (readings, _) = access_log::of(web, visitor, None, None).await?;
    let catalogue = Catalogue::of(web, visitor).await?;
    Ok(CitizenHomePage {
        shell: visitor.shell(Place::Home, paths::HOME),
        cases: waiting(web, visitor).await?,
        drafts: begun(web, visitor).await?,
        messages: unread(web, visitor).await?,
        favourites: catalogue.favourites,
        events: catalogue.events,
        readings: readings.into_iter().take(FEW).collect(),
        groups: catalogue.groups,
    })
}

async fn waiting(web: &Web, visitor: &Visitor) -> Result<Vec<CaseRow>, WebError> {
    let app = web.app();
    let waiting = app
        .cases_waiting(&mut app.reading(), &visitor.actor)
        .await?;
    let mut names = Names::of(app);
    let mut rows = Vec::new();
    for case in waiting.into_iter().take(CASES) {
        rows.push(cases::row(case.head, &mut names, visitor).await?);
    }
    Ok(rows)
}

async fn begun(web: &Web, visitor: &Visitor) -> Result<Vec<DraftRow>, WebError> {
    let app = web.app();
    let few = u32::try_from(FEW).unwrap_or(u32::MAX);
    let part = app
        .drafts_part(&mut app.reading(), &visitor.actor, &Turn::First, few)
        .await?;
    let mut names = Names::of(app);
    let mut rows = Vec::new();
    for draft in part.items {
        rows.push(drafts::row(draft, &mut names, visitor).await?);
    }
    Ok(rows)
}

/// The newest messages that were not read; nothing is asked where all were.
pub async fn unread(web: &Web, visitor: &Visitor) -> Result<Vec<InboxMessage>, WebError> {
    if visitor.unread() == 0 {
        return Ok(Vec::new());
    }
    let app = web.app();
    let received = app.inbox_of(&mut app.reading(), &visitor.actor).await?;
    let mut names = Names::of(app);
    let mut rows = Vec::new();
    for message in received.into_iter().filter(|one| one.is_new).take(FEW) {
        rows.push(inbox::row(message, &mut names, visitor).await?);
    }
    Ok(rows)
}
