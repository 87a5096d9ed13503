//! Lookups: what a mini-app offers while a person types, and whether it offers what was chosen. Each call passes the gates
//! that every call does, on a fresh instance that may only read.

use std::{collections::BTreeSet, sync::Arc};

use app::{
    Actor, Caller,
    draft::Draft,
    form::{Offered, ToResolve, shape::examine_offer},
};
use contract::{
    Refusal,
    form::{Choice, Form, Kind},
    page::{Block, Page},
};
use futures::future::BoxFuture;

use crate::{
    CallError, Platform, Unshowable,
    releases::{CallStore, Linked},
};

/// So many choices are shown. One more is asked for, to know whether there are more.
pub const MOST_SUGGESTED: usize = 20;
/// So much of what is typed is handed over, in characters.
const MOST_TEXT: usize = 100;
/// The kind under which a failure is kept.
const KIND: &str = "lookup";

/// What a mini-app offers for what was typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggested {
    /// The best first.
    pub choices: Vec<Choice>,
    /// There are more.
    pub has_more: bool,
}

type Asked = Result<Vec<Choice>, Refusal>;

impl Platform {
    /// What the mini-app of a draft offers in a lookup for a text that is not blank.
    ///
    /// Calls of one person run one after the other, so that nobody fills a mini-app's places by typing.
    pub async fn suggest(
        &self,
        actor: &Actor,
        draft: &Draft,
        lookup: &str,
        text: &str,
    ) -> Result<Suggested, CallError> {
        let _turn = self.0.typists.wait(actor.person()).await;
        let text: String = text.trim().chars().take(MOST_TEXT).collect();
        let (asked, request) = (lookup.to_owned(), draft.page.clone());
        let limit = u32::try_from(MOST_SUGGESTED + 1).unwrap_or(u32::MAX);
        let is_fine = |choices: &[Choice]| {
            if choices.len() > MOST_SUGGESTED + 1 {
                let given = choices.len();
                return Err(format!(
                    "it gives {given} choices where {limit} were asked for"
                ));
            }
            examine_offer(choices).map_err(|fault| fault.to_string())
        };
        let asking = self.ask(actor, draft, lookup, is_fine, move |linked, store| {
            Box::pin(async move {
                let (at, text) = (linked.instance(&mut *store).await?, text.as_str());
                let exports = &linked.exports;
                exports
                    .suggest(store, &at, &request, &asked, text, limit)
                    .await
            })
        });
        let mut choices = asking.await?;
        let has_more = choices.len() > MOST_SUGGESTED;
        choices.truncate(MOST_SUGGESTED);
        Ok(Suggested { choices, has_more })
    }

    /// What the mini-app of a draft says of what was chosen. Where nothing was, it is not called.
    pub async fn offered(
        &self,
        actor: &Actor,
        draft: &Draft,
        to_resolve: Vec<ToResolve>,
    ) -> Result<Offered, CallError> {
        let mut offered = Offered::default();
        for ToResolve { lookup, values } in to_resolve {
            let (asked, request, sent) = (lookup.clone(), draft.page.clone(), values.clone());
            let wanted: BTreeSet<&str> = values.iter().map(String::as_str).collect();
            let is_fine = |choices: &[Choice]| {
                if choices
                    .iter()
                    .any(|choice| !wanted.contains(choice.value.as_str()))
                {
                    return Err("it resolves what it was not asked for".to_owned());
                }
                examine_offer(choices).map_err(|fault| fault.to_string())
            };
            let asking = self.ask(actor, draft, &lookup, is_fine, move |linked, store| {
                Box::pin(async move {
                    let at = linked.instance(&mut *store).await?;
                    let exports = &linked.exports;
                    exports.resolve(store, &at, &request, &asked, &sent).await
                })
            });
            let choices = asking.await?;
            for value in &values {
                let choice = choices.iter().find(|choice| choice.value == *value);
                offered.note(&lookup, value, choice.map(|choice| choice.label.clone()));
            }
        }
        Ok(offered)
    }

