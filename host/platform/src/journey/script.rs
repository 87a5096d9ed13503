//! A journey as it is written: its grammar stands in `docs/JOURNEYS.md`.

use std::fmt;

use app::Lang;
use jiff::Timestamp;

/// A journey, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// The first comment; what a report calls it.
    pub title: String,
    /// When it begins.
    pub clock: Timestamp,
    /// Of all randomness.
    pub seed: u64,
    /// What is done, in order.
    pub steps: Vec<Numbered>,
}

/// A step and the line that it stands on, from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbered {
    /// From 1.
    pub line: usize,
    /// As it is written, for a report.
    pub text: String,
    /// What to do.
    pub step: Step,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visitor {
    /// Nobody is signed in.
    Nobody,
    /// A persona as a citizen.
    Citizen(String),
    /// A persona as a civil servant.
    Staff(String),
}

/// What is looked for on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Sight {
    /// Text, as the shell shows it.
    Text(String),
    /// A day among the page's values.
    Day(jiff::civil::Date),
}

/// A step that may also be refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Ask for a page by its path.
    Open(String),
    /// Ask for the page behind a label.
    Follow(String),
    /// Send a form or press a button.
    Press(String),
    /// The platform's own button, for the case of this number.
    AskHuman(String),
}

/// What is done.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// From here on somebody else acts.
    As(Visitor, Lang),
    /// Done, and must succeed.
    Do(Deed),
    /// Done, and must not succeed.
    Refused {
        /// "answers", or a case of the contract's refusal; none: any.
        reason: Option<String>,
        /// What is tried.
        deed: Deed,
        /// What the refusal must say.
        because: Option<String>,
    },
    /// Answer a field by its label.
    Fill {
        /// Its label.
        field: String,
        /// As it would be typed.
        answer: String,
    },
    /// Choose one thing for a field.
    Choose {
        /// The label of the field.
        field: String,
        /// Value or label of the choice.
        choice: String,
    },
    /// Agree to a field.
    Agree(String),
    /// The page has this.
    See(Sight),
    /// The page has this not.
    SeeNot(Sight),
    /// A message in the inbox has this text.
    Message(String),
    /// A task that waits has this text.
    Task(String),
    /// No task that waits has this text.
    NoTask(String),
    /// Keep the last part of the path under a name.
    Remember(String),
    /// Move the clock.
    At(Timestamp),
}

/// What is wrong with a journey's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}\n  {text}")]
pub struct Unreadable {
    /// From 1.
    pub line: usize,
    /// The line.
    pub text: String,
    /// What is wrong, and what is expected.
    pub problem: String,
}

impl fmt::Display for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => f.write_str("nobody"),
            Self::Citizen(who) => write!(f, "citizen {who}"),
            Self::Staff(who) => write!(f, "staff {who}"),
        }
    }
}
