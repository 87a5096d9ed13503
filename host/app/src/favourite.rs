//! Mini-apps that a person keeps at hand: theirs in either role.

use store::favourite::{FavouritePut, FavouriteRemove, FavouritesOfPerson};

use crate::{Actor, App, MiniAppId, Unit, UnitError, release::ReleaseError};

/// So many may be at hand.
const MOST: usize = 50;

/// Why a mini-app was not put at hand.
#[derive(Debug, thiserror::Error)]
pub enum FavouriteError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// There is no such mini-app.
    #[error("there is no such mini-app")]
    NotFound,
    /// As many are at hand as may be.
    #[error("more than {MOST} favourites")]
    TooMany,
    /// The release.
    #[error(transparent)]
    Release(#[from] ReleaseError),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl App {
    /// What the person keeps at hand, what was added first standing first; nothing where nobody is signed in.
    pub async fn favourites_of(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<Vec<MiniAppId>, FavouriteError> {
        match actor.person() {
            Some(person) => Ok(unit.read(FavouritesOfPerson { person }).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Puts a mini-app at hand, or away. What is so already stays so.
    pub async fn favourite_set(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        mini_app: &MiniAppId,
        at_hand: bool,
    ) -> Result<(), FavouriteError> {
        let person = actor.person().ok_or(FavouriteError::SignInNeeded)?;
        let mini_app = mini_app.clone();
        if !at_hand {
            return Ok(unit.write(FavouriteRemove { person, mini_app })?);
        }
        if self.release_live(unit, actor, &mini_app).await?.is_none() {
            return Err(FavouriteError::NotFound);
        }
        let held = unit.read(FavouritesOfPerson { person }).await?;
        if held.contains(&mini_app) {
            return Ok(());
        }
        if held.len() >= MOST {
            return Err(FavouriteError::TooMany);
        }
        let added_at = unit.now();
        Ok(unit.write(FavouritePut {
            person,
            mini_app,
            added_at,
        })?)
    }
}
