//! Documents of the citizen who asks: what a key is, how large a document may be, and which version is written over.

use contract::{
    Refusal,
    platform::personal::{Document, Listing},
};
use serde::de::IgnoredAny;
use store::personal::{
    PersonalBefore, PersonalBeforeRow, PersonalByKey, PersonalInRange, PersonalPut, PersonalRemove,
    PersonalRow,
};

use crate::{App, Caller, Refused, Role, Unit, UnitError};

/// The limit that a citizen reaches with one document more, as a mini-app is told of it.
const TOO_MANY: &str = "documents-of-one-citizen";
/// The limit that a citizen reaches with larger documents, as a mini-app is told of it.
const TOO_MUCH: &str = "bytes-of-one-citizen";
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
    /// The citizen has as many documents in this mini-app as one may have.
    #[error("the citizen has {0} documents in this mini-app")]
    TooMany(u32),
    /// The citizen's documents in this mini-app would be larger than those of one may be.
    #[error("the citizen's documents in this mini-app would be larger than {0} bytes")]
    TooMuch(u64),
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
            PersonalError::TooMany(most) => Refusal::OverLimit((TOO_MANY.to_owned(), most.into())),
            PersonalError::TooMuch(most) => Refusal::OverLimit((TOO_MUCH.to_owned(), most)),
            PersonalError::OtherVersion => Refusal::Conflict,
            invalid @ (PersonalError::BadKey | PersonalError::NotJson(_)) => {
                Refusal::Invalid(invalid.to_string())
            }
        })
    }
}

/// Whether a limit, as a mini-app is told of it, is one that a citizen has reached over time: no mistake of the mini-app,
/// and the citizen's to mend.
#[must_use]
pub fn is_full(limit: &str) -> bool {
    [TOO_MANY, TOO_MUCH].contains(&limit)
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
        let before = unit
            .read(PersonalBefore {
                mini_app: caller.release.mini_app.clone(),
                subject: subject.to_owned(),
                key: key.to_owned(),
            })
            .await?;
        let version = 1 + check_version(before.version, expected)?;
        let bytes = i64::try_from(key.len() + body.len()).unwrap_or(i64::MAX);
        self.check_room(&before, bytes)?;
        unit.write(PersonalPut {
            mini_app: caller.release.mini_app.clone(),
            subject: subject.to_owned(),
            key: key.to_owned(),
            version,
            body,
            bytes,
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
        let there = find(unit, caller, subject, key).await?;
        check_version(there.map(|row| row.version), expected)?;
        unit.write(PersonalRemove {
            mini_app: caller.release.mini_app.clone(),
            subject: subject.to_owned(),
            key: key.to_owned(),
        })?;
        Ok(())
    }
}

impl App {
    /// Whether a document of so many bytes has room among the citizen's. One that takes no more than it did always has,
    /// also where the limits were lowered since.
    fn check_room(&self, before: &PersonalBeforeRow, bytes: i64) -> Result<(), PersonalError> {
        let kept = &self.0.keeping;
        if before.version.is_none() && before.documents >= i64::from(kept.documents) {
            return Err(PersonalError::TooMany(kept.documents));
        }
        let more = bytes.saturating_sub(before.bytes);
        let after = before.all_bytes.saturating_add(more).cast_unsigned();
        if more > 0 && after > kept.document_bytes {
            return Err(PersonalError::TooMuch(kept.document_bytes));
        }
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
fn check_version(found: Option<i64>, expected: Option<u64>) -> Result<i64, PersonalError> {
    let there = found.unwrap_or_default();
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
