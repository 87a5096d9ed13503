//! `cargo xtask regions`: makes the platform's list of regions from the ministry's, so that a new edition is new data.
//!
//! `host/app/data/regions.md` says where the list is from and in which form it is kept.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use flate2::{Compression, GzBuilder};

use crate::workspace;

const LIST: &str = "host/app/data/regions.txt.gz";
/// As many as the ministry's list cannot go below: what is read of another file is no list of regions.
const FEWEST: usize = 80_000;

/// Make host/app/data/regions.txt.gz from SQL of the ministry's list, as github.com/cahyadsn/wilayah writes it.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    cargo xtask regions wilayah.sql --edition 'Kepmendagri 300.2.2-2430/2025' \\\n    \
    --before 'wilayah_2023.sql=Kepmendagri 100.1.1-6117/2022'")]
pub struct Regions {
    /// The list in force: lines such as ('11.01','Kabupaten Aceh Selatan'),
    source: PathBuf,
    /// The decree that it is of.
    #[arg(long)]
    edition: String,
    /// An earlier list with its decree, newest first: its codes that are gone are kept as retired.
    #[arg(long, value_name = "FILE=EDITION")]
    before: Vec<String>,
}

type List = BTreeMap<String, String>;

impl Regions {
    /// Writes the list and says how many regions of which kind it has, to be held against the decree.
    pub fn run(&self) -> Result<()> {
        let regions = read(&self.source)?;
        if regions.len() < FEWEST {
            bail!(
                "{} has {} regions only; hint: is it the whole list, down to villages?",
                self.source.display(),
                regions.len()
            );
        }
        let mut text = format!("edition {}\n", self.edition);
        for (code, name) in &regions {
            let depth = code.matches('.').count();
            if depth > 0 && !regions.contains_key(parent(code)) {
                bail!("{code} {name} lies in no region of the list");
            }
            let own = code.rsplit('.').next().unwrap_or(code);
            text.push_str(&"\t".repeat(depth));
            text.push_str(&format!("{own} {name}\n"));
        }
        let mut gone = List::new();
        for before in &self.before {
            let (file, edition) = before
                .rsplit_once('=')
                .with_context(|| format!("{before:?} is not FILE=EDITION"))?;
            text.push_str(&format!("retired {edition}\n"));
            for (code, name) in read(Path::new(file))? {
                if !regions.contains_key(&code) && !gone.contains_key(&code) {
                    text.push_str(&format!("{code} {name}\n"));
                    gone.insert(code, name);
                }
            }
        }
        let path = workspace::root().join(LIST);
        // Without the time, so that the same list gives the same file.
        let mut file = GzBuilder::new().write(Vec::new(), Compression::best());
        file.write_all(text.as_bytes())?;
        fs::write(&path, file.finish()?)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        println!("{}: {}", LIST, counted(&regions));
        println!("{} codes of earlier editions are retired", gone.len());
        Ok(())
    }
}

fn parent(code: &str) -> &str {
    code.rsplit_once('.').map_or("", |(parent, _)| parent)
}

/// By code, which is their order in the tree.
fn read(file: &Path) -> Result<List> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(text.lines().filter_map(row).collect())
}

/// A line such as `('11.01','Kabupaten Aceh Selatan'),`; a quote in a name is written twice.
fn row(line: &str) -> Option<(String, String)> {
    let (code, rest) = line.trim().strip_prefix("('")?.split_once('\'')?;
    let is_code = code
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let name = rest.trim_start_matches([',', ' ']).strip_prefix('\'')?;
    let (name, _) = name.rsplit_once("')")?;
    let name = name.replace("''", "'").replace('\u{2019}', "'");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    (is_code && !name.is_empty()).then(|| (code.to_owned(), name))
}

fn counted(regions: &List) -> String {
    let of = |is: &dyn Fn(&str) -> bool| regions.keys().filter(|code| is(code)).count();
    let at = |code: &str, depth: usize| code.matches('.').count() == depth;
    let is_city = |code: &str| code.as_bytes().get(3).is_some_and(|digit| *digit >= b'7');
    let is_urban = |code: &str| code.as_bytes().get(9) == Some(&b'1');
    format!(
        "{} provinces, {} kabupaten, {} kota, {} kecamatan, {} kelurahan, {} desa",
        of(&|code| at(code, 0)),
        of(&|code| at(code, 1) && !is_city(code)),
        of(&|code| at(code, 1) && is_city(code)),
        of(&|code| at(code, 2)),
        of(&|code| at(code, 3) && is_urban(code)),
        of(&|code| at(code, 3) && !is_urban(code)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_gives_code_and_name_without_stray_space() {
        let read = |line| row(line).map(|(code, name)| format!("{code} {name}"));
        assert_eq!(
            read("('31.72','Kota Administrasi Jakarta Utara '),").as_deref(),
            Some("31.72 Kota Administrasi Jakarta Utara")
        );
        assert_eq!(
            read("('11.01.02.2018', 'Pasi Kuala Ba''u');").as_deref(),
            Some("11.01.02.2018 Pasi Kuala Ba'u")
        );
        assert_eq!(read("-- Provinsi ACEH"), None);
        assert_eq!(read("INSERT INTO wilayah (kode, nama)"), None);
    }
}
