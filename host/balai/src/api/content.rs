//! Running text, and where a link may lead.

use contract::content;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Context, value::TypedValue};
use crate::view::{blocks::Reason, links::BadTarget};

/// A stretch of running text. A list of them is one paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Span {
    /// As it stands.
    Text {
        /// Plain: markup in it is shown as it stands.
        text: String,
    },
    /// Of strong importance.
    Strong {
        /// As above.
        text: String,
    },
    /// A value.
    Value {
        /// Shown by its text.
        value: TypedValue,
    },
    /// A link.
    Link {
        /// With its words.
        link: Link,
    },
}

/// Words that lead somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Link {
    /// Says where, read by itself.
    pub label: String,
    /// Where.
    pub target: Target,
}

/// Where something leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Target {
    /// A page of a mini-app.
    Page {
        /// "agency/name".
        mini_app: String,
        /// What its `page` is asked for with: a path that begins with "/", with the query and fragment that may follow.
        path: String,
    },
    /// An https address, away from the platform.
    Web {
        /// The whole address.
        address: String,
    },
    /// A telephone number.
    Phone {
        /// Digits, with an optional "+" before them.
        number: String,
    },
    /// An e-mail address.
    Email {
        /// The address.
        address: String,
    },
}

impl Target {
    /// # Errors
    /// Where the target is not of its stated form.
    pub fn of(context: Context<'_>, target: &content::Target) -> Result<Self, BadTarget> {
        // The one place that says which targets hold.
        context.links.href(target.clone())?;
        Ok(match target {
            content::Target::Here(path) => Self::Page {
                mini_app: context.mini_app.to_string(),
                path: path.clone(),
            },
            content::Target::MiniApp(other) => Self::Page {
                mini_app: other.mini_app.clone(),
                path: other.path.clone(),
            },
            content::Target::Web(address) => Self::Web {
                address: address.clone(),
            },
            content::Target::Phone(number) => Self::Phone {
                number: number.clone(),
            },
            content::Target::Email(address) => Self::Email {
                address: address.clone(),
            },
            content::Target::File(id) => return Err(BadTarget::FilesNotServed(id.clone())),
        })
    }
}

impl Link {
    /// # Errors
    /// Where the target is not of its stated form or there are no words.
    pub fn of(context: Context<'_>, link: &content::Link) -> Result<Self, BadTarget> {
        Ok(Self {
            label: context.links.link(link.clone())?.label.into_string(),
            target: Target::of(context, &link.target)?,
        })
    }
}

/// A paragraph.
///
/// # Errors
/// Where a value or a target is not what it promises.
pub fn rich(context: Context<'_>, rich: &[content::Span]) -> Result<Vec<Span>, Reason> {
    let span = |span: &content::Span| {
        Ok(match span {
            content::Span::Text(text) => Span::Text { text: text.clone() },
            content::Span::Strong(text) => Span::Strong { text: text.clone() },
            content::Span::Value(value) => Span::Value {
                value: TypedValue::of(context.reader, value)?,
            },
            content::Span::Link(link) => Span::Link {
                link: Link::of(context, link)?,
            },
        })
    };
    rich.iter().map(span).collect()
}
