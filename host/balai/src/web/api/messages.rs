//! Messages of the agencies.

use axum::{
    Extension, Json,
    extract::{Query, State},
};

use super::Frame;
use crate::{
    api::{
        content::Target,
        message::{Message, Messages},
    },
    web::{Web, WebError, inbox, names::Names, paged::Asked, visitor::Visitor},
};

/// One's messages, the newest first. What is given is read, as on the page.
#[utoipa::path(get, path = "/api/v1/messages", tag = "messages", operation_id = "list_messages",
    params(
        ("after" = Option<String>, Query, description = "The `next` of the part before."),
        ("before" = Option<String>, Query, description = "The `previous` of the part after."),
    ),
    responses((status = 200, body = Messages, description = "A part of the list.")))]
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Json<Messages>, WebError> {
    let part = inbox::given(&web, &visitor, &asked).await?;
    let mut names = Names::of(web.app());
    let mut messages = Vec::new();
    for message in part.items {
        let frame = Frame::of(&visitor, &message.mini_app);
        let leads_to = message.leads_to.as_ref();
        messages.push(Message {
            title: visitor.pick_of(&message.title),
            body: visitor.pick_of(&message.body),
            agency: names.agency(message.mini_app.agency()).await?,
            sent_at: message.sent_at.timestamp(),
            unread: message.is_new,
            leads_to: leads_to.and_then(|target| Target::of(frame.context(), target).ok()),
        });
    }
    Ok(Json(Messages {
        messages,
        previous: part.previous,
        next: part.next,
    }))
}
