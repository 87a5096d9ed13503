//! What is no component, or would cost too much to compile, is refused with one sentence.

use runtime::Refused;
use wasm_encoder::{
    BlockType, CodeSection, ExportKind, ExportSection, Function, FunctionSection, Instruction,
    Module, TypeSection, ValType,
};

use crate::guests::{idle, plain};
use crate::workshop::Workshop;

#[tokio::test]
async fn what_is_no_component() {
    let workshop = Workshop::new();
    let component = wat::parse_str(idle()).unwrap();
    assert_eq!(workshop.refused(b"").await, Refused::Empty);
    assert_eq!(workshop.refused(b"<html>").await, Refused::NotWasm);
    assert_eq!(
        workshop.refused(&wat::parse_str("(module)").unwrap()).await,
        Refused::CoreModule
    );
    for end in [4, 7, 9, component.len() / 2, component.len() - 1] {
        let refused = workshop.refused(&component[..end]).await;
        assert!(
            matches!(refused, Refused::Truncated { .. }),
            "cut off at {end}: {refused:?}"
        );
    }
    let said = workshop.refused(b"{}").await.to_string();
    assert_eq!(
        said,
        "The file is not WebAssembly; give the component that the build wrote."
    );
}

#[tokio::test]
async fn what_does_not_validate() {
    let workshop = Workshop::new();
    for wat in [
        // A result that is not there.
        r#"(component (core module (func (result i32))))"#,
        // Features that are off.
        r#"(component (core module (memory i64 1)))"#,
        r#"(component (core module (memory 1 1 shared)))"#,
        r#"(component (core module (tag)))"#,
        r#"(component (core module (type (struct))))"#,
    ] {
        let refused = workshop.refused(&wat::parse_str(wat).unwrap()).await;
        assert!(
            matches!(refused, Refused::Invalid { .. }),
            "{wat}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn what_is_too_large() {
    let workshop = Workshop::with(|config| config.component_bytes = 50);
    assert!(matches!(
        workshop.refused(&[0; 51]).await,
        Refused::TooLarge {
            bytes: 51,
            most: 50
        }
    ));
}

#[tokio::test]
async fn what_asks_for_more_than_the_pool_has() {
    let workshop = Workshop::new();
    let wat = wat::parse_str(plain(r#"(memory 5000) (func (export "run"))"#)).unwrap();
    let refused = workshop.refused(&wat).await;
    assert!(matches!(refused, Refused::DoesNotFit { .. }), "{refused:?}");
    assert_eq!(workshop.refused(&wat).await, refused);
}

fn refused_for(refused: &Refused, of: &str) -> bool {
    matches!(refused, Refused::TooMany { what, .. } if what == of)
}

#[tokio::test]
async fn instances_that_double() {
    let mut wat = String::from(
        "(component (component $c0 (core module $m) (core instance (instantiate $m)))",
    );
    for level in 1..30 {
        let inner = level - 1;
        wat += &format!(
            "(component $c{level} (instance (instantiate $c{inner})) (instance (instantiate $c{inner})))"
        );
    }
    wat += "(instance (instantiate $c29)))";
    let refused = Workshop::new().refused(&wat::parse_str(wat).unwrap()).await;
    assert!(refused_for(&refused, "instances"), "{refused:?}");
}

#[tokio::test]
async fn components_nested_too_deep() {
    let wat = "(component ".repeat(20) + &")".repeat(20);
    let refused = Workshop::new().refused(&wat::parse_str(wat).unwrap()).await;
    assert!(refused_for(&refused, "nested components"), "{refused:?}");
}

#[tokio::test]
async fn locals_and_functions_beyond_reason() {
    let workshop = Workshop::new();
    let locals = format!(
        "(component (core module (func (local {}))))",
        "i32 ".repeat(30_000)
    );
    let refused = workshop.refused(&wat::parse_str(locals).unwrap()).await;
    assert!(
        refused_for(&refused, "locals in one function"),
        "{refused:?}"
    );
    let long = format!(
        "(component (core module (func {})))",
        "nop ".repeat(600_000)
    );
    let refused = workshop.refused(&wat::parse_str(long).unwrap()).await;
    assert!(
        refused_for(&refused, "bytes in one function"),
        "{refused:?}"
    );
}

/// A function within all limits of the pre-check that costs the compiler far more memory than it may have: every local
/// is live through every one of many loops.
fn bomb() -> Vec<u8> {
    const LOCALS: u32 = 8_000;
    const LOOPS: u32 = 12_000;
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut exports = ExportSection::new();
    exports.export("f", ExportKind::Func, 0);
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
    let mut code = CodeSection::new();
    code.function(&body);
    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&exports)
        .section(&code);
    let mut component = wasm_encoder::Component::new();
    component.section(&wasm_encoder::ModuleSection(&module));
    component.finish()
}

#[tokio::test]
async fn a_function_that_the_compiler_chokes_on() {
    let workshop = Workshop::new();
    let refused = workshop.refused(&bomb()).await;
    assert!(
        matches!(
            refused,
            Refused::CompileMemory { .. } | Refused::CompileTime { .. }
        ),
        "{refused:?}"
    );
    // And the runtime goes on.
    workshop.prepare(&idle()).await;
}
