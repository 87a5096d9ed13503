//! What stands around every page: who is here in which role, where one can go, and in which language.

use app::Theme;

use super::notice::PlatformNotice;
use super::paths;
use super::reader::Reader;
use super::text::Phrase;

/// The frame of a page: `templates/layout.html`.
#[derive(Clone, Debug)]
pub struct Shell {
    /// For whom.
    pub reader: Reader,
    /// Who is here.
    pub viewer: Viewer,
    /// Which part of the shell this is.
    pub place: Place,
    /// Path and query of a page that GET shows: where the language switch and signing in come back to.
    pub here: String,
    /// Messages that were not read.
    pub unread: u64,
    /// Other roles in which the same person can act.
    pub roles: Vec<RoleOption>,
    /// What the platform has to tell, what weighs most first.
    pub notices: Vec<PlatformNotice>,
    /// Tells the browser of this person, in this role, from that of others: what it keeps of one is not another's.
    /// "" where nobody is signed in.
    pub who: String,
}

/// Who is here, in the role that they act in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Nobody is signed in.
    Anonymous,
    /// Whoever comes without a network.
    Unknown,
    /// Somebody in a private capacity.
    Citizen {
        /// As verified at sign-in.
        name: String,
    },
    /// A civil servant at work.
    Staff {
        /// As the agency has it.
        name: String,
        /// Agency and unit, in the reader's language.
        post: String,
        /// Builds mini-apps, and may see how they failed.
        builds: bool,
        /// Has to do with releases: of their agency, or of all.
        sees_releases: bool,
    },
}

/// A part of the shell, as the navigation shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Catalogue.
    Home,
    /// My cases.
    Cases,
    /// My drafts.
    Drafts,
    /// Messages.
    Inbox,
    /// Tasks.
    Tasks,
    /// Cases of the unit.
    UnitCases,
    /// Releases of mini-apps.
    Releases,
    /// Anywhere else.
    Elsewhere,
}

/// Another role of the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleOption {
    /// What is posted to [`paths::ROLE`].
    pub value: String,
    /// What it is, in the reader's language.
    pub label: String,
}

/// A look that can be chosen.
pub struct ThemeOption {
    /// What is posted to [`paths::THEME`].
    pub value: &'static str,
    /// What it is, in the reader's language.
    pub label: Phrase,
    /// What it does, where its name does not say so.
    pub hint: Option<Phrase>,
    /// It is the reader's.
    pub current: bool,
}

/// A line of the navigation.
pub(super) struct NavItem {
    pub(super) href: &'static str,
    pub(super) icon: &'static str,
    pub(super) label: Phrase,
    pub(super) current: bool,
    pub(super) count: u64,
}

impl Shell {
    /// A page for somebody who is not signed in.
    #[must_use]
    pub fn anonymous(reader: Reader, here: String) -> Self {
        Self {
            reader,
            viewer: Viewer::Anonymous,
            place: Place::Elsewhere,
            here,
            unread: 0,
            roles: Vec::new(),
            notices: Vec::new(),
            who: String::new(),
        }
    }

    /// The words of a key of `locales/`.
    #[must_use]
    pub fn say(&self, key: &'static str) -> Phrase {
        self.reader.say(key)
    }

    /// Where one signs in and comes back to this page.
    #[must_use]
    pub fn sign_in(&self) -> String {
        paths::sign_in(&self.here)
    }

    pub(super) fn is_anonymous(&self) -> bool {
        self.viewer == Viewer::Anonymous
    }

    pub(super) fn is_at_work(&self) -> bool {
        matches!(self.viewer, Viewer::Staff { .. })
    }

    /// In which role somebody acts.
    pub(super) fn role(&self) -> Phrase {
        match &self.viewer {
            Viewer::Staff { post, .. } => self.say("role-staff").with("post", post),
            Viewer::Anonymous | Viewer::Unknown | Viewer::Citizen { .. } => {
                self.say("role-citizen")
            }
        }
    }

    /// Whether it stands for a page that could not be fetched.
    pub(super) fn is_offline(&self) -> bool {
        self.viewer == Viewer::Unknown
    }

    /// Every look, in the reader's language.
    #[must_use]
    pub fn themes(&self) -> Vec<ThemeOption> {
        let option = |theme: Theme| {
            let (label, hint) = match theme {
                Theme::Device => (
                    self.say("theme-device"),
                    Some(self.say("theme-device-hint")),
                ),
                Theme::Light => (self.say("theme-light"), None),
                Theme::Dark => (self.say("theme-dark"), None),
                Theme::HighContrast => (
                    self.say("theme-high-contrast"),
                    Some(self.say("theme-high-contrast-hint")),
                ),
            };
            ThemeOption {
                value: theme.code(),
                label,
                hint,
                current: theme == self.reader.theme,
            }
        };
        Theme::ALL.map(option).into()
    }

    /// In which colours the browser draws what is its own.
    pub(super) fn color_scheme(&self) -> &'static str {
        match self.reader.theme {
            Theme::Device => "light dark",
            Theme::Light => "light",
            Theme::Dark | Theme::HighContrast => "dark",
        }
    }

    pub(super) fn nav(&self) -> Vec<NavItem> {
        let item = |place, href, icon, label: &Phrase| NavItem {
            href,
            icon,
            label: label.clone(),
            current: place == self.place,
            count: if place == Place::Inbox {
                self.unread
            } else {
                0
            },
        };
        let home = item(Place::Home, paths::HOME, "home", &self.say("nav-home"));
        let inbox = item(Place::Inbox, paths::INBOX, "inbox", &self.say("nav-inbox"));
        match self.viewer {
            Viewer::Anonymous | Viewer::Unknown => Vec::new(),
            Viewer::Citizen { .. } => vec![
                home,
                item(Place::Cases, paths::CASES, "cases", &self.say("nav-cases")),
                item(
                    Place::Drafts,
                    paths::DRAFTS,
                    "drafts",
                    &self.say("nav-drafts"),
                ),
                inbox,
            ],
            Viewer::Staff { sees_releases, .. } => [
                home,
                item(Place::Tasks, paths::TASKS, "tasks", &self.say("nav-tasks")),
                item(
                    Place::UnitCases,
                    paths::UNIT_CASES,
                    "unit",
                    &self.say("nav-unit-cases"),
                ),
                inbox,
            ]
            .into_iter()
            .chain(sees_releases.then(|| {
                item(
                    Place::Releases,
                    paths::REGISTRY,
                    "verified",
                    &self.say("registry-title"),
                )
            }))
            .collect(),
        }
    }
}
