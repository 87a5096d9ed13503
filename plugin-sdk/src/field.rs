//! The questions of a form, one constructor for each kind. What is asked must be answered, unless it is `optional`.

use crate::bindings::balai::ui::form::{
    Answer, Choice, Condition, DateRules, Field, Kind, MoneyRules, RegionLevel, TextRules,
    WholeRules,
};
use crate::values::IntoRich;
use core::ops::RangeInclusive;

fn field(name: &str, label: impl Into<String>, kind: Kind) -> Field {
    Field {
        name: name.to_owned(),
        label: label.into(),
        hint: None,
        kind,
        required: true,
        prefilled: Vec::new(),
        when: None,
    }
}

fn of_length(length: RangeInclusive<u32>) -> TextRules {
    TextRules {
        min_length: Some(*length.start()),
        max_length: Some(*length.end()),
        pattern: None,
        pattern_message: None,
    }
}

impl Field {
    /// One line of so many characters.
    #[must_use]
    pub fn text(name: &str, label: impl Into<String>, length: RangeInclusive<u32>) -> Self {
        field(name, label, Kind::Text(of_length(length)))
    }

    /// Several lines of so many characters in all.
    #[must_use]
    pub fn long_text(name: &str, label: impl Into<String>, length: RangeInclusive<u32>) -> Self {
        field(name, label, Kind::LongText(of_length(length)))
    }

    /// A whole number of these units, such as "people".
    #[must_use]
    pub fn whole(
        name: &str,
        label: impl Into<String>,
        bounds: RangeInclusive<i64>,
        unit: impl Into<String>,
    ) -> Self {
        let rules = WholeRules {
            min: Some(*bounds.start()),
            max: Some(*bounds.end()),
            unit: Some(unit.into()),
        };
        field(name, label, Kind::Whole(rules))
    }

    /// An amount of whole rupiah within these bounds.
    #[must_use]
    pub fn rupiah(name: &str, label: impl Into<String>, bounds: RangeInclusive<i64>) -> Self {
        let sen = |rupiah: &i64| Some(rupiah.saturating_mul(100));
        let rules = MoneyRules {
            currency: "IDR".to_owned(),
            min: sen(bounds.start()),
            max: sen(bounds.end()),
        };
        field(name, label, Kind::Money(rules))
    }

    /// A day, whichever.
    #[must_use]
    pub fn date(name: &str, label: impl Into<String>) -> Self {
        field(
            name,
            label,
            Kind::Date(DateRules {
                min: None,
                max: None,
            }),
        )
    }

    /// One of a few: see [`choice`].
    #[must_use]
    pub fn choice(
        name: &str,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        field(name, label, Kind::Choice(choices.into_iter().collect()))
    }

    /// Any of a few.
    #[must_use]
    pub fn choices(
        name: &str,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        field(name, label, Kind::Choices(choices.into_iter().collect()))
    }

    /// Yes or no.
    #[must_use]
    pub fn yes_no(name: &str, label: impl Into<String>) -> Self {
        field(name, label, Kind::YesNo)
    }

    /// A place on earth: latitude and longitude.
    #[must_use]
    pub fn location(name: &str, label: impl Into<String>) -> Self {
        field(name, label, Kind::Location)
    }

    /// One of very many, of the lookup of this name: see [`Lookups`](crate::Lookups). [`Submission::choice`] reads it.
    ///
    /// [`Submission::choice`]: crate::prelude::Submission::choice
    #[must_use]
    pub fn lookup(name: &str, label: impl Into<String>, lookup: &str) -> Self {
        field(name, label, Kind::Lookup(lookup.to_owned()))
    }

    /// A region of this level, by its code in the ministry of home affairs' list. [`Submission::choice`] reads the code.
    ///
    /// [`Submission::choice`]: crate::prelude::Submission::choice
    #[must_use]
    pub fn region(name: &str, label: impl Into<String>, level: RegionLevel) -> Self {
        field(name, label, Kind::Region(level))
    }

    /// A verified attribute of the citizen, which the host fills in and nobody can alter.
    #[must_use]
    pub fn claim(name: &str, label: impl Into<String>, claim: &str) -> Self {
        field(name, label, Kind::Claim(claim.to_owned()))
    }

    /// A statement that must be agreed to.
    #[must_use]
    pub fn agreement(name: &str, label: impl Into<String>, statement: impl IntoRich) -> Self {
        field(name, label, Kind::Agreement(statement.into_rich()))
    }

    /// A field of any other kind.
    #[must_use]
    pub fn of(name: &str, label: impl Into<String>, kind: Kind) -> Self {
        field(name, label, kind)
    }

    /// Shown under the label and read with it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// May be left empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// Filled in already.
    #[must_use]
    pub fn prefilled(mut self, answer: Answer) -> Self {
        self.prefilled = vec![answer];
        self
    }

    /// This text is written in it already.
    #[must_use]
    pub fn written(self, text: impl Into<String>) -> Self {
        self.prefilled(Answer::Text(text.into()))
    }

    /// One of its choices is made already.
    #[must_use]
    pub fn chosen(self, value: impl Into<String>) -> Self {
        self.prefilled(Answer::Chosen(vec![value.into()]))
    }

    /// Asked only where the answer to an earlier field is one of these.
    #[must_use]
    pub fn when<T: Into<String>>(
        mut self,
        field: &str,
        any_of: impl IntoIterator<Item = T>,
    ) -> Self {
        let any_of = any_of.into_iter().map(Into::into).collect();
        self.when = Some(Condition {
            field: field.to_owned(),
            any_of,
        });
        self
    }
}

/// One thing to choose: what comes back, and what is read.
#[must_use]
pub fn choice(value: impl Into<String>, label: impl Into<String>) -> Choice {
    Choice {
        value: value.into(),
        label: label.into(),
        hint: None,
    }
}

impl Choice {
    /// Shown under its label and read with it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
