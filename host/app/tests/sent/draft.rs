//! Nothing that was typed is lost, whoever shows the form again and in whatever shape; and nobody else sees it.

use app::{
    Actor, App, Instant, Lang,
    draft::{Draft, DraftError, Entry, Pressed, button_form},
    form::{Notation, Rule, input::InputName},
    person::Capacity,
};
use contract::{
    form::{Field, Form, Kind, TextRules},
    page::{Button, Weight},
    values::Value,
};

use crate::{forms::*, stage::*};

on_both!(
    a_form_that_is_shown_again_is_the_same_draft_with_what_was_typed,
    a_draft_is_somebodys_own_in_one_role,
    what_was_typed_moves_to_the_form_that_is_shown_now,
    a_tab_that_shows_the_old_form_goes_on_with_it,
    forms_of_one_id_on_a_page_do_not_mix,
    a_repeated_step_is_asked_as_often_as_the_person_says,
    what_is_no_longer_kept_is_not_found,
    a_form_that_cannot_be_asked_is_the_mini_apps_fault,
    nobody_who_is_not_signed_in_has_drafts,
    what_comes_late_writes_over_nothing_that_was_typed_since,
);

fn typed(draft: &Draft, name: &str) -> Vec<String> {
    let mut fields = draft.form.steps.iter().flat_map(|step| &step.fields);
    let field: &Field = fields.find(|field| field.name == name).unwrap();
    let input = InputName::of(name, 0);
    draft.answers.shown(field, input, Notation::Indonesian)
}

async fn listed(app: &App, actor: &Actor) -> Vec<Draft> {
    drafts_of(app, actor).await.unwrap()
}

async fn opened(app: &App, actor: &Actor, draft: &Draft) -> Result<Draft, DraftError> {
    app.draft_open(&mut app.reading(), actor, draft.id).await
}

async fn discard(app: &App, actor: &Actor, draft: &Draft) -> Result<(), DraftError> {
    Ok(app
        .change(|mut unit| async move {
            let done = app.draft_discard(&mut unit, actor, draft.id).await;
            (unit, done)
        })
        .await?)
}

async fn a_form_that_is_shown_again_is_the_same_draft_with_what_was_typed(app: App) {
    let release = release(&app, "a1").await;
    let sari = citizen(&app, "sari").await;
    let form = application("1");
    let first = offer(&app, &sari, &release, &form).await.unwrap();
    assert_eq!((first.step, first.is_touched), (Some(0), false));
    assert_eq!(typed(&first, "town"), ["town of 1"]);
    assert_eq!(
        first.claims.get("name"),
        Some(&Value::Text("Sari Wulandari".into()))
    );
    assert_eq!(listed(&app, &sari).await, []);

    let wrong = entry(1, &[("f.workers.0", "many")]);
    let taken = take(&app, &sari, &first, &wrong).await.unwrap();
    assert_eq!(taken.next, Some(1));
    assert_eq!(taken.problems[0].rule, Rule::NotANumber);

    let again = offer(&app, &sari, &release, &form).await.unwrap();
    assert_eq!(again, taken.draft);
    assert_eq!(again.id, first.id);
    assert_eq!(typed(&again, "workers"), ["many"]);
    assert_eq!(opened(&app, &sari, &first).await.unwrap(), again);
    assert_eq!(listed(&app, &sari).await, [again]);

    let mut elsewhere = page();
    elsewhere.query.clear();
    let forms = [form];
    let other = app.draft_offer(&sari, &release, &elsewhere, "Apply", &forms);
    assert_ne!(other.await.unwrap()[0].id, first.id);

    discard(&app, &sari, &first).await.unwrap();
    assert_eq!(listed(&app, &sari).await, []);
    assert!(matches!(
        opened(&app, &sari, &first).await,
        Err(DraftError::NotFound)
    ));
}

