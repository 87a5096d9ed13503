//! Mini-apps that differ: the same component with other bytes in its data and in its manifest, so that name, digest and
//! native code are each one's own.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

/// What the guests say of themselves until they are made variants.
const MARK: &[u8] = b"varian-00000000";

/// A component of which there can be many.
pub struct Variants {
    component: Vec<u8>,
    places: Vec<usize>,
}

impl Variants {
    /// Of a guest of the bench.
    pub fn of(file: &Path) -> Result<Self> {
        let name = file.display();
        let component = fs::read(file).with_context(|| format!("{name} cannot be read"))?;
        let places: Vec<usize> = component
            .windows(MARK.len())
            .enumerate()
            .filter_map(|(place, window)| (window == MARK).then_some(place))
            .collect();
        // In the code's data and in the manifest.
        ensure!(
            places.len() >= 2,
            "{name} cannot be made many: its mark is not in its data"
        );
        Ok(Self { component, places })
    }

    /// The variant of this number.
    pub fn number(&self, number: u32) -> Vec<u8> {
        let mark = format!("varian-{number:08}");
        let mut component = self.component.clone();
        for place in &self.places {
            if let Some(there) = component.get_mut(*place..place + MARK.len()) {
                there.copy_from_slice(mark.as_bytes());
            }
        }
        component
    }
}
