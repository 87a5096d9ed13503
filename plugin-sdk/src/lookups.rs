//! Lookups: lists that are too long for a form. The host asks for what fits while a person types, and whether what was chosen
//! is really offered.

use crate::bindings::balai::app::types::Request;
use crate::bindings::balai::ui::form::Choice;
use crate::lookup_bindings::exports::balai::app::lookups::Guest;
use crate::mini_app::Result;

/// What a mini-app with fields made by [`Field::lookup`] implements beside [`MiniApp`]; its last line is then
/// `mini_app!(Name, lookups)`. Both functions read only.
///
/// [`Field::lookup`]: crate::prelude::Field::lookup
/// [`MiniApp`]: crate::MiniApp
pub trait Lookups {
    /// What fits a text that is not blank, the best first, `limit` at most: [`suggested`] finds it in a list.
    ///
    /// # Errors
    /// The person is told that the list cannot be searched at the moment; `NotFound` for a lookup that does not exist.
    fn suggest(request: &Request, lookup: &str, text: &str, limit: usize) -> Result<Vec<Choice>>;

    /// Those of these values that are offered: [`offered`] finds them in a list. What is left out is not accepted.
    ///
    /// # Errors
    /// As above.
    fn resolve(request: &Request, lookup: &str, values: &[String]) -> Result<Vec<Choice>>;
}

impl<T: Lookups> Guest for T {
    fn suggest(request: Request, lookup: String, text: String, limit: u32) -> Result<Vec<Choice>> {
        #[cfg(target_arch = "wasm32")]
        crate::panics::to_host();
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        T::suggest(&request, &lookup, &text, limit)
    }

    fn resolve(request: Request, lookup: String, values: Vec<String>) -> Result<Vec<Choice>> {
        #[cfg(target_arch = "wasm32")]
        crate::panics::to_host();
        T::resolve(&request, &lookup, &values)
    }
}

/// Those of a list that fit the text: each of its words begins a word of value, label or hint, in any order and case. Those
/// whose label begins with the text come first.
#[must_use]
pub fn suggested(list: impl IntoIterator<Item = Choice>, text: &str, limit: usize) -> Vec<Choice> {
    let text = text.to_lowercase();
    let words = words(&text);
    let mut first = Vec::new();
    let mut others = Vec::new();
    for choice in list {
        let hint = choice.hint.as_deref().unwrap_or_default();
        let label = choice.label.to_lowercase();
        let whole = format!(
            "{} {label} {}",
            choice.value.to_lowercase(),
            hint.to_lowercase()
        );
        let begun = self::words(&whole);
        let fits = |word: &&str| begun.iter().any(|one| one.starts_with(word));
        if words.is_empty() || !words.iter().all(fits) {
            continue;
        }
        let group = match label.starts_with(text.trim()) {
            true => &mut first,
            false => &mut others,
        };
        group.push(choice);
    }
    first.into_iter().chain(others).take(limit).collect()
}

/// Those of a list that have one of these values.
#[must_use]
pub fn offered(list: impl IntoIterator<Item = Choice>, values: &[String]) -> Vec<Choice> {
    let list = list.into_iter();
    list.filter(|choice| values.contains(&choice.value))
        .collect()
}

fn words(text: &str) -> Vec<&str> {
    let words = text.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::choice;

    fn list() -> [Choice; 3] {
        [
            choice("56102", "Warung makan").hint("Juga kedai kopi"),
            choice("56303", "Kedai kopi"),
            choice("47111", "Minimarket"),
        ]
    }

    fn values(found: Vec<Choice>) -> Vec<String> {
        found.into_iter().map(|choice| choice.value).collect()
    }

    #[test]
    fn words_are_begun_in_any_order_and_the_label_that_begins_so_comes_first() {
        assert_eq!(
            values(suggested(list(), "Kedai kop", 9)),
            ["56303", "56102"]
        );
        assert_eq!(values(suggested(list(), "kopi ked", 1)), ["56102"]);
        assert_eq!(values(suggested(list(), "4711", 9)), ["47111"]);
        assert!(suggested(list(), " - ", 9).is_empty());
    }

    #[test]
    fn only_what_is_in_the_list_is_offered() {
        let asked = ["56303".to_owned(), "00000".to_owned()];
        assert_eq!(values(offered(list(), &asked)), ["56303"]);
    }
}
