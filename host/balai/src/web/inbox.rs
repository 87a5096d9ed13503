//! Messages of the agencies.

use app::message::MessageError;
use axum::{Extension, extract::State};

use super::{
    Web, WebError,
    names::{Names, links},
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
) -> Result<InboxPage, WebError> {
    let (app, actor) = (web.app(), &visitor.actor);
    let received = app.inbox_of(&mut app.reading(), actor).await?;
    let has_new = received.iter().any(|message| message.is_new);
    let mut names = Names::of(app);
    let mut messages = Vec::new();
    for message in received {
        let links = links(&message.mini_app);
        messages.push(InboxMessage {
            title: visitor.pick_of(&message.title),
            body: visitor.pick_of(&message.body),
            from: names.agency(message.mini_app.agency()).await?,
            at: message.sent_at.timestamp(),
            unread: message.is_new,
            leads_to: message
                .leads_to
                .as_ref()
                .and_then(|target| links.href(target).ok()),
        });
    }
    if has_new {
        app.change(|mut unit| async move {
            let read = app.inbox_read(&mut unit, actor).await;
            (unit, read)
        })
        .await?;
    }
    let mut shell = visitor.shell(Place::Inbox, paths::INBOX);
    shell.unread = 0;
    Ok(InboxPage { shell, messages })
}

impl From<MessageError> for WebError {
    fn from(error: MessageError) -> Self {
        match error {
            MessageError::SignInNeeded => Self::of(Problem::SessionEnded),
            MessageError::Unit(error) => error.into(),
            _ => Self::of(Problem::Failed).because(error),
        }
    }
}
