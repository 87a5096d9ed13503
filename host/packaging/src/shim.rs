//! A mini-app of two modules instead of three, as each call makes an instance of every one.
//!
//! What an import hands over is written into the memory of the mini-app's module, which is not there yet when that module is
//! given its imports. So wit-component puts a module before it, the shim, with functions that call the imports through a
//! table, and one after it, which fills that table. Here the mini-app's own module gets the functions of the shim, and room
//! for the imports at the end of the table that it has for its own calls. It sees no difference, but that its table is larger.

mod component;
mod modules;

use std::collections::{BTreeSet, HashMap};

use wasm_encoder::reencode::Error;
use wasmparser::{
    BinaryReaderError, CanonicalFunction, ComponentAlias, Export, ExternalKind, Instance,
    InstantiationArg, Parser, Payload, RefType, TableType, Validator, WasmFeatures,
};

/// What wit-component calls the table of its shim.
const TABLE: &str = "$imports";

/// The modules' indices, in the order in which wit-component writes them.
const MAIN: u32 = 0;
const SHIM: u32 = 1;

/// The same component without a shim; as it was where it has none.
pub(crate) fn without_shim(component: Vec<u8>) -> Result<Vec<u8>, Error> {
    let Some(shimmed) = Outline::of(&component)?.shimmed()? else {
        return Ok(component);
    };
    let main = modules::main(&shimmed)?;
    let filler = modules::filler(&shimmed)?;
    let component = component::without_shim(&shimmed, &component, main, filler)?;
    Validator::new_with_features(WasmFeatures::all()).validate_all(&component)?;
    Ok(component)
}

/// What a component is made of, as far as a shim is concerned.
#[derive(Default)]
struct Outline<'a> {
    modules: Vec<&'a [u8]>,
    instances: Vec<Instance<'a>>,
    /// Core functions. Of those that an instance exports: which one, and the name.
    functions: Vec<Option<(u32, &'a str)>>,
}

/// A component with a shim.
struct Shimmed<'a> {
    main: &'a [u8],
    filler: &'a [u8],
    main_instance: u32,
    shim_instance: u32,
    /// Of each core function of the component, whether it is the shim's.
    of_shim: Vec<bool>,
    /// The place in the shim's table of each import that is called through it, by the module and the name by which it is
    /// imported.
    places: HashMap<(&'a str, &'a str), u32>,
    /// How many places that table has.
    slots: u64,
    /// The table that the mini-app's module has for its own calls.
    own: TableType,
}

impl<'a> Outline<'a> {
    fn of(component: &'a [u8]) -> Result<Self, BinaryReaderError> {
        let mut outline = Self::default();
        let mut depth = 0_usize;
        for payload in Parser::new(0).parse_all(component) {
            match payload? {
                Payload::ModuleSection {
                    unchecked_range, ..
                } => {
                    if depth == 0 {
                        let module = component.get(unchecked_range).unwrap_or_default();
                        outline.modules.push(module);
                    }
                    depth += 1;
                }
                Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::InstanceSection(instances) if depth == 0 => {
                    for instance in instances {
                        outline.instances.push(instance?);
                    }
                }
                Payload::ComponentAliasSection(aliases) if depth == 0 => {
                    for alias in aliases {
                        if let ComponentAlias::CoreInstanceExport {
                            kind: ExternalKind::Func,
                            instance_index,
                            name,
                        } = alias?
                        {
                            outline.functions.push(Some((instance_index, name)));
                        }
                    }
                }
                Payload::ComponentCanonicalSection(functions) if depth == 0 => {
                    for function in functions {
                        if !matches!(function?, CanonicalFunction::Lift { .. }) {
                            outline.functions.push(None);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(outline)
    }

    /// None where no shim is there, or where it is for more than the imports of a module that has functions and a table of
    /// its own, such as destructors of resources.
    fn shimmed(&self) -> Result<Option<Shimmed<'a>>, BinaryReaderError> {
        let [main, shim, filler] = self.modules[..] else {
            return Ok(None);
        };
        let (Some((main_instance, given)), Some((shim_instance, _)), Some(own)) =
            (self.made_of(MAIN), self.made_of(SHIM), own_table(main)?)
        else {
            return Ok(None);
        };
        let place = |export: &Export<'_>| {
            if export.kind != ExternalKind::Func {
                return None;
            }
            match *self.functions.get(export.index as usize)? {
                Some((instance, name)) if instance == shim_instance => name.parse::<u32>().ok(),
                _ => None,
            }
        };
        let mut places = HashMap::new();
        for arg in given {
            if let Some(Instance::FromExports(exports)) = self.instances.get(arg.index as usize) {
                for export in exports {
                    if let Some(place) = place(export) {
                        places.insert((arg.name, export.name), place);
                    }
                }
            }
        }
        let filled: BTreeSet<u32> = places.values().copied().collect();
        let exported = exports(shim)?;
        let shims: BTreeSet<u32> = exported.iter().flat_map(|name| name.parse()).collect();
        let is_whole = exported.contains(&TABLE) && shims == filled;
        if !is_whole || exports(main)?.contains(&TABLE) || !has_code(main)? {
            return Ok(None);
        }
        let of_shim = self.functions.iter();
        let of_shim = of_shim.map(|by| by.is_some_and(|(instance, _)| instance == shim_instance));
        Ok(Some(Shimmed {
            main,
            filler,
            main_instance,
            shim_instance,
            of_shim: of_shim.collect(),
            slots: shims.len() as u64,
            places,
            own,
        }))
    }

    /// The instance that is made of a module, and what it is given.
    fn made_of(&self, module: u32) -> Option<(u32, &[InstantiationArg<'a>])> {
        (0..)
            .zip(&self.instances)
            .find_map(|(index, instance)| match instance {
                Instance::Instantiate { module_index, args } if *module_index == module => {
                    Some((index, &**args))
                }
                _ => None,
            })
    }
}

/// The first table of a module, where it is one of functions.
fn own_table(module: &[u8]) -> Result<Option<TableType>, BinaryReaderError> {
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::TableSection(tables) = payload? {
            let first = tables.into_iter().next().transpose()?;
            let types = first.map(|table| table.ty);
            return Ok(types.filter(|ty| ty.element_type == RefType::FUNCREF && !ty.table64));
        }
    }
    Ok(None)
}

/// The names of what a module exports.
fn exports(module: &[u8]) -> Result<Vec<&str>, BinaryReaderError> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ExportSection(exports) = payload? {
            for export in exports {
                names.push(export?.name);
            }
        }
    }
    Ok(names)
}

fn has_code(module: &[u8]) -> Result<bool, BinaryReaderError> {
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CodeSectionStart { .. } = payload? {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Shimmed<'_> {
    /// The table with room for the imports.
    fn widened(&self) -> TableType {
        let mut widened = self.own;
        widened.initial += self.slots;
        // One that may grow to all that there is may still.
        let most = |most: u64| (most + self.slots).min(u32::MAX.into());
        widened.maximum = widened.maximum.map(most);
        widened
    }

    /// Where an import is found in the widened table.
    fn slot(&self, place: u32) -> i32 {
        // A table that validates begins with ten million entries at most.
        (self.own.initial as u32 + place).cast_signed()
    }
}
