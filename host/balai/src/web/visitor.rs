//! Who is here: the person of the session in their role, the language and zone that they read in, and the frame around
//! their pages.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use app::{
    Actor, Lang as DomainLang, PersonId, Role, Theme,
    manifest::Bilingual,
    person::{Capacity, PersonError},
    preference::{Preferences, theme_of},
};
use axum::http::HeaderMap;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};
use store::agency::{AgencyById, PersonById, UnitByCode};
use tower_sessions::{Session, session::Id};

use super::{
    Web, WebError, accept, browser, notices, session::SignedIn, sessions::Sessions, tokens::Token,
};
use crate::view::{self, Lang, Place, PlatformNotice, RoleOption, Shell, Viewer, pages::Problem};

/// Of somebody who is not signed in: most of the country's people live in it.
const ZONE: &str = "Asia/Jakarta";

/// Who is here: one and the same for all that is done for a request.
#[derive(Debug, Clone)]
pub struct Visitor(Arc<Here>);

/// What is known of somebody who is here.
#[derive(Debug, Clone)]
pub struct Here {
    /// As the domain knows them.
    pub actor: Arc<Actor>,
    /// How they read.
    pub reader: view::Reader,
    viewer: Viewer,
    /// Messages that were not read.
    unread: u64,
    /// Other roles of the same person.
    roles: Vec<RoleOption>,
    /// What the platform has to tell them.
    notices: Vec<PlatformNotice>,
    /// See [`Shell::who`].
    who: String,
}

impl Deref for Visitor {
    type Target = Here;
    fn deref(&self) -> &Here {
        &self.0
    }
}

impl DerefMut for Visitor {
    fn deref_mut(&mut self) -> &mut Here {
        Arc::make_mut(&mut self.0)
    }
}

/// Where a visitor was seen before.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Known {
    /// In the browser with this cookie.
    Browser(Id),
    /// With the program whose token has this digest.
    Program(String),
}

/// What is posted to change the role.
pub const AS_CITIZEN: &str = "citizen";
/// What is posted to change the role.
pub const AT_WORK: &str = "staff";

impl Visitor {
    /// Of this request.
    pub async fn of(web: &Web, session: &Session, headers: &HeaderMap) -> Result<Self, WebError> {
        let mut visitor = Self::known(web, session, headers).await?;
        let notices = notices::told(web, &visitor, headers).await?;
        if !notices.is_empty() {
            visitor.notices = notices;
        }
        Ok(visitor)
    }

    /// Of a program's request: by its token, and never by a cookie. It says itself in which language it shows what it gets;
    /// where it says nothing, that is the person's own.
    pub async fn of_program(web: &Web, headers: &HeaderMap) -> Result<Self, WebError> {
        let mut visitor = match Token::presented(headers)? {
            Some(token) => Self::with_token(web, &token)
                .await?
                .ok_or_else(|| WebError::of(Problem::SessionEnded))?,
            None => Self::nobody(Preferences::default(), headers),
        };
        if let Some(lang) = accept::language(headers) {
            visitor.reader.lang = lang;
            Arc::make_mut(&mut visitor.actor).reader.lang = domain_lang(lang);
        }
        Ok(visitor)
    }

    /// None where the token is worth nothing, or what it was given for is not there any more.
    async fn with_token(web: &Web, token: &Token) -> Result<Option<Self>, WebError> {
        let kept = web.store().kept();
        let known = Known::Program(token.digest());
        if let Some(visitor) = kept.find(&known) {
            return Ok(Some(visitor));
        }
        let commits = kept.commits();
        let sessions = Sessions::of(web.app().clone());
        let Some(signed_in) = sessions.of_token(token).await? else {
            return Ok(None);
        };
        let visitor = Self::arrived(web, signed_in).await?;
        // A program that was let in at work is not let in to what is private.
        let visitor = visitor.filter(|visitor| visitor.is_at_work() == signed_in.at_work);
        if let Some(visitor) = &visitor {
            kept.keep(&known, visitor, commits);
        }
        Ok(visitor)
    }

