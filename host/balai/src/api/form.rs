//! A form as it was shown, with what was answered so far.

use std::collections::BTreeMap;

use app::draft::Draft;
use contract::form::{self, Kind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Context,
    answer::Answer,
    content::{Span, rich},
    field::{Condition, Field},
    value::amount,
};
use crate::view::blocks::Reason;

/// A form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Form {
    /// As the mini-app names it.
    pub id: String,
    /// At least one.
    pub steps: Vec<Step>,
    /// What the last button says.
    pub submit_label: String,
    /// All answers are shown for checking before they are sent.
    pub review: bool,
    /// The question that is asked once more before they are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
}

/// What is asked on one screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// By which it is answered, from 1.
    pub number: u32,
    /// What it is about.
    pub title: String,
    /// What stands below that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<Vec<Span>>,
    /// Where it is asked once for each of several things.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// Its questions, those that are not asked included.
    pub fields: Vec<Field>,
    /// Whether anything is asked of this person.
    pub asked: bool,
    /// Whether all rules hold.
    pub finished: bool,
    /// One, or one for each thing of a repeated step.
    pub turns: Vec<Turn>,
}

/// How often a step is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Repeat {
    /// What one of them is called: "owner".
    pub each: String,
    /// At least.
    pub min: u32,
    /// At most.
    pub max: u32,
}

/// What was answered, once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Turn {
    /// The names of the fields that are asked, by what is answered so far.
    pub asked: Vec<String>,
    /// By the field's name. What is empty is not there.
    pub answers: BTreeMap<String, Answer>,
    /// What is chosen in a field that is found by words, as it is called: by the field's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub chosen: BTreeMap<String, String>,
}

impl Form {
    /// # Errors
    /// Where it cannot be asked.
    pub fn of(context: Context<'_>, draft: &Draft) -> Result<Self, Reason> {
        let form = &draft.form;
        let steps = form.steps.iter().enumerate();
        Ok(Self {
            id: form.id.clone(),
            steps: steps
                .map(|(position, step)| Step::of(context, draft, position, step))
                .collect::<Result<_, _>>()?,
            submit_label: form.submit_label.clone(),
            review: form.review,
            confirm: form.confirm.clone(),
        })
    }
}

impl Step {
    fn of(
        context: Context<'_>,
        draft: &Draft,
        position: usize,
        step: &form::Step,
    ) -> Result<Self, Reason> {
        let steps = draft.steps();
        let field = |field: &form::Field| {
            let claim = match &field.kind {
                Kind::Claim(name) => draft.claims.get(name),
                _ => None,
            };
            let mut said = Field::of(context, field, claim)?;
            if let Some(when) = &mut said.when {
                as_answered(when, &draft.form);
            }
            Ok::<_, Reason>(said)
        };
        let lead = step.lead.as_ref().map(|lead| rich(context, lead));
        let times = draft.answers.times(step);
        Ok(Self {
            number: number(position),
            title: step.title.clone(),
            lead: lead.transpose()?,
            repeat: step.repeat.as_ref().map(|repeat| Repeat {
                each: repeat.each.clone(),
                min: repeat.min,
                max: repeat.max,
            }),
            fields: step.fields.iter().map(field).collect::<Result<_, _>>()?,
            asked: steps.asked().any(|asked| asked == position),
            finished: steps.is_finished(position),
            turns: (0..times)
                .map(|nth| Turn::of(draft, step, steps.fields(position), nth))
                .collect(),
        })
    }
}

impl Turn {
    fn of(draft: &Draft, step: &form::Step, asked: &[(u32, usize)], nth: u32) -> Self {
        let mut turn = Self::default();
        let here = asked.iter().filter(|(at, _)| *at == nth);
        for field in here.filter_map(|(_, field)| step.fields.get(*field)) {
            turn.asked.push(field.name.clone());
        }
        for field in &step.fields {
            if let Some(answer) = Answer::standing(&draft.answers, field, nth) {
                if let Some(label) = called(draft, field, nth, &answer) {
                    turn.chosen.insert(field.name.clone(), label);
                }
                turn.answers.insert(field.name.clone(), answer);
            }
        }
        turn
    }
}

/// What is chosen in a field that is found by words, as it is called; none where nobody has said so yet.
fn called(draft: &Draft, field: &form::Field, nth: u32, answer: &Answer) -> Option<String> {
    let Answer::Text(value) = answer else {
        return None;
    };
    match field.kind {
        Kind::Region(_) => {
            app::region::find(value.parse().ok()?).map(app::region::Region::full_name)
        }
        Kind::Lookup(_) => draft.answers.label(&field.name, nth).map(str::to_owned),
        _ => None,
    }
}

/// The contract's conditions name amounts in minor units, and programs answer in the main unit.
fn as_answered(when: &mut Condition, form: &form::Form) {
    let mut fields = form.steps.iter().flat_map(|step| &step.fields);
    let named = fields.find(|field| field.name == when.field);
    let Some(Kind::Money(rules)) = named.map(|field| &field.kind) else {
        return;
    };
    for value in &mut when.any_of {
        if let Ok(minor_units) = value.parse() {
            *value = amount(minor_units, &rules.currency);
        }
    }
}

/// The number of a step, by its position.
#[must_use]
pub fn number(position: usize) -> u32 {
    u32::try_from(position)
        .unwrap_or(u32::MAX)
        .saturating_add(1)
}