async fn a_draft_is_somebodys_own_in_one_role(app: App) {
    let release = release(&app, "a1").await;
    let rina = citizen(&app, "rina").await;
    let form = application("1");
    let draft = offer(&app, &rina, &release, &form).await.unwrap();
    fill_in(&app, &rina, &draft).await;
    let at_work = acting(&app, "rina", Capacity::AtWork).await;
    for other in [citizen(&app, "tono").await, at_work] {
        let theirs = offer(&app, &other, &release, &form).await.unwrap();
        assert_ne!(theirs.id, draft.id);
        assert!(!theirs.is_touched);
        assert_eq!(listed(&app, &other).await, []);
        let change = entry(0, &[("f.business.0", "mine")]);
        assert!(matches!(
            opened(&app, &other, &draft).await,
            Err(DraftError::NotFound)
        ));
        assert!(matches!(
            take(&app, &other, &draft, &change).await,
            Err(DraftError::NotFound)
        ));
        assert!(matches!(
            discard(&app, &other, &draft).await,
            Err(DraftError::NotFound)
        ));
    }
    assert_eq!(listed(&app, &rina).await.len(), 1);
}

async fn what_was_typed_moves_to_the_form_that_is_shown_now(app: App) {
    let (old_release, new_release) = (release(&app, "a1").await, release(&app, "a2").await);
    let sari = citizen(&app, "sari").await;
    let old = offer(&app, &sari, &old_release, &application("1"))
        .await
        .unwrap();
    fill_in(&app, &sari, &old).await;

    // The document has another version, a question is gone, and what is agreed to reads differently.
    let mut form = application("2");
    form.steps[1].fields.remove(0);
    form.steps[1].fields[0].kind = agreement("It is true and complete.");
    let new = offer(&app, &sari, &new_release, &form).await.unwrap();
    assert_ne!(new.id, old.id);
    assert_eq!(new.release, new_release.id);
    assert_eq!(new.form.carry, [("version".to_owned(), "2".to_owned())]);
    assert_eq!(typed(&new, "business"), ["Kopi Sari"]);
    assert_eq!(typed(&new, "true"), [""; 0]);
    // Nobody typed the town: the form's own, newer, counts.
    assert_eq!(typed(&new, "town"), ["town of 2"]);
    let moved = new.moved.clone().unwrap();
    assert_eq!(moved.from, old.id);
    assert_eq!(moved.left_out, ["Question true", "Question workers"]);
    assert_eq!(listed(&app, &sari).await, std::slice::from_ref(&new));

    // Shown again, it is the same one and still says so; until the person goes on.
    let again = offer(&app, &sari, &new_release, &form).await.unwrap();
    assert_eq!(again, new);
    let on = entry(0, &[("f.business.0", "Kopi Sari Dua")]);
    take(&app, &sari, &new, &on).await.unwrap();
    let after = offer(&app, &sari, &new_release, &form).await.unwrap();
    assert_eq!((after.id, after.moved.clone()), (new.id, None));
    assert_eq!(typed(&after, "business"), ["Kopi Sari Dua"]);

    // Back in the old shape, such as the other language: what was typed last comes along.
    let back = offer(&app, &sari, &old_release, &application("1"))
        .await
        .unwrap();
    assert_eq!(typed(&back, "business"), ["Kopi Sari Dua"]);
    assert_eq!(listed(&app, &sari).await, [back]);
}

async fn a_tab_that_shows_the_old_form_goes_on_with_it(app: App) {
    let release = release(&app, "a1").await;
    let sari = citizen(&app, "sari").await;
    let old = offer(&app, &sari, &release, &application("1"))
        .await
        .unwrap();
    fill_in(&app, &sari, &old).await;
    let new = offer(&app, &sari, &release, &application("2"))
        .await
        .unwrap();
    assert_eq!(typed(&new, "workers"), ["3"]);

    let late = entry(1, &[("f.workers.0", "4")]);
    take(&app, &sari, &old, &late).await.unwrap();
    let ids: Vec<_> = listed(&app, &sari).await.iter().map(|d| d.id).collect();
    assert!(ids.contains(&old.id) && ids.contains(&new.id), "{ids:?}");
    // Neither is written over by the other.
    let shown = offer(&app, &sari, &release, &application("2"))
        .await
        .unwrap();
    assert_eq!(
        (shown.id, typed(&shown, "workers")),
        (new.id, vec!["3".into()])
    );
    assert_eq!(
        typed(&opened(&app, &sari, &old).await.unwrap(), "workers"),
        ["4"]
    );
}

