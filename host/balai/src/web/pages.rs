//! A page of the view becomes an answer.

use askama::Template as _;
use axum::response::{Html, IntoResponse, Response};

use super::WebError;
use crate::view::pages::{
    AccessLogPage, CasePage, CasesPage, CheckPage, ConfirmPage, DraftsPage, FormStepPage, HomePage,
    InboxPage, MiniAppPage, ReceiptPage, SignInPage, TasksPage, UnitCasesPage,
};

macro_rules! answers {
    ($($page:ty),* $(,)?) => {$(
        impl IntoResponse for $page {
            fn into_response(self) -> Response {
                match self.render() {
                    Ok(html) => Html(html).into_response(),
                    Err(error) => WebError::from(error).into_response(),
                }
            }
        }
    )*};
}

answers!(
    AccessLogPage,
    CasePage,
    CasesPage,
    CheckPage,
    ConfirmPage,
    DraftsPage,
    FormStepPage,
    HomePage,
    InboxPage,
    MiniAppPage,
    ReceiptPage,
    SignInPage,
    TasksPage,
    UnitCasesPage,
);
