//! How a release stands, and the one table of what can become of it.

use std::fmt;

/// How a release stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Sent in: its checks are to be run.
    Uploaded,
    /// A check failed: nothing comes of it, the next release mends it.
    Failed,
    /// Its checks passed, and one more person of its agency must sign it.
    Checked,
    /// A reviewer is to decide.
    InReview,
    /// The reviewer asked for changes, which the next release brings.
    Returned,
    /// Rejected, by a rule.
    Rejected,
    /// It may be rolled out.
    Approved,
    /// Some people get it.
    RollingOut,
    /// All people get it.
    Live,
    /// People get another one by now.
    Superseded,
    /// Nobody gets its mini-app any more: there was no other release to go back to.
    Ended,
    /// Its agency took it back.
    Withdrawn,
}

/// What happens to a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A check failed.
    Fail,
    /// All checks passed, and enough persons have signed.
    Pass,
    /// All checks passed, and more persons must sign.
    PassUnsigned,
    /// Enough persons have signed.
    Sign,
    /// A reviewer approves.
    Approve,
    /// A reviewer asks for changes.
    Return,
    /// A reviewer rejects.
    Reject,
    /// Some people get it.
    RollOut,
    /// All people get it.
    GoLive,
    /// People get another one instead.
    Supersede,
    /// Nobody gets it, or any other, any more.
    End,
    /// Its agency takes it back.
    Withdraw,
}

/// What cannot happen to a release that stands so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a release that is {state} cannot be {change}{}", .state.hint(*.change))]
pub struct NoSuchChange {
    /// How it stands.
    pub state: State,
    /// What was to happen.
    pub change: Change,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Uploaded,
        Self::Failed,
        Self::Checked,
        Self::InReview,
        Self::Returned,
        Self::Rejected,
        Self::Approved,
        Self::RollingOut,
        Self::Live,
        Self::Superseded,
        Self::Ended,
        Self::Withdrawn,
    ];

    /// Under which it is kept and told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Failed => "failed",
            Self::Checked => "checked",
            Self::InReview => "in-review",
            Self::Returned => "returned",
            Self::Rejected => "rejected",
            Self::Approved => "approved",
            Self::RollingOut => "rolling-out",
            Self::Live => "live",
            Self::Superseded => "superseded",
            Self::Ended => "ended",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What to do instead of a change that cannot be.
    fn hint(self, change: Change) -> &'static str {
        match (self, change) {
            (Self::Uploaded, _) => "; hint: its checks are being run, try again in a moment",
            (Self::InReview, Change::RollOut | Change::GoLive) => {
                "; hint: it waits for a reviewer, `balai status` says when it is approved"
            }
            (Self::Checked, Change::RollOut | Change::GoLive) => {
                "; hint: one more person of the agency signs it by `balai countersign`"
            }
            (
                Self::Failed | Self::Returned | Self::Rejected | Self::Withdrawn,
                Change::RollOut | Change::GoLive,
            ) => "; hint: publish another one, with a version that is counted up",
            (_, Change::Withdraw) => "; hint: roll back first, where people get it",
            _ => "",
        }
    }

    /// The one of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// What becomes of it.
    ///
    /// # Errors
    /// Where that cannot happen to it.
    pub fn after(self, change: Change) -> Result<Self, NoSuchChange> {
        use Change as C;
        let next = match (self, change) {
            (Self::Uploaded, C::Fail) => Self::Failed,
            (Self::Uploaded, C::Pass) => Self::InReview,
            (Self::Uploaded, C::PassUnsigned) => Self::Checked,
            (Self::Checked, C::Sign) => Self::InReview,
            (Self::InReview, C::Approve) => Self::Approved,
            (Self::InReview, C::Return) => Self::Returned,
            (Self::InReview, C::Reject) => Self::Rejected,
            (
                Self::Approved | Self::RollingOut | Self::Live | Self::Superseded | Self::Ended,
                C::RollOut,
            ) => Self::RollingOut,
            (
                Self::Approved | Self::RollingOut | Self::Live | Self::Superseded | Self::Ended,
                C::GoLive,
            ) => Self::Live,
            (Self::RollingOut | Self::Live, C::Supersede) => Self::Superseded,
            (Self::RollingOut | Self::Live, C::End) => Self::Ended,
            (
                Self::Uploaded
                | Self::Checked
                | Self::InReview
                | Self::Approved
                | Self::Superseded
                | Self::Ended,
                C::Withdraw,
            ) => Self::Withdrawn,
            (state, change) => return Err(NoSuchChange { state, change }),
        };
        Ok(next)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fail | Self::Pass | Self::PassUnsigned => "checked",
            Self::Sign => "countersigned",
            Self::Approve => "approved",
            Self::Return => "returned",
            Self::Reject => "rejected",
            Self::RollOut | Self::GoLive => "rolled out",
            Self::Supersede => "superseded",
            Self::End => "taken from everybody",
            Self::Withdraw => "withdrawn",
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CHANGES: [Change; 12] = [
        Change::Fail,
        Change::Pass,
        Change::PassUnsigned,
        Change::Sign,
        Change::Approve,
        Change::Return,
        Change::Reject,
        Change::RollOut,
        Change::GoLive,
        Change::Supersede,
        Change::End,
        Change::Withdraw,
    ];

    #[test]
    fn names_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::of(state.name()), Some(state));
        }
    }

    proptest! {
        /// Whatever happens in whatever order: nobody gets what was not checked and then approved.
        #[test]
        fn nobody_gets_what_was_not_approved(steps in proptest::collection::vec(0..CHANGES.len(), 0..60)) {
            let (mut state, mut passed, mut approved) = (State::Uploaded, false, false);
            for step in steps {
                let change = CHANGES[step];
                let Ok(next) = state.after(change) else { continue };
                passed |= matches!(change, Change::Pass | Change::PassUnsigned);
                approved |= change == Change::Approve && passed;
                state = next;
                if matches!(state, State::RollingOut | State::Live | State::Superseded | State::Ended) {
                    prop_assert!(approved);
                }
                // What has ended stays ended.
                if matches!(state, State::Failed | State::Returned | State::Rejected | State::Withdrawn) {
                    for change in CHANGES {
                        prop_assert!(state.after(change).is_err());
                    }
                }
            }
        }
    }
}
