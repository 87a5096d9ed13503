//! The icon of a mini-app: a picture that strangers wrote, and that other people's pages are to show.

use roxmltree::{Document, Node, ParsingOptions};
use runtime::Inspection;

use super::report::{Check, Finding, Line};

/// The custom section.
const SECTION: &str = "balai:icon";
/// The largest, in bytes.
const LARGEST: usize = 32 << 10;
/// The most elements and texts.
const NODES: u32 = 2_000;

const SVG: &str = "http://www.w3.org/2000/svg";
/// What draws, and what groups and colours what is drawn. Nothing that runs, moves, embeds, repeats or leads anywhere.
const ELEMENTS: [&str; 16] = [
    "svg",
    "g",
    "path",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "rect",
    "title",
    "desc",
    "defs",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
];

/// An SVG that only draws; none where it does more.
pub(super) fn read(inspection: &Inspection) -> (Line, Option<String>) {
    let tested = "icon.svg is a small picture that does nothing else";
    let section = inspection.custom_section(SECTION);
    let read = section.ok_or_else(|| "it has none".to_owned());
    let read = read.and_then(picture);
    let mend = "draw it with paths, shapes and colours alone, in an SVG file of 32 KiB at most";
    let found = read.as_ref().err();
    let found = found.map(|what| Finding::of(what.as_str(), "icon.svg", mend));
    let line = Line::of(Check::Icon, tested, found.into_iter().collect());
    (line, read.ok().map(str::to_owned))
}

fn picture(bytes: &[u8]) -> Result<&str, String> {
    if bytes.len() > LARGEST {
        return Err(format!(
            "it has {} bytes, and may have {LARGEST}",
            bytes.len()
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    // No entities: a few lines of them become gigabytes.
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    let document =
        Document::parse_with_options(text, options).map_err(|error| error.to_string())?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err("it is no SVG".to_owned());
    }
    document.descendants().try_for_each(drawn)?;
    Ok(text)
}

fn drawn(node: Node<'_, '_>) -> Result<(), String> {
    if node.is_pi() {
        return Err("it has a processing instruction".to_owned());
    }
    if !node.is_element() {
        return Ok(());
    }
    let name = node.tag_name();
    if name.namespace() != Some(SVG) || !ELEMENTS.contains(&name.name()) {
        return Err(format!("it has an element <{}>", name.name()));
    }
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        if attribute.namespace().is_some()
            || name.starts_with("on")
            || matches!(name, "href" | "style" | "src")
            || leads_away(value)
        {
            return Err(format!(
                "<{}> has an attribute {name}",
                node.tag_name().name()
            ));
        }
    }
    Ok(())
}

/// Whether a value, which is read as CSS, refers to anything but a part of the picture; or could, by an escape.
fn leads_away(value: &str) -> bool {
    let value = value.to_lowercase();
    let mut references = value.split("url(").skip(1);
    value.contains('\\') || references.any(|inside| !inside.trim_start().starts_with('#'))
}
