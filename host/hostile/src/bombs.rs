//! Small files that would cost the parser, the validator or the compiler more than there is.

use std::fmt::Write as _;

use wasm_encoder::{
    BlockType, CodeSection, Component, ConstExpr, DataSection, ExportKind, ExportSection, Function,
    FunctionSection, Instruction, MemorySection, MemoryType, Module, ModuleSection, TypeSection,
    ValType,
};

use crate::Ends::Refused;
use crate::component::component_of_text;
use crate::{Hostile, Reason, Source};

const fn bomb(
    name: &'static str,
    tries: &'static str,
    reason: Reason,
    stopped_by: &'static str,
    make: fn() -> Vec<u8>,
) -> Hostile {
    Hostile {
        name,
        tries,
        ends: Refused(reason),
        stopped_by,
        source: Source::Made(make),
    }
}

const PRECHECK: &str = "the pre-check";
const VALIDATOR: &str = "the validator";
const COMPILER: &str = "memory and time of the compiler's process";
const POOL: &str = "the ceilings of memory and tables";

/// In the order of the table.
pub const ATTEMPTS: &[Hostile] = &[
    bomb(
        "one-large-function",
        "a function of 600 kB",
        Reason::TooMany("bytes in one function"),
        PRECHECK,
        || {
            component_of_text(&format!(
                "(component (core module (func {})))",
                "nop ".repeat(600_000)
            ))
        },
    ),
    bomb(
        "function-that-doubles",
        "8,000 locals, live through 12,000 loops",
        Reason::Compiler,
        COMPILER,
        locals_through_loops,
    ),
    bomb(
        "jumps-that-carry",
        "100,000 jumps that carry 100 values each",
        Reason::Compiler,
        COMPILER,
        jump_tables,
    ),
    bomb(
        "three-hundred-thousand-functions",
        "300,000 empty functions",
        Reason::TooMany("functions"),
        PRECHECK,
        || functions(300_000),
    ),
    bomb(
        "thirty-thousand-locals",
        "30,000 locals in one function",
        Reason::TooMany("locals in one function"),
        PRECHECK,
        || {
            component_of_text(&format!(
                "(component (core module (func (local {}))))",
                "i32 ".repeat(30_000)
            ))
        },
    ),
    bomb(
        "deep-blocks",
        "50,000 blocks in each other, with results",
        Reason::Compiler,
        COMPILER,
        deep_blocks,
    ),
    bomb(
        "sixty-thousand-types",
        "60,000 types",
        Reason::TooMany("types"),
        PRECHECK,
        || {
            component_of_text(&format!(
                "(component (core module {}))",
                "(type (func))".repeat(60_000)
            ))
        },
    ),
    bomb(
        "types-that-double",
        "a type of 2^60 fields in 60 lines",
        Reason::Invalid,
        VALIDATOR,
        || {
            let mut text = String::from("(component (type $t0 (tuple u8 u8))");
            for level in 1..60 {
                let inner = level - 1;
                write(
                    &mut text,
                    format_args!("(type $t{level} (tuple $t{inner} $t{inner}))"),
                );
            }
            component_of_text(&(text + ")"))
        },
    ),
    bomb(
        "types-that-nest",
        "lists of lists, 2,000 deep",
        Reason::Invalid,
        VALIDATOR,
        || {
            let mut text = String::from("(component (type $t0 (list u8))");
            for level in 1..2_000 {
                write(
                    &mut text,
                    format_args!("(type $t{level} (list $t{}))", level - 1),
                );
            }
            component_of_text(&(text + "(import \"f\" (func (param \"a\" $t1999))))"))
        },
    ),
    bomb(
        "giant-table",
        "a table of 10 million elements",
        Reason::DoesNotFit,
        POOL,
        || {
            component_of_text(
                "(component (core module $m (table 10000000 funcref)) (core instance (instantiate $m)))",
            )
        },
    ),
    bomb(
        "giant-memory",
        "a memory of 4 GB",
        Reason::DoesNotFit,
        POOL,
        || {
            component_of_text(
                "(component (core module $m (memory 65536)) (core instance (instantiate $m)))",
            )
        },
    ),
    bomb(
        "many-memories",
        "ninety memories of 4 GB",
        Reason::DoesNotFit,
        POOL,
        || {
            component_of_text(&format!(
                "(component (core module {}))",
                "(memory 65536)".repeat(90)
            ))
        },
    ),
    bomb(
        "giant-data",
        "70 MB of data",
        Reason::TooLarge,
        "`component-bytes`",
        || {
            let mut data = DataSection::new();
            data.active(0, &ConstExpr::i32_const(0), vec![0; 70 << 20]);
            with_memory(&data)
        },
    ),
    bomb(
        "three-hundred-thousand-segments",
        "300,000 segments of data",
        Reason::TooMany("imports, exports, aliases, globals and segments"),
        PRECHECK,
        || {
            let mut data = DataSection::new();
            for _ in 0..300_000 {
                data.active(0, &ConstExpr::i32_const(0), []);
            }
            with_memory(&data)
        },
    ),
    bomb(
        "three-hundred-thousand-imports",
        "300,000 imports",
        Reason::TooMany("imports, exports, aliases, globals and segments"),
        PRECHECK,
        || {
            component_of_text(&format!(
                "(component (core module {}))",
                r#"(import "" "" (func))"#.repeat(300_000)
            ))
        },
    ),
    bomb(
        "components-in-components",
        "components in each other, 100 deep",
        Reason::TooMany("nested components"),
        PRECHECK,
        || component_of_text(&("(component ".repeat(100) + &")".repeat(100))),
    ),
    bomb(
        "components-beside-components",
        "2,000 components in one",
        Reason::TooMany("modules and components"),
        PRECHECK,
        || component_of_text(&format!("(component {})", "(component)".repeat(2_000))),
    ),
    bomb(
        "instances-that-double",
        "2^29 instances in 30 lines",
        Reason::TooMany("instances"),
        PRECHECK,
        || {
            let mut text = String::from(
                "(component (component $c0 (core module $m) (core instance (instantiate $m)))",
            );
            for level in 1..30 {
                let inner = level - 1;
                write(
                    &mut text,
                    format_args!(
                        "(component $c{level} (instance (instantiate $c{inner})) (instance (instantiate $c{inner})))"
                    ),
                );
            }
            component_of_text(&(text + "(instance (instantiate $c29)))"))
        },
    ),
];

