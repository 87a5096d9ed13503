//! How much a page may be. Looked at before anything of it is rendered or kept: see [`examine`].

use contract::page::{Block, Page};

use super::{PageError, Reason};

/// So many sections a page may have.
const MOST_SECTIONS: usize = 100;
/// So many blocks a page may have, in all its sections.
const MOST_BLOCKS: usize = 1_000;
/// So many QR codes a page may have: nobody scans more, and each costs the server more than its text.
const MOST_CODES: usize = 10;
/// So many bytes of title: the page's is kept with each of its drafts, a column's stands in each of its cells.
const LONGEST_TITLE: usize = 1_000;

/// Whether somebody could read so much, and the title be kept with the drafts of the page.
///
/// # Errors
/// What there is too much of.
pub fn examine(page: &Page) -> Result<(), PageError> {
    let control = page
        .title
        .chars()
        .filter(|character| character.is_control());
    let blocks = page.sections.iter().map(|section| section.blocks.len());
    let all = || page.sections.iter().flat_map(|section| &section.blocks);
    let codes = all().filter(|block| matches!(block, Block::Code(_)));
    let columns = all().filter_map(|block| match block {
        Block::Table(table) => table.columns.iter().map(|column| column.title.len()).max(),
        _ => None,
    });
    for (what, found, most) in [
        ("bytes of title", page.title.len(), LONGEST_TITLE),
        ("sections", page.sections.len(), MOST_SECTIONS),
        ("blocks", blocks.sum(), MOST_BLOCKS),
        ("QR codes", codes.count(), MOST_CODES),
        (
            "bytes in the title of a column",
            columns.max().unwrap_or(0),
            LONGEST_TITLE,
        ),
        // PostgreSQL cannot keep all of them, and nobody can read any.
        ("control characters in the title", control.count(), 0),
    ] {
        if found > most {
            return Err(PageError {
                section: String::new(),
                block: "page",
                reason: Reason::TooMany { what, found, most },
            });
        }
    }
    Ok(())
}
