//! Searching in a field of a step: regions, and what a mini-app offers in its lookups.

use std::collections::BTreeMap;

use app::{
    draft::Draft,
    form::{ToResolve, input::InputName, is_searched_for},
};
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    response::{Html, IntoResponse as _, Response},
};
use contract::form::{Choice, Field, Kind};
use platform::CallError;

use super::{Web, WebError, filled, steps, steps::Opened, visitor::Visitor};
use crate::view::{
    FormView,
    fields::pick::{At, Found, FoundNow, Pick},
};

/// GET: what is found by the words in a field, for a script to put into the page.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((id, step, name, nth)): Path<(String, u32, String, u32)>,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let at = At {
        draft: &id,
        step,
        field: &name,
        nth,
    };
    let draft = match steps::open(&web, &visitor, steps::draft_id(&id)?).await? {
        Opened::Draft(draft) => draft,
        Opened::Sent(_) => return Err(WebError::not_found()),
    };
    let field = searched(&draft, step, &name)?;
    let query: BTreeMap<String, String> =
        form_urlencoded::parse(query.unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let given = |input: InputName<'_>| query.get(&input.to_string()).cloned();
    let words = given(InputName::find(&name, nth)).unwrap_or_default();
    let chosen = given(InputName::of(&name, nth)).filter(|value| !value.is_empty());
    let pick = match &field.kind {
        Kind::Region(level) => filled::region_pick(words, chosen.as_deref(), *level),
        Kind::Lookup(lookup) => Pick {
            chosen: match chosen {
                Some(value) => named(&web, &visitor, &draft, field, nth, value).await,
                None => None,
            },
            found: found(&web, &visitor, &draft, lookup, &words).await,
            words,
        },
        _ => return Err(WebError::not_found()),
    };
    answer(&FoundNow::of(at, &pick, field.required, &visitor.reader))
}

/// A field of a draft in which one searches.
pub fn searched<'d>(draft: &'d Draft, step: u32, name: &str) -> Result<&'d Field, WebError> {
    steps::position(step)
        .ok()
        .and_then(|position| draft.form.steps.get(position))
        .and_then(|step| step.fields.iter().find(|field| field.name == name))
        .filter(|field| is_searched_for(&field.kind))
        .ok_or_else(WebError::not_found)
}

fn answer(found: &FoundNow) -> Result<Response, WebError> {
    Ok(Html(found.html()?.to_string()).into_response())
}

/// Completes what a step shows with what only the mini-app can say: what its lookups offer for words that were searched
/// for without a script, and how it calls what is filled in already.
pub async fn complete(
    web: &Web,
    visitor: &Visitor,
    draft: &Draft,
    position: usize,
    shown: &mut FormView,
) {
    let Some(step) = draft.form.steps.get(position) else {
        return;
    };
    for ((name, nth), pick) in &mut shown.picks {
        let field = step.fields.iter().find(|field| field.name == *name);
        let Some((field, Kind::Lookup(lookup))) = field.map(|field| (field, &field.kind)) else {
            continue;
        };
        if draft.answers.label(name, *nth).is_none()
            && let Some(choice) = &pick.chosen
        {
            let value = choice.value.clone();
            let named = named(web, visitor, draft, field, *nth, value).await;
            pick.chosen = named.or(pick.chosen.take());
        }
        pick.found = found(web, visitor, draft, lookup, &pick.words).await;
    }
}

/// What a lookup offers for words.
pub async fn found(
    web: &Web,
    visitor: &Visitor,
    draft: &Draft,
    lookup: &str,
    words: &str,
) -> Found {
    if words.trim().is_empty() {
        return Found::NotSearched;
    }
    let suggested = web.platform().suggest(&visitor.actor, draft, lookup, words);
    match suggested.await {
        Ok(suggested) => Found::Choices {
            choices: suggested.choices,
            of: None,
            has_more: suggested.has_more,
        },
        // It was kept for its agency where it was made; the form goes on without it.
        Err(CallError::Failed { id, .. } | CallError::Fault(id)) => {
            Found::Failed(Some(id.to_string()))
        }
        Err(error) => {
            tracing::info!(%error, lookup, "a lookup gave nothing");
            Found::Failed(None)
        }
    }
}

/// What is chosen, as its mini-app calls it; none where it does not offer it, or cannot say.
async fn named(
    web: &Web,
    visitor: &Visitor,
    draft: &Draft,
    field: &Field,
    nth: u32,
    value: String,
) -> Option<Choice> {
    let Kind::Lookup(lookup) = &field.kind else {
        return None;
    };
    let kept = draft.answers.label(&field.name, nth).map(str::to_owned);
    let input = InputName::of(&field.name, nth);
    let is_kept = draft
        .answers
        .shown(field, input, visitor.actor.reader.lang.into());
    let label = match kept.filter(|_| is_kept.contains(&value)) {
        Some(label) => label,
        None => {
            let to_resolve = ToResolve {
                lookup: lookup.clone(),
                values: vec![value.clone()],
            };
            let offered = web
                .platform()
                .offered(&visitor.actor, draft, vec![to_resolve]);
            offered.await.ok()?.label(lookup, &value)?.to_owned()
        }
    };
    Some(Choice {
        value,
        label,
        hint: None,
    })
}
