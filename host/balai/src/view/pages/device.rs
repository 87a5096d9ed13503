//! Letting a program in, by the code that it shows.

use askama::Template;

use crate::view::shell::Shell;

/// A program asks.
#[derive(Template)]
#[template(path = "device.html")]
pub struct DevicePage {
    /// What stands around it.
    pub shell: Shell,
    /// In which the program would act, in the reader's language.
    pub role: String,
    /// How far it is.
    pub state: DeviceState,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceState {
    /// The code is to be typed.
    AsksForCode,
    /// No program waits under what was typed.
    NoSuchCode(String),
    /// It is to be let in or refused.
    Asks {
        /// What it calls itself.
        program: String,
        /// To be compared with what it shows.
        code: String,
    },
    /// It is let in.
    Allowed,
    /// It is refused.
    Refused,
}

impl DeviceState {
    /// As the address of the page says it; none where that is not over.
    #[must_use]
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            Self::Allowed => Some("allowed"),
            Self::Refused => Some("refused"),
            _ => None,
        }
    }

    /// What an address says; none for any other text.
    #[must_use]
    pub fn done(code: &str) -> Option<Self> {
        [Self::Allowed, Self::Refused]
            .into_iter()
            .find(|done| done.code() == Some(code))
    }

    /// What was typed and is to be mended.
    fn mistyped(&self) -> Option<&str> {
        match self {
            Self::NoSuchCode(code) => Some(code),
            _ => None,
        }
    }
}
