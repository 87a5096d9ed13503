//! A draft is sent once, and what came of it is given again to whoever repeats it.

use app::{
    Act, Actor, App, TransactError, Verdict,
    draft::{Draft, DraftError, button_form},
    form::Offered,
    person::Capacity,
    receipt::{CheckCode, ReceiptError, ReceiptNumber},
    submission::{Prepared, Readiness, SubmissionError},
};
use contract::{
    Outcome,
    form::Answer,
    page::{Button, Weight},
    values::{Date, Value},
};
use store::access::AccessOfPerson;

use crate::{forms::*, stage::*};

on_both!(
    what_was_sent_has_a_receipt_and_a_repeat_gives_it_again,
    a_draft_with_a_wrong_answer_is_not_sent,
    of_two_that_are_sent_at_once_one_is_kept,
    what_changed_after_the_button_was_pressed_is_not_sent_over,
    an_act_that_is_discarded_leaves_key_and_draft,
    a_button_has_an_outcome_and_no_receipt_in_the_list,
    receipts_are_ones_own,
    a_receipt_is_checked_by_anybody_who_has_number_and_code,
);

fn outcome() -> Outcome {
    Outcome::Go("/permohonan/KD-1".into())
}

async fn prepare(app: &App, actor: &Actor, draft: &Draft) -> Readiness {
    app.submission_prepare(&mut app.reading(), actor, draft.id, &Offered::default())
        .await
        .unwrap()
}

async fn ready(app: &App, actor: &Actor, draft: &Draft) -> Prepared {
    match prepare(app, actor, draft).await {
        Readiness::Ready(prepared) => *prepared,
        other => panic!("{other:?}"),
    }
}

/// As an act does it, without the mini-app.
async fn send(app: &App, actor: &Actor, sent: &Prepared) -> Result<ReceiptNumber, SubmissionError> {
    let day = Date {
        year: 2026,
        month: 12,
        day: 1,
    };
    let act = &Act {
        lodged: vec![("KD-1".into(), Some(day))],
        ..Act::default()
    };
    let done = app
        .transact(|mut unit| async move {
            let done = match app.submission_seen(&mut unit, sent).await {
                Ok(Some(before)) => Ok(Verdict::Discard(before.number)),
                Ok(None) => app
                    .submission_record(&mut unit, actor, sent, &outcome(), act)
                    .await
                    .map(Verdict::Commit),
                Err(error) => Err(error),
            };
            (unit, done)
        })
        .await;
    done.map_err(|error| match error {
        TransactError::Refused(error) => error,
        other => panic!("{other}"),
    })
}

/// Shown, filled in and ready to be sent.
async fn filled_in(app: &App, actor: &Actor) -> Draft {
    let release = release(app, "a1").await;
    let draft = offer(app, actor, &release, &application("1"))
        .await
        .unwrap();
    fill_in(app, actor, &draft).await;
    draft
}

