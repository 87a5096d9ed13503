//! What changes a case: handing it on, adding to it, deciding it.

use contract::{
    platform::cases::{Decision, Handler, State},
    values::{Date, Localised},
};
use store::{
    agency::{MembershipsOfPerson, PersonById, UnitByCode, UnitRow},
    case::{CaseEntryInsert, CaseEntryRow, CasePut, CaseRow},
};

use super::{
    CaseError, assert_may_write,
    rows::{day_text, json, state as state_of},
    staff,
    transition::{self, Mover},
};
use crate::{
    Act, Actor, App, Caller, PersonId, Role, Unit,
    actor::is_role,
    localised::{self, LONGEST_TEXT, LONGEST_TITLE},
};

/// So many rules a decision may name.
const MOST_RULES: usize = 50;

impl App {
    /// For staff: hands a case to a unit, to a person of its unit, or back to its unit.
    pub async fn case_assign(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        number: &str,
        expected: Option<u64>,
        handler: Option<Handler>,
        person: Option<String>,
    ) -> Result<(), CaseError> {
        staff(&caller.actor)?;
        assert_may_write(unit, &caller.actor)?;
        let mut row = self.case_row(unit, caller, number).await?;
        assert_version(&row, expected)?;
        if let Some(handler) = handler {
            (row.agency, row.unit, row.role) = (handler.agency, handler.unit, handler.role);
        }
        let office = self
            .office(unit, caller, &row.agency, &row.unit, &row.role)
            .await?;
        let (assignee, to) = match person {
            None => (None, office.name),
            Some(person) => {
                let (id, name) = self.colleague(unit, &row, person).await?;
                (Some(id), name)
            }
        };
        row.assignee = assignee;
        let step = Step {
            text: both(
                &format!("Diserahkan kepada {to}."),
                &format!("Handed to {to}."),
            ),
            // Who works on what is for the office to know.
            internal: true,
            ..Step::default()
        };
        record(unit, &caller.actor, row, step)
    }

    /// Adds an entry; where `state` is given, moves the case; where `due` is given, moves its deadline.
    #[expect(
        clippy::too_many_arguments,
        reason = "the contract's function has them"
    )]
    pub async fn case_add(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        number: &str,
        expected: Option<u64>,
        state: Option<State>,
        due: Option<Date>,
        text: Localised,
        internal: bool,
    ) -> Result<(), CaseError> {
        assert_may_write(unit, &caller.actor)?;
        let mut row = self.case_row(unit, caller, number).await?;
        assert_version(&row, expected)?;
        let from = state_of(&row)?;
        let mover = match caller.actor.role {
            Role::Staff { .. } => Mover::Staff,
            Role::Citizen(_) | Role::Anonymous => Mover::Citizen,
        };
        match (mover, state) {
            (_, Some(to)) => assert_step(from, to, mover)?,
            (Mover::Citizen, None) if from != State::WaitingForCitizen => {
                return Err(CaseError::NoSuchStep {
                    from: transition::name(from),
                    to: "answered",
                });
            }
            (_, None) => {}
        }
        if internal && mover == Mover::Citizen {
            return Err(CaseError::Invalid {
                field: "internal",
                problem: "is for civil servants",
            });
        }
        match state {
            None => assert_text("text", &text, LONGEST_TEXT)?,
            // A step says enough by itself.
            Some(_) => {
                localised::fits(&text, LONGEST_TEXT).map_err(|problem| CaseError::Invalid {
                    field: "text",
                    problem,
                })?
            }
        }
        if let Some(due) = due {
            row.due = Some(day_text(due)?);
        }
        let step = Step {
            state,
            text,
            internal,
            decision: None,
        };
        record(unit, &caller.actor, row, step)
    }

    /// Decides a case: by staff; or by rules, in the citizen's own act that lodged it.
    pub async fn case_decide(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        act: &Act,
        number: &str,
        expected: Option<u64>,
        decision: Decision,
    ) -> Result<(), CaseError> {
        assert_may_write(unit, &caller.actor)?;
        let row = self.case_row(unit, caller, number).await?;
        assert_version(&row, expected)?;
        if !matches!(caller.actor.role, Role::Staff { .. })
            && !act.lodged.iter().any(|(lodged, _)| lodged == number)
        {
            return Err(CaseError::NotLodgedHere);
        }
        if decision.rules.iter().all(|rule| rule.trim().is_empty()) {
            return Err(CaseError::Invalid {
                field: "rules",
                problem: "names no rule",
            });
        }
        assert_text("reason", &decision.reason, LONGEST_TEXT)?;
        if decision.rules.len() > MOST_RULES
            || decision
                .rules
                .iter()
                .any(|rule| rule.chars().nth(LONGEST_TITLE).is_some())
        {
            return Err(CaseError::Invalid {
                field: "rules",
                problem: "names too many rules, or one by too long a name",
            });
        }
        let from = state_of(&row)?;
        let to = if decision.granted {
            State::Granted
        } else {
            State::Refused
        };
        assert_step(from, to, Mover::Decision)?;
        let step = Step {
            state: Some(to),
            text: decision.reason.clone(),
            internal: false,
            decision: Some(decision),
        };
        record(unit, &caller.actor, row, step)
    }

    /// The unit that is to handle a case: of the caller's agency, and with a role that its people need.
    pub(super) async fn office(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        agency: &str,
        code: &str,
        role: &str,
    ) -> Result<UnitRow, CaseError> {
        if agency != caller.release.mini_app.agency() {
            return Err(CaseError::OtherAgency);
        }
        if !is_role(role) {
            return Err(CaseError::Invalid {
                field: "role",
                problem: "is not 1 to 64 characters without control characters",
            });
        }
        let query = UnitByCode {
            agency: agency.to_owned(),
            code: code.to_owned(),
        };
        unit.read(query)
            .await?
            .ok_or_else(|| CaseError::NoSuch(format!("unit \"{code}\"")))
    }

    /// Somebody who has the role in the unit that handles a case, and what they are called.
    async fn colleague(
        &self,
        unit: &mut Unit,
        row: &CaseRow,
        person: String,
    ) -> Result<(PersonId, String), CaseError> {
        let no_such = || CaseError::NoSuch(format!("person \"{person}\" in unit \"{}\"", row.unit));
        let id: PersonId = person.parse().map_err(|_| no_such())?;
        let there = unit.read(MembershipsOfPerson { person: id }).await?;
        let works = there
            .iter()
            .any(|m| m.agency == row.agency && m.unit == row.unit && m.role == row.role);
        if !works {
            return Err(no_such());
        }
        let known = unit.read(PersonById { id }).await?.ok_or_else(no_such)?;
        Ok((id, known.name))
    }
}

