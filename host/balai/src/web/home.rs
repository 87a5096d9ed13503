//! The catalogue.

use std::collections::BTreeMap;

use app::{
    Role,
    manifest::{Audience, Manifest},
};
use axum::{Extension, extract::State};

use super::{
    Web, WebError,
    names::{Names, links},
    visitor::Visitor,
};
use crate::view::{
    Place, Reader,
    pages::{AppCard, AppGroup, HomePage},
    paths,
};

/// GET: what there is for whoever acts in this role, by category.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<HomePage, WebError> {
    let audience = match visitor.actor.role {
        Role::Staff { .. } => Audience::CivilServants,
        Role::Anonymous | Role::Citizen(_) => Audience::Citizens,
    };
    let releases = web.app().catalogue().await?;
    let mut names = Names::of(web.app());
    let mut groups: BTreeMap<String, Vec<AppCard>> = BTreeMap::new();
    for release in releases {
        let manifest = &release.manifest;
        if !manifest.audience.contains(&audience) {
            continue;
        }
        let card = AppCard {
            title: visitor.pick(&manifest.title),
            description: visitor.pick(&manifest.description),
            agency: names.agency(manifest.id.agency()).await?,
            href: first_page(manifest, audience),
        };
        groups
            .entry(category(&manifest.category, &visitor.reader))
            .or_default()
            .push(card);
    }
    let group = |(title, apps)| AppGroup { title, apps };
    Ok(HomePage {
        shell: visitor.shell(Place::Home, paths::HOME),
        groups: groups.into_iter().map(group).collect(),
    })
}

/// The first page that is listed for them.
fn first_page(manifest: &Manifest, audience: Audience) -> String {
    let listed = manifest.pages.iter().find(|page| page.audience == audience);
    let links = links(&manifest.id);
    listed
        .and_then(|page| links.here(&page.path).ok())
        .unwrap_or_else(|| links.first_page())
}

/// A category by its word; one that has none here stands as the manifest has it.
fn category(of: &str, reader: &Reader) -> String {
    match of {
        "dokumen" => reader.say("category-documents").to_string(),
        "usaha" => reader.say("category-business").to_string(),
        other => other.to_owned(),
    }
}
