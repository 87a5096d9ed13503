//! One step of a form, as it is filled in.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;
use contract::form::{Form, Kind, Step};
use contract::values::Value;

use super::blocks::Reason;
use super::fields::{self, FieldContext, pick::Pick};
use super::html::Html;
use super::links::Links;
use super::paths;
use super::reader::Reader;
use super::rich::RichView;
use super::text::Phrase;

/// Where a draft stands, and what was typed: what a step is filled with.
#[derive(Clone, Debug, Default)]
pub struct FormView {
    /// The draft's id.
    pub draft: String,
    /// The step to show, from 1, by its position in the form: its address.
    pub step: u32,
    /// Which of the steps that are asked it is, from 1: what the reader is told.
    pub position: u32,
    /// How many steps are asked.
    pub of: u32,
    /// How often a repeated step is asked; 1 for any other.
    pub times: u32,
    /// What stands in the fields of every step, by field and turn: what was typed, or what the form fills in. A date
    /// has three: day, month, year.
    pub values: BTreeMap<(String, u32), Vec<String>>,
    /// How far the searches of the step have come, by field and turn.
    pub picks: BTreeMap<(String, u32), Pick>,
    /// What the platform knows of the person, by the claim's name.
    pub claims: BTreeMap<String, Value>,
    /// What is wrong, in the form's order.
    pub errors: Vec<FieldError>,
    /// Where the answers were typed into an earlier form: the questions whose answers have no place in this one.
    pub moved: Option<Vec<String>>,
}

/// What is wrong with an answer, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name; "" for the form as a whole.
    pub field: String,
    /// Which of a repeated step, from 0.
    pub nth: u32,
    /// In the reader's language.
    pub message: String,
}

/// The questions of one step with their button.
#[derive(Template)]
#[template(path = "parts/step.html")]
pub struct StepView {
    action: String,
    moved: Option<MovedView>,
    lead: Option<RichView>,
    turns: Vec<Turn>,
    /// A button of a search stands before the one that goes on: the key Enter must find that one first.
    has_search: bool,
    add: Option<Phrase>,
    submit: String,
    offline: OfflineWords,
}

/// What `offline.js` says of what was typed and is not with the server.
struct OfflineWords {
    restored: Phrase,
    stale: Phrase,
    unsent: Phrase,
}

/// Tells that the form has changed since it was begun.
struct MovedView {
    title: Phrase,
    body: Phrase,
    /// What was answered and is not asked any more, or anew.
    left_out: Option<Phrase>,
}

impl MovedView {
    fn of(left_out: &[String], reader: &Reader) -> Self {
        let questions = left_out.join("; ");
        Self {
            title: reader.say("draft-moved"),
            body: reader.say("draft-moved-body"),
            left_out: (!left_out.is_empty())
                .then(|| reader.say("draft-left-out").with("questions", questions)),
        }
    }
}

struct Turn {
    /// "Owner 2", where the step is repeated.
    legend: Option<String>,
    /// Removes it: which, and the button's words.
    remove: Option<(u32, Phrase)>,
    fields: Vec<Html>,
}

impl StepView {
    /// # Errors
    /// Where the form has no such step or holds what cannot be shown.
    pub fn of(
        form: &Form,
        draft: &FormView,
        reader: &Reader,
        links: &Links,
    ) -> Result<Self, Reason> {
        let no_step = || Reason::NoSuchStep {
            form: form.id.clone(),
            step: draft.step,
        };
        let position = usize::try_from(draft.step)
            .ok()
            .and_then(|step| step.checked_sub(1));
        let step = position
            .and_then(|position| form.steps.get(position))
            .ok_or_else(no_step)?;
        let is_last = draft.position >= draft.of;
        let submit = if is_last && !form.review {
            form.submit_label.clone()
        } else {
            reader.say("form-continue").to_string()
        };
        let context = FieldContext {
            step,
            draft,
            reader,
            links,
            input_name: fields::input_name,
            tells_optional: true,
        };
        Ok(Self {
            action: paths::step(&draft.draft, draft.step),
            moved: draft
                .moved
                .as_ref()
                .map(|left_out| MovedView::of(left_out, reader)),
            lead: step
                .lead
                .as_ref()
                .map(|lead| RichView::of(reader, links, lead.clone()))
                .transpose()?,
            turns: turns(step, &context)?,
            has_search: step
                .fields
                .iter()
                .any(|field| matches!(field.kind, Kind::Lookup(_) | Kind::Region(_))),
            add: step
                .repeat
                .as_ref()
                .filter(|repeat| draft.times < repeat.max)
                .map(|repeat| reader.say("form-add").with("each", &repeat.each)),
            submit,
            offline: OfflineWords {
                restored: reader.say("offline-restored"),
                stale: reader.say("offline-stale"),
                unsent: reader.say("offline-unsent"),
            },
        })
    }

    /// As it stands on a page of its own, not on one of the mini-app.
    #[must_use]
    pub fn alone(self, draft: &FormView) -> Self {
        Self {
            action: paths::answer(&draft.draft, draft.step),
            ..self
        }
    }
}

fn turns(step: &Step, context: &FieldContext<'_>) -> Result<Vec<Turn>, Reason> {
    let reader = context.reader;
    let turn = |nth: u32| {
        let fields = step
            .fields
            .iter()
            .filter(|field| context.may_be_asked(field));
        let fields = fields
            .map(|field| fields::render(field, nth, context))
            .collect::<Result<_, _>>()?;
        let name = |each: &str| {
            reader
                .say("form-turn")
                .with("each", each)
                .with("number", nth + 1)
        };
        let repeat = step.repeat.as_ref();
        let removable = repeat.filter(|repeat| context.draft.times > repeat.min);
        Ok(Turn {
            legend: repeat.map(|repeat| name(&repeat.each).to_string()),
            remove: removable.map(|repeat| {
                (
                    nth,
                    reader.say("form-remove").with("name", name(&repeat.each)),
                )
            }),
            fields,
        })
    };
    let times = if step.repeat.is_some() {
        context.draft.times
    } else {
        1
    };
    (0..times).map(turn).collect()
}

// Its `Display` is its own template.
impl HtmlSafe for StepView {}

/// What is wrong on a page, at its top: each line leads to its field, and the list takes the focus.
#[derive(Template)]
#[template(path = "parts/errors.html")]
pub struct ErrorSummary<'a> {
    reader: &'a Reader,
    errors: Vec<(Option<String>, &'a str)>,
}

impl<'a> ErrorSummary<'a> {
    /// Of what is wrong; none where nothing is.
    #[must_use]
    pub fn of(reader: &'a Reader, errors: &'a [FieldError]) -> Option<Self> {
        let line = |error: &'a FieldError| {
            let field = (!error.field.is_empty())
                .then(|| format!("#{}", fields::id(&error.field, error.nth)));
            (field, error.message.as_str())
        };
        (!errors.is_empty()).then(|| Self {
            reader,
            errors: errors.iter().map(line).collect(),
        })
    }
}

// Its `Display` is its own template.
impl HtmlSafe for ErrorSummary<'_> {}
