//! Where somebody comes back to: an address of this platform, whatever was asked for.

use axum::http::{HeaderMap, Uri, header};
use openidconnect::url::{Position, Url};

use crate::view::paths;

/// The longest address that is kept for coming back.
const LONGEST: usize = 2000;

/// Path, query and fragment of an address of this platform; the first page instead of any other.
#[must_use]
pub fn within(public: &Url, asked: &str) -> String {
    public
        .join(asked)
        .ok()
        .filter(|url| url.origin() == public.origin() && asked.starts_with('/'))
        .map(|url| url[Position::BeforePath..].to_owned())
        .filter(|address| address.len() <= LONGEST && !address.starts_with("//"))
        .unwrap_or_else(|| paths::HOME.to_owned())
}

/// The page from which something was posted, as the browser says; the first page where it says nothing.
#[must_use]
pub fn posted_from(public: &Url, headers: &HeaderMap) -> String {
    headers
        .get(header::REFERER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| Url::parse(value).ok())
        .filter(|url| url.origin() == public.origin())
        .map_or_else(
            || paths::HOME.to_owned(),
            |url| within(public, &url[Position::BeforePath..]),
        )
}

/// Path and query of a request.
#[must_use]
pub fn here(uri: &Uri) -> String {
    uri.path_and_query()
        .map_or_else(|| paths::HOME.to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        let public = Url::parse("https://balai.example").unwrap();
        for asked in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/\t/evil.example",
            "\u{9}//evil.example",
            "evil",
            "",
            "/.//evil.example",
            &format!("/{}", "a".repeat(LONGEST)),
        ] {
            assert_eq!(within(&public, asked), "/", "{asked:?}");
        }
        assert_eq!(within(&public, "/m/a/b/?x=1#y"), "/m/a/b/?x=1#y");
        assert_eq!(within(&public, "/a\r\nb"), "/ab");
    }
}
