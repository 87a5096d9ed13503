//! Lodging a case: what it must have, and what is kept with it.

use contract::platform::cases::{Handler, NewCase, State};
use serde::de::IgnoredAny;
use store::case::CaseRow;

use super::{
    CaseError, assert_may_write,
    change::{Step, assert_text, both, record},
    citizen, number,
    rows::{day_text, json},
    transition,
};
use crate::{Act, App, Caller, Unit, localised::LONGEST_TITLE};

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
        assert_may_write(unit, &caller.actor)?;
        assert_text("title", &new.title, LONGEST_TITLE)?;
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
        if new
            .region
            .as_ref()
            .is_some_and(|region| region.len() > 32 || region.contains(char::is_control))
        {
            return Err(CaseError::Invalid {
                field: "region",
                problem: "is no code of a region",
            });
        }
        let due = new.due.map(day_text).transpose()?;
        let Handler {
            agency,
            unit: code,
            role,
        } = new.handler;
        self.office(unit, caller, &agency, &code, &role).await?;
        // What is attached is entered as read: so it comes after everything that may be refused.
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
            agency,
            unit: code,
            role,
            assignee: None,
            region: new.region,
            details: new.details,
            claims,
            due,
            opened_at: unit.now(),
            version: 0,
        };
        let number = row.number.clone();
        let step = Step {
            state: Some(State::Received),
            text: both("Permohonan diterima.", "Application received."),
            ..Step::default()
        };
        record(unit, &caller.actor, row, step)?;
        act.lodged.push((number.clone(), new.due));
        Ok(number)
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
