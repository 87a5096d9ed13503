//! Where a part of a list begins: at the place of an entry that was seen, not at a count of entries. So whoever turns
//! the pages misses none and sees none twice, whatever comes and goes in between.

use serde::{Deserialize, Serialize};

/// Which part of a list, by the sort key of an entry that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Turn<K> {
    /// The first.
    #[default]
    First,
    /// What follows this entry.
    After(K),
    /// What stands right before this entry. A query gives it backwards: the nearest first.
    Before(K),
}

impl<K> Turn<K> {
    /// The entry that was seen.
    pub fn key(&self) -> Option<&K> {
        match self {
            Self::First => None,
            Self::After(key) | Self::Before(key) => Some(key),
        }
    }

    /// Whether it goes back.
    pub fn is_back(&self) -> bool {
        matches!(self, Self::Before(_))
    }

    /// The same with the key read from a text; none where it cannot be read.
    pub fn read<L>(&self, read: impl FnOnce(&K) -> Option<L>) -> Option<Turn<L>> {
        Some(match self {
            Self::First => Turn::First,
            Self::After(key) => Turn::After(read(key)?),
            Self::Before(key) => Turn::Before(read(key)?),
        })
    }
}