/// Stages the next version of a case, and the entry that makes it.
pub(super) fn record(
    unit: &mut Unit,
    actor: &Actor,
    mut row: CaseRow,
    step: Step,
) -> Result<(), CaseError> {
    row.version += 1;
    let state = step.state.map(|state| transition::name(state).to_owned());
    if let Some(state) = &state {
        row.state.clone_from(state);
    }
    let entry = CaseEntryRow {
        number: row.number.clone(),
        seq: row.version,
        at: unit.now(),
        author: actor.signature(),
        automated: !matches!(actor.role, Role::Staff { .. }) && step.decision.is_some(),
        state,
        text: json(&step.text)?,
        internal: step.internal,
        decision: step.decision.as_ref().map(json).transpose()?,
    };
    unit.write(CasePut { row })?;
    unit.write(CaseEntryInsert { row: entry })?;
    Ok(())
}

/// What an entry says.
#[derive(Default)]
pub(super) struct Step {
    pub state: Option<State>,
    pub text: Localised,
    pub internal: bool,
    pub decision: Option<Decision>,
}

fn assert_version(row: &CaseRow, expected: Option<u64>) -> Result<(), CaseError> {
    let is = u64::try_from(row.version).unwrap_or_default();
    if expected.is_none_or(|expected| expected == is) {
        Ok(())
    } else {
        Err(CaseError::OtherVersion)
    }
}

pub(super) fn assert_step(from: State, to: State, mover: Mover) -> Result<(), CaseError> {
    if transition::may_go(from, to, mover) {
        return Ok(());
    }
    Err(CaseError::NoSuchStep {
        from: transition::name(from),
        to: transition::name(to),
    })
}

pub(super) fn assert_text(
    field: &'static str,
    text: &Localised,
    most: usize,
) -> Result<(), CaseError> {
    localised::check(text, most).map_err(|problem| CaseError::Invalid { field, problem })
}

/// A text of the platform's own.
pub(super) fn both(id: &str, en: &str) -> Localised {
    vec![
        ("id".to_owned(), id.to_owned()),
        ("en".to_owned(), en.to_owned()),
    ]
}
