//! What a browser says that it would rather have: of media types, and of languages (RFC 9110, section 12.5).

use axum::http::{HeaderMap, HeaderName, header};

use crate::view::Lang;

/// Each value of a list with its weight, from 0 to 1000.
fn weighted(headers: &HeaderMap, name: HeaderName) -> Vec<(String, u32)> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .filter_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let value = parts.next().filter(|value| !value.is_empty())?;
            let weight = parts
                .filter_map(|part| part.strip_prefix("q="))
                .find_map(|q| q.parse::<f32>().ok())
                .unwrap_or(1.0);
            Some((
                value.to_ascii_lowercase(),
                (weight.clamp(0.0, 1.0) * 1000.0) as u32,
            ))
        })
        .collect()
}

/// Whether JSON is asked for, and not a page. Who says nothing gets a page.
#[must_use]
pub fn prefers_json(headers: &HeaderMap) -> bool {
    let accepted = weighted(headers, header::ACCEPT);
    let best = |wanted: &[&str]| {
        accepted
            .iter()
            .filter(|(value, _)| wanted.contains(&value.as_str()))
            .map(|(_, weight)| *weight)
            .max()
            .unwrap_or_default()
    };
    best(&["application/json", "application/problem+json"]) > best(&["text/html", "*/*"])
}

/// The language that the browser would rather have, of those that are spoken here.
#[must_use]
pub fn language(headers: &HeaderMap) -> Option<Lang> {
    let mut best: Option<(Lang, u32)> = None;
    for (tag, weight) in weighted(headers, header::ACCEPT_LANGUAGE) {
        let Some(lang) = Lang::of(&tag) else {
            continue;
        };
        // The first of equals.
        if weight > best.map_or(0, |(_, weight)| weight) {
            best = Some((lang, weight));
        }
    }
    best.map(|(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn json_only_for_who_would_rather_have_it() {
        let json = |value| prefers_json(&with(header::ACCEPT, value));
        assert!(json("application/json"));
        assert!(json("application/problem+json, text/html;q=0.5"));
        assert!(!json("text/html,application/xhtml+xml,*/*;q=0.8"));
        assert!(!json("*/*"));
        assert!(!json("text/html, application/json"));
        assert!(!json("application/json;q=x;q=0.1, text/html;q=0.2"));
        assert!(!prefers_json(&HeaderMap::new()));
    }

    #[test]
    fn the_first_language_of_the_heaviest_that_is_spoken_here() {
        let language = |value| language(&with(header::ACCEPT_LANGUAGE, value));
        assert_eq!(language("jv, en-GB;q=0.9, id;q=0.8"), Some(Lang::En));
        assert_eq!(language("id-ID,en"), Some(Lang::Id));
        assert_eq!(language("en;q=0"), None);
        assert_eq!(language("fr"), None);
    }
}
