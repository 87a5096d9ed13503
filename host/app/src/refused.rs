//! What becomes of a domain error in a mini-app's call: an answer to the mini-app, or the end of the call.

use contract::Refusal;
use store::UnitError;

/// A domain error as a mini-app sees it, or does not.
#[derive(Debug)]
pub enum Refused {
    /// Answered to the mini-app.
    Answer(Refusal),
    /// Ends the call: the unit of work must run again, or the platform itself failed.
    End(UnitError),
}

impl From<UnitError> for Refused {
    fn from(error: UnitError) -> Self {
        match error {
            UnitError::ReadOnly => Self::Answer(Refusal::ReadOnly),
            UnitError::TooMuch(limit) => Self::Answer(Refusal::OverLimit((
                "writes-in-one-act".to_owned(),
                u64::try_from(limit).unwrap_or(u64::MAX),
            ))),
            UnitError::TooLarge(limit) => Self::Answer(Refusal::OverLimit((
                "bytes-in-one-act".to_owned(),
                u64::try_from(limit).unwrap_or(u64::MAX),
            ))),
            UnitError::Store(error) if error.is_unstorable_text() => {
                Self::Answer(Refusal::Invalid("a text has a null character".to_owned()))
            }
            end @ (UnitError::Conflict(_) | UnitError::Store(_)) => Self::End(end),
        }
    }
}
