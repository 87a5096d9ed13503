//! What was chosen in a browser, signed in or not: a cookie each for language and look. Where somebody is signed in, what
//! they chose as a person counts, on every device; what they choose is written here too, so that the browser stays as it
//! is when they sign out.

use app::{Lang, Theme, preference::Preferences};
use axum::http::{HeaderMap, HeaderValue, header};
use tower_sessions::cookie::Cookie;

const LANGUAGE: &str = "balai-language";
const THEME: &str = "balai-theme";
/// A year.
const KEPT_SECONDS: u32 = 31_536_000;

/// What was chosen in the browser that asks.
#[must_use]
pub fn chosen(headers: &HeaderMap) -> Preferences {
    Preferences {
        lang: cookie(headers, LANGUAGE).and_then(|kept| Lang::of(&kept)),
        theme: cookie(headers, THEME).and_then(|kept| Theme::of(&kept)),
        ..Preferences::default()
    }
}

/// What a browser has kept under a name.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// Tells the browser; `secure`: to send it over https alone.
pub fn keep(headers: &mut HeaderMap, chosen: &Preferences, secure: bool) {
    let secure = if secure { "; Secure" } else { "" };
    let language = chosen.lang.map(|lang| (LANGUAGE, lang.tag()));
    let theme = chosen.theme.map(|theme| (THEME, theme.code()));
    for (name, value) in language.into_iter().chain(theme) {
        let cookie = format!(
            "{name}={value}; Path=/; Max-Age={KEPT_SECONDS}; HttpOnly; SameSite=Lax{secure}"
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
}
