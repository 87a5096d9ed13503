//! The shortest mini-app: one page, in both languages.
use balai_sdk::prelude::*;

/// Says hello.
pub struct Hello;

impl MiniApp for Hello {
    fn show(_request: &Request) -> Result<Page> {
        Ok(page(t!("Halo", "Hello"))
            .paragraph(t!("Ini halaman pertama saya.", "This is my first page.")))
    }
}

mini_app!(Hello);
