//! Writes sheets as PDF, with what each thing on them is: for those who have it read aloud, copy from it, or search it.
//!
//! The library checks PDF/UA-1 as it writes: what is not tagged, named or in a language is an error and no file.

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::text::{Font, TextDirection};
use krilla::{Document, SerializeSettings};

use super::face::{Faces, Line, Weight};
use super::sheet::{Branch, HEIGHT, LEFT, LaidOut, Mark, RIGHT, Style, WIDTH};
use super::{Paper, PaperError};

/// Writes a paper that was laid out.
pub fn write(paper: &Paper, faces: &Faces, laid_out: &LaidOut) -> Result<Vec<u8>, PaperError> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PaperError::Unwritable(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let mut pen = Pen {
        regular: font(faces, Weight::Regular)?,
        bold: font(faces, Weight::Bold)?,
        drawn: vec![Vec::new(); laid_out.leaves],
    };
    for sheet in &laid_out.sheets {
        let size = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| PaperError::Unwritable("no such size of a sheet".to_owned()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for mark in sheet {
            pen.draw(&mut surface, mark);
        }
        surface.finish();
        page.finish();
    }
    let language = paper.reader.lang.code().to_owned();
    let about = Metadata::new()
        .title(paper.title.clone())
        .language(language.clone())
        .creator("Balai".to_owned());
    document.set_metadata(about);
    document.set_outline(outline(&laid_out.tree));
    let mut tree = TagTree::new().with_lang(Some(language));
    for branch in &laid_out.tree {
        tree.push(pen.tagged(branch));
    }
    document.set_tag_tree(tree);
    document
        .finish()
        .map_err(|error| PaperError::Unwritable(format!("{error:?}")))
}

fn font(faces: &Faces, weight: Weight) -> Result<Font, PaperError> {
    Font::new(faces.of(weight).data.into(), 0).ok_or(PaperError::Typeface)
}

struct Pen {
    regular: Font,
    bold: Font,
    /// What was drawn of each leaf.
    drawn: Vec<Vec<Identifier>>,
}

impl Pen {
    fn draw(&mut self, surface: &mut Surface<'_>, mark: &Mark) {
        match mark {
            Mark::Text {
                x,
                y,
                style,
                line,
                leaf,
            } => self.text(surface, Point::from_xy(*x, *y), *style, line, *leaf),
            Mark::Rule { y, height, ink } => {
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
                    ArtifactType::Layout,
                )));
                fill(
                    surface,
                    *ink,
                    Rect::from_xywh(LEFT, *y, RIGHT - LEFT, *height),
                );
                surface.end_tagged();
            }
            Mark::Code {
                x,
                y,
                module,
                dark,
                leaf,
            } => {
                let drawn = surface.start_tagged(ContentTag::Other);
                let squares = dark.iter().filter_map(|(column, row)| {
                    let at =
                        |count: usize| f32::from(u16::try_from(count).unwrap_or(u16::MAX)) * module;
                    Rect::from_xywh(x + at(*column), y + at(*row), *module, *module)
                });
                fill(surface, [0, 0, 0], squares);
                surface.end_tagged();
                self.keep(*leaf, drawn);
            }
        }
    }

    fn text(
        &mut self,
        surface: &mut Surface<'_>,
        at: Point,
        style: Style,
        line: &Line,
        leaf: Option<usize>,
    ) {
        if line.shown.is_empty() {
            return;
        }
        let tag = match leaf {
            Some(_) => ContentTag::Span(SpanTag::empty().with_actual_text(line.said.as_deref())),
            None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)),
        };
        let drawn = surface.start_tagged(tag);
        surface.set_fill(Some(ink(style.ink)));
        let font = match style.weight {
            Weight::Regular => self.regular.clone(),
            Weight::Bold => self.bold.clone(),
        };
        let direction = TextDirection::LeftToRight;
        surface.draw_text(at, font, style.size, &line.shown, false, direction);
        surface.end_tagged();
        if let Some(leaf) = leaf {
            self.keep(leaf, drawn);
        }
    }

    fn keep(&mut self, leaf: usize, drawn: Identifier) {
        if let Some(kept) = self.drawn.get_mut(leaf) {
            kept.push(drawn);
        }
    }

    fn tagged(&mut self, branch: &Branch) -> TagGroup {
        match branch {
            Branch::Heading {
                level, text, leaf, ..
            } => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                self.group(Tag::Hn(level, Some(text.clone())), *leaf)
            }
            Branch::Text(leaf) => self.group(Tag::P, *leaf),
            Branch::Figure(leaf, alt) => self.group(Tag::Figure(Some(alt.clone())), *leaf),
            Branch::Rows(rows) => {
                let mut table = TagGroup::new(Tag::Table);
                for (term, value) in rows {
                    let mut row = TagGroup::new(Tag::TR);
                    row.push(self.group(Tag::TH(TableHeaderScope::Row), *term));
                    row.push(self.group(Tag::TD, *value));
                    table.push(row);
                }
                table
            }
        }
    }

    fn group(&mut self, tag: impl Into<krilla::tagging::TagKind>, leaf: usize) -> TagGroup {
        let mut group = TagGroup::new(tag);
        for drawn in self
            .drawn
            .get_mut(leaf)
            .map(std::mem::take)
            .unwrap_or_default()
        {
            group.push(drawn);
        }
        group
    }
}

fn ink([red, green, blue]: [u8; 3]) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        ..Fill::default()
    }
}

fn fill(surface: &mut Surface<'_>, colour: [u8; 3], what: impl IntoIterator<Item = Rect>) {
    let mut path = PathBuilder::new();
    for rect in what {
        path.push_rect(rect);
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(ink(colour)));
        surface.draw_path(&path);
    }
}

/// The headings, for finding one's way.
fn outline(tree: &[Branch]) -> Outline {
    let mut outline = Outline::new();
    for branch in tree {
        if let Branch::Heading { text, sheet, y, .. } = branch {
            let to = XyzDestination::new(*sheet, Point::from_xy(0.0, *y));
            outline.push_child(OutlineNode::new(text.clone(), to));
        }
    }
    outline
}
