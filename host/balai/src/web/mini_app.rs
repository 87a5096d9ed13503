//! Pages of mini-apps.

use std::sync::Arc;

use app::{Caller, DraftId, MiniAppId, Release, draft::Draft};
use axum::{
    Extension,
    extract::{self, Path, State},
    response::{IntoResponse, Redirect, Response},
};
use contract::{Refusal, Request, form::Form, page::Page};
use platform::{CallError, Unshowable};
use serde::Deserialize;
use store::draft::DraftById;

use super::{Web, WebError, back, gate, names::Names, showable, visitor::Visitor};
use crate::view::{Place, pages::MiniAppPage, paths};

/// GET: the first page has a path of its own, which links are relative to.
pub async fn first(Path((agency, name)): Path<(String, String)>) -> Redirect {
    Redirect::permanent(&format!("{}/", paths::mini_app(&agency, &name)))
}

/// Which page of which mini-app.
#[derive(Deserialize)]
pub struct Address {
    agency: String,
    name: String,
    /// Without the first slash. The first page's address has no more parts.
    #[serde(default)]
    path: String,
}

/// GET: a page of the release that people get.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(address): Path<Address>,
    asked: extract::Request,
) -> Result<Response, WebError> {
    // Taken: extractors would copy what they give.
    let (asked, _) = asked.into_parts();
    let (headers, uri) = (&asked.headers, &asked.uri);
    let release = live(&web, &visitor, &address.agency, &address.name).await?;
    let query = uri.query().unwrap_or_default();
    let request = Request {
        path: format!("/{}", address.path),
        query: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
    };
    let here = back::here(uri);
    // Written here, too: what follows a call is done in its agency's turn where it takes long.
    let frame = async |page: Page| {
        framed(&web, &visitor, &release, &request, page, here)
            .await
            .map(IntoResponse::into_response)
    };
    match seen(&web, &visitor, &release, &request, frame).await {
        Err(CallError::Refused(Refusal::SignInNeeded)) if visitor.is_anonymous() => {
            Ok(gate::to_sign_in(headers, uri))
        }
        shown => shown?,
    }
}

/// The release that somebody gets of a mini-app.
pub async fn live(
    web: &Web,
    visitor: &Visitor,
    agency: &str,
    name: &str,
) -> Result<Arc<Release>, WebError> {
    let mini_app: MiniAppId = format!("{agency}/{name}")
        .parse()
        .map_err(|_| WebError::not_found())?;
    let app = web.app();
    app.release_live(&mut app.reading(), &visitor.actor, &mini_app)
        .await?
        .ok_or_else(WebError::not_found)
}

/// A page, as `frame` makes it ready to be seen: inside, where that is not the mini-app's fault, why there is none.
pub async fn seen<T>(
    web: &Web,
    visitor: &Visitor,
    release: &Arc<Release>,
    request: &Request,
    frame: impl AsyncFnOnce(Page) -> Result<T, NotFramed>,
) -> Result<Result<T, WebError>, CallError> {
    // Nothing is there, and PostgreSQL could not keep a draft of it.
    if request.path.contains(char::is_control) {
        return Ok(Err(WebError::not_found()));
    }
    let caller = Arc::new(Caller {
        actor: Arc::clone(&visitor.actor),
        release: Arc::clone(release),
    });
    let frame = |page: Page| async move {
        match frame(page).await {
            Ok(shown) => Ok(Ok(shown)),
            Err(NotFramed::Unshowable(unshowable)) => Err(unshowable),
            Err(NotFramed::Web(error)) => Ok(Err(error)),
        }
    };
    web.platform()
        .show_framed(&caller, request.clone(), frame)
        .await
}

/// Why a page is not to be seen.
pub enum NotFramed {
    /// The mini-app is to blame.
    Unshowable(Unshowable),
    /// Anything else.
    Web(WebError),
}

impl From<Unshowable> for NotFramed {
    fn from(unshowable: Unshowable) -> Self {
        Self::Unshowable(unshowable)
    }
}

impl<E: Into<WebError>> From<E> for NotFramed {
    fn from(error: E) -> Self {
        Self::Web(error.into())
    }
}

/// A page in the shell's frame, with a draft behind each of its forms and buttons.
pub async fn framed(
    web: &Web,
    visitor: &Visitor,
    release: &Release,
    request: &Request,
    page: Page,
    here: String,
) -> Result<MiniAppPage, NotFramed> {
    let (slots, forms) = showable::forms(&page)?;
    let drafts = offered(web, visitor, release, request, &page, &forms).await?;
    let head = Names::of(web.app()).head(release, visitor).await?;
    let shell = visitor.shell(Place::Elsewhere, here);
    let notation = visitor.actor.reader.lang.into();
    Ok(showable::framed(
        shell, head, request, page, slots, &drafts, notation,
    )?)
}

/// The drafts behind the forms and buttons of a page; none where nobody is signed in.
pub async fn offered(
    web: &Web,
    visitor: &Visitor,
    release: &Release,
    request: &Request,
    page: &Page,
    forms: &[Form],
) -> Result<Vec<Draft>, NotFramed> {
    let offered = web
        .app()
        .draft_offer(&visitor.actor, release, request, &page.title, forms)
        .await;
    match offered {
        Err(error) if error.is_the_mini_apps_fault() => {
            Err(Unshowable::Form(error.to_string()).into())
        }
        offered => Ok(offered?),
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
