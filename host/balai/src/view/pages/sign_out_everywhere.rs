//! Asks once more, before one is signed out on every device.

use askama::Template;

use crate::view::shell::Shell;

/// Are you sure?
#[derive(Template)]
#[template(path = "sign-out-everywhere.html")]
pub struct SignOutEverywherePage {
    /// What stands around it.
    pub shell: Shell,
    /// From what one is signed in, in the reader's language; the last used first.
    pub devices: Vec<String>,
}
