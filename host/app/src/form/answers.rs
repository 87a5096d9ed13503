//! What was typed, as a draft keeps it: raw, so that a wrong answer comes back for mending as it was typed.

use std::collections::{BTreeMap, HashMap};

use contract::form::{Field, Form, Kind, Step};
use serde::{Deserialize, Serialize};

use super::input::InputName;
use super::number::{Exact, Notation};
use super::offered::Said;
use super::shape::MAX_REPEATS;
use super::{currency, text};

/// How much of one input is kept, in bytes. The longest text that a form may ask for is well below it, so that what is
/// cut has broken a rule already; it is marked as cut and never passes a check.
pub const MAX_INPUT_BYTES: usize = 100 * 1024;

/// How much a draft holds, in bytes of names and values.
pub const MAX_DRAFT_BYTES: usize = 1024 * 1024;

/// The draft would outgrow [`MAX_DRAFT_BYTES`]; it stays as it was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answers together are {bytes} bytes; a draft holds {MAX_DRAFT_BYTES}")]
pub struct DraftTooLarge {
    /// How large it would have become.
    pub bytes: usize,
}

/// What one input was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Typed {
    /// One, or several for a group of checkboxes; none where it was left empty.
    pub(super) values: Vec<String>,
    /// "1.250" is two different numbers in two languages: a draft that is opened in the other one must not change.
    pub(super) notation: Notation,
    /// More was sent than is kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) cut: bool,
    /// For a lookup: what the mini-app said of the value. None until it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) said: Option<Said>,
}

impl Typed {
    pub(super) fn new(notation: Notation) -> Self {
        Self {
            values: Vec::new(),
            notation,
            cut: false,
            said: None,
        }
    }

    /// Adds what was sent under the name. An empty value only says that the input was shown.
    fn add(&mut self, value: &str, several: bool) {
        let held: usize = if several {
            self.values.iter().map(String::len).sum()
        } else {
            0
        };
        let (value, cut) = text::kept(value, MAX_INPUT_BYTES.saturating_sub(held));
        self.cut |= cut;
        if value.is_empty() || (several && self.values.contains(&value)) {
            return;
        }
        if !several {
            self.values.clear();
        }
        self.values.push(value);
    }
}

/// Everything that was typed into a form so far. Serialised, it is the draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// By the input's name.
    typed: BTreeMap<String, Typed>,
    /// How often a repeated step is asked, by the name of its first field, as steps have none of their own.
    repeats: BTreeMap<String, u32>,
}

impl Answers {
    /// Takes what was sent for one step. Inputs that are not of this step are left aside, and a field of this step
    /// that was not sent stays as it was: a page that was cut off on its way loses nothing.
    ///
    /// # Errors
    /// Where the draft would become too large; then nothing of it is taken.
    pub fn take(
        &mut self,
        form: &Form,
        step: usize,
        notation: Notation,
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), DraftTooLarge> {
        let Some(step) = form.steps.get(step) else {
            return Ok(());
        };
        let fields: HashMap<&str, &Field> = step
            .fields
            .iter()
            .map(|field| (field.name.as_str(), field))
            .collect();
        let mut sent: BTreeMap<String, Typed> = BTreeMap::new();
        let mut asked = 0;
        for (name, value) in pairs {
            let Some(input) = InputName::parse(&name) else {
                continue;
            };
            let Some(field) = fields
                .get(input.field)
                .filter(|field| input.fits(&field.kind))
            else {
                continue;
            };
            if input.nth >= most(step) {
                continue;
            }
            asked = asked.max(input.nth + 1);
            let several = matches!(field.kind, Kind::Choices(_));
            sent.entry(name)
                .or_insert_with(|| Typed::new(notation))
                .add(&value, several);
        }
        self.replace(sent)?;
        if let Some(first) = repeated(step) {
            self.at_least(first, asked);
        }
        Ok(())
    }

    /// Puts inputs in place of those of the same names.
    ///
    /// # Errors
    /// Where the draft would become too large; then it is unchanged.
    fn replace(&mut self, sent: BTreeMap<String, Typed>) -> Result<(), DraftTooLarge> {
        let size = |name: &String, typed: &Typed| {
            name.len() + typed.values.iter().map(String::len).sum::<usize>()
        };
        let new: usize = sent.iter().map(|(name, typed)| size(name, typed)).sum();
        let staying = self
            .typed
            .iter()
            .filter(|(name, _)| !sent.contains_key(*name));
        let bytes = new
            + staying
                .map(|(name, typed)| size(name, typed))
                .sum::<usize>();
        if bytes > MAX_DRAFT_BYTES {
            return Err(DraftTooLarge { bytes });
        }
        for (name, mut typed) in sent {
            // What the mini-app said of a choice holds while that is the same.
            if let Some(before) = self.typed.get(&name)
                && before.values == typed.values
            {
                typed.said = before.said.clone();
            }
            self.typed.insert(name, typed);
        }
        Ok(())
    }

