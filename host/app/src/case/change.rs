//! What changes a case: lodging it, handing it on, adding to it, deciding it.

use contract::{
    platform::cases::{Decision, Handler, NewCase, State},
    values::{Date, Localised},
};
use serde::de::IgnoredAny;
use store::{
    agency::{MembershipsOfPerson, UnitByCode},
    case::{CaseEntryInsert, CaseEntryRow, CasePut, CaseRow},
};

use super::{
    CaseError, citizen, day_text, number, staff,
    transition::{self, Mover},
    unreadable,
};
use crate::{Act, App, Caller, PersonId, Role, Unit};

/// The largest details, in bytes.
const LARGEST: usize = 256 * 1024;

impl App {
    /// Lodges a case for the citizen who asks; gives its number.
    pub async fn case_lodge(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        act: &mut Act,
        new: NewCase,
    ) -> Result<String, CaseError> {
        let person = citizen(&caller.actor)?;
        assert_text("title", &new.title)?;
        assert_kind(&new.kind)?;
        if new.details.len() > LARGEST {
            return Err(CaseError::TooLarge(LARGEST));
        }
        if serde_json::from_str::<IgnoredAny>(&new.details).is_err() {
            return Err(CaseError::Invalid {
                field: "details",
                problem: "is not JSON",
            });
        }
        self.assert_handler(unit, caller, &new.handler).await?;
        let claims = self.attached(unit, caller, &new.attach).await?;
        let sector = self
            .subject_sector(unit, caller.release.mini_app.agency())
            .await?;
        let subject = self.subject_of(unit, person, &sector).await?;
        let row = CaseRow {
            number: number::new(caller.release.mini_app.agency(), self.entropy()),
            mini_app: caller.release.mini_app.clone(),
            kind: new.kind,
            title: json(&new.title)?,
            state: transition::name(State::Received).to_owned(),
            subject,
            anonymous: new.anonymous,
            agency: new.handler.agency,
            unit: new.handler.unit,
            role: new.handler.role,
            assignee: None,
            region: new.region,
            details: new.details,
            claims,
            due: new.due.map(day_text).transpose()?,
            opened_at: unit.now(),
            version: 0,
        };
        let number = row.number.clone();
        act.lodged.push((number.clone(), new.due));
        let received = vec![
            ("id".to_owned(), "Permohonan diterima.".to_owned()),
            ("en".to_owned(), "Application received.".to_owned()),
        ];
        self.case_record(
            unit,
            caller,
            row,
            Step {
                state: Some(State::Received),
                text: received,
                ..Step::default()
            },
        )?;
        Ok(number)
    }

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
        let mut row = self.case_row(unit, caller, number).await?;
        assert_version(&row, expected)?;
        if let Some(handler) = handler {
            self.assert_handler(unit, caller, &handler).await?;
            (row.agency, row.unit, row.role) = (handler.agency, handler.unit, handler.role);
        }
        row.assignee = match person {
            None => None,
            Some(person) => Some(self.colleague(unit, &row, person).await?),
        };
        self.case_record(
            unit,
            caller,
            row,
            Step {
                internal: true,
                ..Step::default()
            },
        )
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
        let mut row = self.case_row(unit, caller, number).await?;
        assert_version(&row, expected)?;
        let from = transition::state(&row.state).ok_or_else(|| unreadable(&row.state))?;
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
        if state.is_none() {
            assert_text("text", &text)?;
        }
        if let Some(due) = due {
            row.due = Some(day_text(due)?);
        }
        self.case_record(
            unit,
            caller,
            row,
            Step {
                state,
                text,
                internal,
                decision: None,
            },
        )
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
        assert_text("reason", &decision.reason)?;
        let from = transition::state(&row.state).ok_or_else(|| unreadable(&row.state))?;
        let to = if decision.granted {
            State::Granted
        } else {
            State::Refused
        };
        assert_step(from, to, Mover::Decision)?;
        let text = decision.reason.clone();
        self.case_record(
            unit,
            caller,
            row,
            Step {
                state: Some(to),
                text,
                internal: false,
                decision: Some(decision),
            },
        )
    }

    /// The next version of a case, and the entry that made it.
    pub(super) fn case_record(
        &self,
        unit: &mut Unit,
        caller: &Caller,
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
            author: caller.actor.signature(),
            automated: !matches!(caller.actor.role, Role::Staff { .. }) && step.decision.is_some(),
            state,
            text: json(&step.text)?,
            internal: step.internal,
            decision: step.decision.as_ref().map(json).transpose()?,
        };
        unit.write(CasePut { row })?;
        unit.write(CaseEntryInsert { row: entry })?;
        Ok(())
    }

    /// Claims as they are verified now, read for the purpose that the manifest states and entered as such.
    async fn attached(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        names: &[String],
    ) -> Result<String, CaseError> {
        let mut claims = Vec::new();
        for name in names {
            let stated = caller
                .release
                .manifest
                .claim(name)
                .map(|claim| claim.purpose.localised())
                .unwrap_or_default();
            let purpose = caller.actor.reader.lang.pick(&stated);
            claims.extend(
                self.claim_read(unit, caller, std::slice::from_ref(name), purpose)
                    .await?,
            );
        }
        json(&claims)
    }

    async fn assert_handler(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        handler: &Handler,
    ) -> Result<(), CaseError> {
        if handler.agency != caller.release.mini_app.agency() {
            return Err(CaseError::OtherAgency);
        }
        let query = UnitByCode {
            agency: handler.agency.clone(),
            code: handler.unit.clone(),
        };
        match unit.read(query).await? {
            Some(_) if !handler.role.is_empty() => Ok(()),
            Some(_) => Err(CaseError::Invalid {
                field: "role",
                problem: "is empty",
            }),
            None => Err(CaseError::NoSuch(format!("unit \"{}\"", handler.unit))),
        }
    }

    async fn colleague(
        &self,
        unit: &mut Unit,
        row: &CaseRow,
        person: String,
    ) -> Result<PersonId, CaseError> {
        let no_such = || CaseError::NoSuch(format!("person \"{person}\" in unit \"{}\"", row.unit));
        let id: PersonId = person.parse().map_err(|_| no_such())?;
        let there = unit.read(MembershipsOfPerson { person: id }).await?;
        let works = there
            .iter()
            .any(|m| m.agency == row.agency && m.unit == row.unit && m.role == row.role);
        if works { Ok(id) } else { Err(no_such()) }
    }
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

fn assert_text(field: &'static str, text: &Localised) -> Result<(), CaseError> {
    if text
        .iter()
        .any(|(lang, text)| lang == "id" && !text.trim().is_empty())
    {
        return Ok(());
    }
    Err(CaseError::Invalid {
        field,
        problem: "has no text in \"id\"",
    })
}

fn assert_kind(kind: &str) -> Result<(), CaseError> {
    let is_label = (1..=64).contains(&kind.len())
        && kind
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if is_label {
        Ok(())
    } else {
        Err(CaseError::Invalid {
            field: "kind",
            problem: "is not a-z, 0-9 and \"-\"",
        })
    }
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, CaseError> {
    serde_json::to_string(value).map_err(unreadable)
}
