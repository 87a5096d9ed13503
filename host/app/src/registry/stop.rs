//! Stopping a release, a mini-app, an agency or a capability, and letting it go on.

use trust::{Event, Target};

use super::{RegistryError, platform};
use crate::{
    Actor, App, Unit,
    policy::{self, Action},
};

impl App {
    /// Stops something. It holds on every node once this is committed and followed.
    ///
    /// # Errors
    /// Where who asks may not, or gives no reason.
    pub async fn registry_stop(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        target: Target,
        reason: &str,
    ) -> Result<(), RegistryError> {
        let by = self.operator(unit, actor, reason).await?;
        let reason = reason.trim().to_owned();
        let event = Event::Stopped { target, reason, by };
        self.log_enter(unit, event).await?;
        Ok(())
    }

    /// Lets something go on that was stopped.
    ///
    /// # Errors
    /// Where who asks may not, gives no reason, or it is not stopped.
    pub async fn registry_resume(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        target: Target,
        reason: &str,
    ) -> Result<(), RegistryError> {
        let by = self.operator(unit, actor, reason).await?;
        let is_stopped = self.ledger(|ledger| ledger.stops().any(|(known, _)| *known == target))?;
        if !is_stopped {
            return Err(RegistryError::NotFound("stop"));
        }
        let reason = reason.trim().to_owned();
        let event = Event::Resumed { target, reason, by };
        self.log_enter(unit, event).await?;
        Ok(())
    }

    async fn operator(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        reason: &str,
    ) -> Result<String, RegistryError> {
        policy::may(actor, Action::Stop, &platform())?;
        if reason.trim().is_empty() {
            return Err(RegistryError::NoReason);
        }
        self.registry_name(unit, actor).await
    }
}
