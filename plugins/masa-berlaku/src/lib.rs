//! A citizen's documents that expire, and when to begin renewing each. Nothing of them leaves the citizen's own: there
//! are no staff, and no number of a document is asked.

mod documents;
mod kinds;
mod pages;
mod standing;

use balai_sdk::prelude::*;

use documents::Kept;

/// Documents that expire.
pub struct MasaBerlaku;

impl MiniApp for MasaBerlaku {
    fn show(request: &Request) -> Result<Page> {
        match request.segments().as_slice() {
            [] => pages::front(),
            ["tambah"] => Ok(pages::add()),
            ["dokumen", id] => pages::document(&documents::find(id)?),
            _ => Err(Refusal::NotFound),
        }
    }

    fn act(request: &Request, sent: &Submission) -> Result<Outcome> {
        match (request.segments().as_slice(), sent.form.as_str()) {
            (["tambah"], "catat") => documents::add(&Kept::described(sent)?)?,
            (["dokumen", id], "perbarui") => {
                let found = documents::find(id)?;
                let renewed = found.kept.until(sent.date("berlaku-sampai")?);
                documents::change(id, &renewed, sent.version_seen()?)?;
            }
            (["dokumen", id], "hapus") => documents::remove(id, sent.version_seen()?)?,
            _ => return Err(Refusal::NotFound),
        }
        Ok(Outcome::go("/"))
    }
}

mini_app!(MasaBerlaku);
