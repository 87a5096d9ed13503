//! Every route of the server with who may use it. The router is built from this list, and tests walk it: there is no
//! other way to get a route, and none without a rule.

use axum::{
    handler::Handler,
    http::Method,
    routing::{self, MethodRouter},
};

use super::{
    Web, access_log, account, account_region, agency_log, api, cases, curate, dev_provider,
    device_page, discard, drafts, failures, favourites, files, find, gallery, gate::Who, health,
    home, icons, inbox, installable, log, mini_app, notices, passkeys, preferences, receipts,
    registry, release, review, search, send, sign_in, steps, work,
};
use crate::{api::BASE, view::paths};

/// A route: what is asked for, who may, and what answers.
pub struct Route {
    /// How it is asked for.
    pub method: Method,
    /// With its parameters in braces.
    pub path: String,
    /// Who may.
    pub who: Who,
    /// What answers.
    pub handler: MethodRouter<Web>,
}

fn get<H: Handler<T, Web>, T: 'static>(path: impl Into<String>, who: Who, handler: H) -> Route {
    Route {
        method: Method::GET,
        path: path.into(),
        who,
        handler: routing::get(handler),
    }
}

fn put<H: Handler<T, Web>, T: 'static>(path: impl Into<String>, who: Who, handler: H) -> Route {
    Route {
        method: Method::PUT,
        path: path.into(),
        who,
        handler: routing::put(handler),
    }
}

fn delete<H: Handler<T, Web>, T: 'static>(path: impl Into<String>, who: Who, handler: H) -> Route {
    Route {
        method: Method::DELETE,
        path: path.into(),
        who,
        handler: routing::delete(handler),
    }
}

fn post<H: Handler<T, Web>, T: 'static>(path: impl Into<String>, who: Who, handler: H) -> Route {
    Route {
        method: Method::POST,
        path: path.into(),
        who,
        handler: routing::post(handler),
    }
}

/// What is for programs: see [`super::api`].
fn api() -> Vec<Route> {
    use Who::{Anyone, Citizen, Open, SignedIn, Staff};
    use api::registry as curating;
    let (release, rollout) = (
        "/registry/releases/{id}",
        "/registry/rollouts/{agency}/{name}",
    );
    let at = |path: &str| format!("{BASE}{path}");
    vec![
        get(at("/openapi.json"), Open, api::openapi::show),
        post(at("/device"), Open, api::device::begin),
        post(at("/token"), Open, api::device::token),
        get(at("/mini-apps"), Anyone, api::mini_apps::list),
        get(
            at("/mini-apps/{agency}/{name}/page"),
            Anyone,
            api::mini_apps::page,
        ),
        get(at("/drafts"), SignedIn, api::drafts::list),
        get(at("/drafts/{id}"), SignedIn, api::drafts::show),
        delete(at("/drafts/{id}"), SignedIn, api::drafts::discard),
        put(at("/drafts/{id}/steps/{step}"), SignedIn, api::steps::put),
        get(
            at("/drafts/{id}/steps/{step}/find/{field}"),
            SignedIn,
            api::find::show,
        ),
        post(at("/drafts/{id}/send"), SignedIn, api::send::post),
        get(at("/receipts"), SignedIn, api::receipts::list),
        get(at("/receipts/{number}"), SignedIn, api::receipts::show),
        get(at("/receipts/{number}/page"), SignedIn, api::receipts::page),
        get(at("/messages"), SignedIn, api::messages::list),
        get(at("/account"), SignedIn, api::account::show),
        get(at("/cases"), Citizen, api::cases::list),
        get(at("/cases/{number}"), Citizen, api::cases::show),
        get(at("/registry/me"), Staff, curating::me),
        get(at("/registry/keys"), Staff, curating::keys::list),
        post(at("/registry/keys"), Staff, curating::keys::enrol),
        get(
            at("/registry/keys/requests"),
            Staff,
            curating::keys::requests,
        ),
        post(
            at("/registry/keys/requests"),
            Staff,
            curating::keys::request,
        ),
        post(
            at("/registry/keys/revocations"),
            Staff,
            curating::keys::revoke,
        ),
        post(at("/registry/trust-lists"), Staff, curating::keys::trust),
        post(at("/registry/agency-rules"), Staff, curating::keys::rule),
        get(at("/registry/releases"), Staff, curating::releases::list),
        post(at("/registry/releases"), Staff, curating::releases::publish),
        get(at(release), Staff, curating::releases::show),
        get(
            at(&format!("{release}/report")),
            Staff,
            curating::releases::report,
        ),
        get(
            at(&format!("{release}/publication")),
            Staff,
            curating::releases::signed,
        ),
        put(
            at(&format!("{release}/publication")),
            Staff,
            curating::releases::countersign,
        ),
        post(
            at(&format!("{release}/decision")),
            Staff,
            curating::releases::decide,
        ),
        post(
            at(&format!("{release}/withdrawal")),
            Staff,
            curating::releases::withdraw,
        ),
        get(at("/registry/reviews"), Staff, curating::releases::reviews),
        get(at(rollout), Staff, curating::rollouts::list),
        post(at(rollout), Staff, curating::rollouts::roll_out),
        post(
            at(&format!("{rollout}/back")),
            Staff,
            curating::rollouts::roll_back,
        ),
        get(
            at("/registry/logs/{agency}/{name}"),
            Staff,
            curating::logs::list,
        ),
        put(
            at(&format!("{rollout}/plan")),
            Staff,
            curating::rollouts::pause,
        ),
        get(at("/registry/stops"), Staff, curating::stops::list),
        post(at("/registry/stops"), Staff, curating::stops::stop),
        post(at("/registry/stops/ends"), Staff, curating::stops::resume),
    ]
}

