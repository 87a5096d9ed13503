//! How the shell writes, for journeys and checks, which stand below it and see what people see.

use app::{Lang, Theme, form::Problem};
use contract::{form::Form, values::Value};
use jiff::tz::TimeZone;
use platform::journey::Shell;

use crate::{
    view::{Reader, problem::message, text},
    web::showable,
};

/// As the pages write.
pub const SHELL: Shell = Shell {
    value,
    problem,
    page: showable::examine,
};

fn reader(lang: Lang, time_zone: &str) -> Reader {
    let lang = match lang {
        Lang::Id => text::Lang::Id,
        Lang::En => text::Lang::En,
    };
    Reader {
        lang,
        zone: TimeZone::get(time_zone).unwrap_or(TimeZone::UTC),
        theme: Theme::default(),
    }
}

/// As the shell's pages write it.
fn value(lang: Lang, time_zone: &str, value: &Value) -> String {
    match reader(lang, time_zone).value(value.clone()) {
        Ok(view) => view.plain().to_owned(),
        Err(error) => error.to_string(),
    }
}

fn problem(lang: Lang, form: &Form, problem: &Problem) -> String {
    let label = form
        .steps
        .iter()
        .flat_map(|step| &step.fields)
        .find(|field| field.name == problem.field);
    let label = label.map_or(problem.field.as_str(), |field| field.label.as_str());
    let reader = reader(lang, "Asia/Jakarta");
    message(&reader, label, problem.rule.key(), &problem.rule.args())
        .unwrap_or_else(|error| error.to_string())
}
