//! What the browser loads beside a page. Each file's address has its digest, so it may be kept for ever.

use std::fmt;
use std::sync::LazyLock;

use askama::filters::HtmlSafe;
use askama::{FastWritable, Values};
use sha2::{Digest, Sha256};

use super::paths;

/// A file as it is served.
#[derive(Debug)]
pub struct Asset {
    /// Its name under [`paths::ASSETS`].
    pub name: &'static str,
    /// For `Content-Type`.
    pub media_type: &'static str,
    /// What it is.
    pub bytes: &'static [u8],
    /// Its address, with the beginning of its SHA-256 as the query.
    pub href: String,
}

macro_rules! assets {
    ($($name:literal: $media_type:literal),* $(,)?) => {
        [$(($name, $media_type, include_bytes!(concat!("../../assets/", $name)).as_slice())),*]
    };
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let files = assets! {
        "balai.css": "text/css; charset=utf-8",
        "app.js": "text/javascript; charset=utf-8",
        "offline.js": "text/javascript; charset=utf-8",
        "passkey.js": "text/javascript; charset=utf-8",
        "htmx.min.js": "text/javascript; charset=utf-8",
        "icons.svg": "image/svg+xml",
        "favicon.svg": "image/svg+xml",
        "mini-app.svg": "image/svg+xml",
        "icon-180.png": "image/png",
        "icon-192.png": "image/png",
        "icon-512.png": "image/png",
        "icon-whole-512.png": "image/png",
    };
    let asset = |(name, media_type, bytes)| {
        let digest = hex::encode(&Sha256::digest(bytes)[..6]);
        Asset {
            name,
            media_type,
            bytes,
            href: format!("{}/{name}?v={digest}", paths::ASSETS),
        }
    };
    files.into_iter().map(asset).collect()
});

/// The file of a name, or none.
#[must_use]
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// Every file.
#[must_use]
pub fn all() -> &'static [Asset] {
    &ASSETS
}

/// The address of a file. Nothing in it is markup (a test sees to it), so it needs no escaping: a page names dozens of them.
#[derive(Clone, Copy, Debug)]
pub struct Address(&'static str);

impl Address {
    /// As it stands.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FastWritable for Address {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(dest.write_str(self.0)?)
    }
}

impl HtmlSafe for Address {}

/// The address of a file, with its digest as the query.
#[must_use]
pub fn href(name: &'static str) -> Address {
    Address(find(name).map_or("", |asset| &asset.href))
}

/// The address of the icons.
#[must_use]
pub fn icons() -> Address {
    static ICONS: LazyLock<Address> = LazyLock::new(|| href("icons.svg"));
    *ICONS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_has_markup_in_it() {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/.-?=".contains(&byte);
        for asset in all() {
            assert!(asset.href.bytes().all(plain), "{}", asset.href);
        }
    }
}
