//! A case as the shell shows it to its citizen, the same for every agency: where it stands, what happened, who read
//! it. What it is about stands in the mini-app.

use askama::Template;
use contract::page::ProgressState;
use contract::platform::cases::State;
use jiff::Timestamp;

use super::{Access, CaseRow, CaseState};
use crate::view::blocks::{Milestone, Timeline};
use crate::view::rich::RichView;
use crate::view::shell::Shell;

/// A case.
#[derive(Template)]
#[template(path = "case.html")]
pub struct CasePage {
    /// What stands around it.
    pub shell: Shell,
    /// Its head.
    pub case: CaseRow,
    /// The mini-app's title, in the reader's language.
    pub app: String,
    /// Its page in the mini-app.
    pub app_href: String,
    /// Oldest first; internal ones are not among them.
    pub entries: Vec<Entry>,
    /// Who read it, newest first.
    pub readings: Vec<Access>,
    /// Where older ones are, if there are more.
    pub older_readings: Option<String>,
    /// Where a rule decided.
    pub review: HumanReview,
}

/// Whether the citizen can ask for a human.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HumanReview {
    /// A human decided, or nobody yet.
    NotNeeded,
    /// A rule alone decided: POST here asks for a human.
    Offered(String),
    /// Asked for already.
    Asked,
}

/// Something that happened to a case.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// The civil servant's name and position; none for the citizen and for what no human did.
    pub author: Option<String>,
    /// No human did it.
    pub automated: bool,
    /// The state from here on.
    pub state: Option<State>,
    /// In the reader's language.
    pub text: String,
    /// Of a decision, the rules that led to it.
    pub rules: Vec<String>,
}

impl CasePage {
    fn timeline(&self) -> Timeline<'_> {
        let reader = &self.shell.reader;
        let last = self.entries.len().saturating_sub(1);
        let milestone = |(position, entry): (usize, &Entry)| {
            let state = entry
                .state
                .map(|state| CaseState(state).status(reader).label);
            let text = if entry.rules.is_empty() {
                entry.text.clone()
            } else {
                let rules = entry.rules.join("; ");
                reader
                    .say("case-rules")
                    .with("reason", &entry.text)
                    .with("rules", rules)
                    .to_string()
            };
            let over = matches!(
                self.case.state.0,
                State::Granted | State::Withdrawn | State::Closed
            );
            let body = state.is_some().then(|| RichView::plain(text.clone()));
            Milestone {
                title: state.unwrap_or_else(|| text.into()),
                body,
                at: Some(reader.moment(&entry.at)),
                by: match (&entry.author, entry.automated) {
                    (Some(author), _) => Some(author.as_str().into()),
                    (None, true) => Some(reader.say("case-by-rule").to_string().into()),
                    (None, false) => None,
                },
                state: match (entry.state, position == last && !over) {
                    (Some(State::Refused), _) => ProgressState::Failed,
                    (_, true) => ProgressState::Current,
                    (_, false) => ProgressState::Done,
                },
            }
        };
        Timeline {
            reader,
            milestones: self.entries.iter().enumerate().map(milestone).collect(),
        }
    }
}
