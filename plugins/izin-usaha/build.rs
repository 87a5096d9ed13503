//! Turns the tables of `aturan.md` into the constants of `src/rules.rs`. A table that does not hold ends the build, with
//! the line that is wrong: a mistake in the rules never reaches a citizen.

use std::error::Error;
use std::fmt::Write as _;
use std::{env, fs, path::Path};

const RULES: &str = "aturan.md";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={RULES}");
    let rules = Rules { text: fs::read_to_string(RULES)? };
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("tables.rs"), rules.constants()?)?;
    Ok(())
}

/// The text of the rules.
struct Rules {
    text: String,
}

/// A row of a table and the line that it stands on.
struct Row<'a> {
    line: usize,
    cells: Vec<&'a str>,
}

impl Rules {
    fn constants(&self) -> Result<String, Box<dyn Error>> {
        let levels = self.table::<8>("Hasil menurut tingkat risiko")?;
        let mut out = String::new();
        writeln!(out, "pub const EDITION: &str = {:?};", self.edition()?)?;

        let scales = self.table::<4>("Skala usaha")?;
        let count = scales.len();
        writeln!(out, "pub static SCALES: [Scale; {count}] = [")?;
        for row in &scales {
            let limit = match row.cells[2] {
                "tanpa batas" => "None".to_owned(),
                amount => format!("Some({})", row.whole(&amount.replace('.', ""))?),
            };
            let [id, en, source] = [row.cells[0], row.cells[1], row.cells[3]];
            writeln!(out, "Scale {{ name: Text::new({id:?}, {en:?}), capital_up_to: {limit}, source: {source:?} }},")?;
        }
        writeln!(out, "];")?;

        writeln!(out, "pub static LEVELS: [Level; {}] = [", levels.len())?;
        for row in &levels {
            let [id, en, document, document_en] = [row.cells[0], row.cells[1], row.cells[2], row.cells[3]];
            let decided = match row.cells[4] {
                "aturan, setuju" => "GrantedByRule",
                "aturan, tolak" => "RefusedByRule",
                "verifikator" => "ByVerifier",
                other => {
                    return Err(row.wrong(&format!("nobody decides by the name of \"{other}\"")));
                }
            };
            let declared = match row.cells[6] {
                "ya" => true,
                "tidak" => false,
                other => {
                    return Err(row.wrong(&format!("\"{other}\" is neither \"ya\" nor \"tidak\"")));
                }
            };
            writeln!(
                out,
                "Level {{ name: Text::new({id:?}, {en:?}), document: Text::new({document:?}, {document_en:?}), \
                 decided: Decided::{decided}, working_days: {}, self_declared: {declared}, source: {:?} }},",
                row.whole(row.cells[5])?,
                row.cells[7]
            )?;
        }
        writeln!(out, "];")?;

        let activities = self.table::<7>("Kegiatan")?;
        writeln!(out, "pub static ACTIVITIES: [Activity; {}] = [", activities.len())?;
        for row in &activities {
            let [code, id, en] = [row.cells[0], row.cells[1], row.cells[2]];
            if code.len() != 5 || !code.bytes().all(|digit| digit.is_ascii_digit()) {
                return Err(row.wrong("a code has five digits"));
            }
            let mut by_scale = String::new();
            for cell in &row.cells[3..] {
                let level = levels.iter().position(|level| level.cells[0] == *cell);
                let level = level.ok_or_else(|| row.wrong(&format!("there is no level of risk \"{cell}\"")))?;
                write!(by_scale, "&LEVELS[{level}], ")?;
            }
            writeln!(out, "Activity {{ code: {code:?}, name: Text::new({id:?}, {en:?}), by_scale: [{by_scale}] }},")?;
        }
        writeln!(out, "];")?;

        let terms = self.table::<4>("Tenggat lain")?;
        let answer = terms.iter().find(|row| row.cells[0] == "jawaban pemohon");
        let answer = answer.ok_or("no row \"jawaban pemohon\" under \"Tenggat lain\"")?;
        writeln!(out, "pub const ANSWER_WORKING_DAYS: u32 = {};", answer.whole(answer.cells[2])?)?;
        Ok(out)
    }

    fn edition(&self) -> Result<&str, Box<dyn Error>> {
        let edition = self.text.lines().find_map(|line| line.strip_prefix("Edisi klasifikasi: "));
        edition.ok_or_else(|| "no line begins with \"Edisi klasifikasi: \"".into())
    }

    /// The rows of the table under a heading, without its head; each has this many columns.
    fn table<const COLUMNS: usize>(&self, heading: &str) -> Result<Vec<Row<'_>>, Box<dyn Error>> {
        let lines = self.text.lines().enumerate();
        let section = lines
            .skip_while(|(_, line)| line.strip_prefix("## ") != Some(heading))
            .skip(1)
            .take_while(|(_, line)| !line.starts_with("## "));
        let mut rows = Vec::new();
        for (line, text) in section.filter(|(_, line)| line.starts_with('|')).skip(2) {
            let cells: Vec<&str> = text.trim().trim_matches('|').split('|').map(str::trim).collect();
            let row = Row { line: line + 1, cells };
            if row.cells.len() != COLUMNS || row.cells.iter().any(|cell| cell.is_empty()) {
                return Err(row.wrong(&format!("a row has {COLUMNS} cells, none of them empty")));
            }
            rows.push(row);
        }
        if rows.is_empty() {
            return Err(format!("no table under \"{heading}\"").into());
        }
        Ok(rows)
    }
}

impl Row<'_> {
    fn wrong(&self, why: &str) -> Box<dyn Error> {
        format!("{RULES}, line {}: {why}", self.line).into()
    }

    fn whole(&self, text: &str) -> Result<u64, Box<dyn Error>> {
        text.parse().map_err(|_| self.wrong(&format!("\"{text}\" is no whole number")))
    }
}
