//! Fields whose answers become the query of the page: for searching and filtering, without a draft.

use std::collections::BTreeMap;

use askama::Template;
use contract::form::{Answer, Step};
use contract::page::Filter as Spec;

use super::{PageContext, Reason};
use crate::view::fields::{self, FieldContext};
use crate::view::form::FormView;
use crate::view::html::Html;

#[derive(Template)]
#[template(path = "blocks/filter.html")]
pub(super) struct Filter<'a> {
    /// The page itself, without its query.
    action: &'a str,
    label: &'a str,
    fields: Vec<Html>,
}

impl<'a> Filter<'a> {
    pub(super) fn of(filter: &'a Spec, context: &PageContext<'a>) -> Result<Self, Reason> {
        let mut values: BTreeMap<(String, u32), Vec<String>> = BTreeMap::new();
        for (name, value) in context.query {
            values
                .entry((name.clone(), 0))
                .or_default()
                .push(value.clone());
        }
        for field in &filter.fields {
            if !context.query.iter().any(|(name, _)| *name == field.name) {
                values.insert((field.name.clone(), 0), prefilled(&field.prefilled));
            }
        }
        let step = Step {
            title: filter.label.clone(),
            lead: None,
            fields: filter.fields.clone(),
            repeat: None,
        };
        let draft = FormView {
            values,
            ..FormView::default()
        };
        let field_context = FieldContext {
            step: &step,
            draft: &draft,
            reader: context.reader,
            links: context.links,
            // A field is a name of the query: it is read by `show`, not by the form engine.
            input_name: |field, _| field.to_owned(),
            // Nothing has to be answered to see a page.
            tells_optional: false,
        };
        let fields = filter
            .fields
            .iter()
            .map(|field| fields::render(field, 0, &field_context))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            action: context.here,
            label: &filter.label,
            fields,
        })
    }
}

/// What the mini-app says holds where the query names nothing.
#[must_use]
pub fn prefilled(answers: &[Answer]) -> Vec<String> {
    let typed = |answer: &Answer| match answer {
        Answer::Text(text) => vec![text.clone()],
        Answer::Chosen(values) => values.clone(),
        Answer::Whole(number) => vec![number.to_string()],
        Answer::YesNo(yes) => vec![yes.to_string()],
        _ => Vec::new(),
    };
    answers.iter().flat_map(typed).collect()
}
