//! Every route of the server with who may use it. The router is built from this list, and tests walk it: there is no
//! other way to get a route, and none without a rule.

use axum::{
    handler::Handler,
    http::Method,
    routing::{self, MethodRouter},
};

use super::{Web, dev_provider, files, gate::Who, health, preferences, sign_in};
use crate::view::paths;

/// A route: what is asked for, who may, and what answers.
pub struct Route {
    /// GET or POST.
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

fn post<H: Handler<T, Web>, T: 'static>(path: impl Into<String>, who: Who, handler: H) -> Route {
    Route {
        method: Method::POST,
        path: path.into(),
        who,
        handler: routing::post(handler),
    }
}

/// Every route. Those of the development provider are there in development alone.
#[must_use]
pub fn all(development: bool) -> Vec<Route> {
    use Who::{Anyone, Open, SignedIn};
    let mut routes = vec![
        get(health::LIVE, Open, health::live),
        get(health::READY, Open, health::ready),
        get(format!("{}/{{name}}", paths::ASSETS), Open, files::asset),
        // Signing in and out, and how one reads.
        get(paths::SIGN_IN, Anyone, sign_in::begin),
        get(sign_in::RETURN, Anyone, sign_in::finish),
        post(paths::SIGN_OUT, Anyone, sign_in::end),
        post(paths::LANGUAGE, Anyone, preferences::language),
        post(paths::ROLE, SignedIn, preferences::role),
    ];
    if development {
        routes.extend([
            get(dev_provider::DISCOVERY, Open, dev_provider::discovery),
            get(dev_provider::KEYS, Open, dev_provider::keys),
            post(dev_provider::TOKEN, Open, dev_provider::token),
            get(dev_provider::AUTHORIZE, Anyone, dev_provider::choose),
            post(dev_provider::AUTHORIZE, Anyone, dev_provider::chosen),
        ]);
    }
    routes
}
