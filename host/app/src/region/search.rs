//! Searching the list by words: each must begin a word of the region's name or of the name of one around it.
//!
//! The names stand in one text, so that a word is found by a vectorised scan; which words are found of which region is a
//! bit each, and goes down to those within, which stand after it. One search makes two tables of a byte for each region.

use contract::form::RegionLevel;
use memchr::memmem;

use super::code::depth;
use super::{Kind, List, Region, RegionCode};

/// So many words are looked at, a bit each.
const MOST_WORDS: usize = 8;
/// So much of what is typed is looked at, in characters.
const MOST_TEXT: usize = 100;
/// How well a region fits: by its whole name, by the beginning of its name, by its name, partly by its name, and only by
/// where it lies.
const CLASSES: usize = 5;

/// What a search found.
#[derive(Default)]
pub struct Found {
    /// The best first.
    pub regions: Vec<Region>,
    /// How many there are in all.
    pub of: usize,
}

/// Lower case, apostrophes left out, and one space between words. Appended.
pub(super) fn fold(name: &str, to: &mut String) {
    let mut is_apart = false;
    for character in name.chars() {
        match character {
            '\'' | '\u{2019}' | '`' => {}
            _ if character.is_alphanumeric() => {
                if is_apart {
                    to.push(' ');
                }
                is_apart = false;
                to.extend(character.to_lowercase());
            }
            // Nothing stands apart from what is not there.
            _ => is_apart = to.ends_with(char::is_alphanumeric),
        }
    }
}

impl List {
    pub(super) fn search(&'static self, text: &str, level: RegionLevel, limit: usize) -> Found {
        let typed: String = text.chars().take(MOST_TEXT).collect();
        if let Some(code) = beginning(typed.trim()) {
            return self.of_code(code, level, limit);
        }
        let mut folded = String::new();
        fold(&typed, &mut folded);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let words = words.get(..MOST_WORDS).unwrap_or(&words);
        if words.is_empty() {
            return Found::default();
        }
        let own = self.own(words);
        let all_words = u8::MAX >> (MOST_WORDS - words.len());
        let mut all = own.clone();
        let mut classes: [Vec<usize>; CLASSES] = Default::default();
        let mut of = 0;
        for (nth, entry) in self.entries.iter().enumerate() {
            let around = all.get(entry.within as usize).copied().unwrap_or_default();
            let Some(found) = all.get_mut(nth) else { break };
            *found |= around;
            if *found != all_words || entry.code.level() != level {
                continue;
            }
            of += 1;
            let class = self.class(nth, own.get(nth).copied().unwrap_or_default(), words);
            if let Some(class) = classes.get_mut(class).filter(|class| class.len() < limit) {
                class.push(nth);
            }
        }
        let best = classes.into_iter().flatten().take(limit);
        Found {
            regions: best.map(|nth| Region { list: self, nth }).collect(),
            of,
        }
    }

    /// Which words are found in the name of each region itself.
    fn own(&self, words: &[&str]) -> Vec<u8> {
        let mut own = vec![0_u8; self.entries.len()];
        for (nth, word) in words.iter().enumerate() {
            let bit = 1 << nth;
            for at in memmem::find_iter(self.folded.as_bytes(), &format!(" {word}")) {
                let after = self
                    .entries
                    .partition_point(|entry| entry.folded as usize <= at);
                if let Some(found) = own.get_mut(after.saturating_sub(1)) {
                    *found |= bit;
                }
            }
            // What a region is, is said of most, but stands in the name of few.
            if let Some(is_meant) = meant(word) {
                let named = own.iter_mut().zip(&self.entries);
                for (found, _) in named.filter(|(_, entry)| is_meant(entry.code.kind())) {
                    *found |= bit;
                }
            }
        }
        own
    }

