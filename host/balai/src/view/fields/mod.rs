//! The questions of a form, each by one template of its kind's name under `templates/fields/`.
//!
//! Names of inputs are the form engine's: `f.<field>.<nth>`, and `.day`, `.month`, `.year` after it for a date.

mod agreement;
mod choice;
mod claim;
mod date;
mod line;
mod location;
mod long_text;
mod number;
pub mod pick;
mod yes_no;

use contract::form::{Condition, Field, Kind, Step};

use super::blocks::Reason;
use super::form::FormView;
use super::html::Html;
use super::links::Links;
use super::reader::Reader;

/// What the questions of one step are rendered with.
pub(super) struct FieldContext<'a> {
    pub(super) step: &'a Step,
    pub(super) draft: &'a FormView,
    pub(super) reader: &'a Reader,
    pub(super) links: &'a Links,
    /// The name of a field's input, by field and turn.
    pub(super) input_name: fn(&str, u32) -> String,
    /// Says where no answer is needed.
    pub(super) tells_optional: bool,
}

/// What every question has: label, hint, error, and when it is asked.
pub(super) struct Question {
    /// Of the first control: where the label and the error summary lead.
    id: String,
    name: String,
    label: String,
    /// "(optional)", where no answer is needed.
    optional: Option<String>,
    hints: Vec<String>,
    /// "Error:", and what is wrong.
    error: Option<(String, String)>,
    when: Option<When>,
}

/// That a question is asked only where another of the same step is answered so.
struct When {
    /// For those without a script.
    sentence: String,
    /// The name of the other's inputs.
    input: String,
    /// The answers, as a JSON list.
    any_of: String,
}

/// The id of a field's first control.
#[must_use]
pub fn id(field: &str, nth: u32) -> String {
    format!("f-{field}-{nth}")
}

/// As the form engine reads it.
pub(super) fn input_name(field: &str, nth: u32) -> String {
    format!("f.{field}.{nth}")
}

/// One question, as its kind asks it.
pub(super) fn render(field: &Field, nth: u32, context: &FieldContext<'_>) -> Result<Html, Reason> {
    let question = context.question(field, nth);
    let reader = context.reader;
    let value = || context.first_value(field, nth);
    let html = match &field.kind {
        Kind::Text(rules) => Html::of(&line::Line::text(question, value(), rules)),
        Kind::Email => Html::of(&line::Line::email(question, value())),
        Kind::Phone => Html::of(&line::Line::phone(question, value())),
        Kind::Nik => Html::of(&line::Line::nik(question, value(), reader)),
        Kind::LongText(rules) => {
            Html::of(&long_text::LongText::of(question, value(), rules, reader))
        }
        Kind::Whole(rules) => Html::of(&number::Number::whole(question, value(), rules)),
        Kind::Decimal(rules) => Html::of(&number::Number::decimal(question, value(), rules)),
        Kind::Money(rules) => Html::of(&number::Number::money(question, value(), rules)),
        Kind::Date(_) => Html::of(&date::Date::of(
            question,
            context.values(field, nth),
            reader,
        )),
        Kind::Choice(choices) => {
            let chosen = context.values(field, nth);
            if choices.len() > choice::MOST_RADIOS {
                Html::of(&choice::Select::of(question, choices, &chosen, reader))
            } else {
                Html::of(&choice::Choice::one(question, choices, &chosen))
            }
        }
        Kind::Choices(choices) => Html::of(&choice::Choice::any(
            question,
            choices,
            &context.values(field, nth),
        )),
        Kind::YesNo => Html::of(&yes_no::YesNo::of(question, &value(), reader)),
        Kind::Claim(name) => Html::of(&claim::Claim::of(
            question,
            context.draft.claims.get(name),
            reader,
        )?),
        Kind::Agreement(statement) => Html::of(&agreement::Agreement::of(
            question,
            &value(),
            statement,
            context,
        )?),
        // A filter has no draft in which a search could stand.
        Kind::Lookup(_) if context.draft.draft.is_empty() => {
            return Err(Reason::Unrenderable("lookup"));
        }
        Kind::Region(_) if context.draft.draft.is_empty() => {
            return Err(Reason::Unrenderable("region"));
        }
        Kind::Lookup(_) | Kind::Region(_) => {
            let at = pick::At {
                draft: &context.draft.draft,
                step: context.draft.step,
                field: &field.name,
                nth,
            };
            let picks = &context.draft.picks;
            let blank = pick::Pick::default();
            let pick = picks.get(&(field.name.clone(), nth)).unwrap_or(&blank);
            Html::of(&pick::PickField::of(
                question,
                &field.kind,
                pick,
                field.required,
                at,
                reader,
            ))
        }
        Kind::Location => Html::of(&location::Location::of(question, value(), reader)),
        Kind::Files(_) => return Err(Reason::Unrenderable("files")),
    };
    Ok(html?)
}

