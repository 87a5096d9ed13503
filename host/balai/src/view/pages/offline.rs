//! What stands for any page while there is no network. The service worker keeps it; nothing on it is anybody's.

use app::Theme;
use askama::Template;
use jiff::tz::TimeZone;

use crate::view::paths;
use crate::view::reader::Reader;
use crate::view::shell::{Shell, Viewer};
use crate::view::text::Lang;

/// There is no network.
#[derive(Template)]
#[template(path = "offline.html")]
pub struct OfflinePage {
    shell: Shell,
}

impl OfflinePage {
    /// In a language.
    #[must_use]
    pub fn of(lang: Lang) -> Self {
        let reader = Reader {
            lang,
            zone: TimeZone::UTC,
            theme: Theme::Device,
        };
        let shell = Shell {
            viewer: Viewer::Unknown,
            ..Shell::anonymous(reader, paths::offline(lang.code()))
        };
        Self { shell }
    }
}
