//! What people see of a release, for its reviewer: the pages that its journeys opened, as they look, and what they say
//! otherwise than those of the release that people get.

use app::{
    Release, ReleaseId, Theme,
    draft::{self, Draft},
    registry::Candidate,
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::Redirect,
};
use contract::form::Form;
use platform::{
    checks::{Pages, Report, changes},
    journey::{Sighting, Sightseer},
};
use serde::Deserialize;

use super::{
    Web, WebError,
    names::Names,
    release::release_id,
    showable,
    visitor::{Visitor, view_lang},
};
use crate::view::{
    Place, Shell,
    links::Links,
    pages::{
        FilterLink, Filters, MiniAppHead, MiniAppPage, PageChange, PreviewRow, PreviewView,
        ReleasePagesPage,
    },
    paths,
};

/// A release that is looked at, and what people see of it.
struct Looked {
    seen: Candidate,
    pages: Pages,
}

async fn looked(web: &Web, visitor: &Visitor, id: ReleaseId) -> Result<Looked, WebError> {
    let (app, actor) = (web.app(), &visitor.actor);
    let mut unit = app.reading();
    let seen = app.release_seen(&mut unit, actor, id).await?;
    let kept = app.release_preview(&mut unit, actor, id).await?;
    let pages = kept.as_deref().map(Pages::from_text).transpose();
    Ok(Looked {
        seen,
        pages: pages.map_err(WebError::unreadable)?.unwrap_or_default(),
    })
}

/// The release with which the checks compared this one.
async fn before(
    web: &Web,
    visitor: &Visitor,
    seen: &Candidate,
) -> Result<Option<Looked>, WebError> {
    let report = seen.report.as_deref().map(Report::from_text).transpose();
    let report = report.map_err(WebError::unreadable)?;
    let Some(against) = report.and_then(|report| report.against) else {
        return Ok(None);
    };
    let app = web.app();
    let id = app
        .release_of_version(&mut app.reading(), &seen.mini_app, &against.version)
        .await?;
    looked(web, visitor, id).await.map(Some)
}

/// GET: what stands in its manifest and on its pages, and what of it is new.
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<ReleasePagesPage, WebError> {
    let Looked { seen, pages } = looked(&web, &visitor, release_id(&id)?).await?;
    let before = before(&web, &visitor, &seen).await?;
    let compared = before
        .as_ref()
        .map(|before| pages.compared_with(&before.pages));
    let shell = visitor.shell(Place::Releases, paths::registry_pages(&id));
    let rows = pages
        .pages
        .iter()
        .enumerate()
        .map(|(nth, page)| PreviewRow {
            href: paths::registry_page(&id, nth.saturating_add(1)),
            title: page.page.title.clone(),
            path: page.request.path.clone(),
            journey: page.journey.clone(),
            by: by(&shell, page.by),
            lang: view_lang(page.lang),
            change: match compared.as_ref().and_then(|all| all.get(nth)) {
                None => PageChange::NotCompared,
                Some(None) => PageChange::First,
                Some(Some(lines)) if lines.is_empty() => PageChange::Same,
                Some(Some(lines)) => PageChange::Changed(lines.clone()),
            },
        });
    let texts = before
        .as_ref()
        .map(|before| (&before.seen.manifest_text, &seen.manifest_text));
    Ok(ReleasePagesPage {
        title: visitor.pick(&seen.manifest.title),
        version: seen.manifest.version.clone(),
        before: before
            .as_ref()
            .map(|before| before.seen.manifest.version.clone()),
        manifest: texts
            .map(|(old, new)| changes(old, new))
            .unwrap_or_default(),
        manifest_text: seen.manifest_text,
        rows: rows.collect(),
        more: pages.more,
        id,
        shell,
    })
}

fn by(shell: &Shell, who: Sightseer) -> String {
    let said = match who {
        Sightseer::Anybody => shell.say("preview-anybody"),
        Sightseer::Citizen => shell.say("role-citizen"),
        Sightseer::Staff => shell.say("preview-staff"),
    };
    said.to_string()
}

/// In which look.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    theme: String,
}

