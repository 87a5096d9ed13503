//! A human instead of a rule: the citizen's right where a decision was taken by a mini-app alone (UU 27/2022 art. 10).

use std::sync::Arc;

use contract::{
    platform::{
        cases::State,
        tasks::{Assignee, NewTask, UnitRole},
    },
    values::Localised,
};
use store::case::CaseEntries;

use super::{
    CaseError,
    change::{Step, assert_step},
    citizen, head,
    transition::{self, Mover},
    unreadable,
};
use crate::{Actor, App, Caller, Release, Unit};

impl App {
    /// Opens a case again that rules decided, and gives the unit a task. Once only: after that a human has it.
    pub async fn case_ask_human(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        release: &Arc<Release>,
        number: &str,
    ) -> Result<(), CaseError> {
        citizen(actor)?;
        let row = self.case_visible(unit, actor, number).await?;
        let entries = unit
            .read(CaseEntries {
                number: row.number.clone(),
            })
            .await?;
        let from = transition::state(&row.state).ok_or_else(|| unreadable(&row.state))?;
        let by_rules = entries
            .iter()
            .rev()
            .find(|entry| entry.decision.is_some())
            .is_some_and(|entry| entry.automated);
        if !by_rules {
            return Err(CaseError::NoSuchStep {
                from: transition::name(from),
                to: "looked at by a human",
            });
        }
        assert_step(from, State::InProgress, Mover::HumanAsked)?;
        let caller = Caller {
            actor: actor.clone(),
            release: Arc::clone(release),
        };
        let text = both(
            "Pemohon meminta diperiksa petugas.",
            "The applicant asked for a human to look at it.",
        );
        let step = Step {
            state: Some(State::InProgress),
            text,
            ..Step::default()
        };
        self.case_record(unit, &caller, row.clone(), step)?;

        let head = head(row)?;
        let page = release
            .manifest
            .cases
            .as_ref()
            .map_or("/", |cases| cases.page.as_str());
        let task = NewTask {
            key: head.number.clone(),
            title: titled(
                "Diminta diperiksa petugas: ",
                "A human is asked for: ",
                &head.title,
            ),
            assignee: Assignee::UnitRole(UnitRole {
                unit: head.handler.unit,
                role: head.handler.role,
            }),
            due: head.due,
            path: page.replace("{number}", &head.number),
        };
        self.task_put(unit, &caller, task)
            .await
            .map_err(|error| CaseError::Unreadable(error.to_string()))
    }
}

fn both(id: &str, en: &str) -> Localised {
    vec![
        ("id".to_owned(), id.to_owned()),
        ("en".to_owned(), en.to_owned()),
    ]
}

fn titled(id: &str, en: &str, title: &Localised) -> Localised {
    let of = |lang: crate::Lang, before: &str| format!("{before}{}", lang.pick(title));
    both(&of(crate::Lang::Id, id), &of(crate::Lang::En, en))
}
