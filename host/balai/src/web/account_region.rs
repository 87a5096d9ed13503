//! One's own region: searched by name, and chosen. The kecamatan is as near as services need it.

use std::collections::BTreeSet;

use app::{
    preference::Preferences,
    region::{self, Region, RegionLevel},
};
use axum::{
    Extension,
    extract::{Query, State},
    response::Redirect,
};
use serde::Deserialize;
use store::agency::PersonById;

use super::{
    Web, WebError,
    account::{done, person, region_name},
    posted::Posted,
    preferences::keep,
    visitor::Visitor,
};
use crate::view::{
    Place,
    pages::{AccountDone, AccountRegionPage, Problem, RegionOption},
    paths,
};

/// So many regions are offered: who sees more types another word.
const MOST: usize = 12;

/// `?q=`
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// GET: searches.
pub async fn search(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<AccountRegionPage, WebError> {
    let person = person(&visitor)?;
    let row = web.app().reading().read(PersonById { id: person }).await?;
    let option = |region: Region| RegionOption {
        code: region.code().to_string(),
        name: region.title(),
        place: region.place(),
    };
    Ok(AccountRegionPage {
        shell: visitor.shell(Place::Elsewhere, paths::ACCOUNT_REGION),
        current: row.and_then(|row| row.region).map(region_name),
        found: districts(asked.q.trim()).into_iter().map(option).collect(),
        asked: asked.q.trim().to_owned(),
    })
}

/// The kecamatan of that name, or those of the kelurahan and desa of that name.
fn districts(asked: &str) -> Vec<Region> {
    let found = region::search(asked, RegionLevel::District, MOST).regions;
    if !found.is_empty() {
        return found;
    }
    let villages = region::search(asked, RegionLevel::Village, MOST).regions;
    let mut seen = BTreeSet::new();
    let around = villages.into_iter().filter_map(Region::within);
    around.filter(|region| seen.insert(region.code())).collect()
}

/// POST: chooses.
pub async fn choose(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    posted: Posted,
) -> Result<Redirect, WebError> {
    let code = posted.one("region").parse().ok();
    let found = code.and_then(region::find);
    let found = found.filter(|region| region.code().level() == RegionLevel::District);
    let chosen = Preferences {
        region: Some(
            found
                .ok_or_else(|| WebError::of(Problem::Unprocessable))?
                .code(),
        ),
        ..Preferences::default()
    };
    keep(&web, &visitor, &chosen).await?;
    Ok(done(AccountDone::Saved))
}
