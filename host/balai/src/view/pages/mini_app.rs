//! A page of a mini-app in the shell's frame.

use std::collections::BTreeMap;

use askama::Template;
use contract::Request;
use contract::page::Page;

use super::PreviewView;
use crate::view::blocks::{self, PageContext, PageError, SectionView, Slot};
use crate::view::form::FormView;
use crate::view::html::Text;
use crate::view::links::{LinkView, Links};
use crate::view::rich::RichView;
use crate::view::shell::Shell;

/// Whose page it is.
#[derive(Clone, Debug)]
pub struct MiniAppHead {
    /// The agency's name, in the reader's language.
    pub agency: String,
    /// The mini-app's title, in the reader's language.
    pub title: String,
    /// Where its links lead.
    pub links: Links,
}

/// A page of a mini-app.
#[derive(Template)]
#[template(path = "mini-app.html")]
pub struct MiniAppPage {
    shell: Shell,
    app: MiniAppHead,
    title: Text,
    lead: Option<RichView>,
    trail: Vec<LinkView>,
    /// The mini-app's first page needs no way back to itself.
    is_first: bool,
    sections: Vec<SectionView>,
    /// Where a reviewer looks at it.
    preview: Option<PreviewView>,
}

impl MiniAppPage {
    /// `request` is what the page was asked for by; `drafts` has what can be sent from it.
    ///
    /// # Errors
    /// Where the page does not hold what the contract promises.
    pub fn of(
        shell: Shell,
        app: MiniAppHead,
        request: &Request,
        page: Page,
        drafts: &BTreeMap<Slot, FormView>,
    ) -> Result<Self, PageError> {
        let here = shell.here.split('?').next().unwrap_or_default();
        let context = PageContext {
            reader: &shell.reader,
            links: &app.links,
            drafts,
            here,
            query: &request.query,
            sign_in: shell.sign_in(),
        };
        let head = |reason| PageError {
            section: String::new(),
            block: "head",
            reason,
        };
        let lead = page
            .lead
            .map(|lead| RichView::of(&shell.reader, &app.links, lead));
        let trail = page
            .trail
            .into_iter()
            .map(|link| app.links.link(link))
            .collect::<Result<_, _>>();
        let (lead, trail) = (
            lead.transpose().map_err(head)?,
            trail.map_err(|bad| head(bad.into()))?,
        );
        let sections = blocks::sections(page.sections, &context)?;
        Ok(Self {
            title: page.title.into(),
            lead,
            trail,
            is_first: request.path == "/",
            sections,
            preview: None,
            shell,
            app,
        })
    }

    /// The same, for a reviewer.
    #[must_use]
    pub fn as_preview(self, preview: PreviewView) -> Self {
        Self {
            preview: Some(preview),
            ..self
        }
    }
}
