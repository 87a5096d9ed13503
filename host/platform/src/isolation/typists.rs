//! One call at a time for each person who types: what they type is asked about many times a minute, and must leave the
//! mini-app's places to others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use app::PersonId;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

/// Who has a call under way. As many are kept as type at this moment.
#[derive(Debug, Default)]
pub struct Typists(Mutex<HashMap<PersonId, Weak<Turn<()>>>>);

impl Typists {
    /// Waits until no call of this person runs; whoever goes away while waiting loses their place. Nobody is nobody's
    /// neighbour, and does not wait.
    pub async fn wait(&self, person: Option<PersonId>) -> Option<OwnedMutexGuard<()>> {
        let turn = {
            let mut typing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            typing.retain(|_, turn| turn.strong_count() > 0);
            let person = person?;
            match typing.get(&person).and_then(Weak::upgrade) {
                Some(turn) => turn,
                None => {
                    let turn = Arc::new(Turn::new(()));
                    typing.insert(person, Arc::downgrade(&turn));
                    turn
                }
            }
        };
        Some(turn.lock_owned().await)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;

    #[tokio::test]
    async fn calls_of_one_person_take_turns_and_others_do_not_wait() {
        let typists = Typists::default();
        let entropy = app::Entropy::seeded(1);
        let [sari, tono] = [1, 2].map(|at| Some(PersonId(entropy.id(app::Instant(at)))));
        let first = typists.wait(sari).await;
        assert!(typists.wait(sari).now_or_never().is_none());
        assert!(typists.wait(tono).now_or_never().is_some());
        drop(first);
        assert!(typists.wait(sari).now_or_never().is_some());
        drop(typists.wait(tono).await);
        assert!(typists.wait(None).now_or_never().is_some());
        assert!(typists.0.lock().unwrap().is_empty());
    }
}
