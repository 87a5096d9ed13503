//! A mini-app that tries to hurt the platform. The first part of the path says how, and is the name that the corpus of
//! `host/hostile` gives the attempt.

mod any;
mod burning;
mod forms;
mod lookups;
mod markup;
mod pages;
mod trespass;
mod writes;

use balai_sdk::prelude::*;

/// All attempts that are written in Rust.
pub struct Hostile;

impl MiniApp for Hostile {
    fn show(request: &Request) -> Result<Page> {
        let path = request.segments();
        let name = path.first().copied().unwrap_or_default();
        burning::show(name)
            .or_else(|| pages::show(name))
            .or_else(|| forms::show(name))
            .or_else(|| lookups::show(name))
            .or_else(|| markup::show(name))
            .or_else(|| trespass::show(name, request))
            .or_else(|| writes::show(name))
            .or_else(|| any::show(name, request))
            .unwrap_or(Err(Refusal::NotFound))
    }

    fn act(request: &Request, sent: &Submission) -> Result<Outcome> {
        let path = request.segments();
        let name = path.first().copied().unwrap_or_default();
        markup::act(name, sent)
            .or_else(|| trespass::act(name, request))
            .or_else(|| forms::act(name))
            .or_else(|| writes::act(name))
            .unwrap_or(Err(Refusal::NotFound))
    }
}

impl Lookups for Hostile {
    fn suggest(request: &Request, _: &str, _: &str, _: usize) -> Result<Vec<Choice>> {
        lookups::suggest(request.segments().first().copied().unwrap_or_default())
    }

    fn resolve(_: &Request, _: &str, values: &[String]) -> Result<Vec<Choice>> {
        Ok(lookups::resolve(values))
    }
}

mini_app!(Hostile, lookups);

/// What a page shows that did no harm.
fn harmless() -> Page {
    page("Halo").paragraph("Tidak ada apa-apa.")
}
