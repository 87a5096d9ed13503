//! What is searched for and chosen: regions, and entries of lookups, which only the mini-app knows.

use app::{
    App,
    draft::{Draft, Entry, Pressed},
    form::{Offered, Problem, Rule},
    submission::Readiness,
};
use contract::form::{Answer, Form, Given, Kind, RegionLevel};

use crate::{
    forms::{application, entry, field, offer, release, step, take},
    stage::citizen,
};

on_both!(
    a_region_is_answered_by_a_code_of_the_level_that_is_asked_for,
    a_lookup_takes_only_what_the_mini_app_offers,
    what_is_chosen_is_verified_once_more_before_it_is_sent,
    words_are_kept_until_something_is_chosen,
);

fn form(kind: Kind) -> Form {
    Form {
        steps: vec![step("The place", vec![field("at", kind)])],
        ..application("1")
    }
}

async fn shown(app: &App, kind: Kind) -> Draft {
    let sari = citizen(app, "sari").await;
    let release = release(app, "a1").await;
    offer(app, &sari, &release, &form(kind)).await.unwrap()
}

/// What is wrong with an answer, or what it becomes.
async fn answered(app: &App, draft: &Draft, entry: &Entry) -> Result<Option<Given>, Rule> {
    let sari = citizen(app, "sari").await;
    let taken = take(app, &sari, draft, entry).await.unwrap();
    match taken.problems.into_iter().next() {
        Some(Problem { rule, .. }) => Err(rule),
        None => Ok(taken
            .draft
            .check()
            .ok()
            .and_then(|givens| givens.into_iter().next())),
    }
}

fn chosen(value: &str) -> Entry {
    entry(0, &[("f.at.0", value)])
}

fn offering(value: &str, label: Option<&str>) -> Entry {
    let mut offered = Offered::default();
    offered.note("kbli", value, label.map(str::to_owned));
    Entry {
        offered,
        ..chosen(value)
    }
}

async fn a_region_is_answered_by_a_code_of_the_level_that_is_asked_for(app: App) {
    let draft = shown(&app, Kind::Region(RegionLevel::Village)).await;
    let given = answered(&app, &draft, &chosen("31.71.06.1002"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(given.answer, Answer::Chosen(vec!["31.71.06.1002".into()]));
    for (code, rule) in [
        ("31.71.06", Rule::OtherRegionLevel),
        ("31.71.06.9999", Rule::NoSuchRegion),
        ("3171061002", Rule::NoSuchRegion),
        (
            "36.02.16.2018",
            Rule::RetiredRegion {
                edition: "Kepmendagri 100.1.1-6117/2022".into(),
            },
        ),
        ("", Rule::RequiredChoice),
    ] {
        assert_eq!(
            answered(&app, &draft, &chosen(code)).await,
            Err(rule),
            "{code}"
        );
    }
}

async fn a_lookup_takes_only_what_the_mini_app_offers(app: App) {
    let draft = shown(&app, Kind::Lookup("kbli".into())).await;
    let unasked = answered(&app, &draft, &chosen("56303")).await;
    assert_eq!(unasked, Err(Rule::NotVerified));
    let refused = answered(&app, &draft, &offering("56303", None)).await;
    assert_eq!(refused, Err(Rule::NotOffered));
    let given = answered(&app, &draft, &offering("56303", Some("Coffee shop"))).await;
    let given = given.unwrap().unwrap();
    assert_eq!(given.answer, Answer::Chosen(vec!["56303".into()]));
    // What was said of one value is not said of another.
    let other = Entry {
        pairs: chosen("00000").pairs,
        ..offering("56303", Some("Coffee shop"))
    };
    assert_eq!(answered(&app, &draft, &other).await, Err(Rule::NotVerified));
}

async fn what_is_chosen_is_verified_once_more_before_it_is_sent(app: App) {
    let draft = shown(&app, Kind::Lookup("kbli".into())).await;
    let sari = citizen(&app, "sari").await;
    let taken = take(&app, &sari, &draft, &offering("56303", Some("Coffee shop"))).await;
    let typed = taken.unwrap().draft;
    let to_resolve = typed.answers.to_resolve(&typed.form, None);
    assert_eq!(
        (
            to_resolve[0].lookup.as_str(),
            to_resolve[0].values.as_slice()
        ),
        ("kbli", &["56303".to_owned()][..])
    );

    let prepare = async |offered: &Offered| {
        app.submission_prepare(&mut app.reading(), &sari, draft.id, offered)
            .await
            .unwrap()
    };
    let mut gone = Offered::default();
    gone.note("kbli", "56303", None);
    assert!(
        matches!(prepare(&gone).await, Readiness::NotReady(bad) if bad.problems[0].rule == Rule::NotOffered)
    );
    let mut there = Offered::default();
    there.note("kbli", "56303", Some("Coffee house".into()));
    let Readiness::Ready(prepared) = prepare(&there).await else {
        panic!("it is offered");
    };
    assert_eq!(prepared.draft.answers.label("at", 0), Some("Coffee house"));
}

async fn words_are_kept_until_something_is_chosen(app: App) {
    let draft = shown(&app, Kind::Region(RegionLevel::Village)).await;
    let sari = citizen(&app, "sari").await;
    let words = |words: &str| entry(0, &[("f.at.0.find", words)]);
    let searching = Entry {
        pressed: Some(Pressed::Find),
        ..words("menteng")
    };
    let taken = take(&app, &sari, &draft, &searching).await.unwrap();
    assert_eq!((taken.problems, taken.next), (vec![], Some(0)));
    assert_eq!(taken.draft.answers.searched("at", 0), "menteng");

    // Going on with words that were searched for and nothing chosen is a mistake; other words are another search.
    assert_eq!(
        answered(&app, &draft, &words("menteng")).await,
        Err(Rule::NotChosen)
    );
    assert_eq!(answered(&app, &draft, &words("cikini")).await, Ok(None));
    let given = answered(&app, &draft, &chosen("31.71.06.1002")).await;
    assert!(given.unwrap().is_some());
    let taken = take(&app, &sari, &draft, &chosen("31.71.06.1002"))
        .await
        .unwrap();
    assert_eq!(taken.draft.answers.searched("at", 0), "");
}
