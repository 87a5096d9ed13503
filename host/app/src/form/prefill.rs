//! What a form fills in already, as if the person had typed it.

use contract::form::{Answer, Field, Form, Kind};

use super::answers::{Answers, MAX_INPUT_BYTES, Typed, repeated};
use super::input::{DatePart, InputName};
use super::number::{Exact, Notation};
use super::{coordinates, currency, text};

impl Answers {
    /// A draft that nobody touched: what the form fills in, written for a reader of this notation.
    #[must_use]
    pub fn prefilled(form: &Form, notation: Notation) -> Self {
        let mut answers = Self::default();
        for step in &form.steps {
            for field in &step.fields {
                for (nth, answer) in (0..).zip(&field.prefilled) {
                    answers.fill(field, nth, answer, notation);
                }
                if let (Some(first), Ok(times)) =
                    (repeated(step), u32::try_from(field.prefilled.len()))
                {
                    answers.at_least(first, times);
                }
            }
        }
        answers
    }

    fn fill(&mut self, field: &Field, nth: u32, answer: &Answer, notation: Notation) {
        let plain = InputName::of(&field.name, nth);
        let texts = match (answer, &field.kind) {
            (Answer::Text(text), _) => vec![text.clone()],
            (Answer::Whole(number), _) => vec![Exact::of_units(*number, 0).write(notation)],
            (Answer::Decimal(number), _) => match number.parse::<Exact>() {
                Ok(number) => vec![number.write(notation)],
                Err(_) => return,
            },
            (Answer::Money(money), _) => match currency::minor_digits(&money.currency) {
                Some(digits) => vec![Exact::of_units(money.minor_units, digits).write(notation)],
                None => return,
            },
            (Answer::Chosen(values), _) => values.clone(),
            (Answer::YesNo(yes), Kind::YesNo) => vec![yes.to_string()],
            (Answer::YesNo(true), _) => vec![true.to_string()],
            (Answer::Date(date), _) => {
                let parts = [
                    date.day.to_string(),
                    date.month.to_string(),
                    format!("{:04}", date.year),
                ];
                for (part, value) in DatePart::ALL.into_iter().zip(parts) {
                    self.fill_input(
                        InputName::of_part(&field.name, nth, part),
                        vec![value],
                        notation,
                    );
                }
                return;
            }
            (Answer::Location(at), _) => vec![coordinates::write(at)],
            (Answer::YesNo(false) | Answer::Claim(_) | Answer::Files(_), _) => return,
        };
        self.fill_input(plain, texts, notation);
    }

    fn fill_input(&mut self, input: InputName<'_>, texts: Vec<String>, notation: Notation) {
        let mut typed = Typed::new(notation);
        typed.values = texts
            .iter()
            .map(|value| text::kept(value, MAX_INPUT_BYTES).0)
            .collect();
        self.put(input, typed);
    }
}
