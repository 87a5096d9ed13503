//! Sending, and receipts of what was sent.

use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{content::Target, draft::AnsweredStep};

/// What is said when a draft is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sending {
    /// Where the form asks to be confirmed: whether it was.
    #[serde(default)]
    pub confirmed: bool,
}

/// What came of it. Whoever sends the same draft again gets the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sent {
    /// The number of the receipt.
    pub receipt: String,
    /// Whether the answers were shown for checking: then the person is to be shown the receipt.
    pub formal: bool,
    /// Where the mini-app leads.
    pub next: Next,
}

/// Where a mini-app leads who has sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "to", rename_all = "kebab-case")]
pub enum Next {
    /// There.
    Target {
        /// Where.
        target: Target,
    },
    /// To a page that was made for it: the `page` of the receipt.
    Page,
}

/// All that one has sent, the last first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipts {
    /// In order.
    pub receipts: Vec<ReceiptHead>,
}

/// What stands of a receipt in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptHead {
    /// By which it is found: "7KQ2-M9XA-B3TZ".
    pub number: String,
    /// "agency/name".
    pub mini_app: String,
    /// What that is called.
    pub mini_app_title: String,
    /// Whose it is.
    pub agency: String,
    /// The title of the page on which it was filled in.
    pub title: String,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// What stands of it in a list.
    #[serde(flatten)]
    pub head: ReceiptHead,
    /// The release that received it, by its agency's own counting.
    pub release: String,
    /// SHA-256 of that release's file, in hex.
    pub release_sha256: String,
    /// The case that it opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case_number: Option<String>,
    /// The day by which something happens next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<civil::Date>,
    /// What was answered, as it was shown for checking; nothing where it was not.
    pub answers: Vec<AnsweredStep>,
    /// By which others check that it is genuine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_code: Option<String>,
    /// Where they do: what the receipt's QR code says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_address: Option<String>,
    /// Where the mini-app leads.
    pub next: Next,
}