    fn class(&self, nth: usize, own: u8, words: &[&str]) -> usize {
        let name = self.folded_name(nth);
        let typed = || words.iter().filter(|word| meant(word).is_none());
        let is_first = typed().next().is_some_and(|word| {
            let bare = bare(name);
            bare.starts_with(*word) || name.starts_with(*word)
        });
        let whole = |name: &str| name.split(' ').eq(typed().copied());
        // The words go on with where it lies.
        let leads = || {
            let mut typed = typed();
            let mut named = name.split(' ').filter(|word| meant(word).is_none());
            named.all(|word| typed.next() == Some(&word))
        };
        match own.count_ones() as usize {
            0 => 4,
            some if some < words.len() && leads() => 2,
            some if some < words.len() => 3,
            _ if whole(name) || whole(bare(name)) => 0,
            _ if is_first => 1,
            _ => 2,
        }
    }

    fn folded_name(&self, nth: usize) -> &str {
        let begin = self.entries.get(nth).map(|entry| entry.folded as usize);
        let rest = begin.and_then(|begin| self.folded.get(begin..));
        let line = rest.and_then(|rest| rest.lines().next());
        line.unwrap_or_default().trim_start()
    }

    /// What has this code or lies in it; or, where that lies deeper than is looked for, in which it lies.
    fn of_code(&'static self, code: RegionCode, level: RegionLevel, limit: usize) -> Found {
        if depth(level) < depth(code.level()) {
            let around = code.at(level).and_then(super::find);
            let regions: Vec<Region> = around.into_iter().take(limit).collect();
            return Found {
                of: regions.len(),
                regions,
            };
        }
        let begin = self.entries.partition_point(|entry| entry.code < code);
        let inside = (begin..self.entries.len()).zip(self.entries.iter().skip(begin));
        let inside = inside
            .take_while(|(_, entry)| code.contains(entry.code))
            .filter(|(_, entry)| entry.code.level() == level);
        let (mut regions, mut of) = (Vec::new(), 0);
        for (nth, _) in inside {
            of += 1;
            if regions.len() < limit {
                regions.push(Region { list: self, nth });
            }
        }
        Found { regions, of }
    }
}

/// A code that is typed, to a point or without.
fn beginning(typed: &str) -> Option<RegionCode> {
    typed.strip_suffix('.').unwrap_or(typed).parse().ok()
}

/// A kabupaten's or kota's name without the words that say which it is.
fn bare(name: &str) -> &str {
    let name = name
        .strip_prefix("kabupaten ")
        .or(name.strip_prefix("kota "))
        .unwrap_or(name);
    name.strip_prefix("administrasi ").unwrap_or(name)
}

/// Which regions are meant by a word that says what a region is.
fn meant(word: &str) -> Option<fn(Kind) -> bool> {
    match word {
        "provinsi" | "prov" => Some(|kind| kind == Kind::Province),
        "kecamatan" | "kec" => Some(|kind| kind == Kind::District),
        "kelurahan" | "kel" => Some(|kind| kind == Kind::Kelurahan),
        "desa" => Some(|kind| matches!(kind, Kind::Desa | Kind::DesaAdat)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_whole_and_has_as_many_regions_as_its_decree() {
        let list = super::super::read::real().unwrap();
        let count = |is: &dyn Fn(&RegionCode) -> bool| {
            list.entries.iter().filter(|entry| is(&entry.code)).count()
        };
        let of = |kind| count(&|code| code.kind() == kind);
        let kota = count(&|code| {
            code.kind() == Kind::Regency && code.to_string().as_bytes().get(3) >= Some(&b'7')
        });
        assert_eq!(of(Kind::Province), 38);
        assert_eq!((of(Kind::Regency) - kota, kota), (416, 98));
        assert_eq!(of(Kind::District), 7285);
        assert_eq!(of(Kind::Kelurahan), 8496);
        assert_eq!(of(Kind::Desa) + of(Kind::DesaAdat), 75_266);
    }

    #[test]
    fn names_are_folded_as_they_are_typed() {
        let folded = |name: &str| {
            let mut to = String::from(" ");
            fold(name, &mut to);
            to
        };
        assert_eq!(folded("Salo'o"), " saloo");
        assert_eq!(folded("  Kota-Baru (II) "), " kota baru ii");
    }
}