fn write(text: &mut String, more: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    text.write_fmt(more).ok();
}

fn wrapped(module: &Module) -> Vec<u8> {
    let mut component = Component::new();
    component.section(&ModuleSection(module));
    component.finish()
}

fn with_memory(data: &DataSection) -> Vec<u8> {
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut module = Module::new();
    module.section(&memories).section(data);
    wrapped(&module)
}

fn functions(count: u32) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    let mut empty = Function::new([]);
    empty.instruction(&Instruction::End);
    for _ in 0..count {
        functions.function(0);
        code.function(&empty);
    }
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&code);
    wrapped(&module)
}

/// One function from `i32` to `i32` that is kept, as it is exported.
/// The type after its own gives so many results.
fn one_function(body: &Function, results: usize) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    types.ty().function([], vec![ValType::I32; results]);
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut exports = ExportSection::new();
    exports.export("f", ExportKind::Func, 0);
    let mut code = CodeSection::new();
    code.function(body);
    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&exports)
        .section(&code);
    wrapped(&module)
}

/// Within all limits of the pre-check, and far more than the compiler may take: every local is live through every loop.
fn locals_through_loops() -> Vec<u8> {
    const LOCALS: u32 = 8_000;
    const LOOPS: u32 = 12_000;
    let mut body = Function::new([(LOCALS, ValType::I32)]);
    for _ in 0..LOOPS {
        body.instruction(&Instruction::Loop(BlockType::Empty));
    }
    for local in 1..=LOCALS {
        body.instruction(&Instruction::LocalGet(local));
        body.instruction(&Instruction::LocalGet(0));
        body.instruction(&Instruction::I32Add);
        body.instruction(&Instruction::LocalSet(local));
    }
    for _ in 0..LOOPS {
        body.instruction(&Instruction::LocalGet(0));
        body.instruction(&Instruction::BrIf(0));
        body.instruction(&Instruction::End);
    }
    body.instruction(&Instruction::LocalGet(LOCALS));
    body.instruction(&Instruction::End);
    one_function(&body, 0)
}

/// Blocks with many results around each other, and jump tables in the innermost that name them all.
fn jump_tables() -> Vec<u8> {
    const VALUES: usize = 100;
    const BLOCKS: u32 = 1_000;
    const TABLES: u32 = 100;
    // 0 is the branch that the table stands in.
    let targets: Vec<u32> = (1..=BLOCKS).collect();
    let mut body = Function::new([]);
    let values = |body: &mut Function| {
        for _ in 0..VALUES {
            body.instruction(&Instruction::LocalGet(0));
        }
    };
    for _ in 0..BLOCKS {
        body.instruction(&Instruction::Block(BlockType::FunctionType(1)));
    }
    for _ in 0..TABLES {
        body.instruction(&Instruction::LocalGet(0));
        body.instruction(&Instruction::If(BlockType::Empty));
        values(&mut body);
        body.instruction(&Instruction::LocalGet(0));
        body.instruction(&Instruction::BrTable(targets.as_slice().into(), 1));
        body.instruction(&Instruction::End);
    }
    values(&mut body);
    for _ in 0..BLOCKS {
        body.instruction(&Instruction::End);
    }
    for _ in 1..VALUES {
        body.instruction(&Instruction::Drop);
    }
    body.instruction(&Instruction::End);
    one_function(&body, VALUES)
}

/// Each block gives a value to the one around it.
fn deep_blocks() -> Vec<u8> {
    const BLOCKS: u32 = 50_000;
    let mut body = Function::new([]);
    for _ in 0..BLOCKS {
        body.instruction(&Instruction::Block(BlockType::Result(ValType::I32)));
    }
    body.instruction(&Instruction::LocalGet(0));
    for _ in 0..BLOCKS {
        body.instruction(&Instruction::LocalGet(0));
        body.instruction(&Instruction::BrIf(0));
        body.instruction(&Instruction::End);
    }
    body.instruction(&Instruction::End);
    one_function(&body, 0)
}
