//! Asking one question of a form, each kind in the way that suits it.

use anyhow::Result;
use balai::{
    api::{
        answer::Answer,
        field::{Choice, Field, Kind},
        step::Found,
    },
    view::Lang,
};

use super::rendered::said;
use crate::cli::{
    client::{Client, escaped},
    terminal::{Terminal, yes_or_no},
};

/// A question.
pub struct Asked<'a> {
    /// What is asked.
    pub field: &'a Field,
    /// What was answered before.
    pub standing: Option<&'a Answer>,
    /// What that is called, where it was found by words.
    pub chosen: Option<&'a str>,
    /// Below this path choices are found by words.
    pub searched_at: Option<String>,
}

/// Typed to leave something empty that was answered before.
const NOTHING: &str = "-";

/// The answer; none where it is left empty. An empty line keeps what was answered before.
pub async fn field(
    client: &Client,
    terminal: &mut Terminal,
    asked: &Asked<'_>,
) -> Result<Option<Answer>> {
    introduce(terminal, asked);
    match &asked.field.kind {
        Kind::Claim { value, .. } => {
            let lang = terminal.lang();
            let known = value.as_ref().map(said);
            let known = known.unwrap_or_else(|| lang.say("form-claim-unknown").to_string());
            terminal.say(&format!("  {known}"));
            Ok(None)
        }
        Kind::Choice { choices } => one_of(terminal, asked, choices),
        Kind::Choices { choices } => any_of(terminal, asked, choices),
        Kind::YesNo | Kind::Agreement { .. } => yes_no(terminal, asked),
        Kind::Lookup | Kind::Region { .. } => found(client, terminal, asked).await,
        Kind::LongText(_) => lines(terminal, asked),
        kind => {
            let lang = terminal.lang();
            typed(terminal, asked, |text| match kind {
                Kind::Whole { .. } | Kind::Decimal { .. } | Kind::Money { .. } => {
                    plain_number(lang, text)
                }
                Kind::Date { .. } => plain_day(text),
                _ => text.to_owned(),
            })
        }
    }
}

/// What the question is, and what is read with it.
fn introduce(terminal: &Terminal, asked: &Asked<'_>) {
    let (field, lang) = (asked.field, terminal.lang());
    let is_read_only = matches!(field.kind, Kind::Claim { .. });
    let optional = if !field.required && !is_read_only {
        format!(" {}", lang.say("form-optional"))
    } else {
        String::new()
    };
    let mut lines = vec![String::new(), format!("{}{optional}", field.label)];
    if let Kind::Agreement { statement } = &field.kind {
        let said = statement.iter().map(|span| match span {
            balai::api::content::Span::Text { text }
            | balai::api::content::Span::Strong { text } => text.as_str(),
            balai::api::content::Span::Value { value } => &value.text,
            balai::api::content::Span::Link { link } => &link.label,
        });
        lines.push(format!("  {}", said.collect::<String>()));
    }
    lines.extend(field.hint.iter().map(|hint| format!("  {hint}")));
    lines.extend(unit(field, lang).map(|unit| format!("  {unit}")));
    if let Some(standing) = shown(asked, lang) {
        let kept = lang.say("open-standing").with("answer", standing);
        lines.push(format!("  {kept}"));
    }
    terminal.say(&lines.join("\n"));
}

/// In what it is answered.
fn unit(field: &Field, lang: Lang) -> Option<String> {
    match &field.kind {
        Kind::Whole { unit, .. } | Kind::Decimal { unit, .. } => {
            Some(lang.say("open-in").with("unit", unit.as_ref()?).to_string())
        }
        Kind::Money { currency, .. } => {
            Some(lang.say("open-in").with("unit", currency).to_string())
        }
        Kind::Date { .. } => Some(lang.say("open-as-day").to_string()),
        Kind::Location => Some(lang.say("open-as-place").to_string()),
        Kind::LongText(_) => Some(lang.say("open-as-lines").to_string()),
        _ => None,
    }
}

