//! Who used a citizen's data.

use app::access::AccessError;
use axum::{Extension, extract::State};
use store::access::AccessRow;

use super::{Web, WebError, names::Names, visitor::Visitor};
use crate::view::{
    Place, Reader,
    pages::{Access, AccessLogPage, Problem},
    paths,
};

/// GET: every use of one's data, newest first.
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<AccessLogPage, WebError> {
    Ok(AccessLogPage {
        accesses: of(&web, &visitor, None).await?,
        shell: visitor.shell(Place::Elsewhere, paths::ACCESS_LOG),
    })
}

/// The uses of a visitor's data; only the readings of one case, where it is named.
pub async fn of(web: &Web, visitor: &Visitor, case: Option<&str>) -> Result<Vec<Access>, WebError> {
    let app = web.app();
    let rows = app
        .accesses_of(&mut app.reading(), &visitor.actor, case)
        .await?;
    let mut names = Names::of(app);
    let mut accesses = Vec::new();
    for row in rows {
        let who = if row.reader.is_empty() {
            names.title(&row.mini_app, visitor).await?
        } else {
            row.reader.clone()
        };
        accesses.push(Access {
            at: row.at.timestamp(),
            who,
            agency: names.agency(row.mini_app.agency()).await?,
            what: what(&row, &visitor.reader),
            purpose: purpose(&row, &visitor.reader),
        });
    }
    Ok(accesses)
}

fn what(row: &AccessRow, reader: &Reader) -> String {
    let fields: Vec<String> = row
        .fields
        .0
        .iter()
        .map(|name| field(name, reader))
        .collect();
    let fields = fields.join(", ");
    match &row.case_number {
        Some(number) => reader
            .say("access-case")
            .with("number", number)
            .with("fields", fields)
            .to_string(),
        None => fields,
    }
}

/// A field by its word; one that has none here by its name.
fn field(name: &str, reader: &Reader) -> String {
    match name {
        "name" => reader.say("data-name").to_string(),
        "details" => reader.say("data-details").to_string(),
        other => other.to_owned(),
    }
}

fn purpose(row: &AccessRow, reader: &Reader) -> String {
    // As `app` enters it: the basis by its name in the manifest, and where it stands.
    let (basis, law) = row.basis.split_once(": ").unwrap_or((&row.basis, ""));
    let basis = match basis {
        "consent" => reader.say("basis-consent").to_string(),
        "contract" => reader.say("basis-contract").to_string(),
        "legal-obligation" => reader.say("basis-legal-obligation").to_string(),
        "vital-interest" => reader.say("basis-vital-interest").to_string(),
        "public-task" => reader.say("basis-public-task").to_string(),
        "legitimate-interest" => reader.say("basis-legitimate-interest").to_string(),
        other => other.to_owned(),
    };
    reader
        .say("access-basis")
        .with("purpose", &row.purpose)
        .with("basis", basis)
        .with("law", law)
        .to_string()
}

impl From<AccessError> for WebError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::SignInNeeded => Self::of(Problem::SessionEnded),
            AccessError::NotACitizen => Self::of(Problem::NotAllowed),
            AccessError::Unit(error) => error.into(),
        }
    }
}
