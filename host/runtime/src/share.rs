//! What tenants leave each other: slots for calls, and memory.
//!
//! The rule for both: **a tenant may hold as much as stays free.** Alone, one gets half; two get a third each; and
//! whoever comes next always finds something, however greedy the others are. The rule knows no list of tenants and no
//! shares to be set; it is that of switches that share a buffer (Choudhury and Hahne, "Dynamic queue length thresholds
//! for shared-memory packet switches", 1998). Nothing waits here: what does not fit is refused at once.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use wasmtime::component::Component;

/// Memories and tables that one slot stands for; the engine's pool has as many for each.
pub(crate) const MEMORIES: u32 = 2;
pub(crate) const TABLES: u32 = 4;

/// So many answers that took a moment make up for one that took long.
const OWED: u32 = 16;

/// There is not enough left for this tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exhausted;

/// One resource of the process.
#[derive(Debug)]
struct Resource {
    most: u64,
    used: AtomicU64,
}

impl Resource {
    fn new(most: u64) -> Self {
        Self {
            most,
            used: AtomicU64::new(0),
        }
    }

    /// Books so much more for a tenant that holds `own`. Two calls of one tenant at the same moment may exceed its
    /// share, never the whole.
    fn take(&self, own: &AtomicU64, amount: u64) -> Result<(), Exhausted> {
        self.used
            .fetch_update(Relaxed, Relaxed, |used| {
                let used = used.checked_add(amount)?;
                let own = own.load(Relaxed).checked_add(amount)?;
                // One more, so that a single slot can be had by somebody.
                let free = self.most.checked_sub(used)? + 1;
                (own <= free).then_some(used)
            })
            .map_err(|_| Exhausted)?;
        own.fetch_add(amount, Relaxed);
        Ok(())
    }

    fn give_back(&self, own: &AtomicU64, amount: u64) {
        own.fetch_sub(amount, Relaxed);
        self.used.fetch_sub(amount, Relaxed);
    }
}

/// What is shared, and who holds how much of it.
#[derive(Debug)]
pub(crate) struct Books {
    slots: Resource,
    memory: Resource,
    /// A name is never forgotten: as many as there are tenants.
    accounts: Mutex<HashMap<String, Arc<Account>>>,
}

#[derive(Debug)]
struct Account {
    number: u64,
    slots: AtomicU64,
    memory: AtomicU64,
}

impl Books {
    pub(crate) fn new(slots: u64, memory_bytes: u64) -> Arc<Self> {
        Arc::new(Self {
            slots: Resource::new(slots),
            memory: Resource::new(memory_bytes),
            accounts: Mutex::default(),
        })
    }

    pub(crate) fn share(self: &Arc<Self>, tenant: &str, component: &Component) -> Share {
        self.share_of(tenant, slots_of(component))
    }

    fn share_of(self: &Arc<Self>, tenant: &str, slots: u64) -> Share {
        Share(Arc::new(Part {
            books: Arc::clone(self),
            account: self.account(tenant),
            // The largest component runs in the smallest pool, if alone.
            slots: slots.min(self.slots.most.div_ceil(2)),
            stopped: None,
            computes: AtomicBool::new(false),
            owes: AtomicU32::new(0),
        }))
    }

    /// By which a tenant waits for its turn.
    pub(crate) fn tenant(&self, tenant: &str) -> u64 {
        self.account(tenant).number
    }

    fn account(&self, tenant: &str) -> Arc<Account> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let number = accounts.len() as u64;
        let account = accounts.entry(tenant.to_owned()).or_insert_with(|| {
            Arc::new(Account {
                number,
                slots: AtomicU64::new(0),
                memory: AtomicU64::new(0),
            })
        });
        Arc::clone(account)
    }

    pub(crate) fn slots_held(&self) -> u64 {
        self.slots.used.load(Relaxed)
    }

    pub(crate) fn memory_held(&self) -> u64 {
        self.memory.used.load(Relaxed)
    }
}

/// A component of several modules takes more of the pool than its one slot.
fn slots_of(component: &Component) -> u64 {
    let Some(needed) = component.resources_required() else {
        return u64::from(u32::MAX);
    };
    let memories = needed.num_memories.div_ceil(MEMORIES);
    let tables = needed.num_tables.div_ceil(TABLES);
    u64::from(memories.max(tables).max(1))
}

/// Whose call it is, and how much of the pool it takes; [`Runtime::share`](crate::Runtime::share) gives it. Cheap to
/// clone.
#[derive(Clone, Debug)]
pub struct Share(Arc<Part>);

struct Part {
    books: Arc<Books>,
    account: Arc<Account>,
    slots: u64,
    stopped: Option<Box<dyn Fn() -> bool + Send + Sync>>,
    /// Its last call ran for more than a tick.
    computes: AtomicBool,
    /// So many of its answers must take a moment until they are taken for light ones again.
    owes: AtomicU32,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("account", &self.account)
            .field("slots", &self.slots)
            .finish_non_exhaustive()
    }
}

impl Share {
    /// The same share for calls that end by a trap at their next tick once `stopped` says so. It is asked often, from any
    /// thread: it answers from memory.
    #[must_use]
    pub fn ended_when(&self, stopped: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        let Part {
            books,
            account,
            slots,
            ..
        } = &*self.0;
        Self(Arc::new(Part {
            books: Arc::clone(books),
            account: Arc::clone(account),
            slots: *slots,
            stopped: Some(Box::new(stopped)),
            computes: AtomicBool::new(false),
            owes: AtomicU32::new(0),
        }))
    }