/// What was answered before, in words.
fn shown(asked: &Asked<'_>, lang: Lang) -> Option<String> {
    let label = |choices: &[Choice], value: &String| {
        let choice = choices.iter().find(|choice| choice.value == *value);
        choice.map_or_else(|| value.clone(), |choice| choice.label.clone())
    };
    Some(match (asked.standing?, &asked.field.kind) {
        (Answer::YesNo(true), _) => lang.say("yes").to_string(),
        (Answer::YesNo(false), _) => lang.say("no").to_string(),
        (Answer::Whole(number), _) => number.to_string(),
        (Answer::Text(value), Kind::Choice { choices }) => label(choices, value),
        (Answer::Text(value), _) => asked.chosen.unwrap_or(value).to_owned(),
        (Answer::Several(values), Kind::Choices { choices }) => {
            let labels: Vec<String> = values.iter().map(|value| label(choices, value)).collect();
            labels.join("; ")
        }
        (Answer::Several(values), _) => values.join("; "),
    })
}

/// A line, in which an empty one keeps what stands there.
fn line(terminal: &mut Terminal, asked: &Asked<'_>) -> Result<Line> {
    let typed = terminal.need(">")?;
    Ok(match typed.as_str() {
        "" => Line::Kept(asked.standing.cloned()),
        NOTHING => Line::Kept(None),
        _ => Line::Typed(typed),
    })
}

enum Line {
    /// As it was, or empty.
    Kept(Option<Answer>),
    Typed(String),
}

fn typed(
    terminal: &mut Terminal,
    asked: &Asked<'_>,
    plain: impl Fn(&str) -> String,
) -> Result<Option<Answer>> {
    Ok(match line(terminal, asked)? {
        Line::Kept(answer) => answer,
        Line::Typed(text) => Some(Answer::Text(plain(&text))),
    })
}

/// Lines until an empty one.
fn lines(terminal: &mut Terminal, asked: &Asked<'_>) -> Result<Option<Answer>> {
    let mut text = match line(terminal, asked)? {
        Line::Kept(answer) => return Ok(answer),
        Line::Typed(first) => first,
    };
    loop {
        let more = terminal.need(">")?;
        if more.is_empty() {
            return Ok(Some(Answer::Text(text)));
        }
        text = format!("{text}\n{more}");
    }
}

fn yes_no(terminal: &mut Terminal, asked: &Asked<'_>) -> Result<Option<Answer>> {
    let lang = terminal.lang();
    terminal.say(&format!("  {}", lang.say("open-yes-no")));
    loop {
        match line(terminal, asked)? {
            Line::Kept(answer) => return Ok(answer),
            Line::Typed(text) => match yes_or_no(&text) {
                Some(yes) => return Ok(Some(Answer::YesNo(yes))),
                None => terminal.say(&lang.say("open-say-yes-or-no").to_string()),
            },
        }
    }
}

fn list(terminal: &Terminal, choices: &[Choice]) {
    for (number, choice) in (1..).zip(choices) {
        let hint = choice.hint.as_ref().map(|hint| format!(" — {hint}"));
        terminal.say(&format!(
            "  [{number}] {}{}",
            choice.label,
            hint.unwrap_or_default()
        ));
    }
}

fn at<'c>(choices: &'c [Choice], number: &str) -> Option<&'c Choice> {
    choices.get(number.parse::<usize>().ok()?.checked_sub(1)?)
}

fn one_of(
    terminal: &mut Terminal,
    asked: &Asked<'_>,
    choices: &[Choice],
) -> Result<Option<Answer>> {
    list(terminal, choices);
    loop {
        match line(terminal, asked)? {
            Line::Kept(answer) => return Ok(answer),
            Line::Typed(number) => match at(choices, &number) {
                Some(choice) => return Ok(Some(Answer::Text(choice.value.clone()))),
                None => no_such_number(terminal),
            },
        }
    }
}

