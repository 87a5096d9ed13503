//! The shell's own addresses, in one place for links and routes.

use std::fmt;

/// Catalogue.
pub const HOME: &str = "/";
/// Choose who signs in; `?back=` names the page to come back to.
pub const SIGN_IN: &str = "/sign-in";
/// POST.
pub const SIGN_OUT: &str = "/sign-out";
/// POST `language` and `back`.
pub const LANGUAGE: &str = "/language";
/// POST `theme` and `back`.
pub const THEME: &str = "/theme";
/// Who one is here, how one reads, and where one is signed in. POST keeps how one reads.
pub const ACCOUNT: &str = "/account";
/// GET searches for regions by `?q=`, POST `region` chooses one's own.
pub const ACCOUNT_REGION: &str = "/account/region";
/// GET asks whether one is to be signed out everywhere, POST does it.
pub const SIGN_OUT_EVERYWHERE: &str = "/account/sign-out-everywhere";
/// Where a program is let in: `?code=` names it, POST `code` and `answer` (allow, refuse) does it.
pub const DEVICE: &str = "/device";
/// POST `role`: act in another role.
pub const ROLE: &str = "/role";
/// The citizen's drafts.
pub const DRAFTS: &str = "/drafts";
/// Under which receipts are found.
pub const RECEIPTS: &str = "/receipts";
/// Whether a receipt is genuine, for anybody: `?number=` and `?code=`.
pub const RECEIPT_CHECK: &str = "/check";
/// The citizen's cases.
pub const CASES: &str = "/cases";
/// Messages.
pub const INBOX: &str = "/inbox";
/// A civil servant's tasks over all mini-apps.
pub const TASKS: &str = "/tasks";
/// The cases of a civil servant's units.
pub const UNIT_CASES: &str = "/unit-cases";
/// Why a mini-app failed, for those who build it: `?id=`.
pub const FAILURES: &str = "/failures";
/// Releases: of one's agency, or of all for the platform team. Each has a page below it.
pub const REGISTRY: &str = "/registry";
/// Who used the citizen's data.
pub const ACCESS_LOG: &str = "/access-log";
/// What is found: `?q=`.
pub const SEARCH: &str = "/search";
/// POST `mini-app` and `at-hand` (yes, no): keeps a mini-app at hand, or puts it away.
pub const FAVOURITES: &str = "/favourites";
/// POST `notice` and `back`: a notice that was read is not shown any more.
pub const NOTICE_SEEN: &str = "/notices/seen";
/// In development: everything that a page can have.
pub const GALLERY: &str = "/gallery";
/// Style sheet, scripts and icons.
pub const ASSETS: &str = "/assets";

/// The service worker: at the root, as it works for what is below it.
pub const WORKER: &str = "/service-worker.js";
/// What the service worker keeps to be there without a network.
pub const OFFLINE_FILES: &str = "/offline/files.json";

/// The page that stands for another while there is no network, in a language.
#[must_use]
pub fn offline(lang: &str) -> String {
    format!("/offline/{lang}")
}

/// What an installed Balai is called and looks like, in a language.
#[must_use]
pub fn manifest(lang: &str) -> String {
    format!("/manifest/{lang}")
}

/// The base of a mini-app's own paths, which begin with "/".
#[must_use]
pub fn mini_app(agency: &str, name: &str) -> String {
    format!("/m/{agency}/{name}")
}

/// A step of a draft, from 1. GET shows it, POST keeps what was typed and goes on.
#[must_use]
pub fn step(draft: &str, step: u32) -> String {
    format!("{DRAFTS}/{draft}/steps/{step}")
}

/// Where the page of a step posts to: the step, by another address than the page's. What could not be sent to a page's
/// own address takes its place in the browser's history, and going back would lead past what was typed.
#[must_use]
pub fn answer(draft: &str, step: u32) -> String {
    format!("{}?answered", self::step(draft, step))
}

/// What is found by the words in a field of a step: for a script, which puts it into the page.
#[must_use]
pub fn find(draft: &str, step: u32, field: &str, nth: u32) -> String {
    format!("{}/find/{field}/{nth}", self::step(draft, step))
}

/// Check your answers.
#[must_use]
pub fn check(draft: &str) -> String {
    format!("{DRAFTS}/{draft}/check")
}

/// POST: sends a draft, or presses a button; `confirmed=yes` where the form asks for a confirmation, which GET does.
#[must_use]
pub fn send(draft: &str) -> String {
    format!("{DRAFTS}/{draft}/send")
}

/// GET asks whether a draft is to be thrown away, POST does it.
#[must_use]
pub fn discard(draft: &str) -> String {
    format!("{DRAFTS}/{draft}/discard")
}

/// As [`discard`], and back to where the form stands, for beginning once more.
#[must_use]
pub fn start_again(draft: &str) -> String {
    format!("{}?again=yes", discard(draft))
}

