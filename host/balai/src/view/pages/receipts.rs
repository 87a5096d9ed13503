//! What somebody has sent, newest first.

use askama::Template;
use jiff::Timestamp;

use crate::view::shell::Shell;

/// My receipts.
#[derive(Template)]
#[template(path = "receipts.html")]
pub struct ReceiptsPage {
    /// What stands around it.
    pub shell: Shell,
    /// The newest first.
    pub receipts: Vec<ReceiptRow>,
}

/// A receipt.
#[derive(Clone, Debug)]
pub struct ReceiptRow {
    /// To be quoted.
    pub number: String,
    /// The title of the page on which it was filled in.
    pub title: String,
    /// The mini-app, in the reader's language.
    pub app: String,
    /// The agency.
    pub agency: String,
    /// When it was kept.
    pub sent_at: Timestamp,
    /// Where it is.
    pub href: String,
}
