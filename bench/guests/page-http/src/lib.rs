//! The bench's page as a component of `wasi:http`: the same words as the mini-app's, written as the HTML that Balai
//! writes around them, so that the peer does as much work.

#[path = "../../page/src/content.rs"]
mod content;
#[cfg(target_arch = "wasm32")]
mod handler;

/// What Balai puts around every page, without the page.
const HEAD: &str = include_str!("head.html");
const FOOT: &str = include_str!("foot.html");

/// The whole answer.
#[must_use]
pub fn html() -> String {
    let mut out = String::with_capacity(16 * 1024);
    out.push_str(HEAD);
    element(&mut out, "h1", content::TITLE);
    out.push_str("<p class=\"lead\">");
    escaped(&mut out, content::LEAD);
    out.push_str("</p>\n");
    for part in content::parts() {
        section(&mut out, &part);
    }
    out.push_str(FOOT);
    out
}

fn section(out: &mut String, part: &content::Part) {
    for text in [
        "<section id=\"",
        &part.id,
        "\" aria-labelledby=\"",
        &part.id,
        "-title\">\n<h2 id=\"",
        &part.id,
        "-title\">",
    ] {
        out.push_str(text);
    }
    escaped(out, &part.title);
    out.push_str("</h2>\n");
    for paragraph in &part.paragraphs {
        element(out, "p", paragraph);
    }
    out.push_str("<ul class=\"items\">\n");
    for item in &part.items {
        element(out, "li", item);
    }
    out.push_str("</ul>\n<div class=\"notice info\">\n<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\">");
    out.push_str(
        "<use href=\"/assets/icons.svg#info\"></use></svg>\n<div><h3 class=\"notice-title\">",
    );
    let [title, body] = &part.notice;
    escaped(out, title);
    out.push_str("</h3>");
    element(out, "p", body);
    out.push_str("</div>\n</div>\n<dl class=\"summary\">\n");
    for [term, value] in &part.facts {
        out.push_str("<div>");
        element(out, "dt", term);
        element(out, "dd", value);
        out.push_str("</div>\n");
    }
    out.push_str("</dl>\n");
    element(out, "p", &part.closing);
    out.push_str("</section>\n");
}

fn element(out: &mut String, name: &str, text: &str) {
    for part in ["<", name, ">"] {
        out.push_str(part);
    }
    escaped(out, text);
    for part in ["</", name, ">\n"] {
        out.push_str(part);
    }
}

fn escaped(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&#38;",
            b'<' => "&#60;",
            b'>' => "&#62;",
            b'"' => "&#34;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
