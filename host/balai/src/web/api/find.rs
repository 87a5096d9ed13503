//! Searching in a field of a step.

use axum::{
    Extension, Json,
    extract::{Path, Query, State},
};
use contract::form::Kind;
use serde::Deserialize;
use utoipa::IntoParams;

use super::drafts;
use crate::{
    api::step::Found,
    view::pages::Problem,
    web::{Web, WebError, filled, find, visitor::Visitor},
};

/// `?words=`
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Words {
    /// What is searched for, by the beginnings of words.
    #[serde(default)]
    words: String,
}

/// What is found by words in a field for a region or in a lookup.
#[utoipa::path(get, path = "/api/v1/drafts/{id}/steps/{step}/find/{field}", tag = "drafts", operation_id = "find_choices",
    params(
        ("id" = String, Path, description = "Of the draft."),
        ("step" = u32, Path, description = "The number of the step, from 1."),
        ("field" = String, Path, description = "The name of the field."),
        Words,
    ),
    responses((status = 200, body = Found, description = "What is found; nothing where no words are given.")))]
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((id, step, name)): Path<(String, u32, String)>,
    Query(Words { words }): Query<Words>,
) -> Result<Json<Found>, WebError> {
    let draft = drafts::open(&web, &visitor, &id).await?;
    let found = match &find::searched(&draft, step, &name)?.kind {
        Kind::Region(level) => filled::region_pick(words, None, *level).found,
        Kind::Lookup(lookup) => find::found(&web, &visitor, &draft, lookup, &words).await,
        _ => return Err(WebError::not_found()),
    };
    let found = Found::of(&found).ok_or_else(|| WebError::of(Problem::MiniAppFailed))?;
    Ok(Json(found))
}
