//! What tells "the same submission again" from "the same key with other answers".

use contract::form::{Answer, Given};
use contract::values::{Date, Money, Value};
use sha2::{Digest as _, Sha256};

/// SHA-256 over the answers and what the form carried, whatever the answers' order.
///
/// The encoding is this module's own (a tag, then each part with its length before it), so that a new version of the
/// contract's types does not change the digest of what a citizen sent before the host was upgraded.
#[must_use]
pub fn digest_of(givens: &[Given], carry: &[(String, String)]) -> [u8; 32] {
    let mut sorted: Vec<&Given> = givens.iter().collect();
    sorted.sort_by(|one, other| (&one.field, one.nth).cmp(&(&other.field, other.nth)));
    let mut hash = Encoder(Sha256::new());
    hash.count(sorted.len());
    for given in sorted {
        hash.text(&given.field);
        hash.0.update(given.nth.to_be_bytes());
        hash.answer(&given.answer);
    }
    hash.count(carry.len());
    for (name, value) in carry {
        hash.text(name);
        hash.text(value);
    }
    hash.0.finalize().into()
}

struct Encoder(Sha256);

impl Encoder {
    fn tag(&mut self, tag: u8) -> &mut Self {
        self.0.update([tag]);
        self
    }

    fn count(&mut self, count: usize) {
        self.0.update((count as u64).to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.update(text);
    }

    fn texts(&mut self, texts: &[String]) {
        self.count(texts.len());
        texts.iter().for_each(|text| self.text(text));
    }

    fn whole(&mut self, number: i64) {
        self.0.update(number.to_be_bytes());
    }

    fn money(&mut self, money: &Money) {
        self.whole(money.minor_units);
        self.text(&money.currency);
    }

    fn date(&mut self, date: &Date) {
        self.0.update(date.year.to_be_bytes());
        self.0.update([date.month, date.day]);
    }

    fn answer(&mut self, answer: &Answer) {
        match answer {
            Answer::Text(text) => self.tag(1).text(text),
            Answer::Whole(number) => self.tag(2).whole(*number),
            Answer::Decimal(number) => self.tag(3).text(number),
            Answer::Money(money) => self.tag(4).money(money),
            Answer::Date(date) => self.tag(5).date(date),
            Answer::Chosen(values) => self.tag(6).texts(values),
            Answer::YesNo(yes) => {
                self.tag(7).tag(u8::from(*yes));
            }
            Answer::Claim(value) => self.tag(8).value(value),
            Answer::Location(at) => {
                self.tag(9).text(&at.latitude);
                self.text(&at.longitude);
            }
            Answer::Files(ids) => self.tag(10).texts(ids),
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.tag(1).text(text),
            Value::Whole(number) => self.tag(2).whole(*number),
            Value::Decimal(number) => self.tag(3).text(number),
            Value::Percent(number) => self.tag(4).text(number),
            Value::Money(money) => self.tag(5).money(money),
            Value::Date(date) => self.tag(6).date(date),
            Value::Instant(at) => self.tag(7).whole(*at),
            Value::YesNo(yes) => {
                self.tag(8).tag(u8::from(*yes));
            }
            Value::Status(status) => {
                self.tag(9).text(&status.label);
                self.tag(status.tone as u8);
            }
            Value::Absent => {
                self.tag(10);
            }
        }
    }
}
