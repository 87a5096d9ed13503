//! Markup that may stand in a page as it is, because a template wrote it.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

/// Markup. There is no other way to get one than to render a template, so text can never pass for markup.
#[derive(Clone, Debug)]
pub struct Html(String);

impl Html {
    /// Renders a template.
    ///
    /// # Errors
    /// Where the template itself fails, as one does whose values cannot be written.
    pub fn of(template: &impl Template) -> Result<Self, askama::Error> {
        template.render().map(Self)
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}
