//! Messages of the agencies.

use app::message::{MessageError, Received};
use axum::{
    Extension,
    extract::{Query, State},
};

use super::{
    Web, WebError,
    names::{Names, links},
    paged::{self, Asked},
    visitor::Visitor,
};
use crate::view::{
    Place,
    pages::{InboxMessage, InboxPage, Problem},
    paths,
};

/// GET: one's messages, newest first. What is shown is read.
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<InboxPage, WebError> {
    let (app, actor) = (web.app(), &visitor.actor);
    let turn = asked.turn();
    let part = app
        .inbox_part(&mut app.reading(), actor, &turn, paged::AT_ONCE)
        .await?;
    let new = part.items.iter().filter(|message| message.is_new).count();
    let newest = part.items.first().map(|message| message.sent_at);
    let oldest = part.items.last().map(|message| message.sent_at);
    let mut names = Names::of(app);
    let mut messages = Vec::new();
    for message in part.items {
        messages.push(row(message, &mut names, &visitor).await?);
    }
    if let (Some(oldest), Some(newest), 1..) = (oldest, newest, new) {
        app.change(|mut unit| async move {
            let read = app.inbox_read(&mut unit, actor, (oldest, newest)).await;
            (unit, read)
        })
        .await?;
    }
    let mut shell = visitor.shell(Place::Inbox, asked.here(paths::INBOX));
    let read = u64::try_from(new).unwrap_or(u64::MAX);
    shell.unread = shell.unread.saturating_sub(read);
    let (previous, next) = (part.previous.as_deref(), part.next.as_deref());
    Ok(InboxPage {
        shell,
        messages,
        paging: asked.paging(paths::INBOX, previous, next),
    })
}

/// A message in a list.
pub async fn row(
    message: Received,
    names: &mut Names<'_>,
    visitor: &Visitor,
) -> Result<InboxMessage, WebError> {
    let links = links(&message.mini_app);
    Ok(InboxMessage {
        title: visitor.pick_of(&message.title),
        body: visitor.pick_of(&message.body),
        from: names.agency(message.mini_app.agency()).await?,
        at: message.sent_at.timestamp(),
        unread: message.is_new,
        leads_to: message
            .leads_to
            .as_ref()
            .and_then(|target| links.href(target).ok()),
    })
}

impl From<MessageError> for WebError {
    fn from(error: MessageError) -> Self {
        match error {
            MessageError::SignInNeeded => Self::of(Problem::SessionEnded),
            MessageError::NoSuchPlace(_) => Self::not_found(),
            MessageError::Unit(error) => error.into(),
            _ => Self::of(Problem::Failed).because(error),
        }
    }
}
