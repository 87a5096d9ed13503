//! Reading the list of regions: the form is told in `data/regions.md`.

use std::io::Read as _;

use flate2::read::GzDecoder;

use super::{Entry, List, RegionCode, search};

/// Why a file is no list of regions. Only a broken build has one.
#[derive(Debug, thiserror::Error)]
pub enum NotAList {
    /// It cannot be unpacked.
    #[error(transparent)]
    Unpack(#[from] std::io::Error),
    /// A line that is none of a list, or out of order.
    #[error("line {0}: {1}")]
    Line(usize, String),
}

/// A code that the list has no more.
#[derive(Debug)]
pub struct Retired {
    pub code: RegionCode,
    /// The last edition that had it.
    pub edition: String,
}

/// The ministry's list.
pub fn real() -> Result<List, NotAList> {
    let packed: &[u8] = include_bytes!("../../data/regions.txt.gz");
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text)?;
    List::default().with(&text)
}

impl List {
    /// This list with another one after it.
    pub fn with(mut self, text: &str) -> Result<Self, NotAList> {
        // As deep as the regions in which the next line may lie, by their place.
        let mut around: Vec<usize> = Vec::new();
        let mut retired: Option<&str> = None;
        for (nth, line) in (1..).zip(text.lines()) {
            let refused = || NotAList::Line(nth, line.chars().take(80).collect());
            let (first, rest) = line.split_once(' ').ok_or_else(refused)?;
            match (first, retired) {
                ("edition", _) => self.editions.push((self.entries.len(), rest.to_owned())),
                ("retired", _) => retired = Some(rest),
                (code, Some(edition)) => self.retired.push(Retired {
                    code: code.parse().map_err(|_| refused())?,
                    edition: edition.to_owned(),
                }),
                (digits, None) => {
                    let depth = digits.bytes().take_while(|byte| *byte == b'\t').count();
                    around.truncate(depth);
                    self.add(&mut around, depth, digits.trim_start(), rest)
                        .ok_or_else(refused)?;
                }
            }
        }
        self.retired.sort_by_key(|one| one.code);
        Ok(self)
    }

    fn add(
        &mut self,
        around: &mut Vec<usize>,
        depth: usize,
        digits: &str,
        name: &str,
    ) -> Option<()> {
        let here = self.entries.len();
        let (outer, within) = match depth.checked_sub(1) {
            None => (RegionCode::NONE, here),
            Some(above) => {
                let within = *around.get(above)?;
                (self.entries.get(within)?.code, within)
            }
        };
        let code = outer.inner(digits)?;
        if self.entries.last().is_some_and(|last| last.code >= code) {
            return None;
        }
        self.entries.push(Entry {
            code,
            within: u32::try_from(within).ok()?,
            name: u32::try_from(self.names.len()).ok()?,
            folded: u32::try_from(self.folded.len()).ok()?,
        });
        around.push(here);
        self.names.push_str(name);
        self.folded.push(' ');
        search::fold(name, &mut self.folded);
        self.folded.push('\n');
        Some(())
    }
}