async fn what_was_sent_has_a_receipt_and_a_repeat_gives_it_again(app: App) {
    let sari = citizen(&app, "sari").await;
    let draft = filled_in(&app, &sari).await;
    let prepared = ready(&app, &sari, &draft).await;
    assert_eq!(prepared.request, page());
    assert_eq!(prepared.submission.carry, draft.form.carry);
    let owner = &prepared.submission.answers[1];
    let name = || Value::Text("Sari Wulandari".into());
    assert_eq!(owner.answer, Answer::Claim(name()));

    // The claim is entered before the mini-app has it, with what the manifest says of it.
    let person = sari.person().unwrap();
    let entries = app
        .reading()
        .read(AccessOfPerson {
            person,
            case_number: None,
            after: None,
            limit: 9,
        })
        .await
        .unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].fields.0, ["name"]);
    assert_eq!(entries[0].purpose, "Nama pemilik pada izin.");
    let purposes = &entries[0].purposes.as_ref().unwrap().0;
    assert!(purposes.contains(&("en".into(), "The owner's name on the licence.".into())));
    assert_eq!(entries[0].basis, "public-task: PP 28/2025");
    assert_eq!(entries[0].digest, trust::Digest::of(b"a1").to_string());

    let number = send(&app, &sari, &prepared).await.unwrap();
    assert_eq!(send(&app, &sari, &prepared).await.unwrap(), number);

    let mut unit = app.reading();
    let typed = number.to_string().to_lowercase();
    let receipt = app.receipt_of(&mut unit, &sari, &typed).await.unwrap();
    assert_eq!((receipt.number.clone(), receipt.key), (number, draft.id));
    assert_eq!(receipt.title, "Apply");
    assert_eq!(receipt.release, draft.release);
    assert_eq!(receipt.outcome, outcome());
    assert_eq!(receipt.case_number.as_deref(), Some("KD-1"));
    assert_eq!(receipt.deadline.map(|day| day.day), Some(1));
    assert_eq!(receipt.sent_at, now());
    let titles: Vec<_> = receipt.answers.iter().map(|step| &step.title).collect();
    assert_eq!(titles, ["The business", "Who works there"]);
    assert_eq!(receipt.answers[0].lines[1].label, "Question owner");
    assert_eq!(receipt.answers[0].lines[1].values, [name()]);
    assert_eq!(
        app.receipts_of(&mut unit, &sari).await.unwrap(),
        std::slice::from_ref(&receipt)
    );
    assert_eq!(drafts_of(&app, &sari).await.unwrap(), []);

    // Whatever repeats it meets the receipt; other answers are told apart and not sent.
    match prepare(&app, &sari, &draft).await {
        Readiness::AlreadySent(before) => assert_eq!(*before, receipt),
        other => panic!("{other:?}"),
    }
    let same = entry(0, &[("f.business.0", "Kopi Sari")]);
    match take(&app, &sari, &draft, &same).await {
        Err(DraftError::AlreadySent(before)) => assert_eq!(*before, receipt),
        other => panic!("{other:?}"),
    }
    let other = entry(0, &[("f.business.0", "Teh Sari")]);
    match take(&app, &sari, &draft, &other).await {
        Err(DraftError::OtherAnswers(before)) => assert_eq!(*before, receipt),
        other => panic!("{other:?}"),
    }
    // The same page again is a new form, and nothing of the old one is in it.
    let release = release(&app, "a1").await;
    let new = offer(&app, &sari, &release, &application("1"))
        .await
        .unwrap();
    assert_ne!(new.id, draft.id);
    assert!(!new.is_touched);
}

async fn a_draft_with_a_wrong_answer_is_not_sent(app: App) {
    let sari = citizen(&app, "sari").await;
    let draft = filled_in(&app, &sari).await;
    let wrong = entry(1, &[("f.workers.0", "0")]);
    take(&app, &sari, &draft, &wrong).await.unwrap();
    match prepare(&app, &sari, &draft).await {
        Readiness::NotReady(bad) => assert_eq!((bad.step, bad.problems.len()), (1, 1)),
        other => panic!("{other:?}"),
    }
}

async fn of_two_that_are_sent_at_once_one_is_kept(app: App) {
    let sari = citizen(&app, "sari").await;
    let draft = filled_in(&app, &sari).await;
    let one = ready(&app, &sari, &draft).await;
    let sends: Vec<_> = (0..6)
        .map(|_| {
            let (app, sari, one) = (app.clone(), sari.clone(), one.clone());
            tokio::spawn(async move { send(&app, &sari, &one).await })
        })
        .collect();
    let mut numbers = Vec::new();
    for sent in sends {
        numbers.push(sent.await.unwrap().unwrap());
    }
    numbers.dedup();
    assert_eq!(numbers.len(), 1);
    let receipts = app.receipts_of(&mut app.reading(), &sari).await.unwrap();
    assert_eq!(receipts.len(), 1);
}

async fn what_changed_after_the_button_was_pressed_is_not_sent_over(app: App) {
    let sari = citizen(&app, "sari").await;
    let draft = filled_in(&app, &sari).await;
    let early = ready(&app, &sari, &draft).await;
    let other_tab = entry(0, &[("f.business.0", "Teh Sari")]);
    take(&app, &sari, &draft, &other_tab).await.unwrap();
    let refused = send(&app, &sari, &early).await;
    assert!(matches!(refused, Err(SubmissionError::DraftChanged)));

    let late = ready(&app, &sari, &draft).await;
    let number = send(&app, &sari, &late).await.unwrap();
    match send(&app, &sari, &early).await {
        Err(SubmissionError::OtherAnswers(before)) => assert_eq!(before.number, number),
        other => panic!("{other:?}"),
    }
}

