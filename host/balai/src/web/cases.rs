//! A citizen's own cases, and asking for a human where a rule decided.

use app::case::{CaseError, CaseFilter, Review, transition};
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::Redirect,
};
use contract::platform::cases::{Entry as CaseEntry, Head};
use jiff::Timestamp;

use super::{
    Web, WebError, access_log,
    names::{Names, links},
    paged::{self, Asked},
    visitor::Visitor,
};
use crate::view::{
    Place,
    pages::{CasePage, CaseRow, CaseState, CasesPage, Entry, HumanReview, Paging, Problem},
    paths,
};

/// What a citizen may look at, all first.
pub const SHOWN: &[CaseFilter] = &[
    CaseFilter::All,
    CaseFilter::Open,
    CaseFilter::Waiting,
    CaseFilter::Ended,
];

/// GET: one's own cases, newest first.
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<CasesPage, WebError> {
    let app = web.app();
    let filter = asked.filter(SHOWN)?;
    let (mut unit, turn) = (app.reading(), asked.turn());
    let listed = app
        .cases_part(&mut unit, &visitor.actor, filter, &turn, paged::AT_ONCE)
        .await?;
    let mut names = Names::of(app);
    let mut cases = Vec::new();
    for case in listed.cases {
        cases.push(row(case.head, &mut names, &visitor).await?);
    }
    let (previous, next) = (listed.previous.as_deref(), listed.next.as_deref());
    Ok(CasesPage {
        shell: visitor.shell(Place::Cases, asked.here(paths::CASES)),
        cases,
        filters: paged::filters(paths::CASES, SHOWN, filter, &visitor),
        paging: Paging {
            total: Some(listed.total),
            ..asked.paging(paths::CASES, previous, next)
        },
    })
}

/// GET: one's own case, with what happened and who read it.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
) -> Result<CasePage, WebError> {
    let app = web.app();
    let view = app
        .case_open(&mut app.reading(), &visitor.actor, &number)
        .await?;
    let mut names = Names::of(app);
    let number = view.case.head.number.clone();
    let page = view
        .release
        .as_ref()
        .and_then(|release| release.manifest.cases.as_ref())
        .map(|cases| cases.page.replace("{number}", &number));
    let links = links(&view.mini_app);
    let app_href = page
        .and_then(|page| links.here(&page).ok())
        .unwrap_or_else(|| links.first_page());
    let (readings, older_readings) = access_log::of(&web, &visitor, Some(&number), None).await?;
    let review = match view.review {
        Review::NotNeeded => HumanReview::NotNeeded,
        Review::Offered => HumanReview::Offered(paths::ask_for_human(&number)),
        Review::Asked => HumanReview::Asked,
    };
    let entries = view.case.entries.iter().map(|one| entry(one, &visitor));
    let entries = entries.collect::<Result<_, _>>()?;
    Ok(CasePage {
        shell: visitor.shell(Place::Cases, paths::case(&number)),
        app: names.title(&view.mini_app, &visitor).await?,
        app_href,
        entries,
        readings,
        older_readings,
        review,
        case: row(view.case.head, &mut names, &visitor).await?,
    })
}

/// POST: asks for a human where a rule decided.
pub async fn ask_human(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
) -> Result<Redirect, WebError> {
    let (app, actor, number) = (web.app(), &visitor.actor, number.as_str());
    let view = app.case_open(&mut app.reading(), actor, number).await?;
    let release = &view
        .release
        .ok_or_else(|| WebError::of(Problem::Unavailable))?;
    let back = paths::case(number);
    app.change(|mut unit| async move {
        let asked = app.case_ask_human(&mut unit, actor, release, number).await;
        (unit, asked)
    })
    .await
    .map_err(|error| WebError::from(error).or_back_to(back.clone()))?;
    Ok(Redirect::to(&back))
}

/// A case in a list.
pub async fn row(
    head: Head,
    names: &mut Names<'_>,
    visitor: &Visitor,
) -> Result<CaseRow, WebError> {
    let due = match head.due {
        Some(day) if transition::is_open(head.state) => {
            let (agency, office) = (&head.handler.agency, &head.handler.unit);
            Some(names.due(day, agency, office).await?)
        }
        _ => None,
    };
    Ok(CaseRow {
        title: visitor.pick_of(&head.title),
        agency: names.agency(&head.handler.agency).await?,
        state: CaseState(head.state),
        opened_at: moment(head.opened_at)?,
        due,
        href: paths::case(&head.number),
        number: head.number,
    })
}

fn entry(of: &CaseEntry, visitor: &Visitor) -> Result<Entry, WebError> {
    let rules = of.decision.as_ref().map(|decision| decision.rules.clone());
    Ok(Entry {
        at: moment(of.at)?,
        author: (!of.author.is_empty()).then(|| of.author.clone()),
        automated: of.automated,
        state: of.state,
        text: visitor.pick_of(&of.text),
        rules: rules.unwrap_or_default(),
    })
}

/// A moment of the contract.
pub fn moment(micros: i64) -> Result<Timestamp, WebError> {
    Timestamp::from_microsecond(micros).map_err(WebError::unreadable)
}

impl From<CaseError> for WebError {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::NotFound => Self::not_found(),
            CaseError::SignInNeeded => Self::of(Problem::SessionEnded),
            CaseError::NotACitizen | CaseError::NotStaff => Self::of(Problem::NotAllowed),
            // The place in a list that an address names.
            CaseError::Invalid { field: "after", .. } => Self::not_found(),
            CaseError::NoSuchStep { .. } | CaseError::OtherVersion => Self::of(Problem::Conflict),
            CaseError::Unit(error) => error.into(),
            _ => Self::of(Problem::Failed).because(error),
        }
    }
}
