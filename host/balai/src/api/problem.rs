//! What went wrong (RFC 9457), for programs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Of the answer.
    pub status: u16,
    /// Which problem it is, for programs: "already-sent". More may come: go by the status where you do not know one.
    pub code: String,
    /// What happened, in a few words in the reader's language.
    pub title: String,
    /// More about it, such as what a mini-app says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Under which the platform's log has more: to be quoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is wrong with answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Broken>,
    /// What came of it where it was sent before: the number of the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Broken {
    /// The number of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// The name of the field; "" for the form as a whole.
    pub field: String,
    /// Which turn of a repeated step, from 0.
    pub nth: u32,
    /// The rule that is broken, such as "too-short"; none where the mini-app itself objects. More may come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What to do, in the reader's language.
    pub message: String,
}
