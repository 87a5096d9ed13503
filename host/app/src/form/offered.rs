//! Lookups: what was chosen among very many things that only the mini-app knows, and what it says of it. A browser can send
//! any value, so that a choice is an answer only once the mini-app has said that it offers it.

use std::collections::BTreeMap;

use contract::form::{Form, Kind};
use serde::{Deserialize, Serialize};

use super::answers::Answers;
use super::input::InputName;
use super::text;

/// What a mini-app said of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Said {
    /// It offers it under this label.
    Offered(String),
    /// It does not.
    NotOffered,
}

/// What a mini-app is to be asked: whether its lookup of this name offers these values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToResolve {
    /// The lookup's name.
    pub lookup: String,
    /// Each once.
    pub values: Vec<String>,
}

/// What a mini-app said of values in its lookups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered(BTreeMap<(String, String), Said>);

impl Offered {
    /// Notes that a lookup offers the value under this label; none: that it does not.
    pub fn note(&mut self, lookup: &str, value: &str, label: Option<String>) {
        let said = label.map_or(Said::NotOffered, Said::Offered);
        self.0.insert((lookup.to_owned(), value.to_owned()), said);
    }

    /// Under which label a lookup offers the value.
    #[must_use]
    pub fn label(&self, lookup: &str, value: &str) -> Option<&str> {
        match self.0.get(&(lookup.to_owned(), value.to_owned()))? {
            Said::Offered(label) => Some(label),
            Said::NotOffered => None,
        }
    }
}

impl Answers {
    /// What was chosen in the lookups of the form, or of one of its steps: to be asked of the mini-app.
    #[must_use]
    pub fn to_resolve(&self, form: &Form, step: Option<usize>) -> Vec<ToResolve> {
        let mut asked: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (lookup, input) in self.lookups(form, step) {
            let value = self.one(input);
            let values = asked.entry(lookup).or_default();
            if !text::is_blank(value) && !values.iter().any(|asked| asked == value) {
                values.push(value.to_owned());
            }
        }
        asked.retain(|_, values| !values.is_empty());
        let to_resolve = |(lookup, values): (&str, Vec<String>)| ToResolve {
            lookup: lookup.to_owned(),
            values,
        };
        asked.into_iter().map(to_resolve).collect()
    }

    /// Keeps with each choice what the mini-app says of it by now.
    pub(crate) fn settle(&mut self, form: &Form, step: Option<usize>, offered: &Offered) {
        let mut settled = Vec::new();
        for (lookup, input) in self.lookups(form, step) {
            let key = (lookup.to_owned(), self.one(input).to_owned());
            if let Some(said) = offered.0.get(&key) {
                settled.push((input, said.clone()));
            }
        }
        for (input, said) in settled {
            if let Some(typed) = self.typed_mut(input) {
                typed.said = Some(said);
            }
        }
    }

    /// Under which label the mini-app offered what was chosen in a lookup.
    #[must_use]
    pub fn label(&self, field: &str, nth: u32) -> Option<&str> {
        match &self.typed(InputName::of(field, nth))?.said {
            Some(Said::Offered(label)) => Some(label),
            _ => None,
        }
    }

    /// The words that were searched for in a field of which the step is shown again.
    #[must_use]
    pub fn searched(&self, field: &str, nth: u32) -> &str {
        self.one(InputName::find(field, nth))
    }

    /// After a step was taken: forgets the words by which was found what is chosen now. Whether something is searched for
    /// that was not `before`, and nothing is chosen: then the person waits for what is found.
    pub(crate) fn settle_searches(&mut self, form: &Form, step: usize, before: &Self) -> bool {
        let mut is_searched = false;
        let Some(at) = form.steps.get(step) else {
            return false;
        };
        let fields = at
            .fields
            .iter()
            .filter(|field| is_searched_for(&field.kind));
        for field in fields {
            for nth in 0..self.times(at) {
                let input = InputName::find(&field.name, nth);
                if !text::is_blank(self.one(InputName::of(&field.name, nth))) {
                    if let Some(words) = self.typed_mut(input) {
                        words.values.clear();
                    }
                } else if !text::is_blank(self.one(input)) {
                    is_searched |= self.one(input) != before.one(input);
                }
            }
        }
        is_searched
    }

    fn lookups<'a>(
        &self,
        form: &'a Form,
        step: Option<usize>,
    ) -> impl Iterator<Item = (&'a str, InputName<'a>)> {
        let steps = form.steps.iter().enumerate();
        let steps = steps.filter(move |(position, _)| step.is_none_or(|step| step == *position));
        let steps = steps.map(|(_, step)| (step, self.times(step)));
        let fields = steps.flat_map(|(step, times)| {
            step.fields
                .iter()
                .flat_map(move |field| (0..times).map(move |nth| (field, nth)))
        });
        let lookups: Vec<(&'a str, InputName<'a>)> = fields
            .filter_map(|(field, nth)| match &field.kind {
                Kind::Lookup(lookup) => Some((lookup.as_str(), InputName::of(&field.name, nth))),
                _ => None,
            })
            .collect();
        lookups.into_iter()
    }
}

/// Whether a field is answered by searching and choosing.
#[must_use]
pub fn is_searched_for(kind: &Kind) -> bool {
    matches!(kind, Kind::Lookup(_) | Kind::Region(_))
}
