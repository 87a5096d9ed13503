//! What is counted before anything is validated or compiled, so that a small file cannot cost much work.
//!
//! One pass over the sections, in constant memory for each of them. It also works out how many instances a component
//! becomes when nested components are instantiated: doubling ones fit into a few hundred bytes.

use wasmparser::{
    Chunk, ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentOuterAliasKind,
    ComponentTypeRef, Encoding, Instance, Parser, Payload,
};

use crate::inspection::Refused;

// Components of Rust, JavaScript and Python stay far below these.
const FUNCTIONS: u64 = 100_000;
const FUNCTION_BYTES: u64 = 512 << 10;
const LOCALS: u64 = 20_000;
const TYPES: u64 = 50_000;
const ITEMS: u64 = 200_000;
const INSTANCES: u64 = 1_000;
const DEFINITIONS: u64 = 1_000;
const NESTING: u64 = 8;
const SECTION_BYTES: u64 = 8 << 20;

/// Refuses what is no component, ends too early, or is too large in a way that the compiler would suffer from.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    let magic = b"\0asm";
    if !bytes.starts_with(&magic[..magic.len().min(bytes.len())]) {
        return Err(Refused::NotWasm);
    }
    let mut count = Count::default();
    let mut scopes: Vec<Scope> = Vec::new();
    let mut parsers = vec![(Parser::new(0), bytes.len())];
    let mut at = 0_usize;
    while let Some((parser, end)) = parsers.last_mut() {
        // Told that more could come, the parser says when a section is cut off instead of calling it invalid.
        let rest = &bytes[at..bytes.len().min(*end)];
        let (consumed, payload) = match parser.parse(rest, at == *end).map_err(invalid)? {
            Chunk::Parsed { consumed, payload } => (consumed, payload),
            Chunk::NeedMoreData(_) => return Err(Refused::Truncated { offset: at as u64 }),
        };
        match payload {
            Payload::Version { encoding, .. } => {
                if parsers.len() == 1 && encoding == Encoding::Module {
                    return Err(Refused::CoreModule);
                }
                // A scope for each module too, so that scopes and parsers stay in step.
                scopes.push(Scope {
                    expanded: 1,
                    components: Vec::new(),
                    is_component: encoding == Encoding::Component,
                });
                most("nested components", scopes.len() as u64, NESTING)?;
            }
            Payload::ModuleSection {
                parser,
                unchecked_range,
            }
            | Payload::ComponentSection {
                parser,
                unchecked_range,
            } => {
                count.definitions += 1;
                parsers.push((parser, unchecked_range.end));
            }
            Payload::End(_) => {
                parsers.pop();
                if let Some(ended) = scopes.pop()
                    && ended.is_component
                    && let Some(outer) = scopes.last_mut()
                {
                    outer.components.push(ended.expanded);
                }
            }
            other => count.section(other, &mut scopes)?,
        }
        most("modules and components", count.definitions, DEFINITIONS)?;
        at += consumed;
    }
    Ok(())
}

/// What is counted over the whole file.
#[derive(Default)]
struct Count {
    functions: u64,
    types: u64,
    items: u64,
    definitions: u64,
}

/// A component (or module) that is being read.
struct Scope {
    /// The instances that one instance of it becomes, itself included.
    expanded: u64,
    /// The same of each component in its index space.
    components: Vec<u64>,
    is_component: bool,
}

