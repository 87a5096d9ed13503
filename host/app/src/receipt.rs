//! Receipts: what a person sent, under a number that can be read out and typed without being mistaken.
//!
//! Whoever is shown a receipt can ask whether it is genuine ([`App::receipt_check`]). They need its check code too, which
//! is random and kept with what was sent: a number is read out at counters and over the telephone, and tells nothing by
//! itself. A code and not a MAC: it needs no key that all nodes would have to share and that nobody could ever change.

use std::{fmt, str::FromStr};

use contract::{
    Outcome,
    values::{Date, Value},
};
use serde::{Deserialize, Serialize};
use store::submission::{
    SubmissionByCheckCode, SubmissionByReceipt, SubmissionRow, SubmissionsOfPerson,
};

use crate::{
    Actor, App, DraftId, Entropy, Instant, MiniAppId, ReleaseId, Role, Unit, UnitError, quoted,
};

/// With the check symbol, which is the last.
const LENGTH: usize = 12;
/// As [`LENGTH`]. The 15 random ones are 72 bits: nobody finds one by trying, however fast the server answers.
const CODE_LENGTH: usize = 16;
/// So many receipts are listed.
const MOST_LISTED: i64 = 200;

/// The number of a receipt, such as `7KQ2-M9XA-B3TZ`: 11 random symbols and one that checks them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReceiptNumber(String);

/// The text is no number of a receipt: mistyped, or of something else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no number of a receipt")]
pub struct NotAReceiptNumber(pub String);

impl ReceiptNumber {
    /// A new one.
    pub fn random(entropy: &Entropy) -> Self {
        Self(quoted::draw(LENGTH, entropy))
    }

    /// Without the hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        quoted::grouped(&self.0, f)
    }
}

impl FromStr for ReceiptNumber {
    type Err = NotAReceiptNumber;
    /// As it was read out or typed: in either case, with or without hyphens and spaces.
    fn from_str(text: &str) -> Result<Self, NotAReceiptNumber> {
        quoted::typed(text, LENGTH)
            .map(Self)
            .ok_or_else(|| NotAReceiptNumber(text.chars().take(40).collect()))
    }
}

/// What proves that one was shown a receipt, such as `4PXK-8Q2D-YH7M-TR3C`: 15 random symbols and one that checks them.
#[derive(Clone, PartialEq, Eq)]
pub struct CheckCode(String);

/// The text is no check code: mistyped, or of something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no check code of a receipt")]
pub struct NotACheckCode;

impl CheckCode {
    /// A new one.
    pub fn random(entropy: &Entropy) -> Self {
        Self(quoted::draw(CODE_LENGTH, entropy))
    }

    /// Without the hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        quoted::grouped(&self.0, f)
    }
}

impl fmt::Debug for CheckCode {
    /// Without what it proves.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckCode")
    }
}

impl FromStr for CheckCode {
    type Err = NotACheckCode;
    /// As [`ReceiptNumber`] is.
    fn from_str(text: &str) -> Result<Self, NotACheckCode> {
        quoted::typed(text, CODE_LENGTH)
            .map(Self)
            .ok_or(NotACheckCode)
    }
}

/// Why there is no receipt to show.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// There is no such receipt, or it is somebody else's, or of the other role.
    #[error("there is no such receipt")]
    NotFound,
    /// It is kept in a form that this version does not know.
    #[error("the receipt cannot be read: {0}")]
    Unreadable(String),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

/// Something that was sent, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// To be quoted.
    pub number: ReceiptNumber,
    /// The key under which it was sent.
    pub key: DraftId,
    /// To whom.
    pub mini_app: MiniAppId,
    /// Which release received it.
    pub release: ReleaseId,
    /// The title of the page on which it was filled in.
    pub title: String,
    /// What was answered, as it was shown for checking; nothing where it was not.
    pub answers: Vec<ReceiptStep>,
    /// What the mini-app answered: where to go, or what to show.
    pub outcome: Outcome,
    /// The case that it opened.
    pub case_number: Option<String>,
    /// The day by which something happens next.
    pub deadline: Option<Date>,
    /// Whether the answers were shown for checking: only then the person is given it.
    pub is_formal: bool,
    /// When it was kept.
    pub sent_at: Instant,
    /// By which others check that it is genuine; none where it cannot be checked.
    pub check_code: Option<CheckCode>,
    pub(crate) digest: String,
}

