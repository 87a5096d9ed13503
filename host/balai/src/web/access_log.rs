//! Who used a citizen's data.

use app::access::{AccessError, DayOfUses};
use axum::{
    Extension,
    extract::{Query, State},
};
use serde::Deserialize;

use super::{Web, WebError, names::Names, visitor::Visitor};
use crate::view::{
    Place, Reader, data,
    pages::{Access, AccessLogPage, Problem},
    paths,
};

/// Which part of the log.
#[derive(Deserialize)]
pub struct Asked {
    /// Only the readings of this case.
    case: Option<String>,
    /// What follows this place.
    after: Option<String>,
}

/// GET: every use of one's data, newest first.
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<AccessLogPage, WebError> {
    let (case, after) = (asked.case.as_deref(), asked.after.as_deref());
    let (accesses, older) = of(&web, &visitor, case, after).await?;
    Ok(AccessLogPage {
        shell: visitor.shell(Place::Elsewhere, paths::access_log(case, after)),
        accesses,
        older,
        newest: after.map(|_| paths::access_log(case, None)),
        case: case.map(|number| (number.to_owned(), paths::case(number))),
    })
}

/// A part of the uses of a visitor's data, and where older ones are; only the readings of one case, where it is named.
pub async fn of(
    web: &Web,
    visitor: &Visitor,
    case: Option<&str>,
    after: Option<&str>,
) -> Result<(Vec<Access>, Option<String>), WebError> {
    let app = web.app();
    let log = app
        .accesses_of(&mut app.reading(), &visitor.actor, case, after)
        .await?;
    let mut names = Names::of(app);
    let mut accesses = Vec::new();
    for day in log.uses {
        let who = if day.reader.is_empty() {
            names.title(&day.mini_app, visitor).await?
        } else {
            day.reader.clone()
        };
        accesses.push(Access {
            who,
            agency: names.agency(day.mini_app.agency()).await?,
            case: day
                .case_number
                .as_ref()
                .map(|number| (number.clone(), paths::case(number))),
            what: what(&day, &visitor.reader),
            purpose: purpose(&day, visitor),
            basis: basis(&day, &visitor.reader),
            moments: day.moments.iter().map(|at| at.timestamp()).collect(),
        });
    }
    let older = log.next.map(|next| paths::access_log(case, Some(&next)));
    Ok((accesses, older))
}

fn what(day: &DayOfUses, reader: &Reader) -> String {
    let fields = day.fields.iter().map(|name| data::field(reader, name));
    fields.collect::<Vec<_>>().join(", ")
}

fn purpose(day: &DayOfUses, visitor: &Visitor) -> String {
    let said = visitor.pick_of(&day.purpose);
    match day.case_number {
        // Staff read a case for the service that it is of.
        Some(_) => visitor
            .reader
            .say("access-handling")
            .with("app", said)
            .to_string(),
        None => said,
    }
}

fn basis(day: &DayOfUses, reader: &Reader) -> String {
    // As `app` enters it: the basis by its name in the manifest, and where it stands.
    let (basis, law) = day.basis.split_once(": ").unwrap_or((&day.basis, ""));
    data::basis(reader, basis, law)
}

impl From<AccessError> for WebError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::SignInNeeded => Self::of(Problem::SessionEnded),
            AccessError::NotACitizen => Self::of(Problem::NotAllowed),
            AccessError::NoSuchPlace(_) => Self::not_found(),
            AccessError::Unit(error) => error.into(),
        }
    }
}
