//! One of very many: a region, or an entry of a lookup. Words are searched for, and what is found is a list of radio buttons;
//! with a script it is found while the person types.

use askama::Template;
use askama::filters::HtmlSafe;
use contract::form::{Choice, Kind, RegionLevel};

use super::Question;
use crate::view::html::Html;
use crate::view::paths;
use crate::view::reader::Reader;
use crate::view::text::Phrase;

/// How far the search in such a field has come.
#[derive(Clone, Debug, Default)]
pub struct Pick {
    /// What is searched for.
    pub words: String,
    /// What is chosen by now.
    pub chosen: Option<Choice>,
    /// What was found.
    pub found: Found,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub enum Found {
    /// Nothing was searched for.
    #[default]
    NotSearched,
    /// These, the best first.
    Choices {
        /// As many as are shown.
        choices: Vec<Choice>,
        /// How many there are, where that is known.
        of: Option<usize>,
        /// Whether there are more than are shown.
        has_more: bool,
    },
    /// The mini-app gave no answer; the id of its failure, where there is one.
    Failed(Option<String>),
}

#[derive(Template)]
#[template(path = "fields/pick.html")]
pub(super) struct PickField {
    question: Question,
    words: String,
    find: Phrase,
    button: Phrase,
    /// Which search the button is for, as it is posted.
    which: String,
    /// What is said where a script is given nothing.
    failed: Phrase,
    /// Where a script asks.
    search: String,
    list: FoundList,
}

impl PickField {
    pub(super) fn of(
        mut question: Question,
        kind: &Kind,
        pick: &Pick,
        required: bool,
        at: At<'_>,
        reader: &Reader,
    ) -> Self {
        let find = match kind {
            Kind::Region(RegionLevel::Province) => reader.say("find-province"),
            Kind::Region(RegionLevel::Regency) => reader.say("find-regency"),
            Kind::Region(RegionLevel::District) => reader.say("find-district"),
            Kind::Region(RegionLevel::Village) => reader.say("find-village"),
            _ => reader.say("find-any"),
        };
        if matches!(
            kind,
            Kind::Region(RegionLevel::District | RegionLevel::Village)
        ) {
            question
                .hints
                .push(reader.say("find-region-hint").to_string());
        }
        Self {
            words: pick.words.clone(),
            find,
            button: reader.say("find"),
            failed: reader.say("found-failed"),
            which: format!("{}.{}", at.field, at.nth),
            search: paths::find(at.draft, at.step, at.field, at.nth),
            list: FoundList::of(&question.id, &question.name, pick, required, reader),
            question,
        }
    }
}

/// Which field of which draft.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// The draft's id.
    pub draft: &'a str,
    /// The step, from 1.
    pub step: u32,
    /// The field's name.
    pub field: &'a str,
    /// Which of a repeated step, from 0.
    pub nth: u32,
}

/// What was found, to be chosen from.
#[derive(Template)]
#[template(path = "fields/found.html")]
struct FoundList {
    id: String,
    name: String,
    options: Vec<Opt>,
    said: String,
}

struct Opt {
    value: String,
    label: String,
    hint: Option<String>,
    chosen: bool,
}

impl FoundList {
    fn of(id: &str, name: &str, pick: &Pick, required: bool, reader: &Reader) -> Self {
        let option = |choice: &Choice, chosen| Opt {
            value: choice.value.clone(),
            label: choice.label.clone(),
            hint: choice.hint.clone(),
            chosen,
        };
        let chosen = pick.chosen.as_ref();
        let mut options: Vec<Opt> = chosen.map(|one| option(one, true)).into_iter().collect();
        if let Found::Choices { choices, .. } = &pick.found {
            let is_other = |one: &&Choice| chosen.is_none_or(|chosen| chosen.value != one.value);
            let others = choices.iter().filter(is_other);
            options.extend(others.map(|one| option(one, false)));
        }
        if chosen.is_some() && !required {
            options.push(Opt {
                value: String::new(),
                label: reader.say("find-none").to_string(),
                hint: None,
                chosen: false,
            });
        }
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            options,
            said: said(pick, reader),
        }
    }
}

/// What a search came to, in words.
fn said(pick: &Pick, reader: &Reader) -> String {
    let phrase = match &pick.found {
        Found::NotSearched => return String::new(),
        Found::Choices { choices, .. } if choices.is_empty() => {
            reader.say("found-nothing").with("words", &pick.words)
        }
        Found::Choices {
            choices,
            of: Some(of),
            has_more: true,
        } => {
            let phrase = reader.say("found-some").with("shown", choices.len());
            phrase.with("count", *of)
        }
        Found::Choices {
            choices,
            has_more: true,
            ..
        } => reader.say("found-more").with("shown", choices.len()),
        Found::Choices { choices, .. } => reader.say("found").with("count", choices.len()),
        Found::Failed(None) => reader.say("found-failed"),
        Found::Failed(Some(id)) => reader.say("found-failed-id").with("id", id),
    };
    phrase.to_string()
}

// Its `Display` is its own template.
impl HtmlSafe for FoundList {}

/// What a script puts into the page: what was found, and what is said of it.
#[derive(Template)]
#[template(path = "fields/found-now.html")]
pub struct FoundNow {
    list: FoundList,
}

impl FoundNow {
    /// Of the field, whether it must be answered, and how far its search has come.
    #[must_use]
    pub fn of(at: At<'_>, pick: &Pick, required: bool, reader: &Reader) -> Self {
        let (id, name) = (
            super::id(at.field, at.nth),
            super::input_name(at.field, at.nth),
        );
        Self {
            list: FoundList::of(&id, &name, pick, required, reader),
        }
    }

    /// # Errors
    /// Where it becomes more than a part of a page may be.
    pub fn html(&self) -> Result<Html, askama::Error> {
        Html::of(self)
    }
}
