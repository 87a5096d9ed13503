//! A note that a citizen keeps for themselves. It is a beginning: change it into what your agency offers.

use balai_sdk::prelude::*;
use platform::{
    log,
    personal::{self, Document},
    session::{self, Visitor},
};
use serde::{Deserialize, Serialize};

/// The key under which a citizen's note is kept. Each citizen has a note of their own.
const KEY: &str = "catatan";

/// What is kept of a note. Every release must read what the one before it wrote.
#[derive(Serialize, Deserialize)]
struct Note {
    text: String,
}

/// The mini-app.
pub struct Catatan;

impl MiniApp for Catatan {
    fn show(request: &Request) -> Result<Page> {
        match request.segments().as_slice() {
            [] => front(),
            _ => Err(Refusal::NotFound),
        }
    }

    fn act(request: &Request, sent: &Submission) -> Result<Outcome> {
        match (request.segments().as_slice(), sent.form.as_str()) {
            ([], "simpan") => {
                let text = sent.text("isi")?.to_owned();
                // Of the version that the person saw: what they wrote elsewhere meanwhile is not overwritten unseen.
                personal::put(KEY, &details(&Note { text })?, Some(sent.version_seen()?))?;
                // Into the agency's own log, where nothing personal belongs.
                log::write(log::Level::Info, "a note was kept");
            }
            ([], "hapus") => personal::remove(KEY, Some(sent.version_seen()?))?,
            _ => return Err(Refusal::NotFound),
        }
        Ok(Outcome::go("/"))
    }
}

mini_app!(Catatan);

/// The one page: the note, and the form that keeps it.
fn front() -> Result<Page> {
    let front = page(t!("Catatan", "Notes")).lead(t!(
        "Satu catatan yang hanya dapat Anda baca.",
        "One note, which nobody but you can read."
    ));
    match session::who() {
        Visitor::Citizen(_) => match personal::get(KEY)? {
            Some(kept) => written(front, &kept),
            None => Ok(front.form(asked(0, ""))),
        },
        // Civil servants at work have no documents.
        Visitor::Staff(_) => Ok(front.notice(
            Tone::Info,
            t!("Untuk warga", "For citizens"),
            t!(
                "Ganti peran Anda menjadi warga untuk menulis catatan.",
                "Switch to your role as a citizen to write a note."
            ),
        )),
        // Whoever is not signed in is asked to sign in, and comes back to the form.
        _ => Ok(front.form(asked(0, ""))),
    }
}

/// The page with the note that is kept.
fn written(front: Page, kept: &Document) -> Result<Page> {
    let note: Note = kept.read()?;
    let remove = button(t!("Hapus catatan", "Remove the note"), "hapus")
        .carry("version", kept.version)
        .danger(t!(
            "Catatan dihapus untuk selamanya.",
            "The note is removed for good."
        ));
    Ok(front
        .section("catatan", t!("Catatan saya", "My note"))
        .summary([
            fact(t!("Isi", "Text"), note.text.as_str()),
            fact(t!("Ditulis", "Written"), instant(kept.updated_at)),
        ])
        .section("ubah", t!("Ubah", "Change"))
        .form(asked(kept.version, &note.text))
        .buttons([remove]))
}

/// The form, with what is written already.
fn asked(version: u64, text: &str) -> Form {
    let field = Field::long_text("isi", t!("Isi catatan", "Text of the note"), 1..=500);
    let field = match text {
        "" => field,
        text => field.written(text),
    };
    form("simpan", t!("Simpan", "Save"))
        .step(step(t!("Catatan", "Note"), [field]))
        .carry("version", version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use balai_sdk::testing::{Person, World, answers, says};

    #[test]
    fn a_note_is_read_by_its_citizen_alone() {
        let (sari, tono) = (Person::citizen("sari"), Person::citizen("tono"));
        let mut world = World::at("2026-11-24T09:00:00+07:00");
        let sent = answers("simpan").text("isi", "Beli susu");
        assert_eq!(world.act::<Catatan>(&sari, "/", sent), Ok(Outcome::go("/")));
        assert_eq!(world.log().len(), 1);
        assert!(says(&world.show::<Catatan>(&sari, "/"), "Beli susu"));
        assert!(!says(&world.show::<Catatan>(&tono, "/"), "Beli susu"));
        assert!(says(
            &world.show::<Catatan>(&sari.in_english(), "/"),
            "My note"
        ));
    }

    #[test]
    fn what_was_written_meanwhile_is_not_lost() {
        let sari = Person::citizen("sari");
        let mut world = World::at("2026-11-24T09:00:00+07:00");
        for text in ["Beli susu", "Beli susu dan roti"] {
            let sent = answers("simpan").text("isi", text);
            world.act::<Catatan>(&sari, "/", sent).unwrap();
        }
        // From a page that was shown before the second.
        let late = answers("simpan")
            .text("isi", "Beli teh")
            .carrying("version", 1);
        assert_eq!(
            world.act::<Catatan>(&sari, "/", late),
            Err(Refusal::Conflict)
        );
        let kept: Note = world.document(&sari, KEY).unwrap().unwrap();
        assert_eq!(kept.text, "Beli susu dan roti");
        world.act::<Catatan>(&sari, "/", answers("hapus")).unwrap();
        assert!(world.documents(&sari).is_empty());
    }
}