/// What anybody is told who was shown a receipt: that it is genuine, and nothing of who sent what.
///
/// Not how the case stands either. The paper does not say it, it may be nobody's business (a permit that was refused, a
/// complaint), and whoever once saw the code could watch it for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genuine {
    /// Of the receipt.
    pub number: ReceiptNumber,
    /// To whom it was sent.
    pub mini_app: MiniAppId,
    /// Which release received it.
    pub release: ReleaseId,
    /// When it was kept.
    pub sent_at: Instant,
}

/// The answers of one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceiptStep {
    /// The step's title.
    pub title: String,
    /// Every question that was asked.
    pub lines: Vec<ReceiptLine>,
}

/// One question with its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// The question.
    pub label: String,
    /// None where it was left empty; several where several were chosen. Of a citizen number, the end only.
    pub values: Vec<Value>,
    /// The field's name in the form; none in receipts that were given before names were kept.
    #[serde(default)]
    pub name: Option<String>,
    /// Which of a repeated step, from 0.
    #[serde(default)]
    pub nth: u32,
    /// What stands in the form for each value that was chosen from a list, in the order of `values`.
    #[serde(default)]
    pub chosen: Vec<String>,
}

impl TryFrom<SubmissionRow> for Receipt {
    type Error = ReceiptError;
    fn try_from(row: SubmissionRow) -> Result<Self, ReceiptError> {
        let unreadable = |error: &dyn fmt::Display| ReceiptError::Unreadable(error.to_string());
        let deadline = match &row.deadline {
            None => None,
            Some(day) => {
                let day: jiff::civil::Date = day.parse().map_err(|error| unreadable(&error))?;
                Some(Date {
                    year: day.year().into(),
                    month: day.month().unsigned_abs(),
                    day: day.day().unsigned_abs(),
                })
            }
        };
        Ok(Self {
            number: row.receipt.parse().map_err(|error| unreadable(&error))?,
            key: row.key,
            mini_app: row.mini_app,
            release: row.release,
            title: row.title,
            answers: serde_json::from_str(&row.answers).map_err(|error| unreadable(&error))?,
            outcome: serde_json::from_str(&row.outcome).map_err(|error| unreadable(&error))?,
            case_number: row.case_number,
            deadline,
            is_formal: row.formal,
            sent_at: row.sent_at,
            check_code: row
                .check_code
                .map(|code| code.parse())
                .transpose()
                .map_err(|error: NotACheckCode| unreadable(&error))?,
            digest: row.digest,
        })
    }
}

impl App {
    /// One's own receipt, by its number as it was typed.
    pub async fn receipt_of(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        number: &str,
    ) -> Result<Receipt, ReceiptError> {
        let number: ReceiptNumber = number.parse().map_err(|_| ReceiptError::NotFound)?;
        let query = SubmissionByReceipt {
            receipt: number.as_str().to_owned(),
        };
        unit.read(query)
            .await?
            .filter(|row| Some(row.person) == actor.person() && row.at_work == is_at_work(actor))
            .ok_or(ReceiptError::NotFound)?
            .try_into()
    }

    /// Whether a receipt is genuine, by its number and check code as they were typed; for anybody.
    ///
    /// # Errors
    /// [`ReceiptError::NotFound`] whatever is wrong with either of them: nobody learns which numbers there are.
    pub async fn receipt_check(
        &self,
        unit: &mut Unit,
        number: &str,
        code: &str,
    ) -> Result<Genuine, ReceiptError> {
        let number: ReceiptNumber = number.parse().map_err(|_| ReceiptError::NotFound)?;
        let code: CheckCode = code.parse().map_err(|_| ReceiptError::NotFound)?;
        let query = SubmissionByCheckCode {
            receipt: number.as_str().to_owned(),
            check_code: code.as_str().to_owned(),
        };
        let found = unit.read(query).await?.ok_or(ReceiptError::NotFound)?;
        Ok(Genuine {
            number,
            mini_app: found.mini_app,
            release: found.release,
            sent_at: found.sent_at,
        })
    }

    /// What the person has receipts of, newest first; nothing where nobody is signed in. One that this version cannot
    /// read is left out and logged: it takes nothing from the others.
    pub async fn receipts_of(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<Vec<Receipt>, ReceiptError> {
        let Some(person) = actor.person() else {
            return Ok(Vec::new());
        };
        let rows = unit
            .read(SubmissionsOfPerson {
                person,
                at_work: is_at_work(actor),
                limit: MOST_LISTED,
            })
            .await?;
        let readable = rows.into_iter().filter_map(|row| {
            Receipt::try_from(row)
                .inspect_err(|error| tracing::error!(%error, "left out of a list of receipts"))
                .ok()
        });
        Ok(readable.collect())
    }
}

fn is_at_work(actor: &Actor) -> bool {
    matches!(actor.role, Role::Staff { .. })
}
