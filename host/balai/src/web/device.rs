//! From what somebody signed in, in plain words: the browser and the system that its `User-Agent` names, or a program by
//! what it calls itself. What is kept of a browser is
//! these names and not the header, which would tell one device from a thousand others.
//!
//! The crates for this carry tables of thousands of devices, or are no longer kept; to tell one's phone from one's office
//! computer, the few browsers and systems that people know by name are enough.

use axum::http::{HeaderMap, header};
use serde::{Deserialize, Serialize};

use crate::view::Lang;

/// By what browsers call themselves, and what people call them. Each also names the ones that it is built on, which
/// stand after it.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("UCBrowser/", "UC Browser"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
/// As [`BROWSERS`].
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// From what somebody signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Device {
    /// A browser.
    Browser {
        /// Such as "Firefox"; none where it says nothing that is known.
        name: Option<String>,
        /// Such as "Android".
        system: Option<String>,
    },
    /// A program that asked to be let in.
    Program {
        /// What it calls itself.
        name: String,
    },
}

impl Device {
    /// The browser that asks.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let said = headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Self::Browser {
            name: first(&BROWSERS, said),
            system: first(&SYSTEMS, said),
        }
    }

    /// What is kept of a session, which is nothing that can be read where another version of the server wrote it.
    #[must_use]
    pub fn kept(json: Option<&str>) -> Self {
        let kept = json.and_then(|json| serde_json::from_str(json).ok());
        kept.unwrap_or(Self::Browser {
            name: None,
            system: None,
        })
    }

    /// In words, such as "Firefox on Android".
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let (name, system) = match self {
            Self::Browser { name, system } => (name, system),
            Self::Program { name } => {
                return lang.say("device-program").with("name", name).to_string();
            }
        };
        let name = match name {
            Some(name) => name.clone(),
            None => lang.say("device-browser").to_string(),
        };
        match system {
            Some(system) => lang
                .say("device-on")
                .with("device", name)
                .with("system", system)
                .to_string(),
            None => name,
        }
    }
}

fn first(of: &[(&str, &str)], said: &str) -> Option<String> {
    let mut named = of.iter().filter(|(token, _)| said.contains(token));
    named.next().map(|(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_by_the_names_that_people_know() {
        for (said, words) in [
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
                "Chrome di Android",
            ),
            (
                "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A145F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
                "Samsung Internet di Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari di iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
                "Edge di Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0",
                "Firefox di macOS",
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
                "Chrome di ChromeOS",
            ),
            ("curl/8.5.0", "Peramban"),
            ("", "Peramban"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, said.parse().unwrap());
            assert_eq!(Device::of(&headers).words(Lang::Id), words, "{said}");
        }
        assert_eq!(Device::kept(Some("{")).words(Lang::En), "Browser");
        let program = r#"{"kind":"program","name":"balai open"}"#;
        assert_eq!(
            Device::kept(Some(program)).words(Lang::En),
            "Program “balai open”"
        );
    }
}
