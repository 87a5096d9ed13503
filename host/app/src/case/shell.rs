//! A case over all mini-apps, as the platform's own pages show it.

use std::sync::Arc;

use contract::platform::cases::Case;
use store::case::CaseEntries;

use super::{
    CaseError, Review,
    human::review,
    rows::{state, unreadable, whole},
};
use crate::{Actor, App, MiniAppId, Release, Role, Unit, release::ReleaseError};

/// A case, and the live release of its mini-app, where it has its page.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// What this reader may see.
    pub case: Case,
    /// Whether its citizen may ask for a human.
    pub review: Review,
    /// Whose case.
    pub mini_app: MiniAppId,
    /// None where the mini-app is gone.
    pub release: Option<Arc<Release>>,
}

impl App {
    /// A case: the citizen's own; for staff, one of their unit, whose reading is entered first.
    pub async fn case_open(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        number: &str,
    ) -> Result<CaseView, CaseError> {
        let row = self.case_visible(unit, actor, number).await?;
        let mini_app = row.mini_app.clone();
        let release =
            self.release_live(unit, actor, &mini_app)
                .await
                .map_err(|error| match error {
                    ReleaseError::Unit(error) => error.into(),
                    error => unreadable(error),
                })?;
        if let Role::Staff { .. } = actor.role {
            // Without a release there is no basis to enter, so there is nothing to be read.
            let release = release.as_deref().ok_or(CaseError::NotFound)?;
            self.enter_reading(unit, actor, release, &row).await?;
        }
        let number = row.number.clone();
        let entries = unit.read(CaseEntries { number }).await?;
        Ok(CaseView {
            review: review(state(&row)?, &entries),
            case: whole(row, entries, actor)?,
            mini_app,
            release,
        })
    }
}
