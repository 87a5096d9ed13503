//! The code of a region: two digits for the province, two for kabupaten or kota, two for the kecamatan and four for
//! kelurahan or desa, apart by points (Permendagri 58/2021): "31.71.06.1002".

use std::{fmt, str::FromStr};

use contract::form::RegionLevel;

use super::Kind;

/// The digits of all four parts.
const DIGITS: u32 = 10;

/// The code of a region, of whichever level. Ordered as the list is: a region before those in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode(
    /// All ten digits; 0 in the place of a part that it does not have, which no part is.
    u64,
);

/// The text is no code of a region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no code of a region such as 31.71.06.1002")]
pub struct NotARegionCode(pub String);

impl RegionCode {
    /// The code of nothing.
    pub(super) const NONE: Self = Self(0);

    /// How deep the region lies.
    #[must_use]
    pub fn level(self) -> RegionLevel {
        match self.0 {
            code if code % 10_000 != 0 => RegionLevel::Village,
            code if code % 1_000_000 != 0 => RegionLevel::District,
            code if code % 100_000_000 != 0 => RegionLevel::Regency,
            _ => RegionLevel::Province,
        }
    }

    /// What the region is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match (self.level(), self.0 % 10_000 / 1000) {
            (RegionLevel::Province, _) => Kind::Province,
            (RegionLevel::Regency, _) => Kind::Regency,
            (RegionLevel::District, _) => Kind::District,
            (RegionLevel::Village, 1) => Kind::Kelurahan,
            (RegionLevel::Village, 3) => Kind::DesaAdat,
            (RegionLevel::Village, _) => Kind::Desa,
        }
    }

    /// The code of the region of that level in which this one lies: itself for its own level, none for a deeper one.
    #[must_use]
    pub fn at(self, level: RegionLevel) -> Option<Self> {
        let unit = unit(level);
        (depth(level) <= depth(self.level())).then_some(Self(self.0 / unit * unit))
    }

    /// Whether the other one is this region or lies in it.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        other.at(self.level()) == Some(self)
    }

    /// The code of the region in this one whose own part is these digits.
    pub(super) fn inner(self, digits: &str) -> Option<Self> {
        let text = match self {
            Self::NONE => digits.to_owned(),
            _ => format!("{self}.{digits}"),
        };
        text.parse().ok()
    }
}

/// From 0 for a province.
pub(super) fn depth(level: RegionLevel) -> usize {
    match level {
        RegionLevel::Province => 0,
        RegionLevel::Regency => 1,
        RegionLevel::District => 2,
        RegionLevel::Village => 3,
    }
}

/// What the last digit of a code of this level counts.
fn unit(level: RegionLevel) -> u64 {
    match level {
        RegionLevel::Province => 100_000_000,
        RegionLevel::Regency => 1_000_000,
        RegionLevel::District => 10_000,
        RegionLevel::Village => 1,
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(code) = self;
        write!(f, "{:02}", code / 100_000_000)?;
        let depth = depth(self.level());
        if depth > 0 {
            write!(f, ".{:02}", code / 1_000_000 % 100)?;
        }
        if depth > 1 {
            write!(f, ".{:02}", code / 10_000 % 100)?;
        }
        if depth > 2 {
            write!(f, ".{:04}", code % 10_000)?;
        }
        Ok(())
    }
}

impl FromStr for RegionCode {
    type Err = NotARegionCode;
    fn from_str(text: &str) -> Result<Self, NotARegionCode> {
        let refused = || NotARegionCode(text.chars().take(40).collect());
        let (mut code, mut digits) = (0, 0);
        for (depth, part) in text.split('.').enumerate() {
            let length = match depth {
                0..=2 => 2,
                3 => 4,
                _ => return Err(refused()),
            };
            let is_number = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            match part.parse::<u64>() {
                Ok(number @ 1..) if is_number => {
                    code = code * 10_u64.pow(part.len() as u32) + number
                }
                _ => return Err(refused()),
            }
            digits += part.len() as u32;
        }
        Ok(Self(code * 10_u64.pow(DIGITS - digits)))
    }
}
