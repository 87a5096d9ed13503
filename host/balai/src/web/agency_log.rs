//! What a mini-app logs and how it fails, on a page: for those who build it.

use app::{Instant, MiniAppId, agency_log::Logged, registry::RegistryError};
use axum::{
    Extension,
    extract::{Path, Query, State},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{Web, WebError, visitor::Visitor};
use crate::view::{
    Phrase, Place,
    pages::{AgencyLogPage, FailedView, FilterLink, Filters, LogEntry},
    paths,
};

/// So many entries stand on the page; `balai logs` gives more.
const SHOWN: usize = 100;

/// What of it.
#[derive(Deserialize)]
pub struct Asked {
    /// "failures" for those alone.
    #[serde(default)]
    show: String,
}

/// GET: the last entries, the newest first.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((agency, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<AgencyLogPage, WebError> {
    let mini_app: MiniAppId = format!("{agency}/{name}")
        .parse()
        .map_err(|_| WebError::not_found())?;
    let failures_only = match asked.show.as_str() {
        "" => false,
        "failures" => true,
        _ => return Err(WebError::not_found()),
    };
    let app = web.app();
    let mut unit = app.reading();
    let since = Instant::from(Timestamp::UNIX_EPOCH);
    let logged = app
        .agency_log(&mut unit, &visitor.actor, &mini_app, since, failures_only)
        .await?;
    let mut entries = Vec::new();
    for one in logged.into_iter().rev().take(SHOWN) {
        let release = app.release_by_id(&mut unit, one.release()).await;
        let release = release.map_err(RegistryError::from)?;
        let version = release.map(|release| release.manifest.version.clone());
        entries.push(entry(one, version));
    }
    let here = paths::agency_log(&mini_app);
    Ok(AgencyLogPage {
        shell: visitor.shell(Place::Releases, here.clone()),
        filters: filters(&visitor, &here, failures_only),
        mini_app: mini_app.to_string(),
        entries,
    })
}

fn entry(logged: Logged, version: Option<String>) -> LogEntry {
    let at = logged.at().timestamp();
    let (text, failed) = match logged {
        Logged::Call(row) => (row.text, None),
        Logged::Failure(row) => {
            let failed = FailedView {
                id: row.id.to_string(),
                kind: row.kind,
                detail: row.detail,
                path: row.path,
            };
            (row.log, Some(failed))
        }
    };
    LogEntry {
        at,
        version,
        text,
        failed,
    }
}

fn filters(visitor: &Visitor, here: &str, failures_only: bool) -> Filters {
    let link = |label: Phrase, show, current| FilterLink {
        label: label.to_string(),
        href: paths::asking(here, &[("show", show)]),
        current,
    };
    Filters(vec![
        link(visitor.reader.say("filter-all"), None, !failures_only),
        link(
            visitor.reader.say("log-failures"),
            Some("failures"),
            failures_only,
        ),
    ])
}