async fn forms_of_one_id_on_a_page_do_not_mix(app: App) {
    let release = release(&app, "a1").await;
    let budi = acting(&app, "budi", Capacity::AtWork).await;
    let press = |case: &str| {
        button_form(&Button {
            label: "Take".into(),
            form: "take".into(),
            carry: vec![("case".into(), case.into())],
            weight: Weight::Secondary,
            confirm: None,
        })
    };
    let rename = |item: &str| Form {
        id: "rename".into(),
        steps: vec![step("Rename", vec![field("title", text())])],
        carry: vec![("item".into(), item.into())],
        review: false,
        ..application("1")
    };
    let forms = [press("1"), press("2"), rename("1"), rename("2"), press("2")];
    let shown = show(&app, &budi, &release, &forms).await.unwrap();
    assert_eq!(shown[1].id, shown[4].id, "the same button twice is one");
    assert_ne!(shown[0].id, shown[1].id);
    let named = entry(0, &[("f.title.0", "One")]);
    take(&app, &budi, &shown[2], &named).await.unwrap();

    // The first item has changed: nobody can say that the second is what it became.
    let forms = [rename("1b"), rename("2"), press("1")];
    let again = show(&app, &budi, &release, &forms).await.unwrap();
    assert_eq!(typed(&again[0], "title"), [""; 0]);
    assert_eq!(again[1].id, shown[3].id);
    assert_eq!(typed(&again[1], "title"), [""; 0]);
    assert_eq!(again[2].id, shown[0].id);
    assert_eq!(listed(&app, &budi).await[0].id, shown[2].id);
}

async fn a_repeated_step_is_asked_as_often_as_the_person_says(app: App) {
    let release = release(&app, "a1").await;
    let sari = citizen(&app, "sari").await;
    let form = repeated(application("1"));
    let draft = offer(&app, &sari, &release, &form).await.unwrap();
    let more = pressing(Pressed::Add);
    let taken = take(&app, &sari, &draft, &more).await.unwrap();
    assert_eq!((taken.problems, taken.next), (vec![], Some(0)));
    assert_eq!(taken.draft.answers.times(&form.steps[0]), 2);
    let both = entry(0, &[("f.business.0", "A"), ("f.business.1", "B")]);
    take(&app, &sari, &draft, &both).await.unwrap();

    // It moves as a whole.
    let moved = offer(&app, &sari, &release, &repeated(application("2")))
        .await
        .unwrap();
    assert_eq!(moved.answers.times(&form.steps[0]), 2);
    let fewer = pressing(Pressed::Remove(0));
    let taken = take(&app, &sari, &moved, &fewer).await.unwrap();
    assert_eq!(typed(&taken.draft, "business"), ["B"]);
    assert_eq!(taken.draft.answers.times(&form.steps[0]), 1);
    let missing = entry(7, &[]);
    assert!(matches!(
        take(&app, &sari, &moved, &missing).await,
        Err(DraftError::NoSuchStep(7))
    ));
}

async fn what_is_no_longer_kept_is_not_found(app: App) {
    let release = release(&app, "a1").await;
    let sari = citizen(&app, "sari").await;
    let day = |days: i64| Instant(now().0 + days * 86_400_000_000);
    let touched = offer(&app, &sari, &release, &application("1"))
        .await
        .unwrap();
    fill_in(&app, &sari, &touched).await;
    let tono = citizen(&app, "tono").await;
    let shown = offer(&app, &tono, &release, &application("1"))
        .await
        .unwrap();

    // What is shown again is kept on.
    app.clock().set(day(6));
    let again = offer(&app, &tono, &release, &application("1"))
        .await
        .unwrap();
    assert_eq!(again.id, shown.id);
    app.clock().set(day(12));
    assert!(opened(&app, &tono, &shown).await.is_ok());
    app.clock().set(day(14));
    let gone = opened(&app, &tono, &shown).await;
    assert!(matches!(gone, Err(DraftError::NotFound)));

    app.clock().set(day(30));
    let kept = opened(&app, &sari, &touched).await.unwrap();
    assert_eq!(kept.kept_until(), day(30));
    app.drafts_expire().await.unwrap();
    assert_eq!(listed(&app, &sari).await.len(), 1);
    app.clock().set(day(31));
    assert_eq!(listed(&app, &sari).await, []);
    let new = offer(&app, &sari, &release, &application("1"))
        .await
        .unwrap();
    assert_ne!(new.id, touched.id);
    app.drafts_expire().await.unwrap();
    app.clock().set(day(30));
    let gone = opened(&app, &sari, &touched).await;
    assert!(matches!(gone, Err(DraftError::NotFound)));
}

