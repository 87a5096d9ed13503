//! Every call of a mini-app, in the terminal: who asked for what, each question to the platform with its answer, what the
//! mini-app logged, how it ended. The bindings and the platform tell it where somebody listens, as here; elsewhere it costs
//! nothing.

use std::{
    fmt::{self, Write as _},
    io::IsTerminal as _,
    time::Instant,
};

use app::Clock;
use jiff::tz::TimeZone;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id},
};
use tracing_subscriber::{
    EnvFilter, Layer, filter::filter_fn, layer::Context, layer::SubscriberExt as _,
    registry::LookupSpan, util::SubscriberInitExt as _,
};

use crate::cli::terminal::harmless;

/// So many characters of an argument or an answer are shown.
const LONGEST: usize = 160;
/// The span of a call of a mini-app.
const CALL: &str = platform::CALL;
/// The span that the bindings have for each question to the platform.
const QUESTION: &str = "wit-bindgen import";

/// Listens from now on. Other news are told where they matter.
pub fn listen() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let others = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_filter(filter);
    tracing_subscriber::registry()
        .with(Calls.with_filter(filter_fn(is_of_a_call)))
        .with(others)
        .init();
}

fn is_of_a_call(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    *metadata.level() == Level::TRACE && (target == CALL || target.starts_with("contract::"))
}

struct Calls;

/// A call that runs.
struct Running {
    begun: Instant,
    lines: String,
}

/// A question, until it is answered.
struct Asked(String);

impl<S> Layer<S> for Calls
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else {
            return;
        };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let mut extensions = span.extensions_mut();
        if span.name() == QUESTION {
            let (module, function) = (fields.get("module"), fields.get("function"));
            extensions.insert(Asked(format!("{module}.{function}")));
        } else {
            let now = Clock::System.now().timestamp();
            let time = now.to_zoned(TimeZone::system()).strftime("%H:%M:%S");
            let (what, path, who) = (fields.get("what"), fields.get("path"), fields.get("who"));
            // It is only tried whether it starts.
            if path.is_empty() {
                return;
            }
            extensions.insert(Running {
                begun: Instant::now(),
                lines: format!("{time} {what} {path}, {who}\n"),
            });
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let Some(span) = context.event_span(event) else {
            // What becomes of a call is known after its end.
            println!("{}", harmless(&fields.lines()));
            return;
        };
        if span.name() != QUESTION {
            if let Some(running) = span.extensions_mut().get_mut::<Running>() {
                running.lines.push_str(&fields.lines());
            }
            return;
        }
        let mut extensions = span.extensions_mut();
        let Some(Asked(question)) = extensions.get_mut() else {
            return;
        };
        if fields.get("message") == "call" {
            let _ = write!(question, "({})", fields.arguments());
            return;
        }
        let answer = fields.get("result");
        // The outer one says whether the call goes on.
        let answer = answer
            .strip_prefix("Ok(")
            .map_or(answer, |inner| inner.strip_suffix(')').unwrap_or(inner));
        let line = format!("  {question} = {answer}\n");
        drop(extensions);
        if let Some(call) = span.scope().find(|span| span.name() == CALL)
            && let Some(running) = call.extensions_mut().get_mut::<Running>()
        {
            running.lines.push_str(&line);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else {
            return;
        };
        if let Some(Running { begun, lines }) = span.extensions().get() {
            let took = begun.elapsed().as_secs_f64() * 1000.0;
            println!("{}  {took:.1} ms", harmless(lines));
        }
    }
}

/// The fields of a span or an event, each of them in short.
#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Fields {
    fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    fn arguments(&self) -> String {
        let all = self.0.iter().filter(|(name, _)| *name != "message");
        all.map(|(_, value)| value.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// One under the other; what was not said has none.
    fn lines(&self) -> String {
        let mut lines = String::new();
        for (name, value) in self.0.iter().filter(|(_, value)| !value.is_empty()) {
            for line in value.lines() {
                let _ = writeln!(lines, "  {name}: {line}");
            }
        }
        lines
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut short = Short::default();
        // An error says that there is more.
        if write!(short, "{value:?}").is_err() {
            short.0.push('…');
        }
        self.0.push((field.name(), short.0));
    }

    /// Text of the platform's and of the mini-app's log comes whole.
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), value.to_owned()));
    }
}

/// The beginning of what is written.
#[derive(Default)]
struct Short(String);

impl fmt::Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = LONGEST.saturating_sub(self.0.len());
        let end = text.floor_char_boundary(room);
        self.0.push_str(&text[..end]);
        if end < text.len() {
            Err(fmt::Error)
        } else {
            Ok(())
        }
    }
}
