//! Pages of mini-apps.

use std::{collections::BTreeMap, sync::Arc};

use app::{Caller, DraftId, FailureId, MiniAppId, Release, failure::FailedCall};
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, Uri},
    response::{IntoResponse as _, Redirect, Response},
};
use contract::{Refusal, Request, page::Page};
use platform::{CallError, Unshowable};
use store::draft::DraftById;

use super::{Web, WebError, back, gate, names::Names, showable, visitor::Visitor};
use crate::view::{
    Place,
    pages::{MiniAppPage, Problem},
    paths,
};

/// GET: the first page has a path of its own, which links are relative to.
pub async fn first(Path((agency, name)): Path<(String, String)>) -> Redirect {
    Redirect::permanent(&format!("{}/", paths::mini_app(&agency, &name)))
}

/// GET: a page of the release that people get.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(place): Path<BTreeMap<String, String>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, WebError> {
    let part = |name| place.get(name).map_or("", String::as_str);
    let mini_app: MiniAppId = format!("{}/{}", part("agency"), part("name"))
        .parse()
        .map_err(|_| WebError::not_found())?;
    // Nothing is there, and PostgreSQL could not keep a draft of it.
    if part("path").contains(char::is_control) {
        return Err(WebError::not_found());
    }
    let release = web
        .app()
        .release_live(&mut web.app().reading(), &mini_app)
        .await?
        .ok_or_else(WebError::not_found)?;
    let query = query.unwrap_or_default();
    let request = Request {
        path: format!("/{}", part("path")),
        query: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
    };
    let caller = Caller {
        actor: visitor.actor.clone(),
        release: Arc::clone(&release),
    };
    let page = match web.platform().show(&caller, request.clone()).await {
        Ok(page) => page,
        Err(CallError::Refused(Refusal::SignInNeeded)) if visitor.is_anonymous() => {
            return Ok(gate::to_sign_in(&headers, &uri));
        }
        Err(error) => return Err(error.into()),
    };
    let here = back::here(&uri);
    let shown = framed(&web, &visitor, &release, &request, &page, here).await?;
    Ok(shown.into_response())
}

/// A page in the shell's frame, with a draft behind each of its forms and buttons.
pub async fn framed(
    web: &Web,
    visitor: &Visitor,
    release: &Release,
    request: &Request,
    page: &Page,
    here: String,
) -> Result<MiniAppPage, WebError> {
    let (slots, forms) = match showable::forms(page) {
        Ok(found) => found,
        Err(error) => return Err(blame(web, release, &request.path, &error).await),
    };
    let offered = web
        .app()
        .draft_offer(&visitor.actor, release, request, &page.title, &forms)
        .await;
    let drafts = match offered {
        Err(error) if error.is_the_mini_apps_fault() => {
            let error = Unshowable::Form(error.to_string());
            return Err(blame(web, release, &request.path, &error).await);
        }
        offered => offered?,
    };
    let head = Names::of(web.app()).head(release, visitor).await?;
    let shell = visitor.shell(Place::Elsewhere, here);
    let notation = visitor.actor.reader.lang.into();
    match showable::framed(shell, head, request, page, slots, &drafts, notation) {
        Ok(shown) => Ok(shown),
        Err(error) => Err(blame(web, release, &request.path, &error).await),
    }
}

/// A page that does not hold what the contract promises: kept for the agency, and the person gets the id.
pub async fn blame(web: &Web, release: &Release, path: &str, unshowable: &Unshowable) -> WebError {
    let app = web.app();
    let id = FailureId(app.entropy().id(app.clock().now()));
    let failed = FailedCall {
        id,
        kind: unshowable.name().to_owned(),
        detail: unshowable.to_string(),
        path: path.to_owned(),
        log: String::new(),
        backtrace: None,
    };
    match app.failure_record(release, &failed).await {
        Ok(()) => WebError::of(Problem::MiniAppFailed)
            .under(id)
            .because(anyhow::anyhow!("{}: {unshowable}", release.mini_app)),
        Err(error) => error.into(),
    }
}

/// On which page a draft's form was shown; the first one where that is not kept any more.
pub async fn page_of(web: &Web, draft: DraftId) -> Result<Request, WebError> {
    let row = web.app().reading().read(DraftById { id: draft }).await?;
    let query = row
        .as_ref()
        .map(|row| serde_json::from_str(&row.query))
        .transpose()
        .map_err(WebError::unreadable)?;
    Ok(Request {
        path: row.map_or_else(|| "/".to_owned(), |row| row.path),
        query: query.unwrap_or_default(),
    })
}

/// The address of a page of a mini-app, by its decoded path and query.
pub fn address(mini_app: &MiniAppId, request: &Request) -> String {
    let mut address = paths::mini_app(mini_app.agency(), mini_app.name());
    for byte in request.path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                address.push(byte.into());
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    if !request.query.is_empty() {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&request.query);
        address.push('?');
        address.push_str(&query.finish());
    }
    address
}
