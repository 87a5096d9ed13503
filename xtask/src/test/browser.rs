//! Chromium and its driver for the browser tests.
//!
//! The tests start the driver themselves, each on a port that the system chooses
//! (`chromedriver --port=0`), so that several run side by side.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::system;

/// Both programs, of one version.
pub struct Browser {
    /// The browser.
    pub chromium: PathBuf,
    /// The program that drives it by the WebDriver protocol.
    pub chromedriver: PathBuf,
}

impl Browser {
    /// What is installed, else Debian's packages.
    pub fn find_or_install() -> Result<Self> {
        if let Some(browser) = Self::find() {
            return Ok(browser);
        }
        // The font is for what the tests look at: without one, pages are boxes.
        system::install(&["chromium", "chromium-driver", "fonts-liberation"])?;
        Self::find().context("chromium was installed and yet is not on the path")
    }

    fn find() -> Option<Self> {
        Some(Self {
            chromium: system::find(&["chromium", "chromium-browser", "google-chrome"])?,
            chromedriver: system::find(&["chromedriver"])?,
        })
    }
}
