//! The registry for programs: what `balai publish`, `balai review` and the rest of the command line speak to.

pub mod keys;
pub mod releases;
pub mod rollouts;
pub mod stops;

use std::collections::HashMap;

use app::{App, PersonId, Unit, registry::RegistryError};
use axum::{Extension, Json, extract::State};
use platform::PublishError;

use crate::{
    api::registry::Me,
    view::pages::Problem,
    web::{Web, WebError, visitor::Visitor},
};

/// Does something in a unit of work and goes through the log after it, so that it holds here before it is answered.
macro_rules! change {
    ($web:expr, |$app:ident, $unit:ident| $work:expr) => {{
        let $app = $web.app();
        let done = $app
            .change(|mut unit| async move {
                let $unit = &mut unit;
                let done = $work.await;
                (unit, done)
            })
            .await;
        $app.log_follow().await?;
        done.map_err(app::registry::RegistryError::from)?
    }};
}
use change;

/// By which the log knows who asks.
#[utoipa::path(get, path = "/api/v1/registry/me", tag = "registry", operation_id = "registry_me",
    responses((status = 200, body = Me, description = "The pseudonym of whose token it is.")))]
pub async fn me(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Json<Me>, WebError> {
    let actor = &visitor.actor;
    let name = change!(web, |app, unit| app.registry_name(unit, actor));
    Ok(Json(Me { name }))
}

/// Names of people, each looked up once.
struct People<'a> {
    app: &'a App,
    unit: Unit,
    known: HashMap<PersonId, Option<String>>,
}

impl<'a> People<'a> {
    fn of(app: &'a App) -> Self {
        Self {
            app,
            unit: app.reading(),
            known: HashMap::new(),
        }
    }

    async fn name(&mut self, id: Option<PersonId>) -> Result<Option<String>, WebError> {
        let Some(id) = id else {
            return Ok(None);
        };
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let name = self.app.person_name(&mut self.unit, id).await;
        let name = name.map_err(RegistryError::from)?;
        self.known.insert(id, name.clone());
        Ok(name)
    }
}

impl From<RegistryError> for WebError {
    fn from(error: RegistryError) -> Self {
        let said = error.to_string();
        match error {
            RegistryError::NotAllowed(_) | RegistryError::NotYourKey => {
                Self::of(Problem::NotAllowed).saying(said)
            }
            RegistryError::NotFound(_) => Self::not_found(),
            RegistryError::State(_) => Self::of(Problem::Conflict).saying(said),
            RegistryError::Manifest(_)
            | RegistryError::NoSuchAgency(_)
            | RegistryError::Mismatch { .. }
            | RegistryError::Envelope(_)
            | RegistryError::NoStep(_)
            | RegistryError::NoReason => Self::of(Problem::Unprocessable).saying(said),
            RegistryError::Log(error) => error.into(),
            RegistryError::Release(error) => error.into(),
            RegistryError::Unit(error) => error.into(),
            RegistryError::UnknownState(_) | RegistryError::Subject(_) => {
                Self::of(Problem::Failed).because(error)
            }
        }
    }
}

impl From<PublishError> for WebError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Component(error) => {
                Self::of(Problem::Unprocessable).saying(error.to_string())
            }
            PublishError::Registry(error) => error.into(),
            PublishError::Platform(_) => Self::of(Problem::Failed).because(error),
        }
    }
}