/// GET: a page as it looks, in the language in which it was seen.
pub async fn page(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((id, nth)): Path<(String, usize)>,
    Query(asked): Query<Asked>,
) -> Result<MiniAppPage, WebError> {
    let Looked { seen, pages } = looked(&web, &visitor, release_id(&id)?).await?;
    let at = nth.checked_sub(1).ok_or_else(WebError::not_found)?;
    let sighting = pages.pages.get(at).ok_or_else(WebError::not_found)?;
    let app = web.app();
    let release = app.release_by_id(&mut app.reading(), seen.id).await?;
    let release = release.ok_or_else(WebError::not_found)?;

    let (slots, forms) = showable::forms(&sighting.page).map_err(WebError::unreadable)?;
    let drafts = blank(&release, sighting, &forms)?;
    let here = paths::registry_page(&id, nth);
    let shell = visitor.shell(Place::Releases, &here);
    let of = format!(
        "{} {}",
        visitor.pick(&seen.manifest.title),
        seen.manifest.version
    );
    let theme = Theme::of(&asked.theme).unwrap_or(shell.reader.theme);
    let view = preview(&shell, &id, (of, &pages), at, theme);
    // In the language of the page, and with links that stay with this release.
    let seen_by = visitor.reading_in(view_lang(sighting.lang));
    let mut shell = seen_by.shell(Place::Releases, here);
    shell.reader.theme = view.theme;
    let head = MiniAppHead {
        links: Links::of_preview(&id, nth),
        ..Names::of(app).head(&release, &seen_by).await?
    };
    let notation = sighting.lang.into();
    let page = showable::framed(
        shell,
        head,
        &sighting.request,
        sighting.page.clone(),
        slots,
        &drafts,
        notation,
    );
    Ok(page.map_err(WebError::unreadable)?.as_preview(view))
}

/// GET: the page at a path, as a link on page `nth` leads there.
pub async fn seen_at(
    web: State<Web>,
    visitor: Extension<Visitor>,
    Path((id, nth, path)): Path<(String, usize, String)>,
) -> Result<Redirect, WebError> {
    seen_next(web, visitor, &id, nth, &format!("/{path}")).await
}

/// GET: the first page, as a link on page `nth` leads there.
pub async fn seen_first(
    web: State<Web>,
    visitor: Extension<Visitor>,
    Path((id, nth)): Path<(String, usize)>,
) -> Result<Redirect, WebError> {
    seen_next(web, visitor, &id, nth, "/").await
}

/// What the same person saw at a path in the same language, after page `nth` or else before it.
async fn seen_next(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    id: &str,
    nth: usize,
    path: &str,
) -> Result<Redirect, WebError> {
    let Looked { pages, .. } = looked(&web, &visitor, release_id(id)?).await?;
    let at = nth.checked_sub(1).ok_or_else(WebError::not_found)?;
    let from = pages.pages.get(at).ok_or_else(WebError::not_found)?;
    let is_there = |one: &Sighting| {
        (one.by, one.lang, one.request.path.as_str()) == (from.by, from.lang, path)
    };
    let mut all = pages.pages.iter().enumerate();
    let found = all
        .clone()
        .skip(nth)
        .find(|(_, one)| is_there(one))
        .or_else(|| all.find(|(_, one)| is_there(one)));
    let (found, _) = found.ok_or_else(|| {
        let said = visitor.reader.say("preview-not-opened").with("path", path);
        WebError::not_found()
            .saying(said.to_string())
            .back_to(paths::registry_page(id, nth))
    })?;
    Ok(Redirect::to(&paths::registry_page(
        id,
        found.saturating_add(1),
    )))
}

/// Forms that nothing was typed into; none for whoever would have to sign in first.
fn blank(release: &Release, sighting: &Sighting, forms: &[Form]) -> Result<Vec<Draft>, WebError> {
    if sighting.by == Sightseer::Anybody {
        return Ok(Vec::new());
    }
    let (request, title) = (&sighting.request, &sighting.page.title);
    draft::blank(release, request, title, forms, sighting.lang.into()).map_err(WebError::unreadable)
}

/// What stands above a page that is looked at: which it is, and the way to the others.
fn preview(
    shell: &Shell,
    id: &str,
    (title, pages): (String, &Pages),
    at: usize,
    theme: Theme,
) -> PreviewView {
    let there = |at: usize| {
        let page = pages.pages.get(at)?;
        let nth = at.saturating_add(1);
        Some((
            page,
            format!("{}?theme={}", paths::registry_page(id, nth), theme.code()),
        ))
    };
    let themes = shell.themes().into_iter().map(|option| FilterLink {
        label: option.label.to_string(),
        href: format!(
            "{}?theme={}",
            paths::registry_page(id, at.saturating_add(1)),
            option.value
        ),
        current: option.value == theme.code(),
    });
    let this = pages.pages.get(at);
    PreviewView {
        release: paths::registry_pages(id),
        nth: at.saturating_add(1),
        of: pages.pages.len(),
        journey: this.map(|page| page.journey.clone()).unwrap_or_default(),
        by: this.map(|page| by(shell, page.by)).unwrap_or_default(),
        path: this
            .map(|page| page.request.path.clone())
            .unwrap_or_default(),
        before: at.checked_sub(1).and_then(there).map(|(_, href)| href),
        after: there(at.saturating_add(1)).map(|(_, href)| href),
        themes: Filters(themes.collect()),
        lang: shell.reader.lang,
        theme,
        title,
    }
}
