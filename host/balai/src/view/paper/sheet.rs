//! Where everything stands on the sheets of a paper: A4, one column, and rows that go on on the next sheet.

use super::face::{Face, Faces, Line, Weight};
use super::{Paper, Part, Row};

/// A sheet of A4 (ISO 216), in points of 1/72 inch.
pub const WIDTH: f32 = 595.28;
/// As [`WIDTH`].
pub const HEIGHT: f32 = 841.89;
/// Where everything begins, from the left.
pub const LEFT: f32 = 54.0;
/// Where everything ends, from the left.
pub const RIGHT: f32 = WIDTH - LEFT;
const TOP: f32 = 56.0;
const BOTTOM: f32 = HEIGHT - 64.0;
const FOOT: f32 = HEIGHT - 40.0;
/// What is asked stands here, each answer beside it.
const TERM: f32 = 165.0;
const BETWEEN: f32 = 14.0;
/// A QR code is so wide that a camera reads it from a sheet: about 1 mm for a module.
const CODE: f32 = 118.0;
/// Rows that are no higher stay on one sheet.
const TOGETHER: f32 = 160.0;

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// In points.
    pub size: f32,
    /// How heavy.
    pub weight: Weight,
    /// Red, green, blue.
    pub ink: [u8; 3],
}

const INK: [u8; 3] = [29, 20, 32];
const QUIET: [u8; 3] = [87, 76, 91];
const RIND: [u8; 3] = [61, 23, 56];
/// Of the lines between rows.
const HAIR: [u8; 3] = [207, 196, 208];

const TITLE: Style = style(22.0, Weight::Bold, RIND);
const QUOTED: Style = style(15.0, Weight::Bold, INK);
const HEADING: Style = style(13.0, Weight::Bold, RIND);
const BODY: Style = style(10.0, Weight::Regular, INK);
const ASKED: Style = style(10.0, Weight::Bold, INK);
const SMALL: Style = style(8.5, Weight::Regular, QUIET);

const fn style(size: f32, weight: Weight, ink: [u8; 3]) -> Style {
    Style { size, weight, ink }
}

impl Style {
    fn leading(&self) -> f32 {
        self.size * 1.4
    }
}

/// Something on a sheet, from its top left corner.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A line of text on its base line.
    Text {
        /// From the left.
        x: f32,
        /// From the top.
        y: f32,
        /// How it looks.
        style: Style,
        /// What it says.
        line: Line,
        /// Which leaf of the tree it is of; none at the foot of a sheet.
        leaf: Option<usize>,
    },
    /// A line from side to side.
    Rule {
        /// From the top.
        y: f32,
        /// How thick.
        height: f32,
        /// Red, green, blue.
        ink: [u8; 3],
    },
    /// A QR code.
    Code {
        /// From the left.
        x: f32,
        /// From the top.
        y: f32,
        /// Of a module.
        module: f32,
        /// Column and row of each dark module.
        dark: Vec<(usize, usize)>,
        /// Which leaf of the tree it is.
        leaf: usize,
    },
}

/// What it all is, in the order in which it is read; numbers are leaves.
#[derive(Clone, Debug)]
pub enum Branch {
    /// A heading of a level, on a sheet (from 0), so far from its top.
    Heading {
        level: u16,
        text: String,
        sheet: usize,
        y: f32,
        leaf: usize,
    },
    /// A paragraph.
    Text(usize),
    /// A table: what is asked, and what is said of it.
    Rows(Vec<(usize, usize)>),
    /// A picture, with what it is for.
    Figure(usize, String),
}

/// A paper on its sheets.
#[derive(Debug, Default)]
pub struct LaidOut {
    /// What is on each.
    pub sheets: Vec<Vec<Mark>>,
    /// What it is.
    pub tree: Vec<Branch>,
    /// How many leaves there are.
    pub leaves: usize,
}

/// Puts a paper on sheets.
pub fn lay_out(paper: &Paper, faces: &Faces) -> LaidOut {
    let mut layout = Layout {
        faces,
        out: LaidOut::default(),
        y: TOP,
        marked: false,
    };
    layout.next_sheet();
    layout.mark(Mark::Rule {
        y: TOP - 26.0,
        height: 4.0,
        ink: RIND,
    });
    for part in &paper.parts {
        layout.part(part);
    }
    if layout.marked {
        layout.y += SMALL.size;
        layout.paragraph(&paper.reader.say("paper-lost").to_string(), SMALL);
    }
    layout.feet(paper);
    layout.out
}

struct Layout<'a> {
    faces: &'a Faces,
    out: LaidOut,
    /// Where the next thing begins, from the top.
    y: f32,
    /// Something could not be shown.
    marked: bool,
}