/// Every route. Those of the development provider and the gallery are there in development alone.
#[must_use]
pub fn all(development: bool) -> Vec<Route> {
    use Who::{Anyone, Citizen, Open, SignedIn, Staff, Typist};
    let mini_app = paths::mini_app("{agency}", "{name}");
    let receipt = "{number}";
    let step = format!("{}/{{id}}/steps/{{step}}", paths::DRAFTS);
    let mut routes = vec![
        get(health::LIVE, Open, health::live),
        get(health::READY, Open, health::ready),
        get(format!("{}/{{name}}", paths::ASSETS), Open, files::asset),
        // What anybody may audit.
        get(format!("{}/checkpoint", log::PREFIX), Open, log::checkpoint),
        get(format!("{}/tile/{{*path}}", log::PREFIX), Open, log::tile),
        // Installed, and without a network.
        get(paths::WORKER, Open, installable::worker),
        get(paths::OFFLINE_FILES, Open, installable::files),
        get(paths::offline("{lang}"), Open, installable::offline),
        get(paths::manifest("{lang}"), Open, installable::manifest),
        // Signing in and out, and how one reads.
        get(paths::SIGN_IN, Anyone, sign_in::begin),
        get(sign_in::RETURN, Anyone, sign_in::finish),
        post(paths::SIGN_OUT, Anyone, sign_in::end),
        post(paths::LANGUAGE, Anyone, preferences::language),
        post(paths::THEME, Anyone, preferences::theme),
        post(paths::ROLE, SignedIn, preferences::role),
        // One's own account. A session is one person's own.
        get(paths::ACCOUNT, SignedIn, account::show),
        post(paths::ACCOUNT, SignedIn, account::prefer),
        get(paths::ACCOUNT_REGION, SignedIn, account_region::search),
        post(paths::ACCOUNT_REGION, SignedIn, account_region::choose),
        post(paths::end_session("{id}"), SignedIn, account::end),
        get(paths::DEVICE, SignedIn, device_page::show),
        post(paths::DEVICE, SignedIn, device_page::answer),
        get(
            paths::SIGN_OUT_EVERYWHERE,
            SignedIn,
            account::ask_everywhere,
        ),
        post(
            paths::SIGN_OUT_EVERYWHERE,
            SignedIn,
            account::end_everywhere,
        ),
        // Services.
        get(paths::HOME, Anyone, home::show),
        get(paths::SEARCH, Anyone, search::show),
        post(paths::NOTICE_SEEN, Anyone, notices::put_away),
        post(paths::FAVOURITES, SignedIn, favourites::set),
        get(paths::icon("{release}"), Anyone, icons::show),
        get(mini_app.as_str(), Open, mini_app::first),
        get(format!("{mini_app}/"), Anyone, mini_app::show),
        get(format!("{mini_app}/{{*path}}"), Anyone, mini_app::show),
        // What somebody fills in. A draft or receipt is one person's own, in one role: for all others there is none.
        get(paths::DRAFTS, SignedIn, drafts::list),
        get(step.as_str(), SignedIn, steps::show),
        post(step.as_str(), Typist, steps::post),
        get(
            format!("{step}/find/{{field}}/{{nth}}"),
            SignedIn,
            find::show,
        ),
        get(paths::check("{id}"), SignedIn, send::check),
        get(paths::send("{id}"), SignedIn, send::ask),
        post(paths::send("{id}"), SignedIn, send::post),
        get(paths::discard("{id}"), SignedIn, discard::ask),
        post(paths::discard("{id}"), SignedIn, discard::post),
        get(paths::RECEIPTS, SignedIn, receipts::list),
        get(paths::receipt(receipt), SignedIn, receipts::show),
        get(paths::receipt_page(receipt), SignedIn, receipts::page),
        get(paths::receipt_pdf(receipt), SignedIn, receipts::pdf),
        get(paths::receipt_answers(receipt), SignedIn, receipts::copy),
        get(paths::RECEIPT_CHECK, Anyone, receipts::check),
        get(paths::INBOX, SignedIn, inbox::list),
        // A citizen's own.
        get(paths::CASES, Citizen, cases::list),
        get(paths::case("{number}"), Citizen, cases::show),
        post(paths::ask_for_human("{number}"), Citizen, cases::ask_human),
        get(paths::ACCESS_LOG, Citizen, access_log::list),
        // Of units in which a civil servant works.
        get(paths::TASKS, Staff, work::tasks),
        get(paths::UNIT_CASES, Staff, work::unit_cases),
        get(paths::FAILURES, Staff, failures::look_up),
        // Releases of agencies where they work on them, or all of them for the platform team.
        get(paths::REGISTRY, Staff, registry::list),
        get(paths::REGISTRY_KEYS, Staff, passkeys::keys),
        post(paths::REGISTRY_KEYS, Staff, passkeys::request),
        post(
            paths::REGISTRY_KEY_STATEMENT,
            Staff,
            passkeys::enrolment_statement,
        ),
        get(
            paths::agency_log("{agency}/{name}"),
            Staff,
            agency_log::show,
        ),
        get(paths::registry_pages("{id}"), Staff, review::list),
        get(paths::registry_page("{id}", "{nth}"), Staff, review::page),
        get(
            format!("{}/{{*path}}", paths::registry_seen("{id}", "{nth}")),
            Staff,
            review::seen_at,
        ),
        get(
            format!("{}/", paths::registry_seen("{id}", "{nth}")),
            Staff,
            review::seen_first,
        ),
        post(
            paths::registry_statement("{id}"),
            Staff,
            passkeys::decision_statement,
        ),
        post(paths::registry_decision("{id}"), Staff, passkeys::decide),
        get(paths::registry_release("{id}"), Staff, release::show),
        post(paths::registry_act("{id}", "{what}"), Staff, curate::act),
    ];
    routes.extend(api());
    if development {
        routes.extend([
            get(dev_provider::DISCOVERY, Open, dev_provider::discovery),
            get(dev_provider::KEYS, Open, dev_provider::keys),
            post(dev_provider::TOKEN, Open, dev_provider::token),
            get(dev_provider::AUTHORIZE, Anyone, dev_provider::choose),
            post(dev_provider::AUTHORIZE, Anyone, dev_provider::chosen),
            get(paths::GALLERY, Anyone, gallery::list),
            get(paths::sample("{name}"), Anyone, gallery::sample),
        ]);
    }
    routes
}