    /// What stands in an input, for showing it again: as it was typed, and a number in the reader's notation where it
    /// was typed in another. Empty where the input is empty or was never sent.
    #[must_use]
    pub fn shown(&self, field: &Field, input: InputName<'_>, notation: Notation) -> Vec<String> {
        let Some(typed) = self.typed(input) else {
            return Vec::new();
        };
        match typed.values.as_slice() {
            [one] if typed.notation != notation => match number(field, one, typed.notation) {
                Some(number) => vec![number.write(notation)],
                None => typed.values.clone(),
            },
            values => values.to_vec(),
        }
    }

    /// Whether the input was ever sent or filled in, be it empty: what was not is no mistake to point out.
    #[must_use]
    pub fn was_sent(&self, input: InputName<'_>) -> bool {
        self.typed(input).is_some()
    }

    pub(super) fn typed(&self, input: InputName<'_>) -> Option<&Typed> {
        self.typed.get(&input.to_string())
    }

    /// What stands in an input that has one value; "" where it is empty.
    pub(super) fn one(&self, input: InputName<'_>) -> &str {
        let typed = self.typed(input);
        typed
            .and_then(|typed| typed.values.last())
            .map_or("", String::as_str)
    }

    pub(super) fn typed_mut(&mut self, input: InputName<'_>) -> Option<&mut Typed> {
        self.typed.get_mut(&input.to_string())
    }

    pub(super) fn put(&mut self, input: InputName<'_>, typed: Typed) {
        self.typed.insert(input.to_string(), typed);
    }

    /// How often a step is asked: once, or for a repeated one as often as the form demands or the person added.
    #[must_use]
    pub fn times(&self, step: &Step) -> u32 {
        match (&step.repeat, repeated(step)) {
            (Some(repeat), Some(first)) => {
                let added = self.repeats.get(first).copied().unwrap_or(0);
                added.max(repeat.min).min(MAX_REPEATS)
            }
            _ => 1,
        }
    }

    /// Asks a repeated step once more. False where the form does not allow that.
    pub fn add_repeat(&mut self, step: &Step) -> bool {
        let times = self.times(step);
        match repeated(step) {
            Some(first) if times < most(step) => {
                self.at_least(first, times + 1);
                true
            }
            _ => false,
        }
    }

    /// Takes one of a repeated step away, with what was typed for it; those after it move up.
    /// False where there is no such one or the form demands as many.
    pub fn remove_repeat(&mut self, step: &Step, nth: u32) -> bool {
        let times = self.times(step);
        let (Some(repeat), Some(first)) = (&step.repeat, repeated(step)) else {
            return false;
        };
        if nth >= times || times <= repeat.min {
            return false;
        }
        let is_here = |name: &str| step.fields.iter().any(|field| field.name == name);
        let mut moved = BTreeMap::new();
        for (name, typed) in std::mem::take(&mut self.typed) {
            let name = match InputName::parse(&name) {
                Some(input) if input.nth == nth && is_here(input.field) => continue,
                Some(input) if input.nth > nth && is_here(input.field) => InputName {
                    nth: input.nth - 1,
                    ..input
                }
                .to_string(),
                _ => name,
            };
            moved.insert(name, typed);
        }
        self.typed = moved;
        self.repeats.insert(first.to_owned(), times - 1);
        true
    }

    pub(super) fn at_least(&mut self, first_field: &str, times: u32) {
        let added = self.repeats.entry(first_field.to_owned()).or_default();
        *added = (*added).max(times);
    }

    /// Each input with its name.
    pub(super) fn inputs(&self) -> impl Iterator<Item = (&String, &Typed)> {
        self.typed.iter()
    }
}

/// The first field's name of a step that is asked several times.
pub(super) fn repeated(step: &Step) -> Option<&str> {
    step.repeat.as_ref()?;
    step.fields.first().map(|field| field.name.as_str())
}

/// How often a step may be asked.
pub(super) fn most(step: &Step) -> u32 {
    step.repeat
        .as_ref()
        .map_or(1, |repeat| repeat.max.min(MAX_REPEATS))
}

fn number(field: &Field, typed: &str, notation: Notation) -> Option<Exact> {
    match &field.kind {
        Kind::Whole(_) | Kind::Decimal(_) => Exact::read(&text::bare(typed), notation).ok(),
        Kind::Money(rules) => {
            currency::minor_digits(&rules.currency)?;
            Exact::read_amount(&text::bare(typed), &rules.currency, notation).ok()
        }
        _ => None,
    }
}
