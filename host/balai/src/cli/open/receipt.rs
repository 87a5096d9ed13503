//! What one has sent: the receipt, and the page that a mini-app makes for it.

use anyhow::Result;
use balai::api::{draft::AnsweredStep, page::Page, receipt::Receipt, value::TypedValue};

use jiff::tz::TimeZone;

use super::rendered::{Rendered, said};
use crate::cli::{
    client::{Client, escaped},
    terminal::Terminal,
};

/// Shows a receipt.
pub async fn show(client: &Client, terminal: &Terminal, number: &str) -> Result<()> {
    let receipt: Receipt = client
        .get(&format!("/receipts/{}", escaped(number)))
        .await?;
    let lang = terminal.lang();
    terminal.say(&format!("\n✓ {}", lang.say("receipt-title")));
    let sent_at = receipt.head.sent_at.to_zoned(TimeZone::system());
    let sent_at = sent_at.strftime("%d-%m-%Y %H:%M %Z").to_string();
    let deadline = receipt
        .deadline
        .map(|day| day.strftime("%d-%m-%Y").to_string());
    let rows = [
        (lang.say("receipt-number"), Some(receipt.head.number)),
        (
            lang.say("receipt-service"),
            Some(receipt.head.mini_app_title),
        ),
        (lang.say("receipt-agency"), Some(receipt.head.agency)),
        (lang.say("open-sent-at"), Some(sent_at)),
        (lang.say("open-case"), receipt.case_number),
        (lang.say("open-deadline"), deadline),
        (lang.say("receipt-check-code"), receipt.check_code),
        (lang.say("receipt-check-title"), receipt.check_address),
    ];
    for (term, value) in rows {
        if let Some(value) = value {
            terminal.say(&format!("{term}: {value}"));
        }
    }
    answers(terminal, &receipt.answers);
    Ok(())
}

/// Shows the page that the mini-app made for it.
pub async fn show_page(client: &Client, terminal: &Terminal, number: &str) -> Result<()> {
    let page: Page = client
        .get(&format!("/receipts/{}/page", escaped(number)))
        .await?;
    terminal.say(&Rendered::of(&page, terminal.lang()).text);
    Ok(())
}

/// What was answered, by step.
pub fn answers(terminal: &Terminal, steps: &[AnsweredStep]) {
    let lang = terminal.lang();
    for step in steps {
        let number = step.step.map(|step| format!("{step}. "));
        terminal.say(&format!("\n{}{}", number.unwrap_or_default(), step.title));
        for answer in &step.answers {
            let values: Vec<String> = answer
                .values
                .iter()
                .map(|value: &TypedValue| said(value))
                .collect();
            let values = if values.is_empty() {
                lang.say("none").to_string()
            } else {
                values.join("; ")
            };
            terminal.say(&format!("  {}: {values}", answer.label));
        }
    }
}