impl FieldContext<'_> {
    /// Whether it stands on the page: a condition on an earlier step is settled, one on this step is not.
    pub(super) fn may_be_asked(&self, field: &Field) -> bool {
        let Some(condition) = &field.when else {
            return true;
        };
        if self.in_step(&condition.field).is_some() {
            return true;
        }
        let answers = self
            .draft
            .values
            .iter()
            .filter(|((name, _), _)| *name == condition.field);
        answers
            .flat_map(|(_, values)| values)
            .any(|value| condition.any_of.contains(value))
    }

    fn in_step(&self, name: &str) -> Option<&Field> {
        self.step.fields.iter().find(|field| field.name == name)
    }

    fn question(&self, field: &Field, nth: u32) -> Question {
        let error = self
            .draft
            .errors
            .iter()
            .find(|error| error.field == field.name && error.nth == nth);
        let is_mere_reading = matches!(field.kind, Kind::Claim(_));
        let optional = self.tells_optional && !field.required && !is_mere_reading;
        Question {
            id: id(&field.name, nth),
            name: (self.input_name)(&field.name, nth),
            label: field.label.clone(),
            optional: optional.then(|| self.reader.say("form-optional").to_string()),
            hints: field.hint.iter().cloned().collect(),
            error: error.map(|error| {
                (
                    self.reader.say("form-error").to_string(),
                    error.message.clone(),
                )
            }),
            when: field
                .when
                .as_ref()
                .and_then(|condition| self.when(condition, nth)),
        }
    }

    fn when(&self, condition: &Condition, nth: u32) -> Option<When> {
        let other = self.in_step(&condition.field)?;
        let named = |value: &String| match &other.kind {
            Kind::Choice(choices) | Kind::Choices(choices) => {
                let choice = choices.iter().find(|choice| choice.value == *value);
                choice.map_or_else(|| value.clone(), |choice| choice.label.clone())
            }
            Kind::YesNo | Kind::Agreement(_) if value == "true" => {
                self.reader.say("yes").to_string()
            }
            Kind::YesNo | Kind::Agreement(_) => self.reader.say("no").to_string(),
            _ => value.clone(),
        };
        let answers: Vec<String> = condition.any_of.iter().map(named).collect();
        let sentence = self
            .reader
            .say("form-only-if")
            .with("question", &other.label);
        Some(When {
            sentence: sentence.with("answers", answers.join(" / ")).to_string(),
            input: (self.input_name)(&condition.field, nth),
            any_of: serde_json::Value::from(condition.any_of.clone()).to_string(),
        })
    }

    /// What stands in the field.
    fn values(&self, field: &Field, nth: u32) -> Vec<String> {
        let typed = self.draft.values.get(&(field.name.clone(), nth));
        typed.cloned().unwrap_or_default()
    }

    fn first_value(&self, field: &Field, nth: u32) -> String {
        self.values(field, nth)
            .into_iter()
            .next()
            .unwrap_or_default()
    }
}

impl Question {
    /// For `aria-describedby`: the ids of the hints and of the error, in the order in which they are read.
    fn described_by(&self) -> String {
        let hints = (0..self.hints.len()).map(|hint| format!("{}-hint-{hint}", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        hints.chain(error).collect::<Vec<_>>().join(" ")
    }
}
