//! A QR code.

use askama::Template;
use askama::filters::HtmlSafe;
use qrcode::{Color, EcLevel, QrCode};

use super::Reason;

/// A quiet zone of four modules on every side, as ISO/IEC 18004 asks for.
const QUIET: usize = 4;

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
    /// The dark modules, as the path of an SVG.
    path: String,
}

impl Code {
    /// # Errors
    /// Where the text is too long for a QR code.
    pub fn of(content: &str, caption: &str) -> Result<Self, Reason> {
        let code = QrCode::with_error_correction_level(content, EcLevel::M)
            .map_err(|_| Reason::CodeTooLong(content.len()))?;
        let width = code.width();
        let dark = code
            .to_colors()
            .into_iter()
            .enumerate()
            .filter(|(_, colour)| *colour == Color::Dark);
        let square = |(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET);
        Ok(Self {
            content: content.to_owned(),
            caption: caption.to_owned(),
            side: width + 2 * QUIET,
            path: dark.map(square).collect(),
        })
    }
}

// Its `Display` is its own template.
impl HtmlSafe for Code {}
