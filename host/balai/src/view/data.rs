//! What data of a citizen is called, and on which basis it is used.

use super::Reader;

/// A field by its word; one that has none here by its name.
#[must_use]
pub fn field(reader: &Reader, name: &str) -> String {
    match name {
        "name" => reader.say("data-name").to_string(),
        "address" => reader.say("data-address").to_string(),
        "birth-date" => reader.say("data-birth-date").to_string(),
        "nik" => reader.say("data-nik").to_string(),
        "details" => reader.say("data-details").to_string(),
        other => other.to_owned(),
    }
}

/// A basis (UU 27/2022 art. 20) by its name in a manifest, and where it stands.
#[must_use]
pub fn basis(reader: &Reader, basis: &str, law: &str) -> String {
    let basis = match basis {
        "consent" => reader.say("basis-consent").to_string(),
        "contract" => reader.say("basis-contract").to_string(),
        "legal-obligation" => reader.say("basis-legal-obligation").to_string(),
        "vital-interest" => reader.say("basis-vital-interest").to_string(),
        "public-task" => reader.say("basis-public-task").to_string(),
        "legitimate-interest" => reader.say("basis-legitimate-interest").to_string(),
        other => other.to_owned(),
    };
    let said = reader.say("access-basis");
    said.with("basis", basis).with("law", law).to_string()
}