async fn an_act_that_is_discarded_leaves_key_and_draft(app: App) {
    let sari = &citizen(&app, "sari").await;
    let draft = filled_in(&app, sari).await;
    let prepared = &ready(&app, sari, &draft).await;
    let (asked, app) = (Outcome::Invalid(vec![]), &app);
    let asked = &asked;
    app.transact(|mut unit| async move {
        let act = Act::default();
        let again = app
            .submission_record(&mut unit, sari, prepared, asked, &act)
            .await;
        assert!(matches!(again, Err(SubmissionError::AsksAgain)));
        let kept = app
            .submission_record(&mut unit, sari, prepared, &outcome(), &act)
            .await;
        (unit, kept.map(Verdict::Discard))
    })
    .await
    .unwrap();
    assert_eq!(app.receipts_of(&mut app.reading(), sari).await.unwrap(), []);
    let drafts = drafts_of(app, sari).await.unwrap();
    assert_eq!(drafts.len(), 1);
    send(app, sari, prepared).await.unwrap();
}

async fn a_button_has_an_outcome_and_no_receipt_in_the_list(app: App) {
    let release = release(&app, "a1").await;
    let budi = acting(&app, "budi", Capacity::AtWork).await;
    let button = button_form(&Button {
        label: "Take".into(),
        form: "take".into(),
        carry: vec![("case".into(), "1".into())],
        weight: Weight::Primary,
        confirm: None,
    });
    let draft = offer(&app, &budi, &release, &button).await.unwrap();
    let prepared = ready(&app, &budi, &draft).await;
    assert_eq!(prepared.submission.form, "take");
    assert_eq!(prepared.submission.carry, button.carry);
    let caller = prepared.caller(&budi);
    assert_eq!(caller.release.id, release.id);
    let number = send(&app, &budi, &prepared).await.unwrap();
    match prepare(&app, &budi, &draft).await {
        Readiness::AlreadySent(before) => {
            assert_eq!((before.number, before.is_formal), (number, false));
            assert_eq!(before.outcome, outcome());
        }
        other => panic!("{other:?}"),
    }
    let receipts = app.receipts_of(&mut app.reading(), &budi).await.unwrap();
    assert_eq!(receipts, []);
}

async fn receipts_are_ones_own(app: App) {
    let rina = citizen(&app, "rina").await;
    let draft = filled_in(&app, &rina).await;
    let prepared = ready(&app, &rina, &draft).await;
    let number = send(&app, &rina, &prepared).await.unwrap().to_string();
    let mut unit = app.reading();
    assert!(app.receipt_of(&mut unit, &rina, &number).await.is_ok());
    let mistyped = number.replacen(char::is_alphabetic, "9", 1);
    let at_work = acting(&app, "rina", Capacity::AtWork).await;
    for (who, number) in [
        (citizen(&app, "tono").await, number.as_str()),
        (at_work, number.as_str()),
    ] {
        let found = app.receipt_of(&mut unit, &who, number).await;
        assert!(matches!(found, Err(ReceiptError::NotFound)));
        let sent = app
            .submission_prepare(&mut unit, &who, draft.id, &Offered::default())
            .await;
        assert!(matches!(
            sent,
            Err(SubmissionError::Draft(DraftError::NotFound))
        ));
    }
    let found = app.receipt_of(&mut unit, &rina, &mistyped).await;
    assert!(matches!(found, Err(ReceiptError::NotFound)));
}

async fn a_receipt_is_checked_by_anybody_who_has_number_and_code(app: App) {
    let rina = citizen(&app, "rina").await;
    let draft = filled_in(&app, &rina).await;
    let prepared = ready(&app, &rina, &draft).await;
    let number = send(&app, &rina, &prepared).await.unwrap().to_string();
    let mut unit = app.reading();
    let receipt = app.receipt_of(&mut unit, &rina, &number).await.unwrap();
    let code = receipt.check_code.unwrap().to_string();
    let typed = code.to_lowercase().replace('-', " ");
    let genuine = app.receipt_check(&mut unit, &number, &typed).await.unwrap();
    assert_eq!(
        (genuine.number, genuine.mini_app, genuine.sent_at),
        (receipt.number, receipt.mini_app, receipt.sent_at)
    );
    // Somebody else's number with this code, this number with another code, and neither: all the same.
    let entropy = app.entropy();
    let (other_number, other_code) = (ReceiptNumber::random(entropy), CheckCode::random(entropy));
    for (number, code) in [
        (other_number.to_string(), code.clone()),
        (number.clone(), other_code.to_string()),
        (number.clone(), number.clone()),
        (number.clone(), String::new()),
        (code, number),
    ] {
        let found = app.receipt_check(&mut unit, &number, &code).await;
        assert!(matches!(found, Err(ReceiptError::NotFound)));
    }
}
