//! A page of the view becomes an answer.

use axum::response::{Html, IntoResponse, Response};

use super::WebError;
use crate::view::{
    html::whole,
    pages::{
        AccessLogPage, AccountPage, AccountRegionPage, AgencyLogPage, CasePage, CasesPage,
        CheckPage, CitizenHomePage, ConfirmPage, DevicePage, DraftsPage, FailuresPage,
        FormStepPage, GalleryPage, HomePage, InboxPage, KeysPage, MiniAppPage, OfflinePage,
        ReceiptCheckPage, ReceiptPage, ReceiptsPage, RegistryPage, ReleasePage, ReleasePagesPage,
        SearchPage, SignInPage, SignOutEverywherePage, StaffHomePage, TasksPage, UnitCasesPage,
    },
};

macro_rules! answers {
    ($($page:ty),* $(,)?) => {$(
        impl IntoResponse for $page {
            fn into_response(self) -> Response {
                match whole(&self) {
                    Ok(html) => Html(html).into_response(),
                    Err(error) => WebError::from(error).into_response(),
                }
            }
        }
    )*};
}

answers!(
    AccessLogPage,
    AccountPage,
    AccountRegionPage,
    AgencyLogPage,
    CasePage,
    CasesPage,
    CheckPage,
    CitizenHomePage,
    ConfirmPage,
    DevicePage,
    DraftsPage,
    FailuresPage,
    FormStepPage,
    GalleryPage,
    HomePage,
    InboxPage,
    KeysPage,
    MiniAppPage,
    OfflinePage,
    ReceiptCheckPage,
    ReceiptPage,
    ReceiptsPage,
    RegistryPage,
    ReleasePage,
    ReleasePagesPage,
    SearchPage,
    SignInPage,
    SignOutEverywherePage,
    StaffHomePage,
    TasksPage,
    UnitCasesPage,
);
