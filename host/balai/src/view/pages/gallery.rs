//! Everything that a page can have, in development mode: for those who design services and those who build them.

use askama::Template;

use crate::view::paths;
use crate::view::shell::Shell;

/// Blocks and fields with what makes them, and every page of the platform in its states.
#[derive(Template)]
#[template(path = "gallery.html")]
pub struct GalleryPage {
    /// What stands around it.
    pub shell: Shell,
    /// Every kind of block.
    pub blocks: Vec<GalleryBlock>,
    /// Every kind of field.
    pub fields: Vec<GalleryField>,
    /// The names of all samples.
    pub pages: Vec<&'static str>,
}

/// A kind of block.
#[derive(Clone, Debug)]
pub struct GalleryBlock {
    /// Its name in the contract, and the id of its section among the samples.
    pub kind: &'static str,
    /// What makes it, in the SDK.
    pub builder: &'static str,
}

/// A kind of field.
#[derive(Clone, Debug)]
pub struct GalleryField {
    /// What makes it, in the SDK.
    pub builder: &'static str,
    /// The question of the sample.
    pub label: String,
    /// Of its first control.
    pub id: String,
}
