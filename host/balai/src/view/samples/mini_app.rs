//! Pages of a mini-app: every block, and what a visitor sees who is not signed in.

use std::collections::BTreeMap;

use contract::Request;
use contract::page::Page;

use super::every_block::{by_builder, entry, page};
use super::{Sample, app, citizen, either};
use crate::view::pages::MiniAppPage;
use crate::view::{FormView, Lang, Place, Shell, Slot};

pub(super) fn all(lang: Lang) -> anyhow::Result<Vec<Sample>> {
    let anonymous = || Shell::anonymous(citizen(lang, Place::Home).reader, "/".to_owned());
    let mini_app = |shell, page: Page, drafts| {
        let request = Request {
            path: "/kasus".to_owned(),
            query: vec![("tampilkan".to_owned(), "selesai".to_owned())],
        };
        MiniAppPage::of(shell, app(lang), &request, page, drafts)
    };
    let drafts = BTreeMap::from_iter((0..3).map(|nth| {
        let draft = FormView {
            draft: format!("draft-{nth}"),
            ..FormView::default()
        };
        (
            Slot {
                form: "keputusan".to_owned(),
                nth,
            },
            draft,
        )
    }));
    let page = page(lang);
    let entry = Page {
        sections: vec![entry(lang)],
        ..page.clone()
    };
    let built = Page {
        title: either(
            lang,
            "Setiap blok dan pembuatnya",
            "Every block and its builder",
        ),
        lead: None,
        trail: Vec::new(),
        sections: by_builder(lang)
            .into_iter()
            .map(|built| built.section())
            .collect(),
        live: None,
    };
    let first = FormView {
        draft: "draft-9".to_owned(),
        step: 1,
        position: 1,
        of: 2,
        times: 1,
        ..FormView::default()
    };
    let slot = || Slot {
        form: "permohonan".to_owned(),
        nth: 0,
    };
    let begun = FormView {
        step: 2,
        position: 2,
        ..first.clone()
    };
    Ok(vec![
        Sample::of(
            "mini-app-blocks",
            &mini_app(citizen(lang, Place::Elsewhere), page, &drafts)?,
        ),
        Sample::of(
            "blocks",
            &mini_app(citizen(lang, Place::Elsewhere), built, &drafts)?,
        ),
        Sample::of(
            "mini-app-form",
            &mini_app(
                citizen(lang, Place::Elsewhere),
                entry.clone(),
                &BTreeMap::from([(slot(), first)]),
            )?,
        ),
        Sample::of(
            "mini-app-draft",
            &mini_app(
                citizen(lang, Place::Elsewhere),
                entry.clone(),
                &BTreeMap::from([(slot(), begun)]),
            )?,
        ),
        Sample::of(
            "mini-app-anonymous",
            &mini_app(anonymous(), entry, &BTreeMap::new())?,
        ),
    ])
}
