//! Answers of a journey as the inputs that a browser would send.

use app::form::input::{DatePart, InputName};
use app::region::{self, RegionCode};
use contract::form::{Choice, Field, Form, Kind};

/// An answer as it is written in a journey.
#[derive(Debug, Clone, PartialEq)]
pub enum Filled {
    /// Typed.
    Typed(String),
    /// Chosen, by value or label.
    Chosen(Vec<String>),
    /// Agreed.
    Agreed,
}

/// The one field of a form that bears this label, and the step that it stands in.
pub fn field<'f>(form: &'f Form, label: &str) -> Result<(usize, &'f Field), String> {
    let mut found = form
        .steps
        .iter()
        .enumerate()
        .flat_map(|(step, at)| at.fields.iter().map(move |field| (step, field)))
        .filter(|(_, field)| field.label == label);
    match (found.next(), found.next()) {
        (Some(field), None) => Ok(field),
        (Some(_), Some(_)) => Err(format!("several fields bear the label \"{label}\"")),
        (None, _) => {
            let labels: Vec<&str> = form
                .steps
                .iter()
                .flat_map(|s| &s.fields)
                .map(|f| f.label.as_str())
                .collect();
            Err(format!(
                "no field bears the label \"{label}\"; there are: {}",
                labels.join(", ")
            ))
        }
    }
}

/// The inputs for a field: name and value.
pub fn inputs(field: &Field, filled: &Filled) -> Result<Vec<(String, String)>, String> {
    let name = InputName::of(&field.name, 0).to_string();
    let one = |value: &str| Ok(vec![(name.clone(), value.to_owned())]);
    match (filled, &field.kind) {
        (Filled::Typed(day), Kind::Date(_)) => {
            let parts: Vec<&str> = day.split('-').collect();
            let [year, month, date] = parts.as_slice() else {
                return Err(format!("\"{day}\" is no day such as 2026-11-24"));
            };
            let part = |part, text: &str| {
                (
                    InputName::of_part(&field.name, 0, part).to_string(),
                    text.to_owned(),
                )
            };
            Ok(vec![
                part(DatePart::Day, date),
                part(DatePart::Month, month),
                part(DatePart::Year, year),
            ])
        }
        (Filled::Typed(answer), Kind::YesNo) => match answer.as_str() {
            "yes" => one("true"),
            "no" => one("false"),
            _ => Err("a question of yes or no is filled with `yes` or `no`".to_owned()),
        },
        (
            Filled::Typed(answer),
            Kind::Text(_)
            | Kind::LongText(_)
            | Kind::Email
            | Kind::Phone
            | Kind::Nik
            | Kind::Location
            | Kind::Whole(_)
            | Kind::Decimal(_)
            | Kind::Money(_),
        ) => one(answer),
        (Filled::Chosen(chosen), Kind::Choice(choices) | Kind::Choices(choices)) => chosen
            .iter()
            .map(|wanted| Ok((name.clone(), value_of(choices, wanted)?)))
            .collect(),
        // By its code; or by its name, as whoever types it and chooses the first that is found.
        (Filled::Chosen(chosen), Kind::Region(level)) => {
            let wanted = chosen.last().map_or("", String::as_str);
            let found = region::search(wanted, *level, 1).regions;
            match found.first() {
                Some(region) if wanted.parse::<RegionCode>().is_err() => {
                    one(&region.code().to_string())
                }
                _ => one(wanted),
            }
        }
        (Filled::Chosen(chosen), Kind::Lookup(_)) => one(chosen.last().map_or("", String::as_str)),
        (Filled::Agreed, Kind::Agreement(_)) => one("true"),
        _ => Err(format!(
            "\"{}\" is a field of another kind: docs/JOURNEYS.md says how each is answered",
            field.label
        )),
    }
}

fn value_of(choices: &[Choice], wanted: &str) -> Result<String, String> {
    let found = choices
        .iter()
        .find(|choice| choice.value == wanted || choice.label == wanted);
    found.map(|choice| choice.value.clone()).ok_or_else(|| {
        let offered: Vec<&str> = choices.iter().map(|choice| choice.label.as_str()).collect();
        format!(
            "\"{wanted}\" is not offered; there are: {}",
            offered.join(", ")
        )
    })
}
