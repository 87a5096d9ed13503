//! A human instead of a rule: the citizen's right where a decision was taken by a mini-app alone (UU 27/2022 art. 10).

use std::sync::Arc;

use contract::{
    content::Target,
    platform::{
        cases::State,
        inbox::{Message, Recipient},
        tasks::{Assignee, NewTask, UnitRole},
    },
};
use store::case::{CaseEntries, CaseEntryRow};

use super::{
    CaseError, NO_PAGES, assert_may_write,
    change::{Step, assert_step, both, record},
    citizen,
    rows::{head, state},
    transition::{self, Mover},
};
use crate::{Act, Actor, App, Caller, Lang, Release, Unit};

/// Whether the citizen can ask for a human to look at a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// A human decided or has looked, or nobody decided yet.
    NotNeeded,
    /// Rules alone decided, and no human has looked since.
    Offered,
    /// Asked for, and not decided again yet.
    Asked,
}

/// How it stands with a case, by what happened to it; entries oldest first, internal ones among them.
pub(super) fn review(at: State, entries: &[CaseEntryRow]) -> Review {
    let decided = entries.iter().rposition(|entry| entry.decision.is_some());
    let (until, after) = entries.split_at(decided.map_or(0, |at| at + 1));
    let by_rules = until.last().is_some_and(|decision| decision.automated);
    let looked = after.iter().any(|entry| !entry.author.is_empty());
    let reopened = after.iter().find(|entry| entry.state.is_some());
    let asked = reopened.is_some_and(|entry| entry.author.is_empty());
    match at {
        State::Granted | State::Refused if by_rules && !looked => Review::Offered,
        _ if by_rules && asked && transition::is_open(at) => Review::Asked,
        _ => Review::NotNeeded,
    }
}

impl App {
    /// Opens a case again that rules decided, gives the unit a task, and writes to the citizen that it was taken up.
    /// Once only: after that a human has it. `release`: the live one of the case's mini-app, where it has its page.
    pub async fn case_ask_human(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        release: &Arc<Release>,
        number: &str,
    ) -> Result<(), CaseError> {
        citizen(actor)?;
        assert_may_write(unit, actor)?;
        let caller = Caller {
            actor: Arc::new(actor.clone()),
            release: Arc::clone(release),
        };
        let row = self.case_row(unit, &caller, number).await?;
        let page = release.manifest.cases.as_ref().ok_or(NO_PAGES)?;
        let path = page.page.replace("{number}", &row.number);
        let of_case = CaseEntries {
            number: row.number.clone(),
        };
        let entries = unit.read(of_case).await?;
        let from = state(&row)?;
        if review(from, &entries) != Review::Offered {
            return Err(CaseError::NoSuchStep {
                from: transition::name(from),
                to: "looked at by a human",
            });
        }
        assert_step(from, State::InProgress, Mover::HumanAsked)?;
        let step = Step {
            state: Some(State::InProgress),
            text: both(
                "Pemohon meminta diperiksa petugas.",
                "The applicant asked for a human to look at it.",
            ),
            ..Step::default()
        };
        record(unit, actor, row.clone(), step)?;

        let head = head(row)?;
        let title = |lang: Lang| lang.pick(&head.title);
        let task = NewTask {
            key: head.number.clone(),
            title: both(
                &format!("Diminta diperiksa petugas: {}", title(Lang::Id)),
                &format!("A human is asked for: {}", title(Lang::En)),
            ),
            assignee: Assignee::UnitRole(UnitRole {
                unit: head.handler.unit,
                role: head.handler.role,
            }),
            due: head.due,
            path: path.clone(),
        };
        self.task_put(unit, &caller, task).await?;
        let message = Message {
            title: both(
                "Petugas akan melihat lagi permohonan Anda",
                "A human will look at your application again",
            ),
            body: both(
                &format!(
                    "Permintaan Anda tentang {number} sudah diteruskan. Keputusan sebelumnya berlaku sampai ada yang baru."
                ),
                &format!(
                    "Your request about {number} was passed on. The earlier decision stands until there is a new one."
                ),
            ),
            leads_to: Some(Target::Here(path)),
        };
        let to = Recipient::Visitor;
        self.message_send(unit, &caller, &mut Act::default(), to, message)
            .await?;
        Ok(())
    }
}
