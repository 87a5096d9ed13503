//! Whether a page does nothing but what its templates say: every tag, attribute and address in it is of those that they
//! write.
//!
//! Texts have `<`, `>`, `"` and `'` escaped, so whatever looks like a tag is one.

use regex::Regex;

/// Elements that the templates write.
const ELEMENTS: &[&str] = &[
    "a",
    "article",
    "aside",
    "body",
    "br",
    "button",
    "caption",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "head",
    "header",
    "hr",
    "html",
    "input",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "option",
    "p",
    "path",
    "polyline",
    "progress",
    "rect",
    "section",
    "select",
    "span",
    "strong",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "textarea",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
    "use",
];

/// Attributes that run something, or fetch from somewhere, whatever their value.
const ACTIVE: &[&str] = &[
    "style",
    "srcdoc",
    "srcset",
    "background",
    "poster",
    "ping",
    "formaction",
    "hx-on",
    "hx-vals",
];

/// # Panics
/// Where a tag, attribute or address stands in the page that no template writes.
pub fn assert_inert(html: &str) {
    let tag = Regex::new(r#"<(/?)([^\s/>]+)((?:"[^"]*"|'[^']*'|[^>"'])*)>"#).unwrap();
    let attribute = Regex::new(r#"([^\s=]+)(?:="([^"]*)"|='([^']*)')?"#).unwrap();
    for found in tag.captures_iter(html) {
        let (whole, name) = (&found[0], found[2].to_ascii_lowercase());
        if whole.eq_ignore_ascii_case("<!doctype html>") {
            continue;
        }
        let is_own_script = whole.starts_with("<script src=\"/assets/") || whole == "</script>";
        // By the id of a release, and nothing else of it.
        let icon = r#"^<img class="app-icon" src="/icons/[0-9a-f-]{36}" alt="" width="\d+" height="\d+"( loading="lazy")?>$"#;
        let is_icon = Regex::new(icon).unwrap().is_match(whole);
        assert!(
            is_own_script || is_icon || ELEMENTS.contains(&name.as_str()),
            "{whole} in {html}"
        );
        for part in attribute.captures_iter(&found[3]) {
            let key = part[1].to_ascii_lowercase();
            let value = part
                .get(2)
                .or(part.get(3))
                .map_or("", |value| value.as_str());
            assert!(
                !key.starts_with("on") && !ACTIVE.contains(&key.as_str()),
                "{key} in {whole}"
            );
            if matches!(
                key.as_str(),
                "href" | "src" | "action" | "hx-get" | "hx-post"
            ) {
                assert!(leads_nowhere_odd(value), "{key} in {whole}");
            }
        }
    }
    let scripts = html.matches("<script").count();
    assert_eq!(scripts, 3, "{html}");
}

fn leads_nowhere_odd(address: &str) -> bool {
    let inside = address.starts_with('/') && !address.starts_with("//") && !address.contains("..");
    // A link that leaves says so beside itself, and nobody's name stands before its host.
    let outside = address.starts_with("https://") && !address.contains('@');
    inside
        || outside
        || address.starts_with('#')
        || address.starts_with("mailto:")
        || address.starts_with("tel:")
}

#[test]
fn what_no_template_writes_is_found() {
    let page = |inside: &str| {
        format!(
            "<script src=\"/assets/a\"></script><script src=\"/assets/b\"></script><script src=\"/assets/c\"></script>{inside}"
        )
    };
    assert_inert(&page(
        "<p class=\"x\">&#60;script&#62;</p><a href=\"/x\">y</a>",
    ));
    for active in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<p onclick=\"x\">",
        "<a href=\"javascript:x\">",
        "<a href=\"//evil.example\">",
        "<p style=\"x\">",
    ] {
        let page = page(active);
        assert!(
            std::panic::catch_unwind(|| assert_inert(&page)).is_err(),
            "{active}"
        );
    }
}
