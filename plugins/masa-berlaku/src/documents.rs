//! The documents as they are kept with the platform. As little as is needed to remind of them: no number of any.

use balai_sdk::prelude::*;
use platform::{personal, random};
use serde::{Deserialize, Serialize};

use crate::kinds::{self, Kind};
use crate::standing::Standing;

const PREFIX: &str = "dokumen/";
/// More than anybody has, and as many as one list gives.
const MOST: u32 = 100;

/// What is kept of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    kind: String,
    /// What its owner calls it; "" where the kind says enough.
    name: String,
    year: i32,
    month: u8,
    day: u8,
}

/// A document, as it is kept and where.
pub struct Document {
    /// As it stands in the path of its page.
    pub id: String,
    pub version: u64,
    pub kept: Kept,
}

impl Kept {
    /// As its owner described it.
    pub fn described(sent: &Submission) -> Result<Self> {
        let ends = sent.date("berlaku-sampai")?;
        let name = sent.answer("nama").map_or(Ok(""), |_| sent.text("nama"))?;
        Ok(Self { kind: sent.choice("jenis")?.to_owned(), name: name.to_owned(), ..Self::ending(ends) })
    }

    /// The same document, renewed.
    pub fn until(&self, ends: Date) -> Self {
        Self { kind: self.kind.clone(), name: self.name.clone(), ..Self::ending(ends) }
    }

    fn ending(ends: Date) -> Self {
        Self { kind: String::new(), name: String::new(), year: ends.year, month: ends.month, day: ends.day }
    }

    pub fn kind(&self) -> &'static Kind {
        kinds::of(&self.kind)
    }

    /// The last day on which it is valid.
    pub fn ends(&self) -> Date {
        Date { year: self.year, month: self.month, day: self.day }
    }

    pub fn standing(&self, today: Date) -> Standing {
        Standing::of(self.kind(), self.ends(), today)
    }

    /// What it is called on a page.
    pub fn title(&self) -> String {
        match self.name.as_str() {
            "" => self.kind().name.into(),
            name => format!("{}: {name}", self.kind().name),
        }
    }
}

/// All of the citizen's, those that end first at the top.
pub fn all() -> Result<Vec<Document>> {
    let listing = personal::browse(PREFIX, None, MOST)?;
    let mut all = listing.documents.into_iter().map(Document::of).collect::<Result<Vec<_>>>()?;
    all.sort_by_key(|document| (document.kept.year, document.kept.month, document.kept.day));
    Ok(all)
}

/// The citizen's own document of this id.
pub fn find(id: &str) -> Result<Document> {
    Document::of(personal::get(&key(id))?.ok_or(Refusal::NotFound)?)
}

/// Keeps a document that is not there yet.
pub fn add(kept: &Kept) -> Result<()> {
    let id: String = random::bytes(8).iter().map(|byte| format!("{byte:02x}")).collect();
    personal::put(&key(&id), &details(kept)?, Some(0)).map(drop)
}

/// Keeps another text of a document, where nobody changed it since the person saw it.
pub fn change(id: &str, kept: &Kept, seen: u64) -> Result<()> {
    personal::put(&key(id), &details(kept)?, Some(seen)).map(drop)
}

/// Forgets a document.
pub fn remove(id: &str, seen: u64) -> Result<()> {
    personal::remove(&key(id), Some(seen))
}

fn key(id: &str) -> String {
    format!("{PREFIX}{id}")
}

impl Document {
    fn of(found: personal::Document) -> Result<Self> {
        let id = found.key.strip_prefix(PREFIX).ok_or(Refusal::NotFound)?.to_owned();
        Ok(Self { id, version: found.version, kept: found.read()? })
    }
}
