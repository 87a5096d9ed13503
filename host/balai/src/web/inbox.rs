//! Messages of the agencies.

use app::{
    message::{MessageError, Received},
    paging::Part,
};
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

/// GET: one's messages, newest first.
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<InboxPage, WebError> {
    let part = given(&web, &visitor, &asked).await?;
    let new = part.items.iter().filter(|message| message.is_new).count();
    let mut names = Names::of(web.app());
    let mut messages = Vec::new();
    for message in part.items {
        messages.push(row(message, &mut names, &visitor).await?);
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

/// A part of one's messages. What is given is read.
pub async fn given(
    web: &Web,
    visitor: &Visitor,
    asked: &Asked,
) -> Result<Part<Received>, WebError> {
    let (app, actor) = (web.app(), &visitor.actor);
    let part = app
        .inbox_part(&mut app.reading(), actor, &asked.turn(), paged::AT_ONCE)
        .await?;
    let newest = part.items.first().map(|message| message.sent_at);
    let oldest = part.items.last().map(|message| message.sent_at);
    let has_new = part.items.iter().any(|message| message.is_new);
    if let (Some(oldest), Some(newest), true) = (oldest, newest, has_new) {
        app.change(|mut unit| async move {
            let read = app.inbox_read(&mut unit, actor, (oldest, newest)).await;
            (unit, read)
        })
        .await?;
    }
    Ok(part)
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
            .and_then(|target| links.href(target.clone()).ok()),
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
