//! The pages of the shell, each by the template of its own name.

mod access_log;
mod account;
mod account_region;
mod agency_log;
mod case;
mod cases;
mod check;
mod confirm;
mod device;
mod drafts;
mod failures;
mod form_step;
mod gallery;
mod home;
mod inbox;
mod mini_app;
mod offline;
mod paging;
mod problem;
mod receipt;
mod receipt_check;
mod receipts;
mod registry;
mod registry_keys;
mod registry_pages;
mod registry_rollout;
mod search;
mod sign_in;
mod sign_out_everywhere;
mod tasks;
mod unit_cases;

use jiff::civil;

use super::reader::Reader;
use super::text::Phrase;
use super::value::ValueView;

pub use access_log::{Access, AccessLogPage};
pub use account::{AccountDone, AccountPage, AccountSession};
pub use account_region::{AccountRegionPage, RegionOption};
pub use agency_log::{AgencyLogPage, FailedView, LogEntry};
pub use case::{CasePage, Entry, HumanReview};
pub use cases::{CaseRow, CaseState, CasesPage};
pub use check::{AnswerLine, CheckPage, answers_by_step};
pub use confirm::ConfirmPage;
pub use device::{DevicePage, DeviceState};
pub use drafts::{DraftRow, DraftsPage};
pub use failures::{FailureView, FailuresPage};
pub use form_step::FormStepPage;
pub use gallery::{GalleryBlock, GalleryField, GalleryPage};
pub use home::{
    AppCard, AppGroup, CaseCount, CitizenHomePage, HomePage, ReleasesWaiting, StaffHomePage, Star,
    TaskGroup,
};
pub use inbox::{InboxMessage, InboxPage};
pub use mini_app::{MiniAppHead, MiniAppPage};
pub use offline::OfflinePage;
pub use paging::{FilterLink, Filters, Paging, When};
pub use problem::{Problem, ProblemPage};
pub use receipt::{ReceiptCheck, ReceiptPage};
pub use receipt_check::{CheckedReceipt, ReceiptCheckPage};
pub use receipts::{ReceiptRow, ReceiptsPage};
pub use registry::{
    CheckOutcome, CheckRow, ClaimRow, DecidedView, DecisionView, May, RegistryPage, ReleasePage,
    ReleaseRow, ReportView, StepRow, measured, permission, state_words,
};
pub use registry_keys::{KeyRow, KeyStanding, KeysPage, Passkeys};
pub use registry_pages::{PageChange, PreviewRow, PreviewView, ReleasePagesPage};
pub use registry_rollout::{DrawnStep, PlanView, RolloutView, Run, Side, charts};
pub use search::{Hit, HitGroup, SearchPage};
pub use sign_in::{Persona, SignInPage};
pub use sign_out_everywhere::SignOutEverywherePage;
pub use tasks::{TaskRow, TasksPage};
pub use unit_cases::{UnitCaseRow, UnitCasesPage};

/// A deadline, and whether it has passed in the office's own time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day.
    pub day: civil::Date,
    /// The day is over.
    pub overdue: bool,
}

impl Due {
    fn day(&self, reader: &Reader) -> ValueView {
        reader.day(&self.day)
    }

    fn words(&self, reader: &Reader) -> Phrase {
        let phrase = if self.overdue {
            reader.say("due-overdue")
        } else {
            reader.say("due")
        };
        phrase.with("day", self.day(reader).plain())
    }
}
