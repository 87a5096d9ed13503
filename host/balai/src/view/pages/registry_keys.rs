//! The keys of somebody who publishes or reviews, and making a passkey.

use askama::Template;
use jiff::Timestamp;

use crate::view::{paths, shell::Shell, text::Phrase};

/// One's keys.
#[derive(Template)]
#[template(path = "registry-keys.html")]
pub struct KeysPage {
    /// What stands around it.
    pub shell: Shell,
    /// Each, those that were enrolled first.
    pub keys: Vec<KeyRow>,
    /// What a registrar is to enrol, the oldest first; none for whoever is none.
    pub to_enrol: Option<Vec<KeyRow>>,
    /// How a passkey is made; none for whoever does not review.
    pub new: Option<Passkeys>,
}

/// Signing by passkey.
#[derive(Clone, Debug)]
pub struct Passkeys {
    /// The site for which they are made; none where this one has no name.
    pub site: Option<String>,
    /// Under whose name a device keeps one.
    pub person: String,
}

impl Passkeys {
    /// Of somebody at a site.
    #[must_use]
    pub fn at(site: Option<&str>, person: &str) -> Self {
        Self {
            site: site.map(str::to_owned),
            person: person.to_owned(),
        }
    }
}

/// A key.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// By what it is named.
    pub id: String,
    /// Who asks for it, by name; "" where it is the reader.
    pub person: String,
    /// Whether a device keeps it, and not a file.
    pub is_passkey: bool,
    /// Whose releases it signs; none where it signs decisions.
    pub agency: Option<String>,
    /// Whether it signs.
    pub standing: KeyStanding,
}

/// Whether a key signs.
#[derive(Clone, Copy, Debug)]
pub enum KeyStanding {
    /// A registrar is to enrol it, who was asked at this moment.
    Waits(Timestamp),
    /// Until this moment.
    Signs(Timestamp),
    /// Since this moment not any more.
    Expired(Timestamp),
    /// What it signed from this moment on does not hold.
    Revoked(Timestamp),
}

impl KeyRow {
    fn kind(&self, shell: &Shell) -> Phrase {
        if self.is_passkey {
            shell.say("key-passkey")
        } else {
            shell.say("key-file")
        }
    }

    /// By which a registrar enrols it.
    fn command(&self) -> String {
        format!("balai keys enrol {} --key registrar.pem", self.id)
    }

    fn use_of(&self, shell: &Shell) -> String {
        let decisions = || shell.say("key-reviewer").to_string();
        self.agency.clone().unwrap_or_else(decisions)
    }

    fn tone(&self) -> &'static str {
        match self.standing {
            KeyStanding::Waits(_) => "attention",
            KeyStanding::Signs(_) => "positive",
            KeyStanding::Expired(_) => "neutral",
            KeyStanding::Revoked(_) => "critical",
        }
    }

    fn standing(&self, shell: &Shell) -> Phrase {
        match self.standing {
            KeyStanding::Waits(_) => shell.say("key-waits"),
            KeyStanding::Signs(_) => shell.say("key-signs"),
            KeyStanding::Expired(_) => shell.say("key-expired"),
            KeyStanding::Revoked(_) => shell.say("key-revoked"),
        }
    }

    fn at(&self) -> &Timestamp {
        match &self.standing {
            KeyStanding::Waits(at)
            | KeyStanding::Signs(at)
            | KeyStanding::Expired(at)
            | KeyStanding::Revoked(at) => at,
        }
    }
}
