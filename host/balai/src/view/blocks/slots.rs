//! Where a page has something to send: the places of its forms and buttons.

use std::collections::BTreeMap;

use contract::page::{Block, Section};

/// The place of a form or a button on its page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// The id of the form or button.
    pub form: String,
    /// How many with the same id come before it: two buttons may differ by what they carry alone.
    pub nth: usize,
}

/// The forms and buttons of a page's sections with their places, in the order in which they stand: what drafts are kept for.
#[must_use]
pub fn slots(sections: &[Section]) -> Vec<(Slot, Sends<'_>)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut slots = Vec::new();
    for block in sections.iter().flat_map(|section| &section.blocks) {
        let here: Vec<(&str, Sends<'_>)> = match block {
            Block::Form(form) => vec![(&form.id, Sends::Form(form))],
            Block::Buttons(buttons) => buttons
                .iter()
                .map(|b| (b.form.as_str(), Sends::Button(b)))
                .collect(),
            _ => continue,
        };
        for (form, sends) in here {
            let nth = seen.entry(form).or_default();
            slots.push((
                Slot {
                    form: form.to_owned(),
                    nth: *nth,
                },
                sends,
            ));
            *nth += 1;
        }
    }
    slots
}

/// What a slot of a page sends.
#[derive(Clone, Copy, Debug)]
pub enum Sends<'a> {
    /// A form, step by step.
    Form(&'a contract::form::Form),
    /// A form without fields.
    Button(&'a contract::page::Button),
}
