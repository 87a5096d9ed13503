//! The releases that are linked and ready to be called, bounded by the memory that they hold.

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use wasmtime::component::Component;

use trust::Digest;

use crate::cache::LoadError;
use crate::runtime::Runtime;

/// Memory of a small component, as measured.
const SMALL_BYTES: u64 = 220 << 10;
/// More than that of one in Python, as measured.
const LARGE_BYTES: u64 = 2 << 20;

/// Keeps linked releases by digest, and unloads those used least when they hold more than
/// [`RuntimeConfig::resident_bytes`](crate::RuntimeConfig::resident_bytes). `V` is an `InstancePre` or what bindings make
/// of one; a call that runs keeps its release alive.
pub struct Residents<V> {
    runtime: Runtime,
    linked: Cache<Digest, Resident<V>, Held>,
}

#[derive(Clone)]
struct Resident<V> {
    value: V,
    bytes: u64,
}

/// Releases are weighed by the memory that they hold.
#[derive(Clone)]
struct Held;

impl<V> Weighter<Digest, Resident<V>> for Held {
    fn weight(&self, _: &Digest, resident: &Resident<V>) -> u64 {
        resident.bytes
    }
}

impl<V: Clone> Residents<V> {
    /// An empty one.
    pub fn new(runtime: &Runtime) -> Self {
        let bytes = runtime.config().resident_bytes;
        // The cache is kept in parts, more of them on more cores, and each has room for 32 releases of this size at least: one
        // that were heavier than a part would be loaded at each call.
        let large = usize::try_from(bytes / LARGE_BYTES).unwrap_or(usize::MAX);
        Self {
            runtime: runtime.clone(),
            linked: Cache::with_weighter(large, bytes, Held),
        }
    }

    /// The linked release of a tenant; the first who asks loads and links it, and all who ask meanwhile wait for that.
    ///
    /// `link` is given what was found in the component, too: [`Inspection::described`](crate::Inspection::described).
    ///
    /// # Errors
    /// What loading or `link` says. The next who waited, or asks, tries again.
    pub async fn get<E: From<LoadError>>(
        &self,
        tenant: &str,
        digest: &Digest,
        link: impl FnOnce(&Component, Digest) -> Result<V, E>,
    ) -> Result<V, E> {
        // The usual case, without setting up what is needed where it is not there.
        if let Some(found) = self.linked.get(digest) {
            return Ok(found.value);
        }
        let load = async {
            let (component, described) = self.runtime.load_in_turn(tenant, digest).await?;
            let value = link(&component, described)?;
            let bytes = held_bytes(&component);
            Ok::<_, E>(Resident { value, bytes })
        };
        // Seldom, and large: it is not to be moved about with every call.
        let found = Box::pin(self.linked.get_or_insert_async(digest, load)).await?;
        Ok(found.value)
    }
}

/// As measured: that of a small component, and about a tenth of the native code that is mapped from its file.
fn held_bytes(component: &Component) -> u64 {
    let image = component.image_range();
    let bytes = (image.end as usize).saturating_sub(image.start as usize);
    SMALL_BYTES + bytes as u64 / 12
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RuntimeConfig;

    #[test]
    fn the_heaviest_release_may_stay() {
        let dir = tempfile::tempdir().unwrap();
        let runtime = Runtime::new(&RuntimeConfig {
            cache_dir: dir.path().join("native"),
            ..RuntimeConfig::default()
        })
        .unwrap();
        let residents: Residents<()> = Residents::new(&runtime);
        // Of a component as large as one may be by default. That of `izin-usaha` takes three times its bytes; here, ten.
        let heaviest = SMALL_BYTES + runtime.config().component_bytes * 10 / 12;
        assert!(residents.linked.shard_capacity() >= heaviest);
    }
}
