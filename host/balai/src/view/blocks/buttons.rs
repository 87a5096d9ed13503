//! Buttons beside each other: forms without fields.

use askama::Template;
use contract::page::Weight;

use super::{PageContext, Slot};
use crate::view::html::Text;
use crate::view::paths;
use crate::view::reader::Reader;

#[derive(Template)]
#[template(path = "blocks/buttons.html")]
pub(super) struct Buttons<'a> {
    reader: &'a Reader,
    buttons: Vec<Button>,
    sign_in: &'a str,
}

struct Button {
    label: Text,
    weight: &'static str,
    /// Where it is sent; none where nobody may.
    action: Option<String>,
}

impl<'a> Buttons<'a> {
    pub(super) fn of(
        buttons: Vec<contract::page::Button>,
        slots: &mut impl Iterator<Item = Slot>,
        context: &'a PageContext<'_>,
    ) -> Self {
        let view = |(button, slot): (contract::page::Button, Slot)| Button {
            label: button.label.into(),
            weight: weight_name(button.weight),
            action: context
                .drafts
                .get(&slot)
                .map(|draft| paths::send(&draft.draft)),
        };
        // The buttons first: a zip that asks for a slot too many would take the next block's.
        let buttons = buttons.into_iter().zip(slots).map(view).collect();
        Self {
            reader: context.reader,
            buttons,
            sign_in: &context.sign_in,
        }
    }

    fn asks_to_sign_in(&self) -> bool {
        self.buttons.iter().any(|button| button.action.is_none())
    }
}

const fn weight_name(weight: Weight) -> &'static str {
    match weight {
        Weight::Primary => "primary",
        Weight::Secondary => "secondary",
        Weight::Danger => "danger",
    }
}
