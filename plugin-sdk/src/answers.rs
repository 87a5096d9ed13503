//! Typed access to what was sent. The host has checked every rule of the form, so an answer that is not there, or not of
//! its kind, is a mistake of the mini-app: it asked for another name than it shows.

use crate::bindings::balai::types::refusals::Refusal;
use crate::bindings::balai::types::values::{Date, Money, Value};
use crate::bindings::balai::ui::form::{Answer, Coordinates, Submission};
use crate::mini_app::Result;

macro_rules! answer_of {
    ($($(#[$doc:meta])* $name:ident: $pattern:pat => $answer:expr, $type:ty;)*) => {
        $($(#[$doc])*
        ///
        /// # Errors
        /// [`Refusal::Invalid`] where the form asks nothing of this name and kind.
        pub fn $name(&self, field: &str) -> Result<$type> {
            match self.answer(field) {
                Some($pattern) => Ok($answer),
                _ => Err(unknown(&self.form, field, stringify!($name))),
            }
        })*
    };
}

fn unknown(form: &str, name: &str, kind: &str) -> Refusal {
    Refusal::Invalid(format!("form {form:?} brought no {kind} named {name:?}"))
}

impl Submission {
    /// The answer to a field that is asked once; none where it was left empty or not asked.
    #[must_use]
    pub fn answer(&self, field: &str) -> Option<&Answer> {
        self.answers
            .iter()
            .find(|given| given.field == field && given.nth == 0)
            .map(|given| &given.answer)
    }

    answer_of! {
        /// What was written: of text, long text, e-mail address, telephone number, citizen number.
        text: Answer::Text(text) => text, &str;
        /// A whole number.
        whole: Answer::Whole(number) => *number, i64;
        /// An amount of money.
        money: Answer::Money(money) => money, &Money;
        /// A day.
        date: Answer::Date(date) => *date, Date;
        /// A place on earth.
        location: Answer::Location(at) => at, &Coordinates;
        /// What was chosen, of any of a few.
        choices: Answer::Chosen(chosen) => chosen, &[String];
        /// Yes or no; whether a statement was agreed to.
        yes_no: Answer::YesNo(yes) => *yes, bool;
        /// A verified attribute.
        claim: Answer::Claim(value) => value, &Value;
    }

    /// What was chosen, of one of a few.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] where the form asks nothing of this name and kind.
    pub fn choice(&self, field: &str) -> Result<&str> {
        self.choices(field)?
            .first()
            .map(String::as_str)
            .ok_or_else(|| unknown(&self.form, field, "choice"))
    }

    /// An amount of whole rupiah; sen are dropped.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] where the form asks no amount of money under this name.
    pub fn rupiah(&self, field: &str) -> Result<i64> {
        Ok(self.money(field)?.minor_units / 100)
    }

    /// What the form or button carried under this name.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] where it carried nothing under it.
    pub fn carried(&self, name: &str) -> Result<&str> {
        let found = self
            .carry
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str());
        found.ok_or_else(|| unknown(&self.form, name, "carried text"))
    }

    /// The version that the person saw, carried under "version": for `expected` of a write, so that a change that
    /// someone else made meanwhile is noticed.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] where no version was carried.
    pub fn version_seen(&self) -> Result<u64> {
        let carried = self.carried("version")?;
        carried
            .parse()
            .map_err(|_| unknown(&self.form, "version", "carried number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::balai::ui::form::Given;

    fn submission() -> Submission {
        let given = |field: &str, answer| Given {
            field: field.to_owned(),
            nth: 0,
            answer,
        };
        Submission {
            form: "apply".to_owned(),
            answers: vec![
                given("name", Answer::Text("Toko Sari".to_owned())),
                given("activity", Answer::Chosen(vec!["47111".to_owned()])),
            ],
            carry: vec![("version".to_owned(), "3".to_owned())],
        }
    }

    #[test]
    fn answers_have_the_type_of_their_kind() {
        let sent = submission();
        assert_eq!(sent.text("name"), Ok("Toko Sari"));
        assert_eq!(sent.choice("activity"), Ok("47111"));
        assert_eq!(sent.version_seen(), Ok(3));
    }

    #[test]
    fn field_of_another_kind_is_named_in_the_refusal() {
        let refusal = submission().whole("name");
        assert_eq!(
            refusal,
            Err(Refusal::Invalid(
                "form \"apply\" brought no whole named \"name\"".to_owned()
            ))
        );
    }
}
