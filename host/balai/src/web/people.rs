//! Names of people, for those who are told who did what.

use std::collections::HashMap;

use app::{App, PersonId, Unit, registry::RegistryError};

use super::WebError;

/// Names of people, each looked up once.
pub struct People<'a> {
    app: &'a App,
    unit: Unit,
    known: HashMap<PersonId, Option<String>>,
}

impl<'a> People<'a> {
    /// Nobody is looked up yet.
    pub fn of(app: &'a App) -> Self {
        Self {
            app,
            unit: app.reading(),
            known: HashMap::new(),
        }
    }

    /// What somebody is called; none where there is nobody.
    pub async fn name(&mut self, id: Option<PersonId>) -> Result<Option<String>, WebError> {
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
