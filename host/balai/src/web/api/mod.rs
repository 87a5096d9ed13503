//! The same pages and forms for programs, as JSON under `/api/v1`: a second adapter over what the pages do. What is said
//! there, type by type, stands in [`api`](crate::api).

pub mod account;
pub mod cases;
pub mod device;
pub mod drafts;
pub mod find;
pub mod messages;
pub mod mini_apps;
pub mod openapi;
pub mod receipts;
pub mod registry;
pub mod send;
mod sent;
pub mod steps;

use app::MiniAppId;

use super::{names::links, visitor::Visitor};
use crate::{
    api::Context,
    view::{Reader, links::Links},
};

/// For whom something of a mini-app is said: what a [`Context`] is made of.
struct Frame<'a> {
    reader: &'a Reader,
    links: Links,
    mini_app: &'a MiniAppId,
}

impl<'a> Frame<'a> {
    fn of(visitor: &'a Visitor, mini_app: &'a MiniAppId) -> Self {
        Self {
            reader: &visitor.reader,
            links: links(mini_app),
            mini_app,
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            reader: self.reader,
            links: &self.links,
            mini_app: self.mini_app,
        }
    }
}