    /// Whether its next call keeps off the server's threads from its beginning.
    pub(crate) fn computes(&self) -> bool {
        self.0.computes.load(Relaxed)
    }

    /// What the next call is taken for, after one that was of this kind.
    pub(crate) fn take_for(&self, computes: bool) {
        // Written where it changes alone, as all threads read it.
        if computes != self.computes() {
            self.0.computes.store(computes, Relaxed);
        }
    }

    /// Whether its next answer is likely to take the server long, as one of the last did. Not the last one alone: two kinds
    /// of pages by turns would always be taken for light ones.
    pub(crate) fn is_heavy(&self) -> bool {
        self.0.owes.load(Relaxed) > 0
    }

    /// An answer took long.
    pub(crate) fn took_long(&self) {
        self.0.owes.store(OWED, Relaxed);
    }

    /// An answer did not.
    pub(crate) fn took_a_moment(&self) {
        if self.is_heavy() {
            let less = |owes: u32| owes.checked_sub(1);
            // Nothing is owed any more where it fails.
            let _ = self.0.owes.fetch_update(Relaxed, Relaxed, less);
        }
    }

    /// The same for all calls of one tenant.
    pub(crate) fn tenant(&self) -> u64 {
        self.0.account.number
    }

    /// Admits a call.
    pub(crate) fn admit(&self) -> Result<Held, Exhausted> {
        let Part {
            books,
            account,
            slots,
            ..
        } = &*self.0;
        books.slots.take(&account.slots, *slots)?;
        Ok(Held {
            share: self.clone(),
            memory: 0,
        })
    }
}

/// What one call holds; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    share: Share,
    memory: u64,
}

impl Held {
    /// Of whose share.
    pub(crate) fn share(&self) -> &Share {
        &self.share
    }

    /// Whether its calls are to end.
    pub(crate) fn is_stopped(&self) -> bool {
        self.share
            .0
            .stopped
            .as_ref()
            .is_some_and(|stopped| stopped())
    }

    /// So many bytes of memory more.
    pub(crate) fn grow(&mut self, bytes: u64) -> Result<(), Exhausted> {
        let Part { books, account, .. } = &*self.share.0;
        books.memory.take(&account.memory, bytes)?;
        self.memory = self.memory.saturating_add(bytes);
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Part {
            books,
            account,
            slots,
            ..
        } = &*self.share.0;
        books.memory.give_back(&account.memory, self.memory);
        books.slots.give_back(&account.slots, *slots);
    }
}

#[cfg(test)]
mod tests {
    //! The rule, under whatever tenants do.

    use proptest::prelude::*;

    use super::*;

    const MOST: u64 = 1_000;

    #[test]
    fn alone_one_gets_half_and_two_a_third_each() {
        let books = Books::new(90, 0);
        let (a, b) = (books.share_of("a", 1), books.share_of("b", 1));
        let of_a: Vec<Held> = std::iter::from_fn(|| a.admit().ok()).collect();
        assert_eq!(of_a.len(), 45);
        let of_b: Vec<Held> = std::iter::from_fn(|| b.admit().ok()).collect();
        assert_eq!(of_b.len(), 23);
        drop(of_a);
        drop(of_b);
        assert_eq!(books.slots_held(), 0);
        let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
        while let (Ok(one), Ok(other)) = (a.admit(), b.admit()) {
            of_a.push(one);
            of_b.push(other);
        }
        assert_eq!((of_a.len(), of_b.len()), (30, 30));
    }

    #[test]
    fn what_took_long_is_made_up_for_by_light_answers() {
        let share = Books::new(1, 0).share_of("a", 1);
        assert!(!share.is_heavy());
        share.took_long();
        share.took_long();
        for _ in 0..OWED {
            assert!(share.is_heavy());
            share.took_a_moment();
        }
        assert!(!share.is_heavy());
    }

    proptest! {
        #[test]
        fn the_whole_is_never_exceeded_and_a_newcomer_finds_something(
            steps in prop::collection::vec((0..4_usize, 1..400_u64, any::<bool>()), 1..200)
        ) {
            let books = Books::new(1_000, MOST);
            let tenants: Vec<Share> = (0..4).map(|name| books.share_of(&name.to_string(), 1)).collect();
            let mut held: Vec<Vec<Held>> = vec![Vec::new(), Vec::new(), Vec::new(), Vec::new()];
            for (tenant, bytes, ends) in steps {
                if ends {
                    held[tenant].pop();
                } else if let Ok(mut call) = tenants[tenant].admit() {
                    let stays = MOST.checked_sub(books.memory_held() + bytes);
                    let own: u64 = held[tenant].iter().map(|call| call.memory).sum();
                    let fits = stays.is_some_and(|free| own + bytes <= free + 1);
                    prop_assert_eq!(call.grow(bytes).is_ok(), fits);
                    held[tenant].push(call);
                }
                let all: u64 = held.iter().flatten().map(|call| call.memory).sum();
                prop_assert_eq!(books.memory_held(), all);
                prop_assert!(all < MOST);
            }
            let newcomer = books.share_of("new", 1).admit();
            prop_assert!(newcomer.is_ok_and(|mut call| call.grow(1).is_ok()));
            held.clear();
            prop_assert_eq!((books.memory_held(), books.slots_held()), (0, 0));
        }
    }
}
