//! Whether a receipt is genuine, for anybody who was shown one: nothing of who sent what.

use askama::Template;

use crate::view::shell::Shell;
use crate::view::value::ValueView;

/// A receipt is checked by its number and code.
#[derive(Template)]
#[template(path = "receipt-check.html")]
pub struct ReceiptCheckPage {
    /// What stands around it.
    pub shell: Shell,
    /// As it was typed; "" at first.
    pub number: String,
    /// As it was typed; "" at first.
    pub code: String,
    /// What came of it.
    pub found: CheckedReceipt,
}

/// What came of checking a receipt.
#[derive(Clone, Debug)]
pub enum CheckedReceipt {
    /// Nothing was asked.
    NotAsked,
    /// There is none of this number, or it has another code: both look the same.
    Unknown,
    /// The platform gave it.
    Genuine {
        /// As it stands on the receipt.
        number: String,
        /// To what it was sent.
        service: String,
        /// Whose that is.
        agency: String,
        /// On which day, where the agency is.
        day: ValueView,
    },
}
