//! Whatever a mini-app returns as a page: it is shown and does nothing, or it fails and its person is told so.

use std::cell::Cell;

use hostile::{AGENCY, ANY_PAGE, any_page};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use reqwest::StatusCode;
use store::Backend;

use crate::{inert::assert_inert, server::start_as, visitor::Visitor};

#[test]
fn any_page_is_shown_and_inert_or_fails_plainly() {
    let tokio = tokio::runtime::Runtime::new().unwrap();
    let (server, sari) = tokio.block_on(async {
        // A service that fails this often would rest.
        let server = start_as(Backend::Sqlite, |config| {
            config.isolation.breaker.failures = 1_000;
            config.isolation.breaker.window_ms = 1;
        });
        let server = server.await;
        server.platform.install(&any_page().unwrap()).await.unwrap();
        let sari = Visitor::signed_in(&server, "sari").await;
        (server, sari)
    });
    let shown_whole = Cell::new(0);
    let property = TestRunner::new(Config::with_source_file(file!())).run(&any::<u64>(), |draw| {
        let address = format!("/m/{AGENCY}/{ANY_PAGE}/{ANY_PAGE}?draw={draw}");
        let shown = tokio.block_on(sari.get(&address));
        assert_inert(&shown.text);
        match shown.status {
            StatusCode::OK => shown_whole.set(shown_whole.get() + 1),
            StatusCode::BAD_GATEWAY => shown.assert_says("Ini bukan kesalahan Anda."),
            other => return Err(TestCaseError::fail(format!("{other}: {}", shown.main()))),
        }
        Ok(())
    });
    property.unwrap();
    let shown_whole = shown_whole.get();
    assert!(
        shown_whole > 20,
        "only {shown_whole} pages held their promise"
    );
    drop(server);
}
