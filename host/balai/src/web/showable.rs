//! Whether a page of a mini-app can be shown, and the page itself: one way for those that are about to be seen, and for
//! those that an act gives, which are examined before anything of the act is kept.

use std::collections::BTreeMap;

use app::{
    Actor, Release,
    draft::{self, Draft, button_form},
    form::Notation,
};
use contract::{Request, form::Form, page::Page};
use platform::Unshowable;

use super::{filled, names::links, visitor::reader_of};
use crate::view::{
    self, FormView, PageError, Shell, Slot,
    blocks::Sends,
    pages::{MiniAppHead, MiniAppPage},
};

/// The places of a page's forms and buttons, in the order in which they stand, each with what it sends.
///
/// # Errors
/// Where the page is more than anybody could read.
pub fn forms(page: &Page) -> Result<(Vec<Slot>, Vec<Form>), Unshowable> {
    view::blocks::examine(page).map_err(broken)?;
    let form = |sends| match sends {
        Sends::Form(form) => Form::clone(form),
        Sends::Button(button) => button_form(button),
    };
    Ok(view::slots(&page.sections)
        .into_iter()
        .map(|(slot, sends)| (slot, form(sends)))
        .unzip())
}

/// The page in the shell's frame. `drafts` are those of its `slots`, in order; none where nobody is signed in.
///
/// # Errors
/// Where it does not hold what the contract promises.
pub fn framed(
    shell: Shell,
    head: MiniAppHead,
    request: &Request,
    page: Page,
    slots: Vec<Slot>,
    drafts: &[Draft],
    notation: Notation,
) -> Result<MiniAppPage, Unshowable> {
    let drafts: BTreeMap<Slot, FormView> = slots
        .into_iter()
        .zip(drafts)
        .map(|(slot, draft)| (slot, filled::under_way(draft, notation)))
        .collect();
    MiniAppPage::of(shell, head, request, page, &drafts).map_err(broken)
}

/// Whether this reader could be shown the page, with forms that nothing was typed into.
///
/// # Errors
/// Where it does not hold what the contract promises.
pub fn examine(
    actor: &Actor,
    release: &Release,
    request: &Request,
    page: &Page,
) -> Result<(), Unshowable> {
    let (slots, forms) = forms(page)?;
    let notation = actor.reader.lang.into();
    let drafts = draft::blank(release, request, &page.title, &forms, notation)
        .map_err(|error| Unshowable::Form(error.to_string()))?;
    let links = links(&release.mini_app);
    let shell = Shell::anonymous(reader_of(&actor.reader), links.first_page());
    // What stands there in the agency's words is the platform's to show, and no matter of the page.
    let head = MiniAppHead {
        agency: String::new(),
        title: String::new(),
        links,
    };
    framed(shell, head, request, page.clone(), slots, &drafts, notation).map(drop)
}

fn broken(error: PageError) -> Unshowable {
    Unshowable::Page(error.to_string())
}
