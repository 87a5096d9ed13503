//! Documents of the citizen who asks.

use serde::de::IgnoredAny;

use super::now;
use crate::bindings::balai::platform::personal as generated;
use crate::bindings::balai::types::refusals::Refusal;
use crate::mini_app::Result;
use crate::testing::{Call, asked};

pub use generated::{Document, Listing};

/// So many are listed at once.
const AT_ONCE: usize = 100;
/// The largest document, in bytes.
const LARGEST: usize = 256 * 1024;

stands_for!(personal: get, browse, put, remove);

/// The document under a key.
pub fn get(key: &str) -> Result<Option<Document>> {
    asked("personal.get", |call| {
        let place = place(call, key)?;
        Ok(call.world.documents.get(&place).cloned())
    })
}

/// Documents whose key begins with `prefix`, by key.
pub fn browse(prefix: &str, after: Option<&str>, limit: u32) -> Result<Listing> {
    asked("personal.browse", |call| {
        let subject = call.person.subject("personal")?;
        let limit = usize::try_from(limit).unwrap_or(AT_ONCE).clamp(1, AT_ONCE);
        let own = call.world.documents.iter().filter(|((of, key), _)| {
            *of == subject && key.starts_with(prefix) && key.as_str() > after.unwrap_or_default()
        });
        let mut documents: Vec<Document> = own
            .map(|(_, document)| document.clone())
            .take(limit + 1)
            .collect();
        let more = documents.len() > limit;
        documents.truncate(limit);
        let next = documents
            .last()
            .filter(|_| more)
            .map(|last| last.key.clone());
        Ok(Listing { documents, next })
    })
}

/// Writes a document; gives its new version.
pub fn put(key: &str, body: &str, expected: Option<u64>) -> Result<u64> {
    asked("personal.put", |call| {
        let place = place(call, key)?;
        call.assert_writes()?;
        if body.len() > LARGEST {
            return Err(Refusal::OverLimit((
                "document-bytes".to_owned(),
                LARGEST as u64,
            )));
        }
        if let Err(error) = serde_json::from_str::<IgnoredAny>(body) {
            return Err(Refusal::Invalid(format!("the body is not JSON: {error}")));
        }
        let version = 1 + seen(call, &place, expected)?;
        let document = Document {
            key: key.to_owned(),
            version,
            body: body.to_owned(),
            updated_at: now(call),
        };
        call.world.documents.insert(place, document);
        Ok(version)
    })
}

/// Removes a document.
pub fn remove(key: &str, expected: Option<u64>) -> Result<()> {
    asked("personal.remove", |call| {
        let place = place(call, key)?;
        call.assert_writes()?;
        seen(call, &place, expected)?;
        call.world.documents.remove(&place);
        Ok(())
    })
}

type Place = (String, String);

fn place(call: &Call, key: &str) -> Result<Place> {
    let subject = call.person.subject("personal")?;
    if (1..=200).contains(&key.chars().count()) && !key.contains(char::is_control) {
        Ok((subject, key.to_owned()))
    } else {
        Err(Refusal::Invalid(
            "a key has 1 to 200 characters and no control characters".to_owned(),
        ))
    }
}

/// The version that is there, 0 where there is none.
fn seen(call: &Call, place: &Place, expected: Option<u64>) -> Result<u64> {
    let there = call
        .world
        .documents
        .get(place)
        .map_or(0, |document| document.version);
    if expected.is_none_or(|expected| expected == there) {
        Ok(there)
    } else {
        Err(Refusal::Conflict)
    }
}
