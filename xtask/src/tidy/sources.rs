//! Rules for single files.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// From here on a file is listed as long: it probably holds two things.
const LONG: usize = 400;

/// Extensions of what people write by hand here.
const WRITTEN: &[&str] = &[
    "rs", "wit", "html", "css", "js", "sql", "toml", "md", "ftl", "txt",
];

/// Work that is left for later belongs in an issue. In two halves, as this file is looked at too.
const LEFT_FOR_LATER: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];

/// A file that somebody here wrote.
pub struct Source {
    path: PathBuf,
    text: String,
}

/// All such files under `root`, in the order of their paths.
pub fn all(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("{} cannot be listed", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.extend(is_looked_into(&path).then_some(path));
            } else if is_written_here(&path) {
                let text = fs::read_to_string(&path)
                    .with_context(|| format!("{} is not text", path.display()))?;
                let path = path.strip_prefix(root).unwrap_or(&path).to_owned();
                sources.push(Source { path, text });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

/// Not what is built, kept at run time, hidden, or somebody else's.
fn is_looked_into(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && !["target", "var", "node_modules", "vendor"].contains(&name.as_ref())
}

fn is_written_here(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    WRITTEN.contains(&extension) && !name.contains(".min.")
}

impl Source {
    fn has_extension(&self, extension: &str) -> bool {
        self.path.extension() == Some(OsStr::new(extension))
    }

    /// What this file breaks, a sentence each.
    pub fn breaches(&self) -> Vec<String> {
        let path = self.path.display();
        let mut breaches = Vec::new();
        if self.has_extension("rs") && !self.text.starts_with("//! ") {
            breaches.push(format!(
                "{path}: the first line is no `//!` that says why the file exists"
            ));
        }
        for (line, text) in self.text.lines().enumerate() {
            let line = line + 1;
            if self.has_extension("html") && text.replace(' ', "").contains("|safe") {
                breaches.push(format!(
                    "{path}:{line}: `|safe` lets markup through unescaped"
                ));
            }
            let mut words = text.split(|c: char| !c.is_alphanumeric());
            if let Some(word) = words.find(|word| LEFT_FOR_LATER.contains(word)) {
                breaches.push(format!(
                    "{path}:{line}: {word}: do it now, or open an issue"
                ));
            }
        }
        breaches
    }

    /// A warning, where the file is long.
    pub fn too_long(&self) -> Option<String> {
        let lines = self.text.lines().count();
        let counts = self.has_extension("rs") || self.has_extension("html");
        (counts && lines > LONG).then(|| format!("{}: {lines} lines", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.into(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_rust_file_says_first_why_it_exists() {
        assert_eq!(
            source("a.rs", "use std::fs;\n//! late").breaches(),
            ["a.rs: the first line is no `//!` that says why the file exists"]
        );
        assert!(source("a.rs", "//! Why.").breaches().is_empty());
        assert!(source("a.sql", "SELECT 1").breaches().is_empty());
    }

    #[test]
    fn a_template_escapes_everything() {
        assert_eq!(
            source("page.html", "<p>\n{{ title | safe }}").breaches(),
            ["page.html:2: `|safe` lets markup through unescaped"]
        );
    }

    #[test]
    fn nothing_is_left_for_later() {
        let left = format!("# Plan\n{}: write this", LEFT_FOR_LATER[0]);
        assert_eq!(source("a.md", &left).breaches().len(), 1);
        assert!(source("a.md", "MASTODONS TODOS").breaches().is_empty());
    }

    #[test]
    fn long_files_are_listed() {
        let lines = "a\n".repeat(LONG);
        assert_eq!(source("a.rs", &lines).too_long(), None);
        assert_eq!(
            source("a.rs", &format!("{lines}b")).too_long().as_deref(),
            Some("a.rs: 401 lines")
        );
    }

    #[test]
    fn what_is_not_ours_is_not_looked_at() {
        let root = tempfile::tempdir().unwrap();
        for file in ["own.rs", "htmx.min.js", "target/built.rs", "vendor/a.css"] {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = all(root.path()).unwrap();
        let paths: Vec<_> = found.iter().map(|source| source.path.as_path()).collect();
        assert_eq!(paths, [Path::new("own.rs")]);
    }
}