    async fn known(web: &Web, session: &Session, headers: &HeaderMap) -> Result<Self, WebError> {
        let kept = web.store().kept();
        let known = session.id().map(Known::Browser);
        if let Some(visitor) = known.as_ref().and_then(|known| kept.find(known)) {
            return Ok(visitor);
        }
        let commits = kept.commits();
        let visitor = match SignedIn::of(session).await? {
            Some(signed_in) => Self::arrived(web, signed_in).await?,
            None => None,
        };
        if let (Some(known), Some(visitor)) = (known, &visitor) {
            kept.keep(&known, visitor, commits);
        }
        Ok(visitor.unwrap_or_else(|| Self::anonymous(headers)))
    }

    /// Nobody where the platform does not know them any more.
    async fn arrived(web: &Web, signed_in: SignedIn) -> Result<Option<Self>, WebError> {
        let (mut visitor, app) = match Self::signed_in(web, signed_in).await {
            Err(PersonError::NotFound) => return Ok(None),
            found => (found?, web.app()),
        };
        visitor.unread = app.inbox_unread(&mut app.reading(), &visitor.actor).await?;
        Ok(Some(visitor))
    }

    /// Somebody who is not signed in at a browser.
    #[must_use]
    pub fn anonymous(headers: &HeaderMap) -> Self {
        Self::nobody(browser::chosen(headers), headers)
    }

    fn nobody(chosen: Preferences, headers: &HeaderMap) -> Self {
        let lang = chosen
            .lang
            .map(view_lang)
            .or_else(|| accept::language(headers))
            .unwrap_or_default();
        let reader = app::Reader {
            lang: domain_lang(lang),
            time_zone: ZONE.to_owned(),
            region: None,
        };
        Self(Arc::new(Here {
            reader: view_reader(lang, ZONE, chosen.theme.unwrap_or_default()),
            actor: Arc::new(Actor {
                role: Role::Anonymous,
                reader,
            }),
            viewer: Viewer::Anonymous,
            unread: 0,
            roles: Vec::new(),
            notices: Vec::new(),
            who: String::new(),
        }))
    }

    async fn signed_in(web: &Web, signed_in: SignedIn) -> Result<Self, PersonError> {
        let app = web.app();
        let mut unit = app.reading();
        let person = signed_in.person;
        let actor = match app
            .person_acting(&mut unit, person, signed_in.capacity())
            .await
        {
            // They lost their post while they were signed in.
            Err(PersonError::WorksNowhere) => {
                app.person_acting(&mut unit, person, Capacity::Private)
                    .await?
            }
            found => found?,
        };
        let lang = view_lang(actor.reader.lang);
        let row = unit
            .read(PersonById { id: person })
            .await?
            .ok_or(PersonError::NotFound)?;
        let theme = theme_of(&row);
        let name = row.name;
        let post = post(web, person).await?;
        let citizen = RoleOption {
            value: AS_CITIZEN.to_owned(),
            label: lang.say("role-citizen").to_string(),
        };
        let staff = |post: &String| RoleOption {
            value: AT_WORK.to_owned(),
            label: lang.say("role-staff").with("post", post).to_string(),
        };
        let (viewer, roles) = match &actor.role {
            Role::Staff { .. } => {
                let post = post.unwrap_or_default();
                let builds = actor.builds_for(None);
                let viewer = Viewer::Staff {
                    name,
                    post,
                    builds,
                    sees_releases: actor.works_on_releases(),
                };
                (viewer, vec![citizen])
            }
            _ => (
                Viewer::Citizen { name },
                post.as_ref().map(staff).into_iter().collect(),
            ),
        };
        Ok(Self(Arc::new(Here {
            reader: view_reader(lang, &actor.reader.time_zone, theme),
            who: who(person, &actor.role),
            actor: Arc::new(actor),
            viewer,
            unread: 0,
            roles,
            notices: Vec::new(),
        })))
    }

