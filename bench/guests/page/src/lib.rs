//! A mini-app whose page costs what a typical page costs, and reads nothing: what is measured with it is the platform.

mod content;

use balai_sdk::prelude::*;

/// The page.
pub struct BenchPage;

impl MiniApp for BenchPage {
    fn show(_request: &Request) -> Result<Page> {
        let start = page(content::TITLE).lead(content::LEAD);
        Ok(content::parts().into_iter().fold(start, section))
    }
}

fn section(page: Page, part: content::Part) -> Page {
    let [first, second] = part.paragraphs;
    let [notice, body] = part.notice;
    page.section(&part.id, part.title)
        .paragraph(first)
        .paragraph(second)
        .items(part.items)
        .notice(Tone::Info, notice, body)
        .summary(part.facts.map(|[term, value]| fact(term, value)))
        .paragraph(part.closing)
}

mini_app!(BenchPage);
