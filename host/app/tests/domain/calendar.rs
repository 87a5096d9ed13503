//! Days that offices work.

use app::{App, Caller, Refused, calendar::CalendarError, person::Capacity};
use contract::{Refusal, values::Date};

use crate::world::*;

const PERIZINAN: Option<&str> = Some("perizinan");
const TIMUR: Option<&str> = Some("timur");

fn day(text: &str) -> Date {
    let mut parts = text.split('-').map(|part| part.parse::<i32>().unwrap());
    let mut part = || parts.next().unwrap();
    Date {
        year: part(),
        month: part().try_into().unwrap(),
        day: part().try_into().unwrap(),
    }
}

async fn opened() -> (App, Caller) {
    let app = world().await;
    let sari = signed_in(&app, &sign_in("sari", &[])).await;
    let caller = caller(&app, sari, Capacity::Private).await;
    (app, caller)
}

async fn add(
    (app, caller): &(App, Caller),
    office: Option<&str>,
    start: &str,
    days: u32,
) -> Result<Date, CalendarError> {
    app.calendar_add_working_days(&mut app.reading(), caller, office, day(start), days)
        .await
}

async fn between(
    (app, caller): &(App, Caller),
    office: Option<&str>,
    start: &str,
    end: &str,
) -> Result<u32, CalendarError> {
    app.calendar_working_days_between(&mut app.reading(), caller, office, day(start), day(end))
        .await
}

#[tokio::test]
async fn weekends_and_days_off_are_passed_over_and_the_start_is_not_counted() {
    let world = opened().await;
    // A Friday; then over the Friday of Christmas and the weekend after it.
    assert_eq!(
        add(&world, None, "2026-11-20", 1).await.unwrap(),
        day("2026-11-23")
    );
    assert_eq!(
        add(&world, None, "2026-12-24", 1).await.unwrap(),
        day("2026-12-28")
    );
    assert_eq!(
        between(&world, None, "2026-12-24", "2026-12-28")
            .await
            .unwrap(),
        1
    );
    // None: the start itself where it is worked, or the next that is.
    assert_eq!(
        add(&world, None, "2026-12-24", 0).await.unwrap(),
        day("2026-12-24")
    );
    assert_eq!(
        add(&world, None, "2026-12-25", 0).await.unwrap(),
        day("2026-12-28")
    );
    for (start, end) in [("2026-12-24", "2026-12-24"), ("2026-12-24", "2026-12-01")] {
        assert_eq!(between(&world, None, start, end).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn an_office_keeps_its_own_days_off_and_those_of_its_agency_and_no_others() {
    let world = opened().await;
    let (monday, thursday) = ("2026-11-30", "2026-12-03");
    // 1 December is off in the agency, 2 December in one unit of it, 3 December in another agency.
    assert_eq!(between(&world, None, monday, thursday).await.unwrap(), 3);
    assert_eq!(
        between(&world, PERIZINAN, monday, thursday).await.unwrap(),
        2
    );
    assert_eq!(between(&world, TIMUR, monday, thursday).await.unwrap(), 1);
    assert_eq!(
        add(&world, TIMUR, monday, 1).await.unwrap(),
        day("2026-12-03")
    );
}

#[tokio::test]
async fn a_year_whose_list_is_unknown_is_never_guessed() {
    let world = opened().await;
    assert_eq!(
        add(&world, None, "2026-12-30", 1).await.unwrap(),
        day("2026-12-31")
    );
    // The last day of 2025 is not counted, so its list is not needed.
    assert_eq!(
        between(&world, None, "2025-12-31", "2026-01-02")
            .await
            .unwrap(),
        2
    );
    let over = add(&world, None, "2026-12-31", 1).await.unwrap_err();
    assert!(matches!(over, CalendarError::YearUnknown(2027)));
    assert!(matches!(
        Refused::from(over),
        Refused::Answer(Refusal::Unavailable(_))
    ));
    let over = between(&world, None, "2026-12-31", "2027-01-02").await;
    assert!(matches!(over, Err(CalendarError::YearUnknown(2027))));
}

#[tokio::test]
async fn today_is_the_offices_day() {
    let (app, caller) = opened().await;
    let mut seen = Vec::new();
    // Half past midnight in Jayapura is the evening before in Jakarta; at nine in Jayapura it is one day in both.
    for now in ["2026-11-23T15:30:00Z", "2026-11-24T00:00:00Z"] {
        app.clock().set(at(now));
        for office in [TIMUR, PERIZINAN, None] {
            let today = app
                .calendar_today(&mut app.reading(), &caller, office)
                .await
                .unwrap();
            seen.push(today.day);
        }
    }
    assert_eq!(seen, [24, 23, 23, 24, 24, 24]);
}

#[tokio::test]
async fn what_does_not_exist_is_refused() {
    let world = opened().await;
    let refusal = |error: CalendarError| match Refused::from(error) {
        Refused::Answer(refusal) => refusal,
        Refused::End(error) => panic!("{error}"),
    };
    for (office, start) in [
        (Some("tidak-ada"), "2026-11-23"),
        (None, "2026-02-30"),
        (None, "0-01-01"),
        (None, "10000-01-01"),
    ] {
        let error = add(&world, office, start, 1).await.unwrap_err();
        assert!(matches!(refusal(error), Refusal::Invalid(_)), "{start}");
    }
    let error = add(&world, None, "2026-11-23", 1001).await.unwrap_err();
    assert_eq!(
        refusal(error),
        Refusal::OverLimit(("working-days".into(), 1000))
    );
}