impl Layout<'_> {
    fn part(&mut self, part: &Part) {
        match part {
            Part::Title(text) => self.heading(1, text, TITLE),
            // A heading of nothing is none, to PDF/UA neither.
            Part::Heading(text) if text.trim().is_empty() => {}
            Part::Heading(text) => {
                self.y += HEADING.size;
                // Not at the foot of a sheet, with what it is over on the next.
                self.room(HEADING.leading() + 3.0 * BODY.leading());
                self.heading(2, text, HEADING);
            }
            Part::Text(text) => self.paragraph(text, BODY),
            Part::Quoted(text) => self.paragraph(text, QUOTED),
            Part::Rows(rows) => self.rows(rows),
            Part::Code {
                side,
                dark,
                alt,
                beside,
            } => self.code(*side, dark, alt, beside),
        }
    }

    fn heading(&mut self, level: u16, text: &str, style: Style) {
        let leaf = self.leaf();
        let sheet = self.out.sheets.len().saturating_sub(1);
        self.out.tree.push(Branch::Heading {
            level,
            text: text.to_owned(),
            sheet,
            y: self.y,
            leaf,
        });
        self.text(text, style, LEFT, RIGHT - LEFT, leaf);
        self.y += style.size * 0.35;
    }

    fn paragraph(&mut self, text: &str, style: Style) {
        let leaf = self.leaf();
        self.out.tree.push(Branch::Text(leaf));
        self.text(text, style, LEFT, RIGHT - LEFT, leaf);
        self.y += style.size * 0.5;
    }

    fn rows(&mut self, rows: &[Row]) {
        let mut cells = Vec::new();
        for row in rows {
            let terms = self.face(ASKED).lines(&row.term, ASKED.size, TERM);
            let said = RIGHT - LEFT - TERM - BETWEEN;
            let lines = |value: &String| self.face(BODY).lines(value, BODY.size, said);
            let values: Vec<Line> = row.values.iter().flat_map(lines).collect();
            let (term, value) = (self.leaf(), self.leaf());
            let high = terms.len().max(values.len());
            let (mut terms, mut values) = (terms.into_iter(), values.into_iter());
            let leading = BODY.leading();
            let height = f32::from(u16::try_from(high).unwrap_or(u16::MAX)) * leading;
            if height <= TOGETHER {
                self.room(height);
            }
            for _ in 0..high {
                self.room(leading);
                if let Some(line) = terms.next() {
                    self.line(line, ASKED, LEFT, term);
                }
                if let Some(line) = values.next() {
                    self.line(line, BODY, LEFT + TERM + BETWEEN, value);
                }
                self.y += leading;
            }
            self.y += 3.0;
            self.mark(Mark::Rule {
                y: self.y,
                height: 0.6,
                ink: HAIR,
            });
            self.y += 4.0;
            cells.push((term, value));
        }
        self.out.tree.push(Branch::Rows(cells));
        self.y += BODY.size * 0.5;
    }

    fn code(&mut self, side: usize, dark: &[(usize, usize)], alt: &str, beside: &[String]) {
        self.room(CODE);
        let (top, leaf) = (self.y, self.leaf());
        let modules = f32::from(u16::try_from(side).unwrap_or(u16::MAX).max(1));
        self.mark(Mark::Code {
            x: LEFT,
            y: top,
            module: CODE / modules,
            dark: dark.to_vec(),
            leaf,
        });
        self.out.tree.push(Branch::Figure(leaf, alt.to_owned()));
        self.y += 12.0;
        let x = LEFT + CODE + BETWEEN;
        for text in beside {
            let leaf = self.leaf();
            self.out.tree.push(Branch::Text(leaf));
            self.text(text, BODY, x, RIGHT - x, leaf);
            self.y += 3.0;
        }
        self.y = self.y.max(top + CODE) + BODY.size;
    }

    /// Says on each sheet of what it is a part.
    fn feet(&mut self, paper: &Paper) {
        let of = self.out.sheets.len() as u64;
        for (page, sheet) in (1_u64..).zip(&mut self.out.sheets) {
            let numbered = paper
                .reader
                .say("paper-sheet")
                .with("page", page)
                .with("of", of);
            let text = format!("{} · {numbered}", paper.title);
            let face = self.faces.of(SMALL.weight);
            let lines = face.lines(&text, SMALL.size, RIGHT - LEFT);
            sheet.extend(lines.into_iter().take(1).map(|line| Mark::Text {
                x: LEFT,
                y: FOOT,
                style: SMALL,
                line,
                leaf: None,
            }));
        }
    }

    fn text(&mut self, text: &str, style: Style, x: f32, width: f32, leaf: usize) {
        for line in self.face(style).lines(text, style.size, width) {
            self.room(style.leading());
            self.line(line, style, x, leaf);
            self.y += style.leading();
        }
    }

    fn line(&mut self, line: Line, style: Style, x: f32, leaf: usize) {
        self.marked |= line.said.is_some();
        let y = self.y + style.size;
        self.mark(Mark::Text {
            x,
            y,
            style,
            line,
            leaf: Some(leaf),
        });
    }

    fn face(&self, style: Style) -> &Face {
        self.faces.of(style.weight)
    }

    /// Begins a new sheet where so much does not fit on this one.
    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.next_sheet();
        }
    }

    fn next_sheet(&mut self) {
        self.out.sheets.push(Vec::new());
        self.y = TOP;
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(sheet) = self.out.sheets.last_mut() {
            sheet.push(mark);
        }
    }

    fn leaf(&mut self) -> usize {
        self.out.leaves += 1;
        self.out.leaves - 1
    }
}
