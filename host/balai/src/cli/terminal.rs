//! The terminal: what is said on it, and what is typed.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use anyhow::{Context as _, Result};
use balai::{api::problem::Problem, view::Lang};
use jiff::{Timestamp, tz::TimeZone};

/// A moment in the zone of this machine, to the minute.
pub fn moment(at: Timestamp) -> String {
    let local = at.to_zoned(TimeZone::system());
    local.strftime("%Y-%m-%d %H:%M %Z").to_string()
}

/// A terminal, or what stands for one.
pub struct Terminal {
    lang: Lang,
    /// What is typed is not to be seen otherwise.
    echoes: bool,
}

impl Terminal {
    /// In a language.
    pub fn of(lang: Lang) -> Self {
        Self {
            lang,
            echoes: !io::stdin().is_terminal(),
        }
    }

    /// In which language it is spoken.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A line, or several.
    pub fn say(&self, text: &str) {
        println!("{}", harmless(text));
    }

    /// What the platform told instead of an answer.
    pub fn tell(&self, told: &Problem) {
        let mut lines = vec![format!("! {}", told.title)];
        lines.extend(told.detail.clone());
        lines.extend(told.errors.iter().map(|error| error.message.clone()));
        if let Some(id) = &told.id {
            lines.push(self.lang.say("open-problem-id").with("id", id).to_string());
        }
        self.say(&lines.join("\n  "));
    }

    /// What is typed to a question, without what stands around it; none where nothing comes any more.
    ///
    /// This holds a thread until somebody has typed. Nothing else runs meanwhile that would need it.
    pub fn ask(&mut self, question: &str) -> Result<Option<String>> {
        print!("{} ", harmless(question));
        io::stdout().flush().context("nothing can be said")?;
        let mut line = String::new();
        let read = io::stdin()
            .lock()
            .read_line(&mut line)
            .context("nothing can be read")?;
        let line = line.trim().to_owned();
        if self.echoes {
            println!("{}", harmless(&line));
        }
        Ok((read > 0).then_some(line))
    }

    /// As [`ask`](Self::ask), where an answer is needed to go on.
    pub fn need(&mut self, question: &str) -> Result<String> {
        self.ask(question)?.context(
            "the input has ended in the middle of a form; hint: what was answered is kept as a draft",
        )
    }

    /// Whether it is so; asked until it is said.
    pub fn agrees(&mut self, question: &str) -> Result<bool> {
        let question = format!("{question} {}", self.lang.say("open-yes-no"));
        loop {
            match yes_or_no(&self.need(&question)?) {
                Some(yes) => return Ok(yes),
                None => self.say(&self.lang.say("open-say-yes-or-no").to_string()),
            }
        }
    }
}

/// What somebody says who is asked for yes or no, in either language.
pub fn yes_or_no(typed: &str) -> Option<bool> {
    match typed.to_lowercase().as_str() {
        "y" | "ya" | "yes" => Some(true),
        "t" | "tidak" | "n" | "no" => Some(false),
        _ => None,
    }
}

/// Without what a terminal would obey, and what turns the direction of text: a mini-app's words must not be able to move
/// the cursor, or to pass for the platform's.
pub fn harmless(text: &str) -> String {
    let obeyed = |sign: char| {
        (sign.is_control() && sign != '\n')
            || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.replace(obeyed, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_moves_the_cursor() {
        assert_eq!(
            harmless("a\u{1b}[2Jb\rc\u{9b}1mé\n\u{202e}d"),
            "a[2Jbc1mé\nd"
        );
    }
}
