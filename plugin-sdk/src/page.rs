//! Pages, written from top to bottom: each call adds a block to the section begun last.

use crate::bindings::balai::types::content::Link;
use crate::bindings::balai::types::values::Tone;
use crate::bindings::balai::ui::form::Form;
use crate::bindings::balai::ui::page::{
    Block, Button, Card, Chart, Code, Empty, Filter, Items, Lane, Milestone, Notice, Page, Section,
    SummaryRow, Table,
};
use crate::values::IntoRich;

/// An empty page under this title.
#[must_use]
pub fn page(title: impl Into<String>) -> Page {
    Page {
        title: title.into(),
        lead: None,
        trail: Vec::new(),
        sections: Vec::new(),
        live: None,
    }
}

impl Page {
    /// What the page is for, right under its title.
    #[must_use]
    pub fn lead(mut self, text: impl IntoRich) -> Self {
        self.lead = Some(text.into_rich());
        self
    }

    /// A step of the way back. The mini-app's first page is there already.
    #[must_use]
    pub fn under(mut self, link: Link) -> Self {
        self.trail.push(link);
        self
    }

    /// Begins a section. `id` is what a link to it ends in: "#timeline".
    #[must_use]
    pub fn section(mut self, id: &str, title: impl Into<String>) -> Self {
        self.sections.push(Section {
            id: id.to_owned(),
            title: Some(title.into()),
            blocks: Vec::new(),
        });
        self
    }

    /// Adds a block to the section begun last; before the first, to one without a title.
    #[must_use]
    pub fn block(mut self, block: Block) -> Self {
        match self.sections.last_mut() {
            Some(section) => section.blocks.push(block),
            None => self.sections.push(Section {
                id: "main".to_owned(),
                title: None,
                blocks: vec![block],
            }),
        }
        self
    }

    /// Adds what `more` adds, where there is something to add it for.
    #[must_use]
    pub fn with<T>(self, subject: Option<T>, more: impl FnOnce(Self, T) -> Self) -> Self {
        match subject {
            Some(subject) => more(self, subject),
            None => self,
        }
    }

    /// Adds what `more` adds, where the condition holds.
    #[must_use]
    pub fn when(self, condition: bool, more: impl FnOnce(Self) -> Self) -> Self {
        if condition { more(self) } else { self }
    }

    /// Running text.
    #[must_use]
    pub fn paragraph(self, text: impl IntoRich) -> Self {
        self.block(Block::Paragraph(text.into_rich()))
    }

    /// A list of running text, in no order.
    #[must_use]
    pub fn items<T: IntoRich>(self, entries: impl IntoIterator<Item = T>) -> Self {
        self.block(Block::Items(Items {
            ordered: false,
            entries: entries.into_iter().map(T::into_rich).collect(),
        }))
    }

    /// A numbered list of running text.
    #[must_use]
    pub fn numbered<T: IntoRich>(self, entries: impl IntoIterator<Item = T>) -> Self {
        self.block(Block::Items(Items {
            ordered: true,
            entries: entries.into_iter().map(T::into_rich).collect(),
        }))
    }

    /// What the reader must not miss.
    #[must_use]
    pub fn notice(self, tone: Tone, title: impl Into<String>, body: impl IntoRich) -> Self {
        self.block(Block::Notice(Notice {
            tone,
            title: title.into(),
            body: body.into_rich(),
        }))
    }

    /// Facts, one under the other: see [`fact`](crate::blocks::fact).
    #[must_use]
    pub fn summary(self, facts: impl IntoIterator<Item = SummaryRow>) -> Self {
        self.block(Block::Summary(facts.into_iter().collect()))
    }

    /// Rows and columns.
    #[must_use]
    pub fn table(self, table: Table) -> Self {
        self.block(Block::Table(table))
    }

    /// A form.
    #[must_use]
    pub fn form(self, form: Form) -> Self {
        self.block(Block::Form(form))
    }

    /// Fields that change what the page shows.
    #[must_use]
    pub fn filter(self, filter: Filter) -> Self {
        self.block(Block::Filter(filter))
    }

    /// Buttons beside each other.
    #[must_use]
    pub fn buttons(self, buttons: impl IntoIterator<Item = Button>) -> Self {
        self.block(Block::Buttons(buttons.into_iter().collect()))
    }

    /// Things that can be opened.
    #[must_use]
    pub fn cards(self, cards: impl IntoIterator<Item = Card>) -> Self {
        self.block(Block::Cards(cards.into_iter().collect()))
    }

    /// Things sorted into lanes: see [`lane`](crate::blocks::lane).
    #[must_use]
    pub fn board(self, lanes: impl IntoIterator<Item = Lane>) -> Self {
        self.block(Block::Board(lanes.into_iter().collect()))
    }

    /// Numbers as a picture.
    #[must_use]
    pub fn chart(self, chart: Chart) -> Self {
        self.block(Block::Chart(chart))
    }

    /// A QR code of this text, and what it is for: at most 300 bytes of text, and at most 10 codes on a page.
    #[must_use]
    pub fn code(self, content: impl Into<String>, caption: impl Into<String>) -> Self {
        self.block(Block::Code(Code {
            content: content.into(),
            caption: caption.into(),
        }))
    }

    /// Nothing to show: why, and what to do next.
    #[must_use]
    pub fn empty(self, empty: Empty) -> Self {
        self.block(Block::Empty(empty))
    }

    /// What happened and what comes.
    #[must_use]
    pub fn timeline(self, milestones: impl IntoIterator<Item = Milestone>) -> Self {
        self.block(Block::Timeline(milestones.into_iter().collect()))
    }
}
