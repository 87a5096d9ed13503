//! Who one is here, how one reads, and where one is signed in.

use app::preference::TIME_ZONES;
use askama::Template;
use jiff::Timestamp;

use crate::view::{Lang, Phrase, shell::Shell};

/// My account.
#[derive(Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    /// What stands around it.
    pub shell: Shell,
    /// What was just done.
    pub done: Option<AccountDone>,
    /// As verified at sign-in.
    pub name: String,
    /// Who verified it, in the reader's language.
    pub source: String,
    /// When.
    pub verified_at: Option<Timestamp>,
    /// Their region by its full name, or by its code where the list has it no longer.
    pub region: Option<String>,
    /// The last used first.
    pub sessions: Vec<AccountSession>,
}

/// What was just done on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountDone {
    /// How one reads was kept.
    Saved,
    /// A session was ended.
    Ended,
}

/// Where one is signed in.
#[derive(Clone, Debug)]
pub struct AccountSession {
    /// From what, in the reader's language.
    pub device: String,
    /// When one signed in.
    pub begun_at: Timestamp,
    /// When it was last used, within the hour.
    pub used_at: Timestamp,
    /// Where it is ended; none for the one that asks, which signs out.
    pub end: Option<String>,
}

/// A time zone that can be chosen.
struct ZoneOption {
    /// By its IANA name.
    value: String,
    label: String,
    /// Where it holds.
    hint: Phrase,
    chosen: bool,
}

impl AccountDone {
    /// Each, as the address of the page says it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Ended => "ended",
        }
    }

    /// What a code says; none for any other.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        [Self::Saved, Self::Ended]
            .into_iter()
            .find(|done| done.code() == code)
    }

    fn words(self, shell: &Shell) -> Phrase {
        match self {
            Self::Saved => shell.say("account-saved"),
            Self::Ended => shell.say("account-ended"),
        }
    }
}

impl AccountPage {
    /// The three of the country, and the reader's own where it is another.
    fn time_zones(&self) -> Vec<ZoneOption> {
        let own = self.shell.reader.zone.iana_name().unwrap_or_default();
        let known = [
            ("WIB", self.shell.say("zone-wib")),
            ("WITA", self.shell.say("zone-wita")),
            ("WIT", self.shell.say("zone-wit")),
        ];
        let mut options: Vec<_> = TIME_ZONES
            .into_iter()
            .zip(known)
            .map(|(value, (label, hint))| ZoneOption {
                value: value.to_owned(),
                label: label.to_owned(),
                hint,
                chosen: value == own,
            })
            .collect();
        if !options.iter().any(|option| option.chosen) {
            options.push(ZoneOption {
                value: own.to_owned(),
                label: own.to_owned(),
                hint: self.shell.say("zone-other"),
                chosen: true,
            });
        }
        options
    }
}