    async fn ask(
        &self,
        actor: &Actor,
        draft: &Draft,
        lookup: &str,
        is_fine: impl Fn(&[Choice]) -> Result<(), String>,
        call: impl for<'a> FnOnce(Arc<Linked>, CallStore<'a>) -> BoxFuture<'a, wasmtime::Result<Asked>>
        + Send
        + 'static,
    ) -> Result<Vec<Choice>, CallError> {
        let app = &self.0.app;
        let release = app.release_by_id(&mut app.reading(), draft.release).await;
        let release = release
            .map_err(|error| CallError::Platform(error.to_string()))?
            .ok_or_else(|| CallError::Platform("the release of a draft is gone".to_owned()))?;
        let caller = Arc::new(Caller {
            actor: Arc::new(actor.clone()),
            release,
        });
        let live = self.live(&caller.release).await?;
        let admitted = live.lane.admit().await?;
        let subject = self.subject(&caller).await?;
        let guest = self.guest(&caller, subject, app.reading(), Some(admitted));
        let path = &draft.page.path;
        let (mut guest, asked) = self.run(("lookup", path), &live.linked, guest, call).await;
        match asked {
            Ok(Ok(choices)) => match is_fine(&choices) {
                Ok(()) => {
                    guest.answered();
                    Ok(choices)
                }
                Err(problem) => {
                    let detail = format!("lookup \"{lookup}\": {problem}");
                    Err(self.gave_up(&mut guest, path, KIND, detail).await)
                }
            },
            Ok(Err(refusal)) => Err(self.refused(&mut guest, path, refusal).await),
            Err(failure) => Err(self.failed(&mut guest, path, &failure).await),
        }
    }
}

/// Whether a page asks for what its mini-app cannot answer: a lookup, where it exports none.
pub(crate) fn can_be_asked(page: &Page, has_lookups: bool) -> Result<(), Unshowable> {
    let blocks = page.sections.iter().flat_map(|section| &section.blocks);
    let forms = blocks.filter_map(|block| match block {
        Block::Form(form) => Some(form),
        _ => None,
    });
    match forms.filter_map(first_lookup).next() {
        Some((form, lookup)) if !has_lookups => Err(Unshowable::Form(format!(
            "form {form:?} asks with the lookup {lookup:?}, and the mini-app does not export \
             balai:app/lookups@0.1.0; hint: implement `Lookups` and write `mini_app!(Name, lookups)`"
        ))),
        _ => Ok(()),
    }
}

/// The form's id, and the name of its first lookup.
fn first_lookup(form: &Form) -> Option<(&str, &str)> {
    let mut fields = form.steps.iter().flat_map(|step| &step.fields);
    fields.find_map(|field| match &field.kind {
        Kind::Lookup(lookup) => Some((form.id.as_str(), lookup.as_str())),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::form::{Field, Step};
    use contract::page::Section;

    fn page(kind: Kind) -> Page {
        let field = Field {
            name: "a".to_owned(),
            label: "A".to_owned(),
            hint: None,
            kind,
            required: true,
            prefilled: Vec::new(),
            when: None,
        };
        let step = Step {
            title: "A".to_owned(),
            lead: None,
            fields: vec![field],
            repeat: None,
        };
        let form = Form {
            id: "isi".to_owned(),
            steps: vec![step],
            submit_label: "Kirim".to_owned(),
            review: false,
            confirm: None,
            carry: Vec::new(),
        };
        let section = Section {
            id: "isi".to_owned(),
            title: None,
            blocks: vec![Block::Form(form)],
        };
        Page {
            title: "A".to_owned(),
            lead: None,
            trail: Vec::new(),
            sections: vec![section],
            live: None,
        }
    }

    #[test]
    fn a_lookup_without_the_export_that_answers_for_it_is_a_failure_of_its_own_words() {
        let asks = page(Kind::Lookup("kbli".to_owned()));
        let refused = can_be_asked(&asks, false).unwrap_err();
        assert_eq!(refused.name(), "form");
        assert!(
            refused
                .to_string()
                .contains("does not export balai:app/lookups@0.1.0")
        );
        assert_eq!(can_be_asked(&asks, true), Ok(()));
        assert_eq!(can_be_asked(&page(Kind::YesNo), false), Ok(()));
    }
}
