//! Documents of the citizen who asks: what a key is, how large a document may be, and which version is written over.

use contract::{
    Refusal,
    platform::personal::{Document, Listing},
};
use serde::de::IgnoredAny;
use store::personal::{PersonalByKey, PersonalInRange, PersonalPut, PersonalRemove, PersonalRow};

use crate::{App, Caller, Refused, Role, Unit, UnitError};

/// The largest document, in bytes.
pub const LARGEST: usize = 256 * 1024;
/// The longest key, in characters.
const LONGEST_KEY: usize = 200;
/// So many documents are listed at once.
const AT_ONCE: u32 = 100;

/// Why a document was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum PersonalError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// Civil servants at work have no documents.
    #[error("documents are a citizen's own")]
    NotACitizen,
    /// The key is not of its form.
    #[error("a key has 1 to {LONGEST_KEY} characters and no control characters")]
    BadKey,
    /// The body is not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(serde_json::Error),
    /// The body is too large.
    #[error("the body is larger than {LARGEST} bytes")]
    TooLarge,
    /// Another version is there than the one expected.
    #[error("another version is there")]
    OtherVersion,
    /// The unit of work refused.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<PersonalError> for Refused {
    fn from(error: PersonalError) -> Self {
        Self::Answer(match error {
            PersonalError::Unit(error) => return error.into(),
            PersonalError::SignInNeeded => Refusal::SignInNeeded,
            PersonalError::NotACitizen => Refusal::NotGranted("personal".to_owned()),
            PersonalError::TooLarge => {
                Refusal::OverLimit(("document-bytes".to_owned(), LARGEST as u64))
            }
            PersonalError::OtherVersion => Refusal::Conflict,
            invalid @ (PersonalError::BadKey | PersonalError::NotJson(_)) => {
                Refusal::Invalid(invalid.to_string())
            }
        })
    }
}

/// `subject` is the citizen who asks, by the pseudonym of the agency's sector.
impl App {
    /// The document under a key.
    pub async fn personal_get(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        subject: &str,
        key: &str,
    ) -> Result<Option<Document>, PersonalError> {
        citizen(caller)?;
        check_key(key)?;
        Ok(find(unit, caller, subject, key).await?.map(document))
    }

    /// Documents whose key begins with `prefix`, by key, after `after`.
    pub async fn personal_browse(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        subject: &str,
        prefix: &str,
        after: Option<String>,
        limit: u32,
    ) -> Result<Listing, PersonalError> {
        citizen(caller)?;
        let limit = limit.clamp(1, AT_ONCE);
        let mut rows = unit
            .read(PersonalInRange {
                mini_app: caller.release.mini_app.clone(),
                subject: subject.to_owned(),
                from: prefix.to_owned(),
                until: end_of(prefix),
                after: after.unwrap_or_default(),
                limit: i64::from(limit) + 1,
            })
            .await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| row.key.clone());
        Ok(Listing {
            documents: rows.into_iter().map(document).collect(),
            next,
        })
    }

    /// Writes a document; gives its new version.
    pub async fn personal_put(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        subject: &str,
        key: &str,
        body: String,
        expected: Option<u64>,
    ) -> Result<u64, PersonalError> {
        citizen(caller)?;
        check_key(key)?;
        if body.len() > LARGEST {
            return Err(PersonalError::TooLarge);
        }
        serde_json::from_str::<IgnoredAny>(&body).map_err(PersonalError::NotJson)?;
        let version = 1 + check_version(&find(unit, caller, subject, key).await?, expected)?;
        unit.write(PersonalPut {
            mini_app: caller.release.mini_app.clone(),
            subject: subject.to_owned(),
            key: key.to_owned(),
            version,
            body,
            updated_at: unit.now(),
        })?;
        Ok(version.cast_unsigned())
    }

    /// Removes a document, where there is one.
    pub async fn personal_remove(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        subject: &str,
        key: &str,
        expected: Option<u64>,
    ) -> Result<(), PersonalError> {
        citizen(caller)?;
        check_key(key)?;
        check_version(&find(unit, caller, subject, key).await?, expected)?;
        unit.write(PersonalRemove {
            mini_app: caller.release.mini_app.clone(),
            subject: subject.to_owned(),
            key: key.to_owned(),
        })?;
        Ok(())
    }
}

fn citizen(caller: &Caller) -> Result<(), PersonalError> {
    match caller.actor.role {
        Role::Anonymous => Err(PersonalError::SignInNeeded),
        Role::Staff { .. } => Err(PersonalError::NotACitizen),
        Role::Citizen(_) => Ok(()),
    }
}

fn check_key(key: &str) -> Result<(), PersonalError> {
    if (1..=LONGEST_KEY).contains(&key.chars().count()) && !key.chars().any(char::is_control) {
        Ok(())
    } else {
        Err(PersonalError::BadKey)
    }
}

/// The version that is there, 0 where there is none.
fn check_version(found: &Option<PersonalRow>, expected: Option<u64>) -> Result<i64, PersonalError> {
    let there = found.as_ref().map_or(0, |row| row.version);
    match expected {
        Some(expected) if expected != there.cast_unsigned() => Err(PersonalError::OtherVersion),
        _ => Ok(there),
    }
}

async fn find(
    unit: &mut Unit,
    caller: &Caller,
    subject: &str,
    key: &str,
) -> Result<Option<PersonalRow>, UnitError> {
    unit.read(PersonalByKey {
        mini_app: caller.release.mini_app.clone(),
        subject: subject.to_owned(),
        key: key.to_owned(),
    })
    .await
}

/// The first text after all that begin with `prefix`; for an empty one, a text after every key.
fn end_of(prefix: &str) -> String {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        if let Some(next) = (last..=char::MAX).nth(1) {
            chars.push(next);
            return chars.into_iter().collect();
        }
    }
    char::MAX.to_string().repeat(LONGEST_KEY + 1)
}

fn document(row: PersonalRow) -> Document {
    Document {
        key: row.key,
        version: row.version.cast_unsigned(),
        body: row.body,
        updated_at: row.updated_at.0,
    }
}
