//! Filling in a draft, a step at a time.

use app::form::Problem as BrokenRule;
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::HeaderMap,
};
use contract::form::Step;

use super::{drafts, sent::Sent};
use crate::{
    api::{
        answer::NOTATION,
        draft::{Draft, GoesOn},
        form::number,
        problem::{Broken, Problem},
        step::Answers,
    },
    web::{
        Web, WebError,
        enter::{Typed, enter, unmodified_since},
        filled, steps,
        visitor::Visitor,
    },
};

/// Answers a step.
///
/// All of the step is said: what is not there is left empty. It is kept, right or wrong, and judged: what is wrong is told
/// with 422, and where it goes on stands in the draft otherwise. With `If-Unmodified-Since`, what was changed since then is
/// not written over (412).
#[utoipa::path(put, path = "/api/v1/drafts/{id}/steps/{step}", tag = "drafts", operation_id = "answer_step",
    params(
        ("id" = String, Path, description = "Of the draft."),
        ("step" = u32, Path, description = "The number of the step, from 1."),
        ("If-Unmodified-Since" = Option<String>, Header, description = "When it was typed, where it comes late."),
    ),
    request_body = Answers,
    responses(
        (status = 200, body = Draft, description = "All rules hold. The draft as it is now."),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Kept, and something is wrong with it."),
    ))]
pub async fn put(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((id, step)): Path<(String, u32)>,
    headers: HeaderMap,
    Sent(answers): Sent<Answers>,
) -> Result<Json<Draft>, WebError> {
    let position = steps::position(step)?;
    let draft = drafts::open(&web, &visitor, &id).await?;
    let asked = draft.form.steps.get(position);
    let asked = asked.ok_or_else(WebError::not_found)?;
    let inputs = answers.inputs(asked).map_err(|unfit| {
        let broken = unfit.into_iter().map(|one| {
            let message = visitor.reader.say("rule-not-accepted");
            let message = message.with("label", &one.label).to_string();
            one.broken(step, message)
        });
        WebError::listing(broken.collect())
    })?;
    let typed = Typed {
        step: position,
        pairs: inputs.pairs,
        notation: NOTATION,
        times: Some(inputs.times),
        pressed: None,
        typed_at: unmodified_since(&headers),
    };
    let taken = enter(&web, &visitor, draft.id, typed).await?;
    if !taken.problems.is_empty() {
        let broken = broken(&visitor, position, asked, &taken.problems)?;
        return Err(WebError::listing(broken));
    }
    let goes_on = GoesOn::at(&taken.draft, taken.next);
    Ok(Json(
        drafts::said(&web, &visitor, &taken.draft, goes_on).await?,
    ))
}

/// The rules that are broken, each with its sentence.
pub fn broken(
    visitor: &Visitor,
    position: usize,
    step: &Step,
    problems: &[BrokenRule],
) -> Result<Vec<Broken>, WebError> {
    let said = filled::problems(Some(step), problems, &visitor.reader)?;
    let broken = problems.iter().zip(said).map(|(problem, said)| Broken {
        step: Some(number(position)),
        field: said.field,
        nth: said.nth,
        rule: Some(problem.rule.key().to_owned()),
        message: said.message,
    });
    Ok(broken.collect())
}