async fn a_form_that_cannot_be_asked_is_the_mini_apps_fault(app: App) {
    let release = release(&app, "a1").await;
    let sari = citizen(&app, "sari").await;
    let mut nameless = application("1");
    nameless.id = "<b>".into();
    let mut greedy = application("1");
    greedy.steps[0].fields[1].kind = Kind::Claim("nik".into());
    for form in [nameless, greedy] {
        let refused = offer(&app, &sari, &release, &form).await.unwrap_err();
        assert!(refused.is_the_mini_apps_fault(), "{refused}");
    }
    let many = vec![application("1"); 91];
    let mut matched = application("1");
    matched.steps[0].fields[1].kind = Kind::Text(TextRules {
        min_length: None,
        max_length: None,
        pattern: Some("[A-Z]{2}".into()),
        pattern_message: None,
    });
    let matched = vec![matched; 31];
    assert!(show(&app, &sari, &release, &matched[1..]).await.is_ok());
    let mut refused = Vec::new();
    for forms in [many, matched] {
        let error = show(&app, &sari, &release, &forms).await.unwrap_err();
        assert!(error.is_the_mini_apps_fault());
        refused.push(error.to_string());
    }
    assert_eq!(
        refused,
        [
            "91 forms and buttons on one page; at most 90",
            "31 patterns in the forms of one page; at most 30",
        ]
    );
}

async fn nobody_who_is_not_signed_in_has_drafts(app: App) {
    let release = release(&app, "a1").await;
    let mut nobody = citizen(&app, "sari").await;
    nobody.role = app::Role::Anonymous;
    nobody.reader.lang = Lang::En;
    let forms = [application("1")];
    let offered = show(&app, &nobody, &release, &forms).await;
    assert_eq!(offered.unwrap(), []);
    let listed = drafts_of(&app, &nobody).await;
    assert!(matches!(listed, Err(DraftError::SignInNeeded)));
}

async fn what_comes_late_writes_over_nothing_that_was_typed_since(app: App) {
    let release = release(&app, "a1").await;
    let sari = citizen(&app, "sari").await;
    let draft = offer(&app, &sari, &release, &application("1"))
        .await
        .unwrap();
    let late = |town, typed_at| Entry {
        typed_at: Some(typed_at),
        ..entry(0, &[("f.town.0", town)])
    };
    let (before, now) = (Instant(app.clock().now().0 - 1), app.clock().now());
    // Nothing was typed since: that it was shown is no reason.
    take(&app, &sari, &draft, &late("Damai", before))
        .await
        .unwrap();
    // The same once more, as its answer was lost.
    take(&app, &sari, &draft, &late("Damai", before))
        .await
        .unwrap();

    let refused = take(&app, &sari, &draft, &late("Uji", before)).await;
    assert!(
        matches!(refused, Err(DraftError::ChangedSince)),
        "{refused:?}"
    );
    let kept = opened(&app, &sari, &draft).await.unwrap();
    assert_eq!(typed(&kept, "town"), ["Damai"]);

    take(&app, &sari, &draft, &late("Uji", now)).await.unwrap();
    let kept = opened(&app, &sari, &draft).await.unwrap();
    assert_eq!(typed(&kept, "town"), ["Uji"]);
}
