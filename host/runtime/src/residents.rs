//! The releases that are linked and ready to be called, bounded by the memory that they hold.

use std::hash::Hash;
use std::sync::Arc;

use moka::future::Cache;
use wasmtime::component::Component;

use trust::Digest;

use crate::cache::LoadError;
use crate::runtime::Runtime;

/// Keeps linked releases by digest and by what they are granted (`G`), and unloads those used least when they hold more
/// than [`RuntimeConfig::resident_bytes`](crate::RuntimeConfig::resident_bytes). `V` is an `InstancePre` or what
/// bindings make of one; a call that runs keeps its release alive.
pub struct Residents<G, V> {
    runtime: Runtime,
    linked: Cache<(Digest, G), Resident<V>>,
}

#[derive(Clone)]
struct Resident<V> {
    value: V,
    kilobytes: u32,
}

impl<G, V> Residents<G, V>
where
    G: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// An empty one.
    pub fn new(runtime: &Runtime) -> Self {
        let linked = Cache::builder()
            .max_capacity(runtime.config().resident_bytes >> 10)
            .weigher(|_, resident: &Resident<V>| resident.kilobytes)
            .build();
        Self {
            runtime: runtime.clone(),
            linked,
        }
    }

    /// The linked release of a tenant; the first who asks loads and links it, and all who ask meanwhile wait for that.
    ///
    /// `link` is given what was found in the component, too: [`Inspection::described`](crate::Inspection::described).
    ///
    /// # Errors
    /// What loading or `link` says, to all who waited; the next who asks tries again.
    pub async fn get<E>(
        &self,
        tenant: &str,
        digest: &Digest,
        grants: G,
        link: impl FnOnce(&Component, Digest) -> Result<V, E>,
    ) -> Result<V, Arc<E>>
    where
        E: From<LoadError> + Send + Sync + 'static,
    {
        let load = async {
            let (component, described) = self.runtime.load_in_turn(tenant, digest).await?;
            let value = link(&component, described)?;
            Ok(Resident {
                value,
                kilobytes: held_kilobytes(&component),
            })
        };
        let key = (*digest, grants);
        // The usual case, without setting up what is needed where it is not there.
        if let Some(found) = self.linked.get(&key).await {
            return Ok(found.value);
        }
        // Seldom, and large: it is not to be moved about with every call.
        Ok(Box::pin(self.linked.try_get_with(key, load)).await?.value)
    }

    /// Forgets all releases, as after a change of what is linked. Calls that run keep theirs.
    pub fn clear(&self) {
        self.linked.invalidate_all();
    }
}

/// As measured: 220 KB for a small component, and about a tenth of the native code that is mapped from its file.
fn held_kilobytes(component: &Component) -> u32 {
    let image = component.image_range();
    let bytes = (image.end as usize).saturating_sub(image.start as usize);
    u32::try_from(220 + (bytes >> 10) / 12).unwrap_or(u32::MAX)
}
