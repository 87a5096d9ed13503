//! Every page in its states, in both languages: for the snapshots, and in development mode for looking at
//! ([`GalleryPage`](super::pages::GalleryPage)).
//!
//! They are in every build, with a route in development alone: they are little beside the engine, and a feature of the
//! crate would make two binaries, of which the tests know one.

mod account;
mod answers;
mod builders;
mod every_block;
mod every_field;
mod forms;
mod homes;
mod mini_app;
mod people;
mod registry;

use ::app::Theme;
use askama::Template;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use super::pages::{Due, GalleryPage, MiniAppHead};
use super::{Lang, Place, Reader, RoleOption, Shell, Viewer};
use crate::view::links::Links;

/// A page as it is served.
pub struct Sample {
    /// In the gallery, and of its snapshot.
    pub name: &'static str,
    /// What is served.
    pub html: String,
}

impl Sample {
    fn of(name: &'static str, page: &impl Template) -> Self {
        Self {
            name,
            // A template fails where a value cannot be written, and these are all there: the snapshots would show it.
            html: page.render().unwrap_or_default(),
        }
    }
}

/// Every page in every state.
///
/// # Errors
/// Where a sample is no page: its snapshot has never passed.
pub fn all(lang: Lang) -> anyhow::Result<Vec<Sample>> {
    let mut samples = mini_app::all(lang)?;
    samples.extend(forms::all(lang)?);
    samples.extend(homes::all(lang));
    samples.extend(people::all(lang));
    samples.extend(account::all(lang));
    samples.extend(registry::all(lang));
    Ok(samples)
}

/// What is listed in the gallery: see [`GalleryPage`](super::pages::GalleryPage).
#[must_use]
pub fn gallery(shell: Shell, samples: &[Sample]) -> GalleryPage {
    let lang = shell.reader.lang;
    GalleryPage {
        shell,
        blocks: every_block::by_builder(lang)
            .into_iter()
            .map(|built| built.listed())
            .collect(),
        fields: builders::fields(&every_field::form(lang)),
        pages: samples.iter().map(|sample| sample.name).collect(),
    }
}

/// The one of these that is in the language.
fn either(lang: Lang, id: &str, en: &str) -> String {
    match lang {
        Lang::Id => id.to_owned(),
        Lang::En => en.to_owned(),
    }
}

fn citizen(lang: Lang, place: Place) -> Shell {
    let reader = Reader {
        lang,
        zone: TimeZone::get("Asia/Jayapura").unwrap_or(TimeZone::UTC),
        theme: Theme::default(),
    };
    let viewer = Viewer::Citizen {
        name: "Sari Wijaya".to_owned(),
    };
    Shell {
        viewer,
        place,
        unread: 2,
        ..Shell::anonymous(reader, "/".to_owned())
    }
}

fn staff(lang: Lang, place: Place) -> Shell {
    let viewer = Viewer::Staff {
        name: "Rina Hartono".to_owned(),
        post: "Kota Damai, Perizinan".to_owned(),
        builds: place == Place::Elsewhere,
        sees_releases: place == Place::Releases,
    };
    let roles = vec![RoleOption {
        value: "citizen".to_owned(),
        label: either(lang, "Warga", "Citizen"),
    }];
    Shell {
        viewer,
        roles,
        unread: 0,
        ..citizen(lang, place)
    }
}

fn app(lang: Lang) -> MiniAppHead {
    MiniAppHead {
        agency: "Kota Damai".to_owned(),
        title: either(lang, "Izin usaha", "Business licence"),
        links: Links::of("kota-damai", "izin-usaha"),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_default()
}

fn due(day: i8, overdue: bool) -> Option<Due> {
    Some(Due {
        day: civil::date(2026, 11, day),
        overdue,
    })
}