    /// Whether anybody is signed in.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.actor.role == Role::Anonymous
    }

    /// Whether they act as a civil servant.
    #[must_use]
    pub fn is_at_work(&self) -> bool {
        matches!(self.actor.role, Role::Staff { .. })
    }

    /// Messages that they have not read.
    #[must_use]
    pub fn unread(&self) -> u64 {
        self.unread
    }

    /// What the role is called in which they act.
    #[must_use]
    pub fn role(&self) -> String {
        match &self.viewer {
            Viewer::Staff { post, .. } => {
                self.reader.say("role-staff").with("post", post).to_string()
            }
            Viewer::Anonymous | Viewer::Unknown | Viewer::Citizen { .. } => {
                self.reader.say("role-citizen").to_string()
            }
        }
    }

    /// What they are called; "" for nobody.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.viewer {
            Viewer::Anonymous | Viewer::Unknown => "",
            Viewer::Citizen { name } | Viewer::Staff { name, .. } => name,
        }
    }

    /// As if they read another language, where a page is looked at in it.
    #[must_use]
    pub fn reading_in(&self, lang: view::Lang) -> Self {
        let mut other = self.clone();
        other.reader.lang = lang;
        Arc::make_mut(&mut other.actor).reader.lang = domain_lang(lang);
        // These have words in their own.
        (other.roles, other.notices) = (Vec::new(), Vec::new());
        other
    }

    /// The text in their language.
    #[must_use]
    pub fn pick(&self, text: &Bilingual) -> String {
        text.read_in(self.actor.reader.lang).to_owned()
    }

    /// The text in their language, of those that it has.
    #[must_use]
    pub fn pick_of(&self, text: &[(String, String)]) -> String {
        self.actor.reader.lang.pick(text).to_owned()
    }

    /// The frame of a page of theirs. `here` is what GET shows.
    #[must_use]
    pub fn shell(&self, place: Place, here: impl Into<String>) -> Shell {
        Shell {
            reader: self.reader.clone(),
            viewer: self.viewer.clone(),
            place,
            here: here.into(),
            unread: self.unread,
            roles: self.roles.clone(),
            notices: self.notices.clone(),
            who: self.who.clone(),
        }
    }
}

/// Names a person and role to their own browser: a digest, as the id is nobody's business.
fn who(person: PersonId, role: &Role) -> String {
    let digest = Sha256::digest(person.to_string());
    let role = match role {
        Role::Staff { .. } => AT_WORK,
        _ => AS_CITIZEN,
    };
    format!("{}.{role}", hex::encode(&digest[..8]))
}

/// Unit and agency of the first place where somebody works.
async fn post(web: &Web, person: PersonId) -> Result<Option<String>, PersonError> {
    let app = web.app();
    let mut unit = app.reading();
    let memberships = app.person_memberships(&mut unit, person).await?;
    let Some(first) = memberships.into_iter().next() else {
        return Ok(None);
    };
    let id = first.agency.clone();
    let agency = unit.read(AgencyById { id }).await?;
    let agency = agency.map_or(first.agency.clone(), |row| row.name);
    let Some(code) = first.unit else {
        return Ok(Some(agency));
    };
    let office = UnitByCode {
        agency: first.agency,
        code: code.clone(),
    };
    let office = unit.read(office).await?.map_or(code, |row| row.name);
    Ok(Some(format!("{office}, {agency}")))
}

/// The same language, as the domain names it.
#[must_use]
pub fn domain_lang(lang: Lang) -> DomainLang {
    match lang {
        Lang::Id => DomainLang::Id,
        Lang::En => DomainLang::En,
    }
}

/// The same language, as the pages name it.
#[must_use]
pub fn view_lang(lang: DomainLang) -> Lang {
    match lang {
        DomainLang::Id => Lang::Id,
        DomainLang::En => Lang::En,
    }
}

/// How somebody reads, as the pages have it; in whichever look.
#[must_use]
pub fn reader_of(reader: &app::Reader) -> view::Reader {
    view_reader(view_lang(reader.lang), &reader.time_zone, Theme::default())
}

fn view_reader(lang: Lang, zone: &str, theme: Theme) -> view::Reader {
    view::Reader {
        lang,
        zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC),
        theme,
    }
}
