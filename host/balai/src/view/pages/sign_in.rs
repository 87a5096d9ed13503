//! The development provider's choice of people.

use askama::Template;

use crate::view::shell::Shell;

/// Choose who signs in. There is no such page in production: the provider there has its own.
#[derive(Template)]
#[template(path = "sign-in.html")]
pub struct SignInPage {
    /// What stands around it.
    pub shell: Shell,
    /// POST `persona` and the hidden pairs.
    pub action: String,
    /// What the sign-in carries along, as names and values.
    pub hidden: Vec<(String, String)>,
    /// Who can be chosen.
    pub personas: Vec<Persona>,
}

/// An invented person.
#[derive(Clone, Debug)]
pub struct Persona {
    /// What is posted.
    pub id: String,
    /// As shown.
    pub name: String,
    /// Citizen, or where they work, in the reader's language.
    pub about: String,
}
