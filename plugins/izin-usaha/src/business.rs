//! The business that a case is about: what is kept with the case, and what later releases must still read.

use crate::rules::{self, Assessment, Level};
use balai_sdk::prelude::*;
use platform::random;
use platform::regions::Region;
use serde::{Deserialize, Serialize};

/// What the citizen said of the business, and what the rules made of it on that day. Kept as it was, as tables change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Business {
    /// Nomor Induk Berusaha: an example, as real ones are given out by the national system.
    pub nib: String,
    pub name: String,
    pub activity: Classified,
    pub address: String,
    /// The whole name of the kelurahan or desa; as it was written by hand, in applications of the first releases.
    pub area: String,
    /// Its code, which those do not have.
    #[serde(default)]
    pub region: Option<Coded>,
    /// Latitude and longitude, where they were given.
    #[serde(default)]
    pub place: Option<String>,
    /// In whole rupiah, without land and buildings.
    pub capital: i64,
    pub workers: i64,
    /// The owner declared to meet the standards of the activity.
    pub declared: bool,
    /// Of [`rules::SCALES`].
    pub scale: String,
    /// Of [`rules::LEVELS`].
    pub risk: String,
}

/// The code of a region and the edition of the list that it is of: splits retire codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coded {
    pub code: String,
    pub edition: String,
}

/// A code and the edition of the classification that it is of: editions split and merge codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classified {
    pub code: String,
    pub edition: String,
    /// What the edition called it, in Indonesian.
    pub name: String,
}

impl Business {
    /// As it was described in the form.
    pub fn described(sent: &Submission, assessment: &Assessment, region: &Region) -> Result<Self> {
        Ok(Self {
            nib: example_nib(&random::bytes(9)),
            name: sent.text("nama-usaha")?.to_owned(),
            activity: Classified {
                code: assessment.activity.code.to_owned(),
                edition: rules::EDITION.to_owned(),
                name: assessment.activity.name.id.to_owned(),
            },
            address: sent.text("alamat")?.to_owned(),
            area: region.full_name.clone(),
            region: Some(Coded { code: region.code.clone(), edition: region.edition.clone() }),
            place: place(sent)?,
            capital: sent.rupiah("modal")?,
            workers: sent.whole("pekerja")?,
            declared: sent.yes_no("standar").unwrap_or_default(),
            scale: assessment.scale.name.id.to_owned(),
            risk: assessment.level.name.id.to_owned(),
        })
    }

    /// The level of risk that it was found to have.
    pub fn level(&self) -> Result<&'static Level> {
        rules::level(&self.risk).ok_or_else(|| Refusal::Fault(format!("no level of risk {:?}", self.risk)))
    }

    /// The activity in the reader's language, with its code and edition.
    pub fn activity(&self) -> String {
        let Classified { code, edition, name } = &self.activity;
        let name = rules::activity(code).map_or(name.as_str(), |activity| activity.name.read());
        format!("{code} · {name} · {edition}")
    }

    /// Where it is, with the code of the region.
    pub fn area(&self) -> String {
        match &self.region {
            Some(Coded { code, edition }) => format!("{} · {code} · {edition}", self.area),
            None => self.area.clone(),
        }
    }

    /// The scale in the reader's language.
    pub fn scale(&self) -> &str {
        rules::scale(&self.scale).map_or(self.scale.as_str(), |scale| scale.name.read())
    }
}

fn place(sent: &Submission) -> Result<Option<String>> {
    if sent.answer("letak").is_none() {
        return Ok(None);
    }
    let at = sent.location("letak")?;
    Ok(Some(format!("{}, {}", at.latitude, at.longitude)))
}

/// Thirteen digits that begin as no region does, so that no example can be somebody's number.
fn example_nib(random: &[u8]) -> String {
    "9999".chars().chain(random.iter().map(|byte| char::from(b'0' + byte % 10))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_nib_has_thirteen_digits() {
        assert_eq!(example_nib(&[0, 9, 10, 255, 4, 5, 6, 7, 8]), "9999090545678");
    }
}
