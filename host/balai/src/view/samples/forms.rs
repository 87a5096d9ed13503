//! Forms: every field, empty, filled in and failing; check, receipt and drafts.

use jiff::civil;

use super::answers::{answers, claims, errors, lost_picks, picks, values, wrong};
use super::every_field::form;
use super::{Sample, app, at, citizen, due, either};
use crate::view::blocks::Code;
use crate::view::pages::{
    CheckPage, CheckedReceipt, ConfirmPage, DraftRow, DraftsPage, FormStepPage, Paging,
    ReceiptCheck, ReceiptCheckPage, ReceiptPage, ReceiptRow, ReceiptsPage, answers_by_step,
};
use crate::view::{FieldError, FormView, Lang, Place};

pub(super) fn all(lang: Lang) -> anyhow::Result<Vec<Sample>> {
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
    };
    let check = |errors| {
        let (answers, back) = (answers(lang), "/drafts/draft-9/steps/3".to_owned());
        CheckPage::of(shell(), app(lang), &form, "draft-9", &answers, back, errors)
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
        mini_app: "kota-damai/izin-usaha".to_owned(),
        number: "7KQ2-M9XA-B3TZ".to_owned(),
        sent_at: at("2026-11-24T05:30:00Z"),
        release: "0.1.0".to_owned(),
        digest: "5f2a".repeat(16),
        due: due(30, false),
        next: Some("/m/kota-damai/izin-usaha/kasus/1".to_owned()),
        answers: ReceiptPage::answers(&shell(), &form, &answers(lang))?,
        check: Some(ReceiptCheck {
            code: "4PXK-8Q2D-YH7M-TR3C".to_owned(),
            qr: Code::of(
                "https://balai.example/check?number=7KQ2-M9XA-B3TZ&code=4PXK-8Q2D-YH7M-TR3C",
                &shell().say("receipt-code").to_string(),
            )?,
        }),
    };
    let checked = |number: &str, found| ReceiptCheckPage {
        shell: shell(),
        number: number.to_owned(),
        code: number.to_owned(),
        found,
    };
    let genuine = CheckedReceipt::Genuine {
        number: "7KQ2-M9XA-B3TZ".to_owned(),
        service: app(lang).title,
        agency: app(lang).agency,
        day: shell().reader.day(&civil::date(2026, 11, 24)),
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
        groups: answers_by_step(&shell().reader, &form, &answers(lang), None)?,
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
    let receipts = |receipts| ReceiptsPage {
        shell: citizen(lang, Place::Drafts),
        receipts,
    };
    let sent = ReceiptRow {
        number: "7KQ2-M9XA-B3TZ".to_owned(),
        title: draft.title.clone(),
        app: app(lang).title,
        agency: app(lang).agency,
        sent_at: at("2026-11-24T05:30:00Z"),
        href: "/receipts/7KQ2-M9XA-B3TZ".to_owned(),
    };
    let drafts = |drafts| DraftsPage {
        shell: citizen(lang, Place::Drafts),
        drafts,
        paging: Paging::default(),
    };
    Ok(vec![
        Sample::of("form-step-empty", &step(at_step(1))?),
        Sample::of(
            "form-step-full",
            &step(FormView {
                values: values(),
                picks: picks(),
                claims: claims(),
                ..at_step(1)
            })?,
        ),
        Sample::of(
            "form-step-failing",
            &step(FormView {
                values: wrong(),
                picks: lost_picks(),
                errors: errors(lang),
                ..at_step(1)
            })?,
        ),
        Sample::of(
            "form-step-moved",
            &step(FormView {
                values: values(),
                claims: claims(),
                moved: Some(vec![either(lang, "Luas dapur", "Size of the kitchen")]),
                ..at_step(1)
            })?,
        ),
        Sample::of(
            "form-step-repeated",
            &step(FormView {
                times: 2,
                ..at_step(2)
            })?,
        ),
        Sample::of("check-full", &check(Vec::new())?),
        Sample::of("check-failing", &check(vec![objection])?),
        Sample::of("receipt-full", &receipt),
        Sample::of("receipts-full", &receipts(vec![sent])),
        Sample::of("receipts-empty", &receipts(Vec::new())),
        Sample::of(
            "receipt-check-empty",
            &checked("", CheckedReceipt::NotAsked),
        ),
        Sample::of("receipt-check-full", &checked("7kq2 m9xa b3tz", genuine)),
        Sample::of(
            "receipt-check-failing",
            &checked("<\"7\">", CheckedReceipt::Unknown),
        ),
        Sample::of("confirm-full", &confirm),
        Sample::of("confirm-answers", &decision),
        Sample::of("drafts-full", &drafts(vec![draft])),
        Sample::of("drafts-empty", &drafts(Vec::new())),
    ])
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