/// A receipt, by its number.
#[must_use]
pub fn receipt(number: &str) -> String {
    format!("{RECEIPTS}/{number}")
}

/// The page that the mini-app showed for it.
#[must_use]
pub fn receipt_page(number: &str) -> String {
    format!("{}/page", receipt(number))
}

/// The receipt as a file to keep and to print.
#[must_use]
pub fn receipt_pdf(number: &str) -> String {
    format!("{}/receipt.pdf", receipt(number))
}

/// A copy of the answers, for programs.
#[must_use]
pub fn receipt_answers(number: &str) -> String {
    format!("{}/answers.json", receipt(number))
}

/// Where anybody checks a receipt: what its QR code says.
#[must_use]
pub fn receipt_check(number: &str, code: &str) -> String {
    let [number, code] = [number, code].map(escape_query);
    format!("{RECEIPT_CHECK}?number={number}&code={code}")
}

/// A page in one of its states, in the gallery.
#[must_use]
pub fn sample(name: &str) -> String {
    format!("{GALLERY}/{name}")
}

/// The icon of a release.
#[must_use]
pub fn icon(release: impl fmt::Display) -> String {
    format!("/icons/{release}")
}

/// A case as the shell shows it.
#[must_use]
pub fn case(number: &str) -> String {
    format!("{CASES}/{number}")
}

/// POST: asks for a human where a rule decided.
#[must_use]
pub fn ask_for_human(number: &str) -> String {
    format!("{CASES}/{number}/human")
}

/// The account, where something was just done there.
#[must_use]
pub fn account_after(done: &str) -> String {
    format!("{ACCOUNT}?done={done}")
}

/// Where the program is let in or refused that shows this code.
#[must_use]
pub fn device(code: &str) -> String {
    asking(DEVICE, &[("code", Some(code))])
}

/// POST: ends one of one's own sessions.
#[must_use]
pub fn end_session(id: &str) -> String {
    format!("{ACCOUNT}/sessions/{id}/end")
}

/// Who used the citizen's data; only the readings of one case, where it is named. `after` is the place in the log that
/// it goes on from.
#[must_use]
pub fn access_log(case: Option<&str>, after: Option<&str>) -> String {
    asking(ACCESS_LOG, &[("case", case), ("after", after)])
}

/// A page with the parts of a query that are there.
#[must_use]
pub fn asking(path: &str, query: &[(&str, Option<&str>)]) -> String {
    let asked = query
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", escape_query((*value)?))));
    let asked: Vec<String> = asked.collect();
    if asked.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", asked.join("&"))
    }
}

/// Sign in and come back to a page of the platform.
#[must_use]
pub fn sign_in(back: &str) -> String {
    format!("{SIGN_IN}?back={}", escape_query(back))
}

/// Everything but unreserved characters (RFC 3986, section 2.3) and "/".
fn escape_query(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                escaped.push(byte.into())
            }
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

/// One's keys, and POST: asks for one to be enrolled.
pub const REGISTRY_KEYS: &str = "/registry/keys";
/// POST `key`: what a new passkey is to sign.
pub const REGISTRY_KEY_STATEMENT: &str = "/registry/keys/statement";

/// POST: what a reviewer's passkey is to sign, to decide about a release.
#[must_use]
pub fn registry_statement(id: &str) -> String {
    format!("{REGISTRY}/{id}/statement")
}

/// What was just done on the page of a release, as [`registry_decided`] names it.
pub const DECIDED: &str = "decided";

/// A release, where the reader has just decided about it.
#[must_use]
pub fn registry_decided(id: &str) -> String {
    asking(&registry_release(id), &[("done", Some(DECIDED))])
}

/// POST: a decision about a release, signed.
#[must_use]
pub fn registry_decision(id: &str) -> String {
    format!("{REGISTRY}/{id}/decision")
}

/// What a mini-app logs and how it fails.
#[must_use]
pub fn agency_log(mini_app: impl fmt::Display) -> String {
    format!("{REGISTRY}/logs/{mini_app}")
}

/// What people see of a release.
#[must_use]
pub fn registry_pages(id: &str) -> String {
    format!("{REGISTRY}/{id}/pages")
}

/// One page that people see of a release: `?theme=`.
#[must_use]
pub fn registry_page(id: &str, nth: impl fmt::Display) -> String {
    format!("{REGISTRY}/{id}/pages/{nth}")
}

/// What was seen of a release at a path, which follows: the next time from its page `nth` on.
#[must_use]
pub fn registry_seen(id: &str, nth: impl fmt::Display) -> String {
    format!("{REGISTRY}/{id}/pages/{nth}/at")
}

/// A release.
#[must_use]
pub fn registry_release(id: &str) -> String {
    format!("{REGISTRY}/{id}")
}

/// POST: does something to a release: "rollout", "back", "withdraw", "stop" or "resume".
#[must_use]
pub fn registry_act(id: &str, what: &str) -> String {
    format!("{REGISTRY}/{id}/{what}")
}
