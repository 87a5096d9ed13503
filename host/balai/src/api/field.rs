//! A question of a form, or of a filter.

use contract::{form, values};
use jiff::civil;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Context,
    content::{Span, rich},
    value::{TypedValue, amount},
};
use crate::view::{blocks::Reason, format};

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Field {
    /// Unique in its form.
    pub name: String,
    /// The question.
    pub label: String,
    /// Read with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What sort of answer it asks for.
    pub kind: Kind,
    /// Whether an answer is needed.
    pub required: bool,
    /// Asked only where this holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// Holds where the answer to an earlier field of the form is one of these; "true" and "false" for yes-no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Condition {
    /// The other field.
    pub field: String,
    /// Its answers.
    pub any_of: Vec<String>,
}

/// What sort of answer a field asks for, with the rules that hold for it. More may come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Kind {
    /// One line.
    Text(TextRules),
    /// Several lines.
    LongText(TextRules),
    /// A whole number.
    Whole {
        /// The least.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// The most.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
        /// Of what.
        #[serde(skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    /// An exact number.
    Decimal {
        /// The least, in plain notation.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<String>,
        /// The most.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<String>,
        /// So many digits may follow the point.
        places: u8,
        /// Of what.
        #[serde(skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    /// An amount of money.
    Money {
        /// ISO 4217.
        currency: String,
        /// The least, in the currency's main unit.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<String>,
        /// The most.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<String>,
    },
    /// A day.
    Date {
        /// The first.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<civil::Date>,
        /// The last.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<civil::Date>,
    },
    /// One of a few.
    Choice {
        /// In order.
        choices: Vec<Choice>,
    },
    /// Any of a few.
    Choices {
        /// In order.
        choices: Vec<Choice>,
    },
    /// Yes or no.
    YesNo,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// Somebody's citizen number.
    Nik,
    /// What the platform knows of the person: shown, and answered by the platform.
    Claim {
        /// Which.
        name: String,
        /// None where the platform does not know it.
        #[serde(skip_serializing_if = "Option::is_none")]
        value: Option<TypedValue>,
    },
    /// One of very many, to be found by words.
    Lookup,
    /// A region, to be found by words.
    Region {
        /// How deep into the list of regions.
        level: Level,
    },
    /// A place on earth.
    Location,
    /// A statement that is to be agreed to.
    Agreement {
        /// The statement.
        statement: Vec<Span>,
    },
}

/// What holds for text. Lengths count characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextRules {
    /// At least so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// At most so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// A regular expression that the whole text matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    /// What is answered.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Read with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// How deep into the list of regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Provinsi.
    Province,
    /// Kabupaten or kota.
    Regency,
    /// Kecamatan.
    District,
    /// Desa or kelurahan.
    Village,
}

impl Field {
    /// `claim` is what the platform knows of the person, for a field that asks for it.
    ///
    /// # Errors
    /// Where it is not what its type promises, or of a kind that this host does not ask for.
    pub fn of(
        context: Context<'_>,
        field: &form::Field,
        claim: Option<&values::Value>,
    ) -> Result<Self, Reason> {
        let when = field.when.as_ref().map(|when| Condition {
            field: when.field.clone(),
            any_of: when.any_of.clone(),
        });
        Ok(Self {
            name: field.name.clone(),
            label: field.label.clone(),
            hint: field.hint.clone(),
            kind: Kind::of(context, &field.kind, claim)?,
            required: field.required,
            when,
        })
    }
}

impl Kind {
    fn of(
        context: Context<'_>,
        kind: &form::Kind,
        claim: Option<&values::Value>,
    ) -> Result<Self, Reason> {
        let day = |day: Option<values::Date>| day.map(format::civil_day).transpose();
        Ok(match kind {
            form::Kind::Text(rules) => Self::Text(rules.into()),
            form::Kind::LongText(rules) => Self::LongText(rules.into()),
            form::Kind::Whole(rules) => Self::Whole {
                min: rules.min,
                max: rules.max,
                unit: rules.unit.clone(),
            },
            form::Kind::Decimal(rules) => Self::Decimal {
                min: rules.min.clone(),
                max: rules.max.clone(),
                places: rules.places,
                unit: rules.unit.clone(),
            },
            form::Kind::Money(rules) => Self::Money {
                currency: rules.currency.clone(),
                min: rules.min.map(|min| amount(min, &rules.currency)),
                max: rules.max.map(|max| amount(max, &rules.currency)),
            },
            form::Kind::Date(rules) => Self::Date {
                min: day(rules.min)?,
                max: day(rules.max)?,
            },
            form::Kind::Choice(offered) => Self::Choice {
                choices: choices(offered),
            },
            form::Kind::Choices(offered) => Self::Choices {
                choices: choices(offered),
            },
            form::Kind::YesNo => Self::YesNo,
            form::Kind::Email => Self::Email,
            form::Kind::Phone => Self::Phone,
            form::Kind::Nik => Self::Nik,
            form::Kind::Claim(name) => Self::Claim {
                name: name.clone(),
                value: claim
                    .map(|claim| TypedValue::of(context.reader, claim))
                    .transpose()?,
            },
            form::Kind::Lookup(_) => Self::Lookup,
            form::Kind::Region(level) => Self::Region {
                level: (*level).into(),
            },
            form::Kind::Location => Self::Location,
            form::Kind::Agreement(statement) => Self::Agreement {
                statement: rich(context, statement)?,
            },
            form::Kind::Files(_) => return Err(Reason::Unrenderable("files")),
        })
    }
}

/// What is offered.
#[must_use]
pub fn choices(offered: &[form::Choice]) -> Vec<Choice> {
    let choice = |choice: &form::Choice| Choice {
        value: choice.value.clone(),
        label: choice.label.clone(),
        hint: choice.hint.clone(),
    };
    offered.iter().map(choice).collect()
}

impl From<&form::TextRules> for TextRules {
    fn from(rules: &form::TextRules) -> Self {
        Self {
            min_length: rules.min_length,
            max_length: rules.max_length,
            pattern: rules.pattern.clone(),
        }
    }
}

impl From<form::RegionLevel> for Level {
    fn from(level: form::RegionLevel) -> Self {
        match level {
            form::RegionLevel::Province => Self::Province,
            form::RegionLevel::Regency => Self::Regency,
            form::RegionLevel::District => Self::District,
            form::RegionLevel::Village => Self::Village,
        }
    }
}
