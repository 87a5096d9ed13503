//! Where something did not go as it should: what happened, what to do, and an id to quote.

use askama::Template;

use crate::view::paths;
use crate::view::shell::Shell;
use crate::view::text::Phrase;

/// A page that says what happened and what to do.
#[derive(Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    /// What stands around it.
    pub shell: Shell,
    /// What happened.
    pub problem: Problem,
    /// More about it, in the reader's language, such as what a mini-app says.
    pub detail: Option<String>,
    /// Under which the log has more.
    pub id: Option<String>,
    /// Where it goes on: the draft, the page that was asked for. The catalogue where there is none.
    pub back: Option<String>,
    /// In how many minutes it is worth coming back, where the problem is one that passes.
    pub minutes: u64,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// 404: does not exist, or not for this person.
    NotFound,
    /// 403.
    NotAllowed,
    /// 409: changed by someone else meanwhile.
    Conflict,
    /// 409: it stands otherwise by now; the detail says how.
    TooLate,
    /// 422: something is missing; the detail says what.
    Incomplete,
    /// 409: what was filled in is sent by now, and what comes after it is not.
    AlreadySent,
    /// 412: what comes late was changed on another device meanwhile.
    ChangedSince,
    /// 413: too much was sent at once.
    TooLarge,
    /// 422: the request makes no sense.
    Unprocessable,
    /// A mini-app says no, in its own words: the detail.
    Refused,
    /// A mini-app keeps as much of this person as it may.
    Full,
    /// 429.
    TooMany,
    /// 503: the platform.
    Unavailable,
    /// 503: more people at once than there is room for.
    Busy,
    /// 503: a mini-app that fails again and again rests for a while.
    Resting,
    /// 503: an operator stopped a mini-app, or its release was never approved; the detail says why.
    Stopped,
    /// 502: the mini-app failed.
    MiniAppFailed,
    /// 500: the platform failed.
    Failed,
    /// The person must sign in; what they typed is kept.
    SessionEnded,
    /// Signing in did not work.
    SignInFailed,
    /// Signed out, as asked.
    SignedOut,
}

impl Problem {
    /// Every one, in the order of the list.
    pub const ALL: [Self; 21] = [
        Self::NotFound,
        Self::NotAllowed,
        Self::Conflict,
        Self::TooLate,
        Self::Incomplete,
        Self::AlreadySent,
        Self::ChangedSince,
        Self::TooLarge,
        Self::Unprocessable,
        Self::Refused,
        Self::Full,
        Self::TooMany,
        Self::Unavailable,
        Self::Busy,
        Self::Resting,
        Self::Stopped,
        Self::MiniAppFailed,
        Self::Failed,
        Self::SessionEnded,
        Self::SignInFailed,
        Self::SignedOut,
    ];
}

impl Problem {
    /// For programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::NotAllowed => "not-allowed",
            Self::Conflict => "conflict",
            Self::TooLate => "too-late",
            Self::Incomplete => "incomplete",
            Self::AlreadySent => "already-sent",
            Self::ChangedSince => "changed-since",
            Self::TooLarge => "too-large",
            Self::Unprocessable => "unprocessable",
            Self::Refused => "refused",
            Self::Full => "full",
            Self::TooMany => "too-many",
            Self::Unavailable => "unavailable",
            Self::Busy => "busy",
            Self::Resting => "resting",
            Self::Stopped => "stopped",
            Self::MiniAppFailed => "mini-app-failed",
            Self::Failed => "failed",
            Self::SessionEnded => "sign-in-needed",
            Self::SignInFailed => "sign-in-failed",
            Self::SignedOut => "signed-out",
        }
    }
}

