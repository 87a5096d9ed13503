//! Every page in its states, in both languages: for the snapshots, and for looking at.

mod answers;
mod every_block;
mod every_field;
mod forms;
mod homes;
mod mini_app;
mod people;

use askama::Template;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use super::pages::{Due, MiniAppHead};
use super::{Lang, Place, Reader, RoleOption, Shell, Viewer};
use crate::view::links::Links;

/// A page as it is served.
pub(super) struct Sample {
    pub(super) name: &'static str,
    pub(super) html: String,
}

impl Sample {
    fn of(name: &'static str, page: &impl Template) -> Self {
        Self {
            name,
            html: page.render().unwrap(),
        }
    }
}

/// Every page in every state.
pub(super) fn all(lang: Lang) -> Vec<Sample> {
    let samples = mini_app::all(lang).into_iter().chain(forms::all(lang));
    let samples = samples.chain(homes::all(lang));
    samples.chain(people::all(lang)).collect()
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
        zone: TimeZone::get("Asia/Jayapura").unwrap(),
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
    text.parse().unwrap()
}

fn due(day: i8, overdue: bool) -> Option<Due> {
    Some(Due {
        day: civil::date(2026, 11, day),
        overdue,
    })
}
