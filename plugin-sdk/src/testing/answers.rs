//! What a person sends from a form or a button, in a test.

use super::person::Person;
use crate::bindings::balai::types::values::Date;
use crate::bindings::balai::ui::form::{Answer, Field, Form, Given, Kind, Submission};
use crate::bindings::balai::ui::page::{Block, Page};
use crate::values::rupiah;

/// Answers to a form, or the press of a button.
#[derive(Debug, Clone)]
#[must_use]
pub struct Answers {
    form: String,
    given: Vec<Given>,
    carried: Vec<(String, String)>,
}

/// Answers to the form of this id, or the press of the button that submits it.
pub fn answers(form: &str) -> Answers {
    Answers {
        form: form.to_owned(),
        given: Vec::new(),
        carried: Vec::new(),
    }
}

impl Answers {
    /// Text, long text, an e-mail address, a telephone number or a citizen number.
    pub fn text(self, field: &str, text: impl Into<String>) -> Self {
        self.answer(field, Answer::Text(text.into()))
    }

    /// A whole number.
    pub fn whole(self, field: &str, number: i64) -> Self {
        self.answer(field, Answer::Whole(number))
    }

    /// An amount of whole rupiah.
    pub fn rupiah(self, field: &str, amount: i64) -> Self {
        self.answer(field, Answer::Money(rupiah(amount)))
    }

    /// A day.
    pub fn date(self, field: &str, year: i32, month: u8, day: u8) -> Self {
        self.answer(field, Answer::Date(Date { year, month, day }))
    }

    /// The value of a choice; of a lookup or a region as well.
    pub fn choose(self, field: &str, value: &str) -> Self {
        self.choose_all(field, &[value])
    }

    /// The values of several choices.
    pub fn choose_all(self, field: &str, values: &[&str]) -> Self {
        let values = values.iter().map(|value| (*value).to_owned());
        self.answer(field, Answer::Chosen(values.collect()))
    }

    /// Yes or no.
    pub fn yes_no(self, field: &str, yes: bool) -> Self {
        self.answer(field, Answer::YesNo(yes))
    }

    /// Agrees to a statement.
    pub fn agree(self, field: &str) -> Self {
        self.yes_no(field, true)
    }

    /// An answer of any kind, to the first of a repeated step.
    pub fn answer(mut self, field: &str, answer: Answer) -> Self {
        self.given.push(Given {
            field: field.to_owned(),
            nth: 0,
            answer,
        });
        self
    }

    /// Brings back another text under this name than the page carries now: as from a page that was shown before.
    pub fn carrying(mut self, name: &str, value: impl ToString) -> Self {
        self.carried.push((name.to_owned(), value.to_string()));
        self
    }

    /// What `act` gets when this person sends it from a page that is shown like this.
    ///
    /// # Panics
    /// Where the page does not ask what is answered: that is a mistake of the test, or of the mini-app.
    pub(super) fn sent_from(self, path: &str, page: &Page, person: &Person) -> Submission {
        let Self {
            form: id,
            mut given,
            carried,
        } = self;
        let (fields, mut carry) = match asked_for(page, &id) {
            Ok(found) => found,
            Err(there) => {
                panic!("the page at {path} has no form or button {id:?}; it has {there:?}")
            }
        };
        for Given {
            field: name,
            answer,
            ..
        } in &given
        {
            let field = fields.iter().find(|field| field.name == *name);
            assert!(
                field.is_some_and(|field| fits(&field.kind, answer)),
                "form {id:?} at {path} asks for nothing that {name:?}, {answer:?} could answer; it asks {:?}",
                fields.iter().map(|field| &field.name).collect::<Vec<_>>()
            );
        }
        for field in fields {
            if let Kind::Claim(claim) = &field.kind {
                given.extend(person.claim(claim).map(|value| Given {
                    field: field.name.clone(),
                    nth: 0,
                    answer: Answer::Claim(value),
                }));
            }
            let is_answered = given.iter().any(|given| given.field == field.name);
            assert!(
                is_answered || !field.required || field.when.is_some(),
                "form {id:?} at {path} needs an answer to {:?}",
                field.name
            );
        }
        for (name, value) in carried {
            carry.retain(|(known, _)| *known != name);
            carry.push((name, value));
        }
        Submission {
            form: id,
            answers: given,
            carry,
        }
    }
}

type Asked<'p> = (Vec<&'p Field>, Vec<(String, String)>);

/// The fields and what is carried, of the form or button of this id; else the ids that there are.
fn asked_for<'p>(page: &'p Page, id: &str) -> Result<Asked<'p>, Vec<&'p str>> {
    let mut there = Vec::new();
    for block in page.sections.iter().flat_map(|section| &section.blocks) {
        match block {
            Block::Form(form) if form.id == id => return Ok((fields(form), form.carry.clone())),
            Block::Form(form) => there.push(form.id.as_str()),
            Block::Buttons(buttons) => {
                if let Some(button) = buttons.iter().find(|button| button.form == id) {
                    return Ok((Vec::new(), button.carry.clone()));
                }
                there.extend(buttons.iter().map(|button| button.form.as_str()));
            }
            _ => {}
        }
    }
    Err(there)
}

fn fields(form: &Form) -> Vec<&Field> {
    form.steps.iter().flat_map(|step| &step.fields).collect()
}

/// Whether a field of this kind is answered so.
fn fits(kind: &Kind, answer: &Answer) -> bool {
    match (kind, answer) {
        (Kind::Choice(of), Answer::Chosen(values)) => {
            values.len() == 1 && of.iter().any(|choice| choice.value == values[0])
        }
        (Kind::Choices(of), Answer::Chosen(values)) => values
            .iter()
            .all(|value| of.iter().any(|choice| choice.value == *value)),
        (Kind::Agreement(_), Answer::YesNo(agreed)) => *agreed,
        (
            Kind::Text(_) | Kind::LongText(_) | Kind::Email | Kind::Phone | Kind::Nik,
            Answer::Text(_),
        )
        | (Kind::Whole(_), Answer::Whole(_))
        | (Kind::Decimal(_), Answer::Decimal(_))
        | (Kind::Money(_), Answer::Money(_))
        | (Kind::Date(_), Answer::Date(_))
        | (Kind::YesNo, Answer::YesNo(_))
        | (Kind::Lookup(_) | Kind::Region(_), Answer::Chosen(_))
        | (Kind::Location, Answer::Location(_))
        | (Kind::Files(_), Answer::Files(_)) => true,
        _ => false,
    }
}
