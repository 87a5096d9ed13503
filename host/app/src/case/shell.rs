//! Cases over all mini-apps, as the platform's own pages show them.

use std::sync::Arc;

use contract::platform::cases::{Case, Listing};
use store::case::{
    CaseCountOfPerson, CaseCountOfUnits, CaseEntries, CasesOfPerson, CasesOfUnits, UnitCases,
};

use super::{AT_ONCE, CaseError, citizen, listing, staff, unreadable, whole};
use crate::{Actor, App, Caller, MiniAppId, Release, Unit};

/// A case, and the live release of its mini-app, where it has its page.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// What this reader may see.
    pub case: Case,
    /// Whose case.
    pub mini_app: MiniAppId,
    /// None where the mini-app is gone.
    pub release: Option<Arc<Release>>,
}

impl App {
    /// The citizen's own cases in all mini-apps, newest first.
    pub async fn cases_of(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        after: Option<String>,
    ) -> Result<Listing, CaseError> {
        let person = citizen(actor)?;
        let total = unit
            .read(CaseCountOfPerson {
                person,
                mini_app: String::new(),
            })
            .await?;
        let after = after.unwrap_or_default();
        let query = CasesOfPerson {
            person,
            mini_app: String::new(),
            after,
            limit: i64::from(AT_ONCE) + 1,
        };
        listing(unit.read(query).await?, AT_ONCE, total)
    }

    /// For staff: cases that wait in their units, by due day, in all mini-apps.
    pub async fn unit_cases(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        after: Option<String>,
    ) -> Result<Listing, CaseError> {
        let which = UnitCases {
            person: staff(actor)?,
            mini_app: String::new(),
            kinds: String::new(),
            states: "\nreceived\nin-progress\nwaiting-for-citizen\n".to_owned(),
            assignee: None,
            region: String::new(),
            due_before: String::new(),
        };
        let total = unit
            .read(CaseCountOfUnits {
                which: which.clone(),
            })
            .await?;
        let after = after.unwrap_or_default();
        listing(
            unit.read(CasesOfUnits {
                which,
                after,
                limit: i64::from(AT_ONCE) + 1,
            })
            .await?,
            AT_ONCE,
            total,
        )
    }

    /// A case: the citizen's own; for staff, one of their unit, whose reading is entered first.
    pub async fn case_open(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        number: &str,
    ) -> Result<CaseView, CaseError> {
        let row = self.case_visible(unit, actor, number).await?;
        let mini_app = row.mini_app.clone();
        let release = self
            .release_live(unit, &mini_app)
            .await
            .map_err(unreadable)?;
        if let (Some(release), Ok(_)) = (&release, staff(actor)) {
            let caller = Caller {
                actor: actor.clone(),
                release: Arc::clone(release),
            };
            self.enter_reading(unit, &caller, &row).await?;
        }
        let entries = unit
            .read(CaseEntries {
                number: row.number.clone(),
            })
            .await?;
        Ok(CaseView {
            case: whole(row, entries, actor)?,
            mini_app,
            release,
        })
    }
}