impl Count {
    fn section(&mut self, payload: Payload<'_>, scopes: &mut [Scope]) -> Result<(), Refused> {
        match payload {
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                most(
                    "bytes in one function",
                    (range.end - range.start) as u64,
                    FUNCTION_BYTES,
                )?;
                let mut locals = 0_u64;
                for group in body.get_locals_reader().map_err(invalid)? {
                    locals += u64::from(group.map_err(invalid)?.0);
                }
                most("locals in one function", locals, LOCALS)?;
            }
            Payload::FunctionSection(section) => self.functions(section.count())?,
            Payload::ComponentCanonicalSection(section) => self.functions(section.count())?,
            Payload::TypeSection(section) => self.types(section.count())?,
            Payload::CoreTypeSection(section) => self.types(section.count())?,
            Payload::ComponentTypeSection(section) => {
                let range = section.range();
                most(
                    "bytes of types in one section",
                    (range.end - range.start) as u64,
                    SECTION_BYTES,
                )?;
                self.types(section.count())?;
            }
            Payload::ImportSection(section) => self.items(section.count())?,
            Payload::ExportSection(section) => self.items(section.count())?,
            Payload::GlobalSection(section) => self.items(section.count())?,
            Payload::TableSection(section) => self.items(section.count())?,
            Payload::MemorySection(section) => self.items(section.count())?,
            Payload::ElementSection(section) => self.items(section.count())?,
            Payload::DataSection(section) => self.items(section.count())?,
            Payload::ComponentExportSection(section) => {
                self.items(section.count())?;
                for export in section {
                    // An export is a new index for what it exports.
                    let export = export.map_err(invalid)?;
                    if export.kind == ComponentExternalKind::Component {
                        return Err(passes("exports a component as a value"));
                    }
                }
            }
            Payload::ComponentImportSection(section) => {
                self.items(section.count())?;
                for import in section {
                    match import.map_err(invalid)?.ty {
                        ComponentTypeRef::Component(_) => {
                            return Err(passes("imports a component as a value"));
                        }
                        ComponentTypeRef::Module(_) => {
                            return Err(passes("imports a core module as a value"));
                        }
                        _ => {}
                    }
                }
            }
            Payload::ComponentAliasSection(section) => {
                self.items(section.count())?;
                for alias in section {
                    match alias.map_err(invalid)? {
                        ComponentAlias::InstanceExport {
                            kind: ComponentExternalKind::Component,
                            ..
                        } => {
                            return Err(passes("takes a component out of an instance"));
                        }
                        ComponentAlias::Outer {
                            kind: ComponentOuterAliasKind::Component,
                            count,
                            index,
                        } => {
                            let size = scopes
                                .len()
                                .checked_sub(1 + count as usize)
                                .and_then(|outer| {
                                    scopes[outer].components.get(index as usize).copied()
                                })
                                .ok_or_else(|| unknown("component", index))?;
                            if let Some(scope) = scopes.last_mut() {
                                scope.components.push(size);
                            }
                        }
                        _ => {}
                    }
                }
            }
            Payload::InstanceSection(section) => {
                for instance in section {
                    let expanded = match instance.map_err(invalid)? {
                        Instance::Instantiate { .. } => 1,
                        Instance::FromExports(_) => 0,
                    };
                    expand(scopes, expanded)?;
                }
            }
            Payload::ComponentInstanceSection(section) => {
                for instance in section {
                    if let ComponentInstance::Instantiate {
                        component_index, ..
                    } = instance.map_err(invalid)?
                    {
                        let expanded = scopes
                            .last()
                            .and_then(|scope| {
                                scope.components.get(component_index as usize).copied()
                            })
                            .ok_or_else(|| unknown("component", component_index))?;
                        expand(scopes, expanded)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn functions(&mut self, count: u32) -> Result<(), Refused> {
        self.functions += u64::from(count);
        most("functions", self.functions, FUNCTIONS)
    }

    fn types(&mut self, count: u32) -> Result<(), Refused> {
        self.types += u64::from(count);
        most("types", self.types, TYPES)
    }

    fn items(&mut self, count: u32) -> Result<(), Refused> {
        self.items += u64::from(count);
        most(
            "imports, exports, aliases, globals and segments",
            self.items,
            ITEMS,
        )
    }
}

fn expand(scopes: &mut [Scope], by: u64) -> Result<(), Refused> {
    let Some(scope) = scopes.last_mut() else {
        return Ok(());
    };
    scope.expanded = scope.expanded.saturating_add(by);
    most("instances", scope.expanded, INSTANCES)
}

fn most(what: &str, found: u64, most: u64) -> Result<(), Refused> {
    if found > most {
        return Err(Refused::TooMany {
            what: what.into(),
            found,
            most,
        });
    }
    Ok(())
}

fn passes(what: &str) -> Refused {
    Refused::Unsupported { what: what.into() }
}

fn unknown(what: &str, index: u32) -> Refused {
    Refused::Invalid {
        reason: format!("there is no {what} {index}"),
    }
}

pub(crate) fn invalid(error: wasmparser::BinaryReaderError) -> Refused {
    Refused::Invalid {
        reason: format!("{} (at byte {})", error.message(), error.offset()),
    }
}
