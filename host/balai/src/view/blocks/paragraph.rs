//! Running text.

use askama::Template;

use crate::view::rich::RichView;

#[derive(Template)]
#[template(path = "blocks/paragraph.html")]
pub(super) struct Paragraph {
    pub(super) text: RichView,
}
