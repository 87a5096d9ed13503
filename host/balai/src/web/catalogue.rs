//! Mini-apps as pages list them: by category and by what happens in life, with the star of whoever is signed in.

use std::collections::BTreeMap;

use app::{
    MiniAppId, Release, Role,
    manifest::{Audience, Bilingual, LifeEvent, Manifest},
};

use super::{
    Web, WebError,
    names::{Names, links},
    visitor::Visitor,
};
use crate::view::{
    Lang, Phrase, Reader,
    pages::{AppCard, AppGroup, Star},
    paths,
};

/// Whom the services are for that somebody is shown.
#[must_use]
pub fn audience(visitor: &Visitor) -> Audience {
    match visitor.actor.role {
        Role::Staff { .. } => Audience::CivilServants,
        Role::Anonymous | Role::Citizen(_) => Audience::Citizens,
    }
}

/// The mini-apps of a visitor, each looked up once for a page.
pub struct Catalogue {
    /// What they keep at hand, in their order.
    pub favourites: Vec<AppCard>,
    /// By what happens in life.
    pub events: Vec<AppGroup>,
    /// By category.
    pub groups: Vec<AppGroup>,
}

impl Catalogue {
    /// Everything for whoever acts in this role.
    pub async fn of(web: &Web, visitor: &Visitor) -> Result<Self, WebError> {
        let app = web.app();
        let audience = audience(visitor);
        let mut cards = Cards::of(web, visitor).await?;
        let mut groups: BTreeMap<String, Vec<AppCard>> = BTreeMap::new();
        let mut events: BTreeMap<LifeEvent, Vec<AppCard>> = BTreeMap::new();
        let mut at_hand: Vec<(usize, AppCard)> = Vec::new();
        for release in app.catalogue(&visitor.actor).await? {
            let manifest = &release.manifest;
            if !manifest.audience.contains(&audience) {
                continue;
            }
            let card = cards.card(&release).await?;
            for event in &manifest.life_events {
                events.entry(*event).or_default().push(card.clone());
            }
            if let Some(position) = cards.position(&release.mini_app) {
                at_hand.push((position, card.clone()));
            }
            let category = category(&manifest.category, &visitor.reader);
            groups.entry(category).or_default().push(card);
        }
        at_hand.sort_by_key(|(position, _)| *position);
        let event = |(event, apps)| AppGroup {
            title: event_words(visitor.reader.lang, event).to_string(),
            apps,
        };
        let group = |(title, apps)| AppGroup { title, apps };
        Ok(Self {
            favourites: at_hand.into_iter().map(|(_, card)| card).collect(),
            events: events.into_iter().map(event).collect(),
            groups: groups.into_iter().map(group).collect(),
        })
    }
}

/// Makes cards for a visitor.
pub struct Cards<'a> {
    visitor: &'a Visitor,
    names: Names<'a>,
    at_hand: Vec<MiniAppId>,
}

impl<'a> Cards<'a> {
    /// Looks up what they keep at hand.
    pub async fn of(web: &'a Web, visitor: &'a Visitor) -> Result<Self, WebError> {
        let app = web.app();
        let at_hand = app
            .favourites_of(&mut app.reading(), &visitor.actor)
            .await?;
        Ok(Self {
            visitor,
            names: Names::of(app),
            at_hand,
        })
    }

    /// A mini-app.
    pub async fn card(&mut self, release: &Release) -> Result<AppCard, WebError> {
        let (manifest, visitor) = (&release.manifest, self.visitor);
        let star = (!visitor.is_anonymous()).then(|| Star {
            mini_app: release.mini_app.to_string(),
            at_hand: self.position(&release.mini_app).is_some(),
        });
        Ok(AppCard {
            title: visitor.pick(&manifest.title),
            description: visitor.pick(&manifest.description),
            agency: self.names.agency(manifest.id.agency()).await?,
            icon: paths::icon(release.id),
            href: first_page(manifest, audience(visitor)),
            star,
        })
    }

    fn position(&self, mini_app: &MiniAppId) -> Option<usize> {
        self.at_hand.iter().position(|one| one == mini_app)
    }
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

/// What happens in life, in both languages: as people look for it.
#[must_use]
pub fn spoken(event: LifeEvent) -> Bilingual {
    Bilingual {
        id: event_words(Lang::Id, event).to_string(),
        en: event_words(Lang::En, event).to_string(),
    }
}

fn event_words(lang: Lang, event: LifeEvent) -> Phrase {
    match event {
        LifeEvent::Birth => lang.say("event-birth"),
        LifeEvent::Education => lang.say("event-education"),
        LifeEvent::Work => lang.say("event-work"),
        LifeEvent::Business => lang.say("event-business"),
        LifeEvent::Marriage => lang.say("event-marriage"),
        LifeEvent::Home => lang.say("event-home"),
        LifeEvent::Vehicle => lang.say("event-vehicle"),
        LifeEvent::Travel => lang.say("event-travel"),
        LifeEvent::Health => lang.say("event-health"),
        LifeEvent::Retirement => lang.say("event-retirement"),
        LifeEvent::Death => lang.say("event-death"),
    }
}
