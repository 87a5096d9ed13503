//! Whether a form that a mini-app hands over is one that can be asked. A guest may be hostile: every length, count and
//! pattern is bounded before anything else looks at the form.
//!
//! Running text (a step's lead, an agreement) is judged with the rest of the page, not here.

mod field;

use std::collections::HashMap;

use contract::form::{Form, Kind, Step};

pub(super) use field::pattern;
pub use field::{Fault, examine_offer};
use field::{examine_field, has_pattern};

/// How many steps a form may have.
pub const MAX_STEPS: usize = 30;
/// How many fields a step may have.
pub const MAX_FIELDS: usize = 100;
/// How many things may be offered to choose from.
pub const MAX_CHOICES: usize = 500;
/// How often a step may be asked.
pub const MAX_REPEATS: u32 = 50;
/// How long an answer may be, in characters, also where the form says nothing.
pub const MAX_TEXT: u32 = 10_000;
/// How many fields of a page's forms may have a pattern: each costs time to compile, whoever wrote it.
pub const MAX_PATTERNS: usize = 30;
/// How long a name may be, in bytes.
const MAX_NAME: usize = 64;
/// How long a label, and how long any other sentence, may be, in characters.
const MAX_LABEL: usize = 1_000;
const MAX_SENTENCE: usize = 4_000;
/// How many entries and bytes a form may carry.
const MAX_CARRY: usize = 50;
const MAX_CARRY_BYTES: usize = 16 * 1024;

/// Why a form cannot be asked: a failure of the mini-app, told to its agency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The form's id is no name.
    #[error("the form's id {0:?} is not 1 to {MAX_NAME} lower-case letters, digits and \"-\"")]
    FormId(String),
    /// A form without steps.
    #[error("the form has no step")]
    NoSteps,
    /// More than [`MAX_STEPS`].
    #[error("the form has {0} steps; at most {MAX_STEPS}")]
    TooManySteps(usize),
    /// A text of the form that is empty, though it must not be, or too long.
    #[error("the form's {0} is empty or too long")]
    FormText(&'static str),
    /// Too many entries, or too large.
    #[error("the form carries more than {MAX_CARRY} entries or {MAX_CARRY_BYTES} bytes")]
    Carry,
    /// A title that is empty or too long.
    #[error("the title of step {step} is empty or too long")]
    StepTitle {
        /// From 0.
        step: usize,
    },
    /// More than [`MAX_FIELDS`].
    #[error("step {step} has {fields} fields; at most {MAX_FIELDS}")]
    TooManyFields {
        /// From 0.
        step: usize,
        /// How many.
        fields: usize,
    },
    /// A repeated step without fields, without a word for one of them, or with impossible bounds.
    #[error(
        "step {step} repeats without fields or a name, or not between min and max, at most {MAX_REPEATS} times"
    )]
    Repeat {
        /// From 0.
        step: usize,
    },
    /// A field that cannot be asked.
    #[error("field {field:?}: {fault}")]
    Field {
        /// The field's name, cut to a readable length.
        field: String,
        /// What is wrong with it.
        fault: Fault,
    },
}

/// Whether the form can be asked.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn examine(form: &Form) -> Result<(), Malformed> {
    if !is_name(&form.id) {
        return Err(Malformed::FormId(cut(&form.id)));
    }
    if !is_text(&form.submit_label, MAX_LABEL) {
        return Err(Malformed::FormText("submit label"));
    }
    if form
        .confirm
        .as_ref()
        .is_some_and(|confirm| !is_text(confirm, MAX_SENTENCE))
    {
        return Err(Malformed::FormText("confirmation"));
    }
    let carried: usize = form
        .carry
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if form.carry.len() > MAX_CARRY || carried > MAX_CARRY_BYTES {
        return Err(Malformed::Carry);
    }
    match form.steps.len() {
        0 => return Err(Malformed::NoSteps),
        1..=MAX_STEPS => {}
        steps => return Err(Malformed::TooManySteps(steps)),
    }
    let mut earlier: HashMap<&str, &Kind> = HashMap::new();
    for (position, step) in form.steps.iter().enumerate() {
        examine_step(position, step)?;
        for field in &step.fields {
            let blame = |fault| Malformed::Field {
                field: cut(&field.name),
                fault,
            };
            examine_field(field, step, &earlier).map_err(blame)?;
            if earlier.insert(&field.name, &field.kind).is_some() {
                return Err(blame(Fault::NameTaken));
            }
        }
    }
    Ok(())
}

/// How many fields have a pattern.
pub fn patterns(form: &Form) -> usize {
    let fields = form.steps.iter().flat_map(|step| &step.fields);
    fields.filter(|field| has_pattern(&field.kind)).count()
}

fn examine_step(position: usize, step: &Step) -> Result<(), Malformed> {
    if !is_text(&step.title, MAX_LABEL) {
        return Err(Malformed::StepTitle { step: position });
    }
    if step.fields.len() > MAX_FIELDS {
        return Err(Malformed::TooManyFields {
            step: position,
            fields: step.fields.len(),
        });
    }
    let Some(repeat) = &step.repeat else {
        return Ok(());
    };
    let possible = repeat.min <= repeat.max && (1..=MAX_REPEATS).contains(&repeat.max);
    if step.fields.is_empty() || !possible || !is_text(&repeat.each, MAX_LABEL) {
        return Err(Malformed::Repeat { step: position });
    }
    Ok(())
}

fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(allowed)
}

/// Something to read, and not too much of it.
fn is_text(text: &str, max: usize) -> bool {
    text.chars().nth(max).is_none() && !super::text::is_blank(text)
}

/// What is told of a name that may be anything.
fn cut(name: &str) -> String {
    name.chars().take(MAX_NAME).collect()
}
