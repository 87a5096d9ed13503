//! Mini-apps and their pages.

use std::collections::BTreeMap;

use app::draft::Draft;
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, State},
};
use contract::{Request, page::Page as Shown};
use platform::Unshowable;

use super::Frame;
use crate::{
    api::{
        catalogue::{Catalogue, ListedPage, MiniApp},
        content::{Link, rich},
        page::{Offered, Page, Section},
    },
    view::{
        Slot,
        blocks::{PageError, Reason},
    },
    web::{
        Web, WebError,
        catalogue::audience,
        mini_app::{self, NotFramed},
        names::Names,
        showable,
        visitor::Visitor,
    },
};

/// The mini-apps that are for whoever asks.
#[utoipa::path(get, path = "/api/v1/mini-apps", tag = "mini-apps", operation_id = "list_mini_apps",
    security((), ("bearer" = [])),
    responses((status = 200, body = Catalogue, description = "All of them.")))]
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Json<Catalogue>, WebError> {
    let app = web.app();
    let at_hand = app
        .favourites_of(&mut app.reading(), &visitor.actor)
        .await?;
    let (mut names, audience) = (Names::of(app), audience(&visitor));
    let mut mini_apps = Vec::new();
    for release in app.catalogue(&visitor.actor).await? {
        let manifest = &release.manifest;
        if !manifest.audience.contains(&audience) {
            continue;
        }
        let pages = manifest
            .pages
            .iter()
            .filter(|page| page.audience == audience);
        let mut pages: Vec<ListedPage> = pages
            .map(|page| ListedPage {
                path: page.path.clone(),
                title: visitor.pick(&page.title),
            })
            .collect();
        if pages.is_empty() {
            pages.push(ListedPage {
                path: "/".to_owned(),
                title: visitor.pick(&manifest.title),
            });
        }
        mini_apps.push(MiniApp {
            id: release.mini_app.to_string(),
            title: visitor.pick(&manifest.title),
            description: visitor.pick(&manifest.description),
            agency: names.agency(manifest.id.agency()).await?,
            category: manifest.category.clone(),
            life_events: manifest
                .life_events
                .iter()
                .copied()
                .map(Into::into)
                .collect(),
            at_hand: at_hand.contains(&release.mini_app),
            pages,
        });
    }
    Ok(Json(Catalogue { mini_apps }))
}

/// A page of a mini-app.
///
/// `path` is as a link has it: with its query, if any. What else the query of this request has is added to that, as the
/// answers to a filter. A draft stands behind each form and button where somebody is signed in.
#[utoipa::path(get, path = "/api/v1/mini-apps/{agency}/{name}/page", tag = "mini-apps", operation_id = "show_page",
    params(
        ("agency" = String, Path, description = "Before the \"/\" of the mini-app's id."),
        ("name" = String, Path, description = "After it."),
        ("path" = Option<String>, Query, description = "Such as \"/permohonan?halaman=2\"; the first page where it is left out."),
    ),
    security((), ("bearer" = [])),
    responses((status = 200, body = Page, description = "The page.")))]
pub async fn page(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((agency, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Json<Page>, WebError> {
    let release = mini_app::live(&web, &visitor, &agency, &name).await?;
    let request = asked(query.as_deref().unwrap_or_default()).ok_or_else(WebError::not_found)?;
    let frame = async |page: Shown| framed(&web, &visitor, &release, &request, &page).await;
    let seen = mini_app::seen(&web, &visitor, &release, &request, frame);
    Ok(Json(seen.await??))
}

/// Which page is asked for; none where it is no path.
fn asked(query: &str) -> Option<Request> {
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let asked = pairs.iter().position(|(name, _)| name == "path");
    let path = asked.map_or_else(|| "/".to_owned(), |at| pairs.remove(at).1);
    let path = app::place::inside(&path).ok()?;
    let path = path.split('#').next()?;
    let (path, own) = path.split_once('?').unwrap_or((path, ""));
    let own = form_urlencoded::parse(own.as_bytes()).into_owned();
    Some(Request {
        // As the path of an address is: "%20" is a space.
        path: decoded(path)?,
        query: own.chain(pairs).collect(),
    })
}

fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| *first == b'%');
        let byte = escaped
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..)?;
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// A page as programs get it, with a draft behind each of its forms and buttons.
pub async fn framed(
    web: &Web,
    visitor: &Visitor,
    release: &app::Release,
    request: &Request,
    page: &Shown,
) -> Result<Page, NotFramed> {
    // What cannot be shown on a page is not given to programs either: one and the same rule.
    showable::examine(&visitor.actor, release, request, page)?;
    let (slots, forms) = showable::forms(page)?;
    let drafts = mini_app::offered(web, visitor, release, request, page, &forms).await?;
    let head = Names::of(web.app()).head(release, visitor).await?;
    let frame = Frame::of(visitor, &release.mini_app);
    let context = frame.context();
    let broken = |block, reason| {
        Unshowable::Page(
            PageError {
                section: String::new(),
                block,
                reason,
            }
            .to_string(),
        )
    };
    let lead = page.lead.as_ref().map(|lead| rich(context, lead));
    let trail = page.trail.iter().map(|link| Link::of(context, link));
    let trail: Result<_, _> = trail.collect();
    let sections = Section::all(
        page,
        context,
        &slots,
        &by_slot(&slots, drafts),
        &request.query,
    )
    .map_err(|error| Unshowable::Page(error.to_string()))?;
    let address = mini_app::address(&release.mini_app, request);
    Ok(Page {
        mini_app: release.mini_app.to_string(),
        mini_app_title: head.title,
        agency: head.agency,
        path: address
            .strip_prefix(&crate::view::paths::mini_app(
                release.mini_app.agency(),
                release.mini_app.name(),
            ))
            .unwrap_or("/")
            .to_owned(),
        title: page.title.clone(),
        lead: lead.transpose().map_err(|reason| broken("head", reason))?,
        trail: trail.map_err(|bad| broken("head", Reason::from(bad)))?,
        sections,
    })
}

fn by_slot(slots: &[Slot], drafts: Vec<Draft>) -> BTreeMap<Slot, Offered> {
    let offered = |draft: Draft| Offered {
        draft: draft.id.to_string(),
        under_way: draft.is_touched,
    };
    slots
        .iter()
        .cloned()
        .zip(drafts.into_iter().map(offered))
        .collect()
}
