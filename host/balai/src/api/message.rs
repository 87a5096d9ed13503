//! Messages of the agencies.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::content::Target;

/// A part of one's messages, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Messages {
    /// In order.
    pub messages: Vec<Message>,
    /// The `before` of the part that stands before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// The `after` of the part that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// What it is about.
    pub title: String,
    /// What it says.
    pub body: String,
    /// Whose mini-app sent it.
    pub agency: String,
    /// When.
    pub sent_at: Timestamp,
    /// It was not given or shown before.
    pub unread: bool,
    /// Where it leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<Target>,
}
