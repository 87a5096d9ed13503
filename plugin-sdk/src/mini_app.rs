//! What a mini-app is: the trait that an author implements, and how requests and outcomes are read and written.

use crate::bindings::balai::app::types::{Outcome, Request};
use crate::bindings::balai::types::refusals::Refusal;
use crate::bindings::balai::ui::form::{FieldError, Submission};
use crate::bindings::balai::ui::page::Page;
use crate::bindings::exports::balai::app::app::Guest;

/// What a mini-app gives, or why not. `?` passes on what the platform refused.
pub type Result<T> = core::result::Result<T, Refusal>;

/// A mini-app: what it shows, and what it does when someone sends something.
///
/// Both begin without memory of any call before; what is to be kept is kept by the platform.
pub trait MiniApp {
    /// The page at the path asked for. Reads only: every write is refused with `read-only`.
    ///
    /// # Errors
    /// A refusal becomes the page that its text describes; [`Refusal::NotFound`] for a path that is no page.
    fn show(request: &Request) -> Result<Page>;

    /// What was sent from a form or a button of the page at this path. All writes are kept together, or none.
    /// It may run more than once for one submission, and is kept at most once.
    ///
    /// # Errors
    /// A refusal discards what was written.
    fn act(request: &Request, submission: &Submission) -> Result<Outcome> {
        let _ = (request, submission);
        Err(Refusal::NotFound)
    }
}

impl<T: MiniApp> Guest for T {
    fn show(request: Request) -> Result<Page> {
        #[cfg(target_arch = "wasm32")]
        crate::panics::to_host();
        T::show(&request)
    }

    fn act(request: Request, submission: Submission) -> Result<Outcome> {
        #[cfg(target_arch = "wasm32")]
        crate::panics::to_host();
        T::act(&request, &submission)
    }
}

/// Makes the crate a component that exports this mini-app: `mini_app!(Name)`, or `mini_app!(Name, lookups)` where it
/// implements [`Lookups`](crate::Lookups) too. On other targets it does nothing, so that tests run there.
#[macro_export]
macro_rules! mini_app {
    ($app:ident) => {
        #[cfg(target_arch = "wasm32")]
        $crate::bindings::export_component!($app with_types_in $crate::bindings);
    };
    ($app:ident, lookups) => {
        $crate::mini_app!($app);
        #[cfg(target_arch = "wasm32")]
        $crate::lookup_bindings::export_lookups!($app with_types_in $crate::lookup_bindings);
    };
}

impl Request {
    /// The parts of the path, to be matched on: "/permohonan/17" is `["permohonan", "17"]`, and "/" is `[]`.
    #[must_use]
    pub fn segments(&self) -> Vec<&str> {
        self.path
            .split('/')
            .filter(|part| !part.is_empty())
            .collect()
    }

    /// What the query gives this name: the first, where it comes more than once; none where it is empty.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// This address with another value for one name of its query, such as the part of a list that follows.
    #[must_use]
    pub fn with_query(&self, name: &str, value: &str) -> String {
        let kept = self
            .query
            .iter()
            .filter(|(key, _)| key != name)
            .map(|(key, value)| (key.as_str(), value.as_str()));
        let query: Vec<String> = kept
            .chain([(name, value)])
            .map(|(key, value)| format!("{}={}", encoded(key), encoded(value)))
            .collect();
        format!("{}?{}", self.path, query.join("&"))
    }
}

/// Percent-encoded, all but the unreserved characters of RFC 3986.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

impl Outcome {
    /// Keep what was written, and go to this path of the mini-app.
    #[must_use]
    pub fn go(path: impl Into<String>) -> Self {
        Self::Go(path.into())
    }

    /// Keep nothing and ask again, saying beside this field what is wrong and how to mend it.
    #[must_use]
    pub fn ask_again(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError {
            field: field.to_owned(),
            nth: 0,
            message: message.into(),
        }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(path: &str) -> Request {
        Request {
            path: path.to_owned(),
            query: vec![
                ("show".to_owned(), String::new()),
                ("page".to_owned(), "2".to_owned()),
            ],
        }
    }

    #[test]
    fn path_is_matched_by_its_parts() {
        assert_eq!(request("/").segments(), Vec::<&str>::new());
        assert_eq!(request("/permohonan/17").segments(), ["permohonan", "17"]);
    }

    #[test]
    fn query_of_a_link_is_encoded_and_names_come_once() {
        assert_eq!(
            request("/").with_query("page", "a b/é"),
            "/?show=&page=a%20b%2F%C3%A9"
        );
    }

    #[test]
    fn empty_query_is_none() {
        assert_eq!(request("/").query("show"), None);
        assert_eq!(request("/").query("page"), Some("2"));
    }
}
