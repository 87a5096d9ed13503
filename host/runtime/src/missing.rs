//! All imports that a linker does not have; wasmtime names only the first.

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, ResourceType};

/// An import that cannot be linked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it imports `{name}`, {}", if *offered { "in another shape than is offered" } else { "which is not offered or not granted" })]
pub struct MissingImport {
    /// As the component names it.
    pub name: String,
    /// Whether the linker has something of this name: the component was built against another version of it.
    pub offered: bool,
    /// What wasmtime says, for the log.
    pub reason: String,
}

/// Every import of the component that this linker has not, or has in another shape; empty if it can be linked.
pub fn missing_imports<T: Send + 'static>(
    component: &Component,
    linker: &Linker<T>,
) -> Vec<MissingImport> {
    let mut missing: Vec<MissingImport> = Vec::new();
    let mut stubbed = linker.clone();
    stubbed.allow_shadowing(true);
    while let Err(error) = stubbed.instantiate_pre(component) {
        let reason = format!("{error:#}");
        let engine = component.engine();
        let ty = component.component_type();
        // wasmtime has no other way to ask which import an error is about than the name in its text.
        let found = ty.imports(engine).find(|(name, _)| {
            reason.contains(&format!("`{name}`")) && missing.iter().all(|known| known.name != *name)
        });
        let Some((name, import)) = found else {
            // The text changed: better all of it than nothing.
            if missing.is_empty() {
                missing.push(MissingImport {
                    name: "(see the reason)".into(),
                    offered: true,
                    reason,
                });
            }
            return missing;
        };
        let offered = has(linker, engine, name, &import.ty);
        missing.push(MissingImport {
            name: name.to_owned(),
            offered,
            reason,
        });
        if stub(&mut stubbed, engine, name, &import.ty).is_err() {
            return missing;
        }
    }
    missing
}

/// Whether the linker has anything of this import: it would refuse a second one.
fn has<T: Send + 'static>(
    linker: &Linker<T>,
    engine: &wasmtime::Engine,
    name: &str,
    import: &ComponentItem,
) -> bool {
    let mut strict = linker.clone();
    strict.allow_shadowing(false);
    stub(&mut strict, engine, name, import).is_err()
}

/// Something of the right shape, so that the next import shows.
fn stub<T: Send + 'static>(
    linker: &mut Linker<T>,
    engine: &wasmtime::Engine,
    name: &str,
    import: &ComponentItem,
) -> wasmtime::Result<()> {
    match import {
        ComponentItem::ComponentInstance(instance) => {
            let mut to = linker.instance(name)?;
            for (name, item) in instance.exports(engine) {
                stub_item(&mut to, name, &item.ty)?;
            }
            Ok(())
        }
        other => stub_item(&mut linker.root(), name, other),
    }
}

fn stub_item<T: Send + 'static>(
    to: &mut wasmtime::component::LinkerInstance<'_, T>,
    name: &str,
    item: &ComponentItem,
) -> wasmtime::Result<()> {
    match item {
        ComponentItem::ComponentFunc(_) => to.func_new(name, |_, _, _, _| {
            Err(wasmtime::Error::msg("a stub that is never called"))
        }),
        ComponentItem::Resource(_) => to.resource(name, ResourceType::host::<()>(), |_, _| Ok(())),
        _ => Ok(()),
    }
}
