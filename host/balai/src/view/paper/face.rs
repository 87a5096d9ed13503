//! The typeface of papers, Noto Sans: how wide a text is in it, where its lines break, and what it cannot show.

use std::sync::LazyLock;

use icu::properties::CodePointSetData;
use icu::properties::props::DefaultIgnorableCodePoint;
use icu::segmenter::options::LineBreakOptions;
use icu::segmenter::{GraphemeClusterSegmenter, LineSegmenter};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _};

use super::PaperError;

static REGULAR: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Bold.ttf");

/// Shown for what the typeface does not have: the replacement character.
const LOST: &str = "\u{fffd}";

/// How heavy a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// As most of it.
    Regular,
    /// What stands out.
    Bold,
}

/// Both weights.
pub struct Faces {
    regular: Face,
    bold: Face,
}

/// One weight of the typeface.
pub struct Face {
    /// The file.
    pub data: &'static [u8],
    glyphs: Charmap<'static>,
    widths: GlyphMetrics<'static>,
}

/// A line of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What is shown: nothing that the typeface does not have.
    pub shown: String,
    /// What it stands for, where that is not the same.
    pub said: Option<String>,
}

impl Faces {
    /// As they are built in.
    pub fn new() -> Result<Self, PaperError> {
        Ok(Self {
            regular: Face::of(REGULAR)?,
            bold: Face::of(BOLD)?,
        })
    }

    /// Of a weight.
    pub const fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

impl Face {
    fn of(data: &'static [u8]) -> Result<Self, PaperError> {
        let font = FontRef::new(data).map_err(|_| PaperError::Typeface)?;
        Ok(Self {
            data,
            glyphs: font.charmap(),
            // Of an em of 1: times the size of the text it is points.
            widths: font.glyph_metrics(Size::new(1.0), LocationRef::default()),
        })
    }

    /// The lines of a text of so many points that is no wider than so many. At least one.
    pub fn lines(&self, text: &str, size: f32, width: f32) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for paragraph in text.lines() {
            self.wrap(paragraph, width / size, &mut lines);
        }
        if lines.is_empty() {
            lines.push(Line::default());
        }
        lines
    }

    /// Breaks where Unicode Standard Annex 14 allows it; a word that is wider than a line, between any two characters.
    fn wrap(&self, paragraph: &str, width: f32, lines: &mut Vec<Line>) {
        let breaks = LineSegmenter::new_for_non_complex_scripts(LineBreakOptions::default());
        let mut line = Written::default();
        let mut from = 0;
        for to in breaks.segment_str(paragraph) {
            let Some(word) = paragraph.get(from..to).filter(|word| !word.is_empty()) else {
                continue;
            };
            from = to;
            let word = self.written(word);
            if line.width + word.ink <= width {
                line.push(word);
                continue;
            }
            if line.width > 0.0 {
                lines.push(std::mem::take(&mut line).line());
            }
            if word.ink <= width {
                line = word;
                continue;
            }
            for piece in word.pieces {
                if line.width > 0.0 && line.width + piece.width > width {
                    lines.push(std::mem::take(&mut line).line());
                }
                line.take(piece);
            }
        }
        lines.push(line.line());
    }

    fn written(&self, word: &str) -> Written {
        let clusters = GraphemeClusterSegmenter::new();
        let mut written = Written::default();
        let mut from = 0;
        for to in clusters.segment_str(word) {
            if let Some(cluster) = word.get(from..to).filter(|cluster| !cluster.is_empty()) {
                written.take(self.piece(cluster));
                from = to;
            }
        }
        written
    }

    /// What a reader takes for one character.
    fn piece(&self, cluster: &str) -> Piece {
        let visible = cluster.chars().filter(|sign| !is_ignored(*sign));
        let visible = visible.map(|sign| {
            if sign.is_whitespace() && !self.has(sign) {
                ' '
            } else {
                sign
            }
        });
        let visible: String = visible.collect();
        let is_whole = visible.chars().all(|sign| self.has(sign));
        let shown = if is_whole { visible } else { LOST.to_owned() };
        let widths = shown.chars().filter_map(|sign| self.glyphs.map(sign));
        let widths = widths.filter_map(|glyph| self.widths.advance_width(glyph));
        Piece {
            width: widths.sum(),
            is_blank: shown.chars().all(char::is_whitespace),
            said: cluster.to_owned(),
            is_whole,
            shown,
        }
    }

    fn has(&self, sign: char) -> bool {
        self.glyphs.map(sign).is_some()
    }
}

/// Has no shape of its own: controls, joiners, marks of direction.
fn is_ignored(sign: char) -> bool {
    static IGNORABLE: LazyLock<icu::properties::CodePointSetDataBorrowed<'static>> =
        LazyLock::new(CodePointSetData::new::<DefaultIgnorableCodePoint>);
    (sign.is_control() && !sign.is_whitespace()) || IGNORABLE.contains(sign)
}

struct Piece {
    shown: String,
    said: String,
    is_whole: bool,
    is_blank: bool,
    /// In ems.
    width: f32,
}

/// A word, or as much of a line as there is.
#[derive(Default)]
struct Written {
    pieces: Vec<Piece>,
    /// In ems.
    width: f32,
    /// Without the blanks at its end.
    ink: f32,
}

impl Written {
    fn take(&mut self, piece: Piece) {
        self.width += piece.width;
        if !piece.is_blank {
            self.ink = self.width;
        }
        self.pieces.push(piece);
    }

    fn push(&mut self, word: Self) {
        for piece in word.pieces {
            self.take(piece);
        }
    }

    fn line(self) -> Line {
        let shown: String = self
            .pieces
            .iter()
            .map(|piece| piece.shown.as_str())
            .collect();
        let is_whole = self.pieces.iter().all(|piece| piece.is_whole);
        let said = || {
            self.pieces
                .iter()
                .map(|piece| piece.said.as_str())
                .collect()
        };
        Line {
            said: (!is_whole).then(said),
            shown,
        }
    }
}
