//! Reads a journey, line by line. What is wrong is said with its line and what is expected there.

use app::Lang;
use jiff::{Timestamp, civil};

use super::script::{Deed, Numbered, Script, Sight, Step, Unreadable, Visitor};

/// A word, or a text in quotes.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
}

/// Reads a whole file.
pub fn parse(text: &str) -> Result<Script, Unreadable> {
    let mut title = String::new();
    let (mut clock, mut seed) = (None, None);
    let mut steps = Vec::new();
    for (index, raw) in text.lines().enumerate() {
        let line = raw.trim();
        if line.is_empty() {
            continue;
        }
        if let Some(comment) = line.strip_prefix('#') {
            if title.is_empty() {
                comment.trim().clone_into(&mut title);
            }
            continue;
        }
        let unreadable = |problem: String| Unreadable {
            line: index + 1,
            text: line.to_owned(),
            problem,
        };
        let tokens = tokens(line).map_err(&unreadable)?;
        if clock.is_none() {
            clock = Some(clock_line(&tokens).map_err(unreadable)?);
        } else if seed.is_none() {
            seed = Some(seed_line(&tokens).map_err(unreadable)?);
        } else {
            let step = step(&tokens).map_err(&unreadable)?;
            if steps.is_empty() && !matches!(step, Step::As(..)) {
                return Err(unreadable(
                    "somebody must come first; write `as citizen NAME`".to_owned(),
                ));
            }
            steps.push(Numbered {
                line: index + 1,
                text: line.to_owned(),
                step,
            });
        }
    }
    match (clock, seed) {
        (Some(clock), Some(seed)) if !steps.is_empty() => Ok(Script {
            title,
            clock,
            seed,
            steps,
        }),
        _ => Err(Unreadable {
            line: text.lines().count().max(1),
            text: String::new(),
            problem: "the journey ends early; it needs `clock INSTANT`, `seed NUMBER` and steps"
                .to_owned(),
        }),
    }
}

fn tokens(line: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = line.chars().peekable();
    while let Some(next) = rest.next() {
        if next.is_whitespace() {
            continue;
        }
        if next != '"' {
            let mut word = String::from(next);
            while let Some(next) = rest.next_if(|next| !next.is_whitespace()) {
                word.push(next);
            }
            tokens.push(Token::Word(word));
            continue;
        }
        let mut quoted = String::new();
        loop {
            match rest.next() {
                Some('"') => break,
                Some('\\') => match rest.next() {
                    Some(escaped @ ('"' | '\\')) => quoted.push(escaped),
                    _ => return Err("after \\ only \" or \\ may stand".to_owned()),
                },
                Some(other) => quoted.push(other),
                None => return Err("the text has no closing quote".to_owned()),
            }
        }
        tokens.push(Token::Quoted(quoted));
    }
    Ok(tokens)
}

fn instant(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| {
        format!("\"{text}\" is no moment; write one such as 2026-11-24T09:00:00+07:00")
    })
}

fn clock_line(tokens: &[Token]) -> Result<Timestamp, String> {
    match words(tokens).as_slice() {
        ["clock", at] => instant(at),
        _ => Err("the first line is `clock INSTANT`".to_owned()),
    }
}

fn seed_line(tokens: &[Token]) -> Result<u64, String> {
    match words(tokens).as_slice() {
        ["seed", number] => number
            .parse()
            .map_err(|_| format!("\"{number}\" is no number from 0 to 2^64-1")),
        _ => Err("the second line is `seed NUMBER`".to_owned()),
    }
}

/// The words; a quoted text stands as "" among them, which no pattern of words has.
fn words(tokens: &[Token]) -> Vec<&str> {
    tokens
        .iter()
        .map(|token| {
            if let Token::Word(word) = token {
                word.as_str()
            } else {
                ""
            }
        })
        .collect()
}

fn step(tokens: &[Token]) -> Result<Step, String> {
    let quoted = |index: usize| match tokens.get(index) {
        Some(Token::Quoted(text)) => text.clone(),
        _ => String::new(),
    };
    Ok(match words(tokens).as_slice() {
        ["as", rest @ ..] => who(rest)?,
        ["fill", "", "with", ""] => Step::Fill {
            field: quoted(1),
            answer: quoted(3),
        },
        ["choose", "", "for", ""] => Step::Choose {
            choice: quoted(1),
            field: quoted(3),
        },
        ["agree", "to", ""] => Step::Agree(quoted(2)),
        ["see", "not", what] => Step::SeeNot(sight(what, quoted(2))?),
        ["see", what] => Step::See(sight(what, quoted(1))?),
        ["message", ""] => Step::Message(quoted(1)),
        ["task", ""] => Step::Task(quoted(1)),
        ["no", "task", ""] => Step::NoTask(quoted(2)),
        ["remember", name, "from", "path"] if is_name(name) => Step::Remember((*name).to_owned()),
        ["at", at] => Step::At(instant(at)?),
        ["refused", ..] => refused(&tokens[1..])?,
        _ => Step::Do(deed(tokens)?),
    })
}

fn who(words: &[&str]) -> Result<Step, String> {
    let (visitor, language) = match words {
        ["nobody", language @ ..] => (Visitor::Nobody, language),
        ["citizen", name, language @ ..] if is_name(name) => {
            (Visitor::Citizen((*name).to_owned()), language)
        }
        ["staff", name, language @ ..] if is_name(name) => {
            (Visitor::Staff((*name).to_owned()), language)
        }
        _ => return Err("write `as nobody`, `as citizen NAME` or `as staff NAME`".to_owned()),
    };
    match language {
        [] | ["in", "id"] => Ok(Step::As(visitor, Lang::Id)),
        ["in", "en"] => Ok(Step::As(visitor, Lang::En)),
        _ => Err("the languages are `in id` and `in en`".to_owned()),
    }
}

fn sight(word: &str, quoted: String) -> Result<Sight, String> {
    if word.is_empty() {
        return Ok(Sight::Text(quoted));
    }
    let day: civil::Date = word.parse().map_err(|_| {
        format!("\"{word}\" is neither a text in quotes nor a day such as 2026-12-01")
    })?;
    Ok(Sight::Day(day))
}

fn refused(tokens: &[Token]) -> Result<Step, String> {
    let (tokens, because) = match tokens {
        [rest @ .., Token::Word(because), Token::Quoted(text)] if because == "because" => {
            (rest, Some(text.clone()))
        }
        all => (all, None),
    };
    match deed(tokens) {
        Ok(deed) => Ok(Step::Refused {
            reason: None,
            deed,
            because,
        }),
        Err(problem) => match tokens {
            [Token::Word(reason), rest @ ..] if is_name(reason) => Ok(Step::Refused {
                reason: Some(reason.clone()),
                deed: deed(rest)?,
                because,
            }),
            _ => Err(problem),
        },
    }
}

fn deed(tokens: &[Token]) -> Result<Deed, String> {
    match (words(tokens).as_slice(), tokens) {
        (["open", path], _) if path.starts_with('/') => Ok(Deed::Open((*path).to_owned())),
        (["follow", ""], [_, Token::Quoted(label)]) => Ok(Deed::Follow(label.clone())),
        (["press", ""], [_, Token::Quoted(label)]) => Ok(Deed::Press(label.clone())),
        (["ask", "a", "human", "about", case], _)
            if case.starts_with('<') && case.ends_with('>') =>
        {
            Ok(Deed::AskHuman((*case).to_owned()))
        }
        _ => Err("this is no step; docs/JOURNEYS.md lists them".to_owned()),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
