//! The names of a form's inputs: `f.<field>.<nth>`, and after it `.day`, `.month`, `.year` for a date, and `.find` for the
//! words by which a region or an entry of a lookup is searched.
//!
//! A group of checkboxes (`choices`, `agreement`) shares one name. An unticked box sends nothing, so the page puts a
//! hidden input of the same name with an empty value before the group: it says that the group was shown.

use std::fmt;

use contract::form::Kind;

/// A part of a date, asked for by an input of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePart {
    /// 1 to 31.
    Day,
    /// 1 to 12.
    Month,
    /// Four digits.
    Year,
}

impl DatePart {
    /// In the order in which they are asked.
    pub const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Year];

    /// How an input's name ends.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// Which of a field's inputs, where it has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A part of a date.
    Date(DatePart),
    /// What is searched for. The choice itself is the plain input.
    Find,
}

impl Part {
    /// How an input's name ends.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Date(part) => part.name(),
            Self::Find => "find",
        }
    }

    fn named(name: &str) -> Option<Self> {
        let dates = DatePart::ALL.map(Self::Date);
        let mut parts = dates.into_iter().chain([Self::Find]);
        parts.find(|part| part.name() == name)
    }
}

/// The name of one input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputName<'a> {
    /// The field's name.
    pub field: &'a str,
    /// Which of a repeated step, from 0.
    pub nth: u32,
    /// Which of several.
    pub part: Option<Part>,
}

impl<'a> InputName<'a> {
    /// The name of a field's only input, or of its group.
    #[must_use]
    pub const fn of(field: &'a str, nth: u32) -> Self {
        Self {
            field,
            nth,
            part: None,
        }
    }

    /// The name of one part of a date.
    #[must_use]
    pub const fn of_part(field: &'a str, nth: u32, part: DatePart) -> Self {
        Self {
            field,
            nth,
            part: Some(Part::Date(part)),
        }
    }

    /// The name of the input for the words that are searched for.
    #[must_use]
    pub const fn find(field: &'a str, nth: u32) -> Self {
        Self {
            field,
            nth,
            part: Some(Part::Find),
        }
    }

    /// Reads a name exactly as this module writes it, so that one input never has two names.
    #[must_use]
    pub fn parse(name: &'a str) -> Option<Self> {
        let mut parts = name.strip_prefix("f.")?.split('.');
        let field = parts.next().filter(|field| !field.is_empty())?;
        let digits = parts.next()?;
        let nth: u32 = digits
            .parse()
            .ok()
            .filter(|nth: &u32| nth.to_string() == digits)?;
        let part = match parts.next() {
            Some(name) => Some(Part::named(name)?),
            None => None,
        };
        parts.next().is_none().then_some(Self { field, nth, part })
    }

    /// Whether a field of this kind has such an input. A claim has none: the host fills it.
    #[must_use]
    pub fn fits(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Date(_) => matches!(self.part, Some(Part::Date(_))),
            Kind::Lookup(_) | Kind::Region(_) => matches!(self.part, None | Some(Part::Find)),
            Kind::Claim(_) | Kind::Files(_) => false,
            _ => self.part.is_none(),
        }
    }
}

impl fmt::Display for InputName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "f.{}.{}", self.field, self.nth)?;
        match self.part {
            Some(part) => write!(f, ".{}", part.name()),
            None => Ok(()),
        }
    }
}
