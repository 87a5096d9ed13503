//! Turns of those who take long, guests and others: a few places, which go round among tenants, and among a tenant's
//! guests in the order in which they asked. A tenant with a hundred guests that spin gets as many turns as one with a single one.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// The places, and who waits for one.
#[derive(Debug)]
pub(crate) struct Turns(Mutex<State>);

#[derive(Debug)]
struct State {
    free: usize,
    line: Line<oneshot::Sender<Place>>,
}

impl Turns {
    pub(crate) fn new(places: usize) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            free: places,
            line: Line::default(),
        })))
    }

    /// Waits for a place. Whoever stops waiting leaves nothing behind.
    pub(crate) async fn take(self: &Arc<Self>, tenant: u64) -> Option<Place> {
        let turn = {
            let mut state = self.state();
            if state.free > 0 {
                state.free -= 1;
                return Some(Place(Some(Arc::clone(self))));
            }
            let (give, turn) = oneshot::channel();
            state.line.push(tenant, give);
            turn
        };
        turn.await.ok()
    }

    /// Gives a place that became free to the next who still waits.
    fn pass_on(self: Arc<Self>) {
        loop {
            let next = {
                let mut state = self.state();
                let next = state.line.pop();
                if next.is_none() {
                    state.free += 1;
                }
                next
            };
            let Some(next) = next else { return };
            let Err(mut refused) = next.send(Place(Some(Arc::clone(&self)))) else {
                return;
            };
            // It is passed on here, and not when it is dropped.
            refused.0 = None;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place; dropped, it goes to the next in line.
#[derive(Debug)]
pub(crate) struct Place(Option<Arc<Turns>>);

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(turns) = self.0.take() {
            turns.pass_on();
        }
    }
}

/// Who waits, by tenant: start-time fair queueing, where every turn costs the same.
#[derive(Debug)]
struct Line<T> {
    tenants: HashMap<u64, Waiting<T>>,
    /// How many turns a tenant has had that is served at this moment; who comes back after a while begins here.
    now: u64,
    /// Of all tenants.
    turns: u64,
}

#[derive(Debug)]
struct Waiting<T> {
    line: VecDeque<T>,
    had: u64,
    /// The number of its last turn: of equals, the one who waited longest is next.
    last: u64,
}

impl<T> Default for Line<T> {
    fn default() -> Self {
        Self {
            tenants: HashMap::new(),
            now: 0,
            turns: 0,
        }
    }
}

impl<T> Line<T> {
    fn push(&mut self, tenant: u64, who: T) {
        let now = self.now;
        let waiting = self.tenants.entry(tenant).or_insert_with(|| Waiting {
            line: VecDeque::new(),
            had: now,
            last: 0,
        });
        if waiting.line.is_empty() {
            waiting.had = waiting.had.max(now);
        }
        waiting.line.push_back(who);
    }

    fn pop(&mut self) -> Option<T> {
        let next = self
            .tenants
            .values_mut()
            .filter(|waiting| !waiting.line.is_empty())
            .min_by_key(|waiting| (waiting.had, waiting.last))?;
        let who = next.line.pop_front();
        self.now = next.had;
        self.turns += 1;
        next.had += 1;
        next.last = self.turns;
        // Who waits no more and is owed nothing is forgotten.
        let now = self.now;
        self.tenants
            .retain(|_, waiting| !waiting.line.is_empty() || waiting.had > now);
        who
    }
}

#[cfg(test)]
mod tests {
    //! Fairness, whatever the numbers; and that a turn is never lost.

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn tenants_get_the_same_number_of_turns_however_many_guests_they_have(
            guests in prop::collection::vec(1..50_usize, 2..6),
            places in 1..4_usize,
        ) {
            let mut line = Line::default();
            let mut had = vec![0_u32; guests.len()];
            for (tenant, guests) in guests.iter().enumerate() {
                for _ in 0..*guests {
                    line.push(tenant as u64, tenant);
                }
            }
            let mut running: VecDeque<usize> = (0..places).filter_map(|_| line.pop()).collect();
            for _ in 0..1_000 {
                // Back in line only after the place was given to another.
                let tenant = running.pop_front().unwrap();
                had[tenant] += 1;
                running.extend(line.pop());
                line.push(tenant as u64, tenant);
                if running.len() < places {
                    running.extend(line.pop());
                }
            }
            let (most, least) = (had.iter().max().unwrap(), had.iter().min().unwrap());
            if places == 1 {
                prop_assert!(most - least <= 2, "{had:?}");
            }
            // Who has one guest has it in one place at a time.
            prop_assert!(*least as usize >= 990 / guests.len() / places, "{had:?}");
        }

        #[test]
        fn those_of_one_tenant_are_served_in_order(guests in 1..100_u32) {
            let mut line = Line::default();
            for guest in 0..guests {
                line.push(7, guest);
            }
            let served: Vec<u32> = std::iter::from_fn(|| line.pop()).collect();
            prop_assert!(served.into_iter().eq(0..guests));
        }
    }

    #[tokio::test]
    async fn a_place_goes_past_those_who_stopped_waiting() {
        let turns = Turns::new(1);
        let first = turns.take(1).await.unwrap();
        let mut waiting: Vec<_> = (0..100)
            .map(|tenant| {
                Box::pin({
                    let turns = Arc::clone(&turns);
                    async move { turns.take(tenant % 7).await }
                })
            })
            .collect();
        for waits in &mut waiting {
            assert!(futures::poll!(waits.as_mut()).is_pending());
        }
        let last = waiting.pop().unwrap();
        waiting.clear();
        drop(first);
        let place = last.await.unwrap();
        // Given, and dropped before it was seen.
        let mut late = Box::pin(turns.take(3));
        assert!(futures::poll!(late.as_mut()).is_pending());
        drop(place);
        drop(late);
        assert_eq!(turns.state().free, 1);
    }
}
