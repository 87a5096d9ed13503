//! Regions by the ministry of home affairs' list: provinces, kabupaten and kota, kecamatan, kelurahan and desa.
//!
//! The list is data with an edition (`data/regions.md`), read when the first asks for it and kept for good.
//! Splits retire codes and later editions may use one anew, so what is kept of a region for people is its code *and* the
//! edition. These are not the codes of the statistics office (BPS), which look alike.

mod code;
mod read;
mod search;

use std::{fmt, sync::LazyLock};

pub use code::{NotARegionCode, RegionCode};
pub use contract::form::RegionLevel;
use read::Retired;
pub use search::Found;

/// The ministry's list, and the invented regions in which the demo's people live.
static LIST: LazyLock<List> = LazyLock::new(|| {
    let list = read::real().and_then(|list| list.with(include_str!("../data/regions-demo.txt")));
    // Tests read the same bytes, so that this is for a broken build alone: then no region is found.
    list.unwrap_or_else(|error| {
        tracing::error!(%error, "the list of regions cannot be read");
        List::default()
    })
});

/// All regions, each after the one in which it lies.
#[derive(Default)]
struct List {
    entries: Vec<Entry>,
    /// All names, one after the other.
    names: String,
    /// All names as they are searched: [`search::fold`] of each, with a space before and a line's end after.
    folded: String,
    /// From which entry on which edition holds.
    editions: Vec<(usize, String)>,
    /// By code.
    retired: Vec<Retired>,
}

struct Entry {
    code: RegionCode,
    /// Where it lies; itself for a province.
    within: u32,
    /// Where its name begins, and where it begins as it is searched: it ends where the next one begins.
    name: u32,
    folded: u32,
}

/// A region of the list.
#[derive(Clone, Copy)]
pub struct Region {
    list: &'static List,
    nth: usize,
}

/// What a region is, by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Provinsi.
    Province,
    /// Kabupaten or kota, and which of the two stands in its name.
    Regency,
    /// Kecamatan.
    District,
    /// Kelurahan: the fourth part begins with 1.
    Kelurahan,
    /// Desa: it begins with 2.
    Desa,
    /// Desa adat: it begins with 3.
    DesaAdat,
}

/// What a code means today.
pub enum Standing {
    /// A region of the list.
    Known(Region),
    /// It was one up to this edition.
    Retired(&'static str),
    /// No edition that is known has it.
    Unknown,
}

/// Reads the list, which takes a while: to be done where nobody waits for it, before the first asks.
pub fn read_list() {
    LazyLock::force(&LIST);
}

/// What a code means today.
#[must_use]
pub fn standing(code: RegionCode) -> Standing {
    let list = &*LIST;
    if let Some(region) = find(code) {
        return Standing::Known(region);
    }
    match list.retired.binary_search_by_key(&code, |one| one.code) {
        Ok(nth) => list
            .retired
            .get(nth)
            .map_or(Standing::Unknown, |one| Standing::Retired(&one.edition)),
        Err(_) => Standing::Unknown,
    }
}

/// The region of a code; none where the list has no such code, or no longer.
#[must_use]
pub fn find(code: RegionCode) -> Option<Region> {
    let list = &*LIST;
    let found = list.entries.binary_search_by_key(&code, |entry| entry.code);
    found.ok().map(|nth| Region { list, nth })
}

/// A code with the name of its region; the code alone where the list has none, or no longer.
#[must_use]
pub fn named(code: &str) -> String {
    let region = code.parse().ok().and_then(find);
    region.map_or_else(
        || code.to_owned(),
        |region| format!("{code} {}", region.title()),
    )
}

/// The regions of a level of which the words, or beginnings of words, of `text` name them or where they lie: "menteng
/// jakarta". The best first, `limit` at most. A code, or the beginning of one, finds what it begins.
#[must_use]
pub fn search(text: &str, level: RegionLevel, limit: usize) -> Found {
    LIST.search(text, level, limit)
}

impl Region {
    /// Its code.
    #[must_use]
    pub fn code(self) -> RegionCode {
        self.entry().map_or(RegionCode::NONE, |entry| entry.code)
    }

    /// Its name as the list has it, without what it is, but for a kabupaten or kota: "Menteng", "Kota Bandung".
    #[must_use]
    pub fn name(self) -> &'static str {
        let end = |nth: usize| match self.list.entries.get(nth) {
            Some(next) => next.name as usize,
            None => self.list.names.len(),
        };
        let begin = self.entry().map_or(0, |entry| entry.name as usize);
        self.list
            .names
            .get(begin..end(self.nth + 1))
            .unwrap_or_default()
    }

    /// Its name with what it is: "Kelurahan Menteng".
    #[must_use]
    pub fn title(self) -> String {
        match self.code().kind().word() {
            Some(word) => format!("{word} {}", self.name()),
            None => self.name().to_owned(),
        }
    }

    /// Where it lies: a province in nothing.
    #[must_use]
    pub fn within(self) -> Option<Self> {
        let nth = self.entry()?.within as usize;
        (nth != self.nth).then_some(Self { nth, ..self })
    }

    /// Where it lies, from the nearest on: "Kecamatan Menteng, Kota Administrasi Jakarta Pusat, Provinsi Daerah Khusus Ibukota Jakarta".
    #[must_use]
    pub fn place(self) -> String {
        let around = std::iter::successors(self.within(), |region| region.within());
        around.map(Self::title).collect::<Vec<_>>().join(", ")
    }

    /// Its full name: what it is called, and where it lies.
    #[must_use]
    pub fn full_name(self) -> String {
        match self.within() {
            Some(_) => format!("{}, {}", self.title(), self.place()),
            None => self.title(),
        }
    }

    /// The edition of the list by which it has this code, such as "Kepmendagri 300.2.2-2430/2025".
    #[must_use]
    pub fn edition(self) -> &'static str {
        let editions = &self.list.editions;
        let mut until_here = editions.iter().rev().filter(|(from, _)| *from <= self.nth);
        until_here.next().map_or("", |(_, edition)| edition)
    }

    fn entry(self) -> Option<&'static Entry> {
        self.list.entries.get(self.nth)
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Region({} {})", self.code(), self.title())
    }
}

impl Kind {
    /// The word before its name; none where the name has it.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::Province => Some("Provinsi"),
            Self::Regency => None,
            Self::District => Some("Kecamatan"),
            Self::Kelurahan => Some("Kelurahan"),
            Self::Desa => Some("Desa"),
            Self::DesaAdat => Some("Desa Adat"),
        }
    }
}
