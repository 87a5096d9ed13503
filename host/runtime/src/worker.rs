//! The child: reads a component, checks and compiles it under the system's own limits, and says what it found.
//!
//! It gets one argument, a [`Task`] as JSON, and the component on its standard input. To its standard output it writes
//! one [`Answer`] as a line of JSON, and after it the native code, if there is any. It opens nothing, and could not: see
//! [`confine`](crate::confine). If it runs out of time or memory, the system ends it, and the parent can tell.

use std::io::{self, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use rustix::process::{Resource, Rlimit, getrlimit, nice, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use wasmparser::component_types::{ComponentEntityType, ComponentItem};
use wasmparser::{ComponentExternName, Parser, Payload, Validator};

use trust::Digest;

use crate::confine::confine;
use crate::engine;
use crate::failure::shorten;
use crate::inspection::{CustomSection, Inspection, Interface, Refused};
use crate::precheck::{self, invalid};

/// The part of a name that marks our own custom sections.
const OUR_SECTIONS: &str = "balai:";

/// What the child is to do.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    pub digest: Digest,
    pub cpu_seconds: u64,
    /// On top of what the program itself has mapped when it starts.
    pub memory_bytes: u64,
    /// Which engine the parent has.
    pub compatibility: String,
}

/// What the child answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answer {
    Compiled(Inspection),
    Refused(Refused),
    /// The child is another version, or could not read or write.
    Failed(String),
}

/// What a program runs as the child of [`Runtime::prepare`](crate::Runtime::prepare): reads its last argument.
pub fn worker_main() -> ExitCode {
    let (answer, native) =
        answer().unwrap_or_else(|error| (Answer::Failed(error.to_string()), Vec::new()));
    match say(&answer, &native) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn say(answer: &Answer, native: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, answer)?;
    out.write_all(b"\n")?;
    out.write_all(native)?;
    out.flush()
}

/// What is to be said, and the native code; empty where there is none.
fn answer() -> io::Result<(Answer, Vec<u8>)> {
    let argument = std::env::args().next_back().unwrap_or_default();
    let task: Task = serde_json::from_str(&argument)?;
    restrict(&task)?;
    confine()?;
    let mut component = Vec::new();
    io::stdin().lock().read_to_end(&mut component)?;
    // The parser and the compiler panic on some components, valid ones too.
    let compiled = catch_unwind(AssertUnwindSafe(|| compile(&task, &component)));
    let answer = match compiled {
        Ok(Ok((inspection, native))) => return Ok((Answer::Compiled(inspection), native)),
        Ok(Err(Stopped::Refused(refused))) => Answer::Refused(refused),
        Ok(Err(Stopped::Failed(reason))) => Answer::Failed(reason),
        Err(_) => Answer::Refused(Refused::CompilerBroke {
            how: "it panicked".into(),
        }),
    };
    Ok((answer, Vec::new()))
}

/// Before anything is read: limits that the process cannot lift again.
fn restrict(task: &Task) -> io::Result<()> {
    let limit = |resource, most: u64| {
        let at_most = |most: u64| {
            getrlimit(resource)
                .maximum
                .map_or(most, |already| already.min(most))
        };
        // The signal at the lower one says which limit it was; the higher one ends whoever survives that.
        setrlimit(
            resource,
            Rlimit {
                current: Some(at_most(most)),
                maximum: Some(at_most(most.saturating_add(1))),
            },
        )
    };
    limit(Resource::Core, 0)?;
    limit(Resource::Cpu, task.cpu_seconds)?;
    limit(
        Resource::As,
        mapped_bytes()?.saturating_add(task.memory_bytes),
    )?;
    // Citizens go first.
    nice(10)?;
    Ok(())
}

/// Address space of this process, in bytes.
fn mapped_bytes() -> io::Result<u64> {
    let text = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = text
        .split_ascii_whitespace()
        .next()
        .and_then(|pages| pages.parse().ok())
        .ok_or_else(|| io::Error::other("the size of the process is not known"))?;
    Ok(pages.saturating_mul(rustix::param::page_size() as u64))
}

enum Stopped {
    Refused(Refused),
    Failed(String),
}

impl From<Refused> for Stopped {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

fn compile(task: &Task, component: &[u8]) -> Result<(Inspection, Vec<u8>), Stopped> {
    precheck::check(component)?;
    let engine = engine::compiler().map_err(|error| Stopped::Failed(format!("{error:#}")))?;
    if engine::compatibility(&engine) != task.compatibility {
        return Err(Stopped::Failed(
            "the compiler is of another version than the server".into(),
        ));
    }
    let mut inspection = inspect(task, component, &engine)?;
    let native =
        engine
            .precompile_component(component)
            .map_err(|error| Refused::NotCompilable {
                reason: shorten(format!("{error:#}"), 500),
            })?;
    inspection.native_bytes = native.len() as u64;
    inspection.compile_ms = cpu_ms();
    Ok((inspection, native))
}

/// What this process has used of the processor, in milliseconds.
fn cpu_ms() -> u64 {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    let ms = used.tv_sec * 1_000 + used.tv_nsec / 1_000_000;
    u64::try_from(ms).unwrap_or_default()
}

/// Validates the component, and reads what it says about itself.
fn inspect(
    task: &Task,
    component: &[u8],
    engine: &wasmtime::Engine,
) -> Result<Inspection, Refused> {
    let types = Validator::new_with_features(engine::features(engine))
        .validate_all(component)
        .map_err(invalid)?;
    let functions_of = |item: Option<&ComponentItem>, name: &str| match item.map(|item| item.ty) {
        Some(ComponentEntityType::Instance(id)) => types[id]
            .exports
            .iter()
            .filter(|(_, item)| needs_linking(&item.ty))
            .map(|(name, _)| name.clone())
            .collect(),
        Some(ty) if needs_linking(&ty) => vec![name.to_owned()],
        _ => Vec::new(),
    };
    let mut found = Inspection {
        digest: task.digest,
        component_bytes: component.len() as u64,
        native_bytes: 0,
        compile_ms: 0,
        imports: Vec::new(),
        exports: Vec::new(),
        custom_sections: Vec::new(),
    };
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(component) {
        match payload.map_err(invalid)? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    let ComponentExternName { name, .. } = import.map_err(invalid)?.name;
                    let functions = functions_of(types.component_item_for_import(name), name);
                    found.imports.push(Interface {
                        name: name.to_owned(),
                        functions,
                    });
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    let ComponentExternName { name, .. } = export.map_err(invalid)?.name;
                    let functions = functions_of(types.component_item_for_export(name), name);
                    found.exports.push(Interface {
                        name: name.to_owned(),
                        functions,
                    });
                }
            }
            Payload::CustomSection(section)
                if depth == 0 && section.name().starts_with(OUR_SECTIONS) =>
            {
                found.custom_sections.push(CustomSection {
                    name: section.name().to_owned(),
                    bytes: section.data().to_vec(),
                });
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Whether the linker must offer it: types that are only names need nothing.
fn needs_linking(ty: &ComponentEntityType) -> bool {
    use wasmparser::component_types::ComponentAnyTypeId::Resource;
    matches!(
        ty,
        ComponentEntityType::Func(_)
            | ComponentEntityType::Type {
                referenced: Resource(_),
                ..
            }
    )
}