fn any_of(
    terminal: &mut Terminal,
    asked: &Asked<'_>,
    choices: &[Choice],
) -> Result<Option<Answer>> {
    list(terminal, choices);
    let several = terminal.lang().say("open-several");
    terminal.say(&format!("  {several}"));
    loop {
        let typed = match line(terminal, asked)? {
            Line::Kept(answer) => return Ok(answer),
            Line::Typed(typed) => typed,
        };
        let numbers = typed
            .split([',', ' '])
            .filter(|number| !number.is_empty())
            .map(|number| at(choices, number).map(|choice| choice.value.clone()));
        match numbers.collect::<Option<Vec<_>>>() {
            Some(values) => return Ok(Some(Answer::Several(values))),
            None => no_such_number(terminal),
        }
    }
}

/// Words first; what is found by them is listed, and a number chooses. Other words search again.
async fn found(
    client: &Client,
    terminal: &mut Terminal,
    asked: &Asked<'_>,
) -> Result<Option<Answer>> {
    let lang = terminal.lang();
    let Some(searched_at) = &asked.searched_at else {
        return typed(terminal, asked, str::to_owned);
    };
    terminal.say(&format!("  {}", lang.say("open-search")));
    let mut choices: Vec<Choice> = Vec::new();
    loop {
        let typed = match line(terminal, asked)? {
            Line::Kept(answer) => return Ok(answer),
            Line::Typed(typed) => typed,
        };
        if let Some(choice) = at(&choices, &typed) {
            return Ok(Some(Answer::Text(choice.value.clone())));
        }
        let path = format!("{searched_at}/{}", escaped(&asked.field.name));
        let found: Found = client
            .get(&format!("{path}?words={}", escaped(&typed)))
            .await?;
        let said = match (found.choices.is_empty(), found.has_more) {
            (true, _) => lang.say("open-found-none"),
            (false, true) => lang.say("open-found-more"),
            (false, false) => lang.say("open-found"),
        };
        terminal.say(&format!("  {said}"));
        list(terminal, &found.choices);
        choices = found.choices;
    }
}

fn no_such_number(terminal: &Terminal) {
    terminal.say(&terminal.lang().say("open-no-such-number").to_string());
}

/// A number as a person writes it, in plain notation; anything else as it is, for the platform to object to.
fn plain_number(lang: Lang, typed: &str) -> String {
    let bare = typed.trim_start_matches("Rp").trim();
    let is_number = bare
        .chars()
        .all(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ',' | '-'));
    if !is_number {
        return typed.to_owned();
    }
    match lang {
        Lang::Id => bare.replace('.', "").replace(',', "."),
        Lang::En => bare.replace(',', ""),
    }
}

/// A day as people write it (24-11-2026, 24/11/2026), as ISO 8601 does; anything else as it is.
fn plain_day(typed: &str) -> String {
    let parts: Vec<&str> = typed.split(['-', '/', '.', ' ']).collect();
    match parts.as_slice() {
        [day, month, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => typed.to_owned(),
    }
}

/// An answer as the query of a page has it.
pub fn as_texts(answer: Option<Answer>) -> Vec<String> {
    match answer {
        None => Vec::new(),
        Some(Answer::YesNo(yes)) => vec![yes.to_string()],
        Some(Answer::Whole(number)) => vec![number.to_string()],
        Some(Answer::Text(text)) => vec![text],
        Some(Answer::Several(texts)) => texts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_written_as_their_reader_does() {
        assert_eq!(plain_number(Lang::Id, "Rp1.250.000,50"), "1250000.50");
        assert_eq!(plain_number(Lang::En, "1,250,000.5"), "1250000.5");
        assert_eq!(plain_number(Lang::Id, "lima"), "lima");
        assert_eq!(plain_day("4/11/2026"), "2026-11-04");
        assert_eq!(plain_day("2026-11-04"), "2026-11-04");
        assert_eq!(plain_day("besok"), "besok");
    }
}
