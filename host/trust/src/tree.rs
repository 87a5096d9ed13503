//! The Merkle tree of the log (RFC 6962, section 2.1), as hashes that are stored one for each full subtree.

use std::collections::BTreeMap;

pub use tlog_tiles::Hash;
use tlog_tiles::{
    EMPTY_HASH, Error, HashReader, node_hash, record_hash, split_stored_hash_index,
    stored_hash_index, stored_hashes, sub_tree_index, tree_hash,
};

/// Hashes by their place in storage, fetched before they are asked for.
#[derive(Debug, Clone, Default)]
pub struct Hashes(pub BTreeMap<u64, Hash>);

impl HashReader for Hashes {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        indexes
            .iter()
            .map(|index| self.0.get(index).copied().ok_or(Error::IndexesNotInTree))
            .collect()
    }
}

/// The level of a place in storage, from the leaves, and its number in that level.
#[must_use]
pub fn level_of(place: u64) -> (u8, u64) {
    split_stored_hash_index(place)
}

/// The places whose hashes [`to_store`] wants for the entry of this number, from 0.
#[must_use]
pub fn wanted_to_store(number: u64) -> Vec<u64> {
    // Each 1 at the end of the number completes a subtree, with the one to the left of it.
    let completed = u8::try_from(number.trailing_ones()).unwrap_or(u8::MAX);
    (0..completed)
        .map(|level| stored_hash_index(level, (number >> level).saturating_sub(1)))
        .collect()
}

/// What is to be stored for an entry, with its places.
///
/// # Errors
/// Where a hash that is wanted is missing.
pub fn to_store(number: u64, entry: &[u8], known: &Hashes) -> Result<Vec<(u64, Hash)>, Error> {
    let first = stored_hash_index(0, number);
    Ok((first..)
        .zip(stored_hashes(number, entry, known)?)
        .collect())
}

/// The places whose hashes [`root`] wants for a tree of so many entries.
#[must_use]
pub fn wanted_for_root(size: u64) -> Vec<u64> {
    if size == 0 {
        return Vec::new();
    }
    sub_tree_index(0, size, Vec::new())
}

/// The root of a tree of so many entries.
///
/// # Errors
/// Where a hash that is wanted is missing.
pub fn root(size: u64, known: &Hashes) -> Result<Hash, Error> {
    tree_hash(size, known)
}

/// A tree that only grows at its right edge: what somebody keeps who reads all entries in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frontier {
    size: u64,
    /// Of the full subtrees, the largest first: one for each 1 in the size.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// How many entries there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// One more entry.
    pub fn push(&mut self, entry: &[u8]) {
        let mut hash = record_hash(entry);
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(left, hash);
        }
        self.peaks.push(hash);
        self.size = self.size.saturating_add(1);
    }

    /// The root of what there is.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.peaks
            .iter()
            .rev()
            .copied()
            .reduce(|right, left| node_hash(left, right))
            .unwrap_or(EMPTY_HASH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_hashes_and_the_frontier_give_one_root() {
        let (mut stored, mut frontier) = (Hashes::default(), Frontier::default());
        for number in 0..600_u64 {
            let entry = format!("entry {number}");
            let wanted = wanted_to_store(number);
            let known = Hashes(
                wanted
                    .iter()
                    .map(|at| (*at, stored.0[at]))
                    .collect::<BTreeMap<_, _>>(),
            );
            stored
                .0
                .extend(to_store(number, entry.as_bytes(), &known).expect("all is known"));
            frontier.push(entry.as_bytes());
            let size = frontier.size();
            let known = Hashes(
                wanted_for_root(size)
                    .iter()
                    .map(|at| (*at, stored.0[at]))
                    .collect(),
            );
            assert_eq!(root(size, &known).expect("all is known"), frontier.root());
        }
    }

    #[test]
    fn the_empty_tree_is_that_of_the_rfc() {
        assert_eq!(Frontier::default().root(), EMPTY_HASH);
        assert_eq!(root(0, &Hashes::default()).ok(), Some(EMPTY_HASH));
    }
}
