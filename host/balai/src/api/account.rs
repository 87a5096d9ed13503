//! Who one is here.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who is signed in, in which role, and how they read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// As verified at sign-in.
    pub name: String,
    /// In which role the program acts; another one is another sign-in.
    pub role: Role,
    /// What that is called: "Citizen".
    pub role_title: String,
    /// Of what this answer says: "id" or "en".
    pub language: String,
    /// By its IANA name.
    pub time_zone: String,
    /// The code of the person's region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// How many messages are unread.
    pub unread: u64,
}

/// In which role somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// In a private capacity.
    Citizen,
    /// A civil servant at work.
    Staff,
}
