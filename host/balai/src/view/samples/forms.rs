//! Forms: every field, empty, filled in and failing; check, receipt and drafts.

use jiff::civil;

use super::answers::{answers, claims, errors, values, wrong};
use super::every_field::form;
use super::{Sample, app, at, citizen, due, either};
use crate::view::blocks::Code;
use crate::view::pages::{
    CheckPage, ConfirmPage, DraftRow, DraftsPage, FormStepPage, Paging, ReceiptPage,
    answers_by_step,
};
use crate::view::{FieldError, FormView, Lang, Place};

pub(super) fn all(lang: Lang) -> Vec<Sample> {
    let shell = || citizen(lang, Place::Elsewhere);
    let form = form(lang);
    let step = |draft| {
        FormStepPage::of(
            shell(),
            app(lang),
            &form,
            draft,
            "/m/kota-damai/izin-usaha/".to_owned(),
        )
        .unwrap()
    };
    let check = |errors| {
        let (answers, back) = (answers(lang), "/drafts/draft-9/steps/3".to_owned());
        CheckPage::of(shell(), app(lang), &form, "draft-9", &answers, back, errors).unwrap()
    };
    let objection = FieldError {
        field: String::new(),
        nth: 0,
        message: either(
            lang,
            "Alamat ini sudah punya izin yang sama.",
            "This address has the same licence already.",
        ),
    };
    let receipt = ReceiptPage {
        shell: shell(),
        app: app(lang),
        number: "KD-2026-000123".to_owned(),
        sent_at: at("2026-11-24T05:30:00Z"),
        release: "0.1.0".to_owned(),
        due: due(30, false),
        next: Some("/m/kota-damai/izin-usaha/kasus/1".to_owned()),
        answers: ReceiptPage::answers(&shell(), &form, &answers(lang)).unwrap(),
        code: Some(Code::of("https://balai.example/r/KD-2026-000123", "KD-2026-000123").unwrap()),
    };
    let confirm = ConfirmPage {
        shell: shell(),
        app: app(lang),
        question: either(
            lang,
            "Permohonan yang dicabut tidak dapat dihidupkan lagi.",
            "A withdrawn application is gone.",
        ),
        label: either(lang, "Cabut permohonan", "Withdraw the application"),
        groups: Vec::new(),
        danger: true,
        action: "/drafts/draft-3/send".to_owned(),
        back: "/m/kota-damai/izin-usaha/kasus/1".to_owned(),
    };
    let decision = ConfirmPage {
        question: either(
            lang,
            "Keputusan langsung berlaku.",
            "The decision holds at once.",
        ),
        label: either(lang, "Putuskan", "Decide"),
        groups: answers_by_step(&shell().reader, &form, &answers(lang), None).unwrap(),
        danger: false,
        shell: shell(),
        app: app(lang),
        action: "/drafts/draft-4/send".to_owned(),
        back: "/m/kota-damai/izin-usaha/kasus/1".to_owned(),
    };
    let draft = DraftRow {
        title: either(lang, "Permohonan izin usaha", "Application for a licence"),
        app: app(lang).title,
        agency: app(lang).agency,
        done: (2, 4),
        changed_at: at("2026-11-24T05:30:00Z"),
        until: civil::date(2026, 12, 24),
        href: "/drafts/draft-9/steps/3".to_owned(),
        discard: "/drafts/draft-9/discard".to_owned(),
    };
    let drafts = |drafts| DraftsPage {
        shell: citizen(lang, Place::Drafts),
        drafts,
        paging: Paging::default(),
    };
    vec![
        Sample::of("form-step-empty", &step(at_step(1))),
        Sample::of(
            "form-step-full",
            &step(FormView {
                values: values(),
                claims: claims(),
                ..at_step(1)
            }),
        ),
        Sample::of(
            "form-step-failing",
            &step(FormView {
                values: wrong(),
                errors: errors(lang),
                ..at_step(1)
            }),
        ),
        Sample::of(
            "form-step-moved",
            &step(FormView {
                values: values(),
                claims: claims(),
                moved: Some(vec![either(lang, "Luas dapur", "Size of the kitchen")]),
                ..at_step(1)
            }),
        ),
        Sample::of(
            "form-step-repeated",
            &step(FormView {
                times: 2,
                ..at_step(2)
            }),
        ),
        Sample::of("check-full", &check(Vec::new())),
        Sample::of("check-failing", &check(vec![objection])),
        Sample::of("receipt-full", &receipt),
        Sample::of("confirm-full", &confirm),
        Sample::of("confirm-answers", &decision),
        Sample::of("drafts-full", &drafts(vec![draft])),
        Sample::of("drafts-empty", &drafts(Vec::new())),
    ]
}

fn at_step(step: u32) -> FormView {
    FormView {
        draft: "draft-9".to_owned(),
        step,
        position: step,
        of: 2,
        times: 1,
        ..FormView::default()
    }
}
