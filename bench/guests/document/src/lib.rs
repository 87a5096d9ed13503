//! A mini-app that does as little as one can with one document of the citizen: read it, or write it.

use balai_sdk::prelude::*;
use platform::personal;

const KEY: &str = "catatan";

/// The document.
pub struct BenchDocument;

impl MiniApp for BenchDocument {
    fn show(_request: &Request) -> Result<Page> {
        let body = personal::get(KEY)?.map_or_else(String::new, |document| document.body);
        Ok(page("Catatan")
            .paragraph(body)
            .buttons([button("Simpan", "simpan")]))
    }

    fn act(_request: &Request, _submission: &Submission) -> Result<Outcome> {
        personal::put(
            KEY,
            r#"{"isi":"Sebuah catatan yang disimpan oleh warga."}"#,
            None,
        )?;
        Ok(Outcome::go("/"))
    }
}

mini_app!(BenchDocument);
