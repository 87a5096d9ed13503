//! What is answered to a step, and what is found by words in a field of it.

use std::collections::BTreeMap;

use contract::form;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    answer::Answer,
    field::{Choice, choices},
    problem::Broken,
};
use crate::view::fields::pick::Found as Picked;

/// All answers to a step: what is not there is left empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Answers {
    /// One, or one for each thing of a repeated step: by the field's name.
    pub turns: Vec<BTreeMap<String, Answer>>,
}

/// The inputs of a step that are filled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// By their names.
    pub pairs: Vec<(String, String)>,
    /// How often the step is asked.
    pub times: u32,
}

impl Answers {
    /// Every input of the step, those of fields that are not named empty.
    ///
    /// # Errors
    /// What is named and is no field of the step to be answered, or given and no answer to it: nothing of all is taken.
    pub fn inputs(&self, step: &form::Step) -> Result<Inputs, Vec<Unfit>> {
        let mut inputs = Inputs::default();
        let mut unfit = Vec::new();
        for turn in &self.turns {
            let nth = inputs.times;
            for field in step.fields.iter().filter(|field| is_answered(field)) {
                let answer = turn.get(&field.name);
                match Answer::inputs(answer, field, nth) {
                    Ok(pairs) => inputs.pairs.extend(pairs),
                    Err(_) => unfit.push(Unfit::answer(field, nth)),
                }
            }
            let known = |name: &String| {
                let mut fields = step.fields.iter().filter(|field| is_answered(field));
                fields.any(|field| field.name == *name)
            };
            let strangers = turn.keys().filter(|name| !known(name));
            unfit.extend(strangers.map(|name| Unfit::field(name, nth)));
            inputs.times = nth.saturating_add(1);
        }
        if unfit.is_empty() {
            Ok(inputs)
        } else {
            Err(unfit)
        }
    }
}

/// What the platform answers by itself is nobody's to answer.
fn is_answered(field: &form::Field) -> bool {
    !matches!(field.kind, form::Kind::Claim(_) | form::Kind::Files(_))
}

/// What was given and has no place in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    field: String,
    nth: u32,
    rule: &'static str,
    /// What the question is called; the name where there is no such question.
    pub label: String,
}

impl Unfit {
    fn answer(field: &form::Field, nth: u32) -> Self {
        Self {
            field: field.name.clone(),
            nth,
            rule: "no-answer-to-it",
            label: field.label.clone(),
        }
    }

    fn field(name: &str, nth: u32) -> Self {
        Self {
            field: name.to_owned(),
            nth,
            rule: "no-such-field",
            label: name.to_owned(),
        }
    }

    /// As it is told.
    #[must_use]
    pub fn broken(self, step: u32, message: String) -> Broken {
        Broken {
            step: Some(step),
            field: self.field,
            nth: self.nth,
            rule: Some(self.rule.to_owned()),
            message,
        }
    }
}

/// What is found by words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Found {
    /// The best first.
    pub choices: Vec<Choice>,
    /// There are more: more words find fewer.
    pub has_more: bool,
    /// How many there are in all, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

impl Found {
    /// None where the mini-app could not say.
    #[must_use]
    pub fn of(found: &Picked) -> Option<Self> {
        match found {
            Picked::NotSearched => Some(Self {
                choices: Vec::new(),
                has_more: false,
                total: None,
            }),
            Picked::Choices {
                choices: found,
                of,
                has_more,
            } => Some(Self {
                choices: choices(found),
                has_more: *has_more,
                total: of.and_then(|of| u64::try_from(of).ok()),
            }),
            Picked::Failed(_) => None,
        }
    }
}
