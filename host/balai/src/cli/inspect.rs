//! `balai inspect`: what a component is and asks for, as the platform sees it.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail};
use app::Manifest;
use runtime::{Runtime, RuntimeConfig};

/// Compiles the file in the sandbox and prints what is in it.
pub async fn inspect(file: &Path) -> Result<()> {
    let name = file.display();
    let component = fs::read(file).with_context(|| {
        format!("{name} cannot be read; hint: give the .wasm file that the build wrote")
    })?;
    let scratch = tempfile::tempdir().context("no temporary folder could be made")?;
    let runtime = Runtime::new(&RuntimeConfig {
        cache_dir: scratch.path().join("native"),
        // One component is compiled and none is called.
        instances: 1,
        ..RuntimeConfig::default()
    })?;
    let inspection = runtime
        .prepare(&component)
        .await
        .with_context(|| name.to_string())?;

    let manifest = inspection
        .custom_section("balai:manifest")
        .map(String::from_utf8_lossy);
    let Some(manifest) = manifest else {
        bail!("{name} has no manifest; hint: put a miniapp.toml beside the source and build again");
    };
    let manifest = Manifest::parse(&manifest).with_context(|| name.to_string())?;
    println!(
        "{} {}: {}",
        manifest.id, manifest.version, manifest.title.en
    );
    println!("digest   {}", inspection.digest);
    println!(
        "size     {} bytes, {} bytes compiled",
        inspection.component_bytes, inspection.native_bytes
    );
    println!("may use");
    let mut imports = inspection
        .imports
        .iter()
        .filter(|import| !import.functions.is_empty())
        .peekable();
    if imports.peek().is_none() {
        println!("  nothing of the platform's");
    }
    for import in imports {
        println!("  {}: {}", import.name, import.functions.join(", "));
    }
    println!("offers");
    for export in inspection
        .exports
        .iter()
        .filter(|export| !export.functions.is_empty())
    {
        println!("  {}: {}", export.name, export.functions.join(", "));
    }
    Ok(())
}
