//! What a mini-app's author writes for what the gallery shows: builders of the SDK, by their names.

use contract::form::{Form, Kind};
use contract::page::Block;

use crate::view::fields;
use crate::view::pages::GalleryField;

/// None of blocks that this host does not show yet.
pub(super) const fn block(block: &Block) -> Option<&'static str> {
    Some(match block {
        Block::Paragraph(_) => ".paragraph(text)",
        Block::Items(_) => ".items([text]), .numbered([text])",
        Block::Notice(_) => ".notice(tone, title, body)",
        Block::Summary(_) => ".summary([fact(term, value)])",
        Block::Table(_) => ".table(table(caption).column(title).numbers(title).row(cells))",
        Block::Form(_) => ".form(form(id, submit).step(step(title, [field])))",
        Block::Filter(_) => ".filter(filter(label, [field]))",
        Block::Buttons(_) => ".buttons([button(label, form).primary()])",
        Block::Timeline(_) => ".timeline([milestone])",
        Block::Thread(_) => ".block(Block::Thread([message]))",
        Block::Cards(_) => ".cards([card(title, leads_to).body(text).status(status)])",
        Block::Board(_) => ".board([lane(title, [card])])",
        Block::Figures(_) => ".block(Block::Figures([figure]))",
        Block::Chart(_) => ".chart(chart(kind, title, categories).series(name, points))",
        Block::Gauge(_) => ".block(Block::Gauge(gauge))",
        Block::Code(_) => ".code(content, caption)",
        Block::Empty(_) => ".empty(empty(title, body).next(link))",
        Block::Files(_) | Block::Picture(_) => return None,
    })
}

/// Those of a form, with where each is seen in its states.
pub(super) fn fields(form: &Form) -> Vec<GalleryField> {
    let fields = form.steps.iter().flat_map(|step| &step.fields);
    let listed = fields.map(|field| GalleryField {
        builder: match &field.when {
            Some(_) => ".when(field, values)",
            None => builder(&field.kind),
        },
        label: field.label.clone(),
        id: fields::id(&field.name, 0),
    });
    listed.collect()
}

const fn builder(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text(_) => "Field::text(name, label, length)",
        Kind::LongText(_) => "Field::long_text(name, label, length)",
        Kind::Whole(_) => "Field::whole(name, label, bounds)",
        Kind::Decimal(_) => "Field::of(name, label, Kind::Decimal(rules))",
        Kind::Money(_) => "Field::rupiah(name, label, bounds)",
        Kind::Date(_) => "Field::date(name, label)",
        Kind::Choice(_) => "Field::choice(name, label, choices)",
        Kind::Choices(_) => "Field::choices(name, label, choices)",
        Kind::YesNo => "Field::yes_no(name, label)",
        Kind::Email => "Field::of(name, label, Kind::Email)",
        Kind::Phone => "Field::of(name, label, Kind::Phone)",
        Kind::Nik => "Field::of(name, label, Kind::Nik)",
        Kind::Claim(_) => "Field::claim(name, label, claim)",
        Kind::Lookup(_) => "Field::of(name, label, Kind::Lookup(name))",
        Kind::Region(_) => "Field::of(name, label, Kind::Region(level))",
        Kind::Location => "Field::location(name, label)",
        Kind::Files(_) => "Field::of(name, label, Kind::Files(rules))",
        Kind::Agreement(_) => "Field::agreement(name, label, statement)",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use regex::Regex;

    use super::super::{Shell, citizen, gallery};
    use crate::view::{Lang, Place};

    #[test]
    fn every_builder_that_is_named_is_in_the_sdk() {
        let sdk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugin-sdk/src");
        let mut sources = String::new();
        for file in fs::read_dir(sdk).unwrap() {
            let path = file.unwrap().path();
            if path.is_file() {
                sources += &fs::read_to_string(path).unwrap();
            }
        }
        let shell = Shell::anonymous(citizen(Lang::En, Place::Home).reader, String::new());
        let gallery = gallery(shell, &[]);
        let named = gallery.blocks.iter().map(|block| block.builder);
        let named = named.chain(gallery.fields.iter().map(|field| field.builder));
        let function = Regex::new(r"\b([a-z_]+)\(").unwrap();
        let functions: BTreeSet<String> = named
            .flat_map(|builder| function.captures_iter(builder))
            .map(|found| found[1].to_owned())
            .collect();
        assert!(functions.len() > 30, "{functions:?}");
        for name in functions {
            let declared = Regex::new(&format!(r"pub fn {name}[<(]")).unwrap();
            assert!(declared.is_match(&sources), "{name}");
        }
    }
}
