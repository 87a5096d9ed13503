//! What visitors see and keep, on the platform in memory: what depends on the day, and what nobody else may see.

use balai_sdk::prelude::*;
use balai_sdk::testing::{Answers, Person, World, answers, says};
use masa_berlaku::MasaBerlaku;

fn passport() -> Answers {
    answers("catat").choose("jenis", "paspor").date("berlaku-sampai", 2027, 3, 1)
}

#[test]
fn what_is_left_is_counted_where_the_reader_is() {
    // Still the 28th in Jakarta, and the 1st in Jayapura.
    let mut world = World::at("2027-02-28T22:30:00+07:00");
    let (sari, there) = (Person::citizen("sari"), Person::citizen("sari").in_time_zone("Asia/Jayapura"));
    world.act::<MasaBerlaku>(&sari, "/tambah", passport()).unwrap();
    assert!(says(&world.show::<MasaBerlaku>(&sari.in_english(), "/"), "Passport: 1 day left"));
    assert!(says(&world.show::<MasaBerlaku>(&there, "/"), "Paspor: berakhir hari ini"));
}

#[test]
fn a_document_that_was_renewed_elsewhere_meanwhile_is_not_overwritten() {
    let mut world = World::at("2026-11-24T09:00:00+07:00");
    let sari = Person::citizen("sari");
    world.act::<MasaBerlaku>(&sari, "/tambah", passport()).unwrap();
    let id = world.documents(&sari).remove(0).key.replace("dokumen/", "");
    let page = format!("/dokumen/{id}");
    let renewed = |year| answers("perbarui").date("berlaku-sampai", year, 3, 1);
    world.act::<MasaBerlaku>(&sari, &page, renewed(2037)).unwrap();
    let late = renewed(2032).carrying("version", 1);
    assert_eq!(world.act::<MasaBerlaku>(&sari, &page, late), Err(Refusal::Conflict));
    assert!(world.documents(&sari)[0].body.contains("2037"));
    // Nobody else knows that it is there.
    let tono = Person::citizen("tono");
    assert_eq!(world.show::<MasaBerlaku>(&tono, &page), Err(Refusal::NotFound));
    assert_eq!(world.show::<MasaBerlaku>(&Person::nobody(), &page), Err(Refusal::SignInNeeded));
}
