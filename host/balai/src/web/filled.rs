//! A draft as the pages show it: where it stands, what was typed, and what is wrong with it.

use std::collections::BTreeMap;

use app::{
    draft::Draft,
    form::{
        Answers, Line, Notation, Problem,
        input::{DatePart, InputName},
        is_searched_for,
    },
    region::{self, Region, RegionLevel},
};
use contract::form::{self, Choice, Field, Kind, Step};

use super::WebError;
use crate::view::{
    FieldError, FormView, Reader,
    fields::pick::{Found, Pick},
    pages::AnswerLine,
    problem,
};

/// So many regions are shown of those that were found.
const MOST_FOUND: usize = 20;

/// One step of a draft, by its position in the form.
#[must_use]
pub fn step(draft: &Draft, position: usize, notation: Notation) -> FormView {
    let steps = draft.steps();
    let asked: Vec<usize> = steps.asked().collect();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let place = asked.iter().position(|asked| *asked == position);
    let times = draft.form.steps.get(position);
    FormView {
        draft: draft.id.to_string(),
        step: count(position).saturating_add(1),
        position: count(place.unwrap_or_default()).saturating_add(1),
        of: count(asked.len()),
        times: times.map_or(1, |step| draft.answers.times(step)),
        values: values(draft, notation),
        picks: picks(draft, position, notation),
        claims: draft.claims.clone(),
        errors: Vec::new(),
        moved: draft.moved.as_ref().map(|moved| moved.left_out.clone()),
    }
}

/// A draft on the page where its form stands: its first step, or where it goes on.
#[must_use]
pub fn under_way(draft: &Draft, notation: Notation) -> FormView {
    let on = draft.step.or_else(|| draft.steps().asked().next_back());
    step(draft, on.unwrap_or_default(), notation)
}

fn values(draft: &Draft, notation: Notation) -> BTreeMap<(String, u32), Vec<String>> {
    let mut values = BTreeMap::new();
    for step in &draft.form.steps {
        for nth in 0..draft.answers.times(step) {
            for field in &step.fields {
                let typed = typed(&draft.answers, field, nth, notation);
                values.insert((field.name.clone(), nth), typed);
            }
        }
    }
    values
}

fn typed(answers: &Answers, field: &Field, nth: u32, notation: Notation) -> Vec<String> {
    let shown = |input| answers.shown(field, input, notation);
    if !matches!(field.kind, Kind::Date(_)) {
        return shown(InputName::of(&field.name, nth));
    }
    let part = |part| {
        let input = InputName::of_part(&field.name, nth, part);
        shown(input).into_iter().next().unwrap_or_default()
    };
    DatePart::ALL.into_iter().map(part).collect()
}

/// How far the searches of a step have come. What a lookup offers is only the mini-app's to say.
fn picks(draft: &Draft, position: usize, notation: Notation) -> BTreeMap<(String, u32), Pick> {
    let mut picks = BTreeMap::new();
    let Some(step) = draft.form.steps.get(position) else {
        return picks;
    };
    let fields = step
        .fields
        .iter()
        .filter(|field| is_searched_for(&field.kind));
    for field in fields {
        for nth in 0..draft.answers.times(step) {
            let words = draft.answers.searched(&field.name, nth).to_owned();
            let value = typed(&draft.answers, field, nth, notation)
                .into_iter()
                .next();
            let pick = match &field.kind {
                Kind::Region(level) => region_pick(words, value.as_deref(), *level),
                _ => Pick {
                    words,
                    chosen: value.map(|value| Choice {
                        label: draft
                            .answers
                            .label(&field.name, nth)
                            .unwrap_or(&value)
                            .to_owned(),
                        value,
                        hint: None,
                    }),
                    found: Found::NotSearched,
                },
            };
            picks.insert((field.name.clone(), nth), pick);
        }
    }
    picks
}

/// How far the search for a region has come, and which is chosen, by its code.
#[must_use]
pub fn region_pick(words: String, chosen: Option<&str>, level: RegionLevel) -> Pick {
    let choice = |region: Region| Choice {
        value: region.code().to_string(),
        label: region.title(),
        hint: Some(region.place()).filter(|place| !place.is_empty()),
    };
    let named = |code: &str| {
        let region = code.parse().ok().and_then(region::find);
        // What is no region is for the person to see, and for the check to object to.
        region.map(choice).unwrap_or_else(|| Choice {
            value: code.to_owned(),
            label: code.to_owned(),
            hint: None,
        })
    };
    let found = if words.trim().is_empty() {
        Found::NotSearched
    } else {
        let found = region::search(&words, level, MOST_FOUND);
        Found::Choices {
            has_more: found.of > found.regions.len(),
            of: Some(found.of),
            choices: found.regions.into_iter().map(choice).collect(),
        }
    };
    Pick {
        words,
        chosen: chosen.map(named),
        found,
    }
}

/// What is wrong with a step, in words.
pub fn problems(
    step: Option<&Step>,
    problems: &[Problem],
    reader: &Reader,
) -> Result<Vec<FieldError>, WebError> {
    let error = |found: &Problem| {
        let field = step.and_then(|step| step.fields.iter().find(|f| f.name == found.field));
        let label = field.map_or(found.field.as_str(), |field| field.label.as_str());
        let message = problem::message(reader, label, found.rule.key(), &found.rule.args());
        Ok(FieldError {
            field: found.field.clone(),
            nth: found.nth,
            message: message.map_err(WebError::unreadable)?,
        })
    };
    problems.iter().map(error).collect()
}

/// What the mini-app itself objects to.
#[must_use]
pub fn objections(errors: &[form::FieldError]) -> Vec<FieldError> {
    let error = |error: &form::FieldError| FieldError {
        field: error.field.clone(),
        nth: error.nth,
        message: error.message.clone(),
    };
    errors.iter().map(error).collect()
}

/// The answers as they are read back.
#[must_use]
pub fn lines(lines: Vec<Line>) -> Vec<AnswerLine> {
    let line = |line: Line| AnswerLine {
        step: line.step,
        field: line.field,
        nth: line.nth,
        label: line.label,
        values: line.values,
    };
    lines.into_iter().map(line).collect()
}
