//! Paths inside a mini-app, wherever one is given: links and outcomes, tasks, the pages that a manifest lists.

use crate::form::is_invisible;

/// Why a text is no path inside a mini-app.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInside {
    /// A path begins with exactly one "/".
    #[error("the path {0:?} does not start with a single \"/\"")]
    NotAPath(String),
    /// "." and ".." would lead out of the mini-app.
    #[error("the path {0:?} has a dot segment")]
    DotSegment(String),
    /// They are read differently by every browser, or by nobody.
    #[error("{0:?} has a control character, a space, an invisible character or a backslash")]
    ForbiddenCharacter(String),
}

/// A path that stays inside its mini-app, with the query and fragment that may follow it.
///
/// # Errors
/// Where it would not stay there in every browser.
pub fn inside(path: &str) -> Result<&str, NotInside> {
    if !path.starts_with('/') || path.starts_with("//") {
        return Err(NotInside::NotAPath(cut(path)));
    }
    visible(path)?;
    let only_path = path.split(['?', '#']).next().unwrap_or_default();
    let is_dots = |segment: &str| {
        let decoded = segment.to_ascii_lowercase().replace("%2e", ".");
        decoded == "." || decoded == ".."
    };
    if only_path.split('/').any(is_dots) {
        return Err(NotInside::DotSegment(cut(path)));
    }
    Ok(path)
}

/// An address, or a part of one, in which everything is to be seen.
///
/// # Errors
/// Where something is not.
pub fn visible(text: &str) -> Result<&str, NotInside> {
    let forbidden = |c: char| c.is_control() || c.is_whitespace() || c == '\\' || is_invisible(c);
    if text.contains(forbidden) {
        Err(NotInside::ForbiddenCharacter(cut(text)))
    } else {
        Ok(text)
    }
}

/// What is told of a text that may be of any length.
fn cut(text: &str) -> String {
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_out_is_no_path() {
        for path in [
            "/",
            "/a/b?c=d&e=/../#f",
            "/.well-known",
            "/a..b",
            "/permohonan/{number}",
        ] {
            assert_eq!(inside(path), Ok(path));
        }
        for path in [
            "",
            "a",
            "//evil.example",
            "/a/../b",
            "/%2e%2E/b",
            "/.",
            "/a\nb",
            "/a b",
            "/\\b",
            "/a\u{202e}b",
        ] {
            assert!(inside(path).is_err(), "{path:?}");
        }
    }
}
