//! A mini-app's folder becomes one component file.
//!
//! A release is one file, so that one digest and one signature cover all of it: the code, what the
//! mini-app says of itself, its icon, and the journeys that prove it. This crate wraps the core
//! module that a toolchain built into a component and appends the rest as custom sections:
//!
//! | file in the folder | custom section |
//! | --- | --- |
//! | `miniapp.toml` (required) | [`MANIFEST_SECTION`] |
//! | `icon.svg` | [`ICON_SECTION`] |
//! | `sbom.cdx.json` or `sbom.json`; else what cargo says of the crate | [`SBOM_SECTION`] |
//! | `journeys/<stem>.<any>` | [`JOURNEY_SECTION_PREFIX`] followed by the stem |
//!
//! The same folder and module give the same bytes, on any machine. Whether the manifest is right
//! and the journeys pass is not decided here: that is for the checks, which read the finished file.

mod build;
mod sbom;
mod shim;

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use wasm_encoder::{ComponentSection, CustomSection, ExportSection, Module, RawSection};
use wasmparser::{Parser, Payload};
use wit_component::ComponentEncoder;

pub use build::build;

/// Custom section that holds the text of `miniapp.toml`.
pub const MANIFEST_SECTION: &str = "balai:manifest";
/// Custom section that holds the text of `icon.svg`.
pub const ICON_SECTION: &str = "balai:icon";
/// Custom section that holds what is in the component, as a CycloneDX file.
pub const SBOM_SECTION: &str = "balai:sbom";
/// What the name of a journey's custom section begins with; the file's stem follows.
pub const JOURNEY_SECTION_PREFIX: &str = "balai:journey:";

/// What the name begins with of a function that is called after another one's answer was read.
const POST_RETURN: &str = "cabi_post_";

/// Why a folder could not become a component.
#[derive(Debug, thiserror::Error)]
pub enum PackagingError {
    /// The folder is no mini-app: it has no manifest.
    #[error("{} has no miniapp.toml; hint: `balai new AGENCY/NAME` begins a mini-app", .folder.display())]
    ManifestMissing {
        /// The folder that was to be packaged.
        folder: PathBuf,
    },
    /// Two journeys would get the same name, as they differ in the extension only.
    #[error("two journeys are named `{stem}`: rename one")]
    JourneyTwice {
        /// The name in question.
        stem: String,
    },
    /// A file or folder of the mini-app could not be read as text.
    #[error("{} cannot be read", .path.display())]
    Unreadable {
        /// The file or folder in question.
        path: PathBuf,
        /// What the system answered; invalid data where the file is not UTF-8.
        source: io::Error,
    },
    /// The mini-app's own toolchain did not give a module.
    #[error("{} was not built: {reason}", folder.display())]
    NotBuilt {
        /// Of the mini-app.
        folder: PathBuf,
        /// What went wrong, and what helps.
        reason: String,
    },
    /// What is in the mini-app could not be listed.
    #[error("what is in {} cannot be listed: {reason}", folder.display())]
    NotListed {
        /// Of the mini-app.
        folder: PathBuf,
        /// What went wrong, and what helps.
        reason: String,
    },
    /// The module is none, or does not export what its world promises.
    #[error("the module cannot be made a component: {reason}")]
    NotAComponent {
        /// What the encoder found, with its causes.
        reason: String,
    },
}

/// Packages the mini-app in `folder`, whose toolchain built `code`, as one component. `code` is a core module with its
/// world in a custom section, or a component already, as some toolchains leave it.
///
/// # Errors
/// See [`PackagingError`]; none is worth a retry before something in the folder has changed.
pub fn package(folder: &Path, code: &[u8]) -> Result<Vec<u8>, PackagingError> {
    let sections = sections(folder)?;
    let mut component = if Parser::is_component(code) {
        code.to_vec()
    } else {
        encode(code)?
    };
    for (name, text) in &sections {
        CustomSection {
            name: name.into(),
            data: text.as_bytes().into(),
        }
        .append_to_component(&mut component);
    }
    Ok(component)
}

/// What a component's own custom section of this name holds. Only for files of one's own: what strangers send is read by
/// the platform, within its limits.
#[must_use]
pub fn section(component: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(component) {
        match payload.ok()? {
            Payload::Version { .. } => depth = depth.saturating_add(1),
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) if depth == 1 && section.name() == name => {
                return Some(section.data().to_vec());
            }
            _ => {}
        }
    }
    None
}

fn encode(core_module: &[u8]) -> Result<Vec<u8>, PackagingError> {
    let core_module = without_post_returns(core_module)?;
    let component = ComponentEncoder::default()
        .validate(true)
        .module(&core_module)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| PackagingError::NotAComponent {
            reason: format!("{error:#}"),
        })?;
    shim::without_shim(component).map_err(|error| PackagingError::NotAComponent {
        reason: match error.source() {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    })
}

/// The same module without the functions that free what a call gave: an instance lives for one call, and its memory goes
/// with it. Calling them takes 3% of a page.
fn without_post_returns(core_module: &[u8]) -> Result<Vec<u8>, PackagingError> {
    let malformed = |error: wasmparser::BinaryReaderError| PackagingError::NotAComponent {
        reason: error.to_string(),
    };
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(core_module) {
        let payload = payload.map_err(malformed)?;
        if let Payload::ExportSection(exports) = &payload {
            let mut kept = ExportSection::new();
            for export in exports.clone() {
                let export = export.map_err(malformed)?;
                if !export.name.starts_with(POST_RETURN) {
                    kept.export(export.name, export.kind.into(), export.index);
                }
            }
            module.section(&kept);
        } else if let Some((id, range)) = payload.as_section() {
            let data = core_module.get(range).unwrap_or_default();
            module.section(&RawSection { id, data });
        }
    }
    Ok(module.finish())
}

/// The sections of a folder by name, in the order in which they are written.
fn sections(folder: &Path) -> Result<BTreeMap<String, String>, PackagingError> {
    let mut sections = BTreeMap::new();
    let manifest =
        read(&folder.join("miniapp.toml"))?.ok_or_else(|| PackagingError::ManifestMissing {
            folder: folder.to_owned(),
        })?;
    sections.insert(MANIFEST_SECTION.to_owned(), manifest);
    if let Some(icon) = read(&folder.join("icon.svg"))? {
        sections.insert(ICON_SECTION.to_owned(), icon);
    }
    if let Some(bill) = sbom::of_folder(folder)? {
        sections.insert(SBOM_SECTION.to_owned(), bill);
    }
    for path in journeys(&folder.join("journeys"))? {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let Some(text) = read(&path)? else { continue };
        let name = format!("{JOURNEY_SECTION_PREFIX}{stem}");
        if sections.insert(name, text).is_some() {
            return Err(PackagingError::JourneyTwice {
                stem: stem.into_owned(),
            });
        }
    }
    Ok(sections)
}

/// The files of the folder of journeys; hidden ones belong to an editor, not to the mini-app.
fn journeys(folder: &Path) -> Result<Vec<PathBuf>, PackagingError> {
    let unreadable = |source| PackagingError::Unreadable {
        path: folder.to_owned(),
        source,
    };
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.path().is_file() {
            paths.push(entry.path());
        }
    }
    Ok(paths)
}

/// The text of a file, none where there is no such file.
///
/// Line ends are made `\n`, so that a checkout on Windows gives the same digest.
fn read(path: &Path) -> Result<Option<String>, PackagingError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.replace("\r\n", "\n"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(PackagingError::Unreadable {
            path: path.to_owned(),
            source,
        }),
    }
}
