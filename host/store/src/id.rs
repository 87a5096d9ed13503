//! Names of things: a type for each, so that one cannot stand for another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

uuid_id! {
    /// A person, whoever they are today. Never shown to an agency where the person is a citizen.
    PersonId,
    /// One immutable version of a mini-app.
    ReleaseId,
    /// A form that was shown to a person; also the key under which it is submitted once.
    DraftId,
    /// A message in somebody's inbox.
    MessageId,
    /// What a call wrote into its agency's log.
    LogId,
    /// A call that failed; the person is shown it, log and backtrace are found under it.
    FailureId,
    /// A notice of the platform's operators.
    NoticeId,
}

/// `agency/name`, each of lower-case letters, digits and "-", such as `kota-damai/izin-usaha`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[sqlx(transparent)]
#[serde(try_from = "String", into = "String")]
pub struct MiniAppId(String);

/// The text is no name of a mini-app.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no mini-app: write agency/name in lower-case letters, digits and \"-\", such as kota-damai/izin-usaha"
)]
pub struct NotAMiniAppId(pub String);

impl MiniAppId {
    /// The agency that ships it.
    pub fn agency(&self) -> &str {
        self.0.split_once('/').map_or("", |(agency, _)| agency)
    }
    /// Its name within the agency.
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, name)| name)
    }
    /// `agency/name`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether an agency, a unit of it or a mini-app could have this name.
pub fn is_label(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

impl FromStr for MiniAppId {
    type Err = NotAMiniAppId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('/') {
            Some((agency, name)) if is_label(agency) && is_label(name) => Ok(Self(text.to_owned())),
            _ => Err(NotAMiniAppId(text.to_owned())),
        }
    }
}

impl TryFrom<String> for MiniAppId {
    type Error = NotAMiniAppId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<MiniAppId> for String {
    fn from(id: MiniAppId) -> Self {
        id.0
    }
}

impl fmt::Display for MiniAppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