impl ProblemPage {
    /// What happened, in a few words.
    #[must_use]
    pub fn title(&self) -> Phrase {
        match self.problem {
            Problem::NotFound => self.shell.say("problem-not-found"),
            Problem::NotAllowed => self.shell.say("problem-not-allowed"),
            Problem::Conflict => self.shell.say("problem-conflict"),
            Problem::TooLate => self.shell.say("problem-too-late"),
            Problem::Incomplete => self.shell.say("problem-incomplete"),
            Problem::AlreadySent => self.shell.say("problem-already-sent"),
            Problem::ChangedSince => self.shell.say("problem-changed-since"),
            Problem::TooLarge => self.shell.say("problem-too-large"),
            Problem::Unprocessable => self.shell.say("problem-unprocessable"),
            Problem::Refused => self.shell.say("problem-refused"),
            Problem::Full => self.shell.say("problem-full"),
            Problem::TooMany => self.shell.say("problem-too-many"),
            Problem::Unavailable => self.shell.say("problem-unavailable"),
            Problem::Busy => self.shell.say("problem-busy"),
            Problem::Resting => self.shell.say("problem-resting"),
            Problem::Stopped => self.shell.say("problem-stopped"),
            Problem::MiniAppFailed => self.shell.say("problem-mini-app-failed"),
            Problem::Failed => self.shell.say("problem-failed"),
            Problem::SessionEnded => self.shell.say("problem-session-ended"),
            Problem::SignInFailed => self.shell.say("problem-sign-in-failed"),
            Problem::SignedOut => self.shell.say("problem-signed-out"),
        }
    }

    /// What to do now.
    fn advice(&self) -> Phrase {
        match self.problem {
            Problem::NotFound => self.shell.say("advice-not-found"),
            Problem::NotAllowed => self.shell.say("advice-not-allowed"),
            Problem::Conflict => self.shell.say("advice-conflict"),
            Problem::TooLate => self.shell.say("advice-too-late"),
            Problem::Incomplete => self.shell.say("advice-incomplete"),
            Problem::AlreadySent => self.shell.say("advice-already-sent"),
            Problem::ChangedSince => self.shell.say("advice-changed-since"),
            Problem::TooLarge => self.shell.say("advice-too-large"),
            Problem::Unprocessable => self.shell.say("advice-unprocessable"),
            Problem::Refused => self.shell.say("advice-refused"),
            Problem::Full => self.shell.say("advice-full"),
            Problem::TooMany => self.shell.say("advice-too-many"),
            Problem::Unavailable => self.shell.say("advice-unavailable"),
            Problem::Busy => self.shell.say("advice-busy"),
            Problem::Resting => self
                .shell
                .say("advice-resting")
                .with("minutes", self.minutes),
            Problem::Stopped => self.shell.say("advice-stopped"),
            Problem::MiniAppFailed => self.shell.say("advice-mini-app-failed"),
            Problem::Failed => self.shell.say("advice-failed"),
            Problem::SessionEnded => self.shell.say("advice-session-ended"),
            Problem::SignInFailed => self.shell.say("advice-sign-in-failed"),
            Problem::SignedOut => self.shell.say("advice-signed-out"),
        }
    }

    /// Chooses sign and colour.
    const fn tone(&self) -> &'static str {
        match self.problem {
            Problem::SignedOut => "positive",
            Problem::SessionEnded
            | Problem::Stopped
            | Problem::Conflict
            | Problem::TooLate
            | Problem::Incomplete
            | Problem::AlreadySent
            | Problem::ChangedSince
            | Problem::Refused
            | Problem::Full => "attention",
            Problem::Resting | Problem::Busy | Problem::Unavailable | Problem::TooMany => "info",
            _ => "critical",
        }
    }

    fn asks_to_sign_in(&self) -> bool {
        matches!(
            self.problem,
            Problem::SessionEnded | Problem::SignInFailed | Problem::SignedOut
        )
    }

    /// The one thing to press: where it leads, and its words.
    fn next(&self) -> (String, Phrase) {
        match &self.back {
            _ if self.asks_to_sign_in() => {
                let back = self.back.as_deref().unwrap_or(paths::HOME);
                (paths::sign_in(back), self.shell.say("sign-in"))
            }
            Some(back) => (back.clone(), self.shell.say("problem-go-on")),
            None => (paths::HOME.to_owned(), self.shell.say("problem-go-home")),
        }
    }
}
