//! A QR code.

use askama::Template;
use askama::filters::HtmlSafe;
use qrcode::{Color, EcLevel, QrCode};

use super::Reason;
use crate::view::paper::Part;

/// A quiet zone of four modules on every side, as ISO/IEC 18004 asks for.
const QUIET: usize = 4;

/// So many bytes of text: more becomes squares too small for a telephone to read from another's screen, and takes the
/// server milliseconds to draw.
const MOST_BYTES: usize = 300;

/// A QR code and what it is for. Its text stands below it, for those without a camera.
#[derive(Clone, Debug, Template)]
#[template(path = "blocks/code.html")]
pub struct Code {
    /// The text in the code.
    content: String,
    /// What it is for.
    caption: String,
    /// Modules on a side, with the quiet zone.
    side: usize,
    /// Column and row of each dark module.
    dark: Vec<(usize, usize)>,
}

impl Code {
    /// # Errors
    /// Where the text is too long for a QR code that can be read.
    pub fn of(content: &str, caption: &str) -> Result<Self, Reason> {
        let too_long = || Reason::TooMany {
            what: "bytes of text in a QR code",
            found: content.len(),
            most: MOST_BYTES,
        };
        if content.len() > MOST_BYTES {
            return Err(too_long());
        }
        let code =
            QrCode::with_error_correction_level(content, EcLevel::M).map_err(|_| too_long())?;
        let width = code.width();
        let dark = code
            .to_colors()
            .into_iter()
            .enumerate()
            .filter(|(_, colour)| *colour == Color::Dark);
        let place = |(at, _)| (at % width + QUIET, at / width + QUIET);
        Ok(Self {
            content: content.to_owned(),
            caption: caption.to_owned(),
            side: width + 2 * QUIET,
            dark: dark.map(place).collect(),
        })
    }

    /// For a paper, with what stands beside it.
    #[must_use]
    pub fn on_paper(&self, beside: Vec<String>) -> Part {
        Part::Code {
            side: self.side,
            dark: self.dark.clone(),
            alt: format!("{}: {}", self.caption, self.content),
            beside,
        }
    }

    /// What is in it.
    #[must_use]
    pub fn content(&self) -> &str {
        &self.content
    }

    /// The dark modules, as the path of an SVG.
    fn path(&self) -> String {
        let square = |(column, row): &(usize, usize)| format!("M{column} {row}h1v1h-1z");
        self.dark.iter().map(square).collect()
    }
}

// Its `Display` is its own template.
impl HtmlSafe for Code {}
