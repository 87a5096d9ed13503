//! That every word of the shell stands in `locales/`, in both languages, and none stands there for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

fn files(under: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(under)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == ending)
            {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// Each key with the names of its arguments.
fn spoken(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let argument = Regex::new(r"\$([a-z]+)").unwrap();
    let mut keys = BTreeMap::new();
    for (_, text) in files(&format!("locales/{language}"), "ftl") {
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line
                .split_once(" = ")
                .filter(|_| line.starts_with(char::is_alphabetic))
            {
                key = name.to_owned();
                assert!(!keys.contains_key(&key), "{key} stands twice");
            }
            let arguments = argument
                .captures_iter(line)
                .map(|found| found[1].to_owned());
            keys.entry(key.clone())
                .or_insert_with(BTreeSet::new)
                .extend(arguments);
        }
    }
    keys.remove("");
    keys
}

#[test]
fn both_languages_say_the_same_keys_with_the_same_arguments() {
    assert_eq!(spoken("id"), spoken("en"));
}

#[test]
fn every_key_is_said_and_every_key_that_is_said_exists() {
    let say = Regex::new(r#"say\(\s*"([a-z0-9-]+)"\s*\)"#).unwrap();
    let sources = files("templates", "html")
        .into_iter()
        .chain(files("src", "rs"));
    let said: BTreeSet<String> = sources
        .flat_map(|(_, text)| {
            say.captures_iter(&text)
                .map(|found| found[1].to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    let exist: BTreeSet<String> = spoken("id").into_keys().collect();
    assert_eq!(
        said.difference(&exist).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "said, but not in locales"
    );
    assert_eq!(
        exist.difference(&said).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "in locales, but never said"
    );
}

#[test]
fn templates_have_no_words_of_their_own_and_nothing_inline() {
    let code = Regex::new(r"(?s)\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}").unwrap();
    // A part that a tag includes has attributes without one.
    let tag = Regex::new(r#"(?s)<[^>]*>|[a-z-]+="[^"]*""#).unwrap();
    let spoken_attribute =
        Regex::new(r#"\b(?:alt|aria-label|placeholder|title)="[^"]*\p{L}"#).unwrap();
    let inline = Regex::new(r#"\bstyle=|\bon[a-z]+=|<style|<script>|\|\s*safe"#).unwrap();
    // Any may write by its `Display` what escapes itself.
    let filter = Regex::new(r"[^|]\|[^|]|~|\{%[-+]?\s*filter\b").unwrap();
    let quoted = Regex::new(r#""[^"]*""#).unwrap();
    for (path, template) in files("templates", "html") {
        assert!(
            !inline.is_match(&template),
            "{} has inline script, style or a hole",
            path.display()
        );
        for code in code.find_iter(&template) {
            assert!(
                !filter.is_match(&quoted.replace_all(code.as_str(), "")),
                "{} has a filter: {}",
                path.display(),
                code.as_str()
            );
        }
        let markup = code.replace_all(&template, "");
        assert!(
            !spoken_attribute.is_match(&markup),
            "{} has words in an attribute",
            path.display()
        );
        // The name of the platform is the same in every language.
        let text = tag.replace_all(&markup, "").replace("Balai", "");
        let words: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
        assert!(
            words.is_empty(),
            "{} has words of its own: {}",
            path.display(),
            text.trim()
        );
    }
}
