//! How the log is read by others: C2SP tlog-tiles, <https://c2sp.org/tlog-tiles>.

use std::str::FromStr;

use tlog_tiles::{Error, Tile, stored_hash_index};

use crate::Hashes;

/// Levels of the tree in one tile.
pub const TILE_HEIGHT: u8 = 8;
/// Hashes in a full tile, and entries in a full bundle.
pub const TILE_WIDTH: u64 = 1 << TILE_HEIGHT;

/// Beyond it, no level of a tree of 2^64 entries.
const HIGHEST_LEVEL: u8 = 7;

/// What is asked for, by its path below the log's prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// Hashes: `tile/<L>/<N>[.p/<W>]`.
    Tile {
        /// In tiles, from the leaves.
        level: u8,
        /// Of the tile in its level.
        number: u64,
        /// How many hashes.
        width: u64,
    },
    /// Entries: `tile/entries/<N>[.p/<W>]`.
    Entries {
        /// Of the bundle.
        number: u64,
        /// How many entries.
        width: u64,
    },
}

/// The path names nothing in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoResource;

impl Resource {
    /// The first entry of a bundle, or the first hash of a tile in its level.
    #[must_use]
    pub fn first(self) -> u64 {
        let (Self::Tile { number, .. } | Self::Entries { number, .. }) = self;
        number.saturating_mul(TILE_WIDTH)
    }

    /// Whether a log of this size has it.
    #[must_use]
    pub fn is_in(self, size: u64) -> bool {
        let (level, width) = match self {
            Self::Tile { level, width, .. } => (level, width),
            Self::Entries { width, .. } => (0, width),
        };
        let at_level = size
            .checked_shr(u32::from(level) * u32::from(TILE_HEIGHT))
            .unwrap_or(0);
        self.first().saturating_add(width) <= at_level
    }

    /// The places in storage of a tile's hashes.
    #[must_use]
    pub fn wanted(self) -> Vec<u64> {
        match self {
            Self::Entries { .. } => Vec::new(),
            Self::Tile { level, width, .. } => (0..width)
                .map(|nth| stored_hash_index(level * TILE_HEIGHT, self.first().saturating_add(nth)))
                .collect(),
        }
    }

    /// Its path.
    #[must_use]
    pub fn path(self) -> String {
        let (kind, number, width) = match self {
            Self::Tile {
                level,
                number,
                width,
            } => (level.to_string(), number, width),
            Self::Entries { number, width } => ("entries".to_owned(), number, width),
        };
        let mut place = format!("{:03}", number % 1000);
        let mut rest = number / 1000;
        while rest > 0 {
            place = format!("x{:03}/{place}", rest % 1000);
            rest /= 1000;
        }
        let part = if width == TILE_WIDTH {
            String::new()
        } else {
            format!(".p/{width}")
        };
        format!("tile/{kind}/{place}{part}")
    }
}

impl FromStr for Resource {
    type Err = NoResource;
    fn from_str(path: &str) -> Result<Self, NoResource> {
        let rest = path.strip_prefix("tile/").ok_or(NoResource)?;
        let (kind, place) = rest.split_once('/').ok_or(NoResource)?;
        let (place, width) = match place.split_once(".p/") {
            None => (place, TILE_WIDTH),
            Some((place, width)) => (place, width.parse().map_err(|_| NoResource)?),
        };
        let mut number: u64 = 0;
        for part in place.split('/') {
            let digits = part.strip_prefix('x').unwrap_or(part);
            let part: u64 = digits.parse().map_err(|_| NoResource)?;
            number = number
                .checked_mul(1000)
                .and_then(|number| number.checked_add(part))
                .ok_or(NoResource)?;
        }
        let resource = match kind {
            "entries" => Self::Entries { number, width },
            level => Self::Tile {
                level: level.parse().map_err(|_| NoResource)?,
                number,
                width,
            },
        };
        let level = match resource {
            Self::Tile { level, .. } => level,
            Self::Entries { .. } => 0,
        };
        // One thing has one path.
        let is_one =
            (1..=TILE_WIDTH).contains(&width) && level <= HIGHEST_LEVEL && resource.path() == path;
        is_one.then_some(resource).ok_or(NoResource)
    }
}

/// The bytes of a tile, of the hashes that it wants.
///
/// # Errors
/// Where one of them is missing.
pub fn tile(resource: Resource, known: &Hashes) -> Result<Vec<u8>, Error> {
    let Resource::Tile {
        level,
        number,
        width,
    } = resource
    else {
        return Err(Error::InvalidTile);
    };
    let width = u32::try_from(width).map_err(|_| Error::InvalidTile)?;
    if level > HIGHEST_LEVEL || !(1..=1 << TILE_HEIGHT).contains(&width) {
        return Err(Error::InvalidTile);
    }
    Tile::new(TILE_HEIGHT, level, number, width, false).read_data(known)
}

/// The bytes of a bundle of entries: each with its length before it, as a big-endian `u16`.
///
/// # Errors
/// Where an entry is too long for a bundle; none that was made by [`Entry`](crate::Entry) is.
pub fn bundle<'e>(entries: impl Iterator<Item = &'e [u8]>) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| Error::InvalidTile)?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle.
///
/// # Errors
/// Where it ends in the middle of one.
pub fn entries(mut bundle: &[u8]) -> Result<Vec<&[u8]>, CutShort> {
    let mut entries = Vec::new();
    while !bundle.is_empty() {
        let (length, rest) = bundle.split_first_chunk::<2>().ok_or(CutShort)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, rest) = rest.split_at_checked(length).ok_or(CutShort)?;
        entries.push(entry);
        bundle = rest;
    }
    Ok(entries)
}

/// A bundle ends in the middle of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bundle ends in the middle of an entry; hint: fetch it again")]
pub struct CutShort;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        let path = |text: &str| text.parse::<Resource>();
        let tile = Resource::Tile {
            level: 0,
            number: 1_234_067,
            width: 256,
        };
        assert_eq!(path("tile/0/x001/x234/067"), Ok(tile));
        let entries = Resource::Entries {
            number: 0,
            width: 3,
        };
        assert_eq!(path("tile/entries/000.p/3"), Ok(entries));
        for wrong in [
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/257",
            "tile/64/000",
            "tile/0/0",
            "tile/0/x000/001",
            "tile/data/000",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
            "tile/entries/-01",
            "tile/+1/000",
        ] {
            assert_eq!(path(wrong), Err(NoResource), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_bundle_is_read_back(all in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 0..20), cut in 1..40_usize) {
            let bytes = bundle(all.iter().map(Vec::as_slice)).expect("none is too long");
            prop_assert_eq!(entries(&bytes), Ok(all.iter().map(Vec::as_slice).collect::<Vec<_>>()));
            let short = &bytes[..bytes.len().saturating_sub(cut)];
            if let Ok(fewer) = entries(short) {
                prop_assert!(fewer.len() <= all.len());
            }
        }

        #[test]
        fn no_path_is_anything_but_an_answer(path in "tile/(entries|[0-9]{1,3})/[x0-9/]{0,24}(\\.p/[0-9]{1,4})?") {
            if let Ok(resource) = path.parse::<Resource>() {
                prop_assert_eq!(resource.path(), path);
                let _ = (resource.is_in(1 << 40), resource.wanted());
                let _ = tile(resource, &Hashes::default());
            }
        }
    }
}
