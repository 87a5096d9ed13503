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
    registry::release_id,
    showable,
    visitor::{Visitor, view_lang},
};
use crate::view::{
    Place, Shell,
    pages::{FilterLink, Filters, MiniAppPage, PreviewRow, PreviewView, ReleasePagesPage},
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
    let shell = visitor.shell(Place::Elsewhere, paths::registry_pages(&id));
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
            changes: compared.as_ref().and_then(|all| all.get(nth)).cloned(),
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
    let mut shell = visitor.shell(Place::Elsewhere, paths::registry_page(&id, nth));
    let view = preview(
        &shell,
        &id,
        &pages,
        at,
        Theme::of(&asked.theme).unwrap_or(shell.reader.theme),
    );
    shell.reader.lang = view_lang(sighting.lang);
    shell.reader.theme = view.theme;
    let head = Names::of(app).head(&release, &visitor).await?;
    let notation = sighting.lang.into();
    let page = showable::framed(
        shell,
        head,
        &sighting.request,
        &sighting.page,
        slots,
        &drafts,
        notation,
    );
    Ok(page.map_err(WebError::unreadable)?.as_preview(view))
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
fn preview(shell: &Shell, id: &str, pages: &Pages, at: usize, theme: Theme) -> PreviewView {
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
    }
}
