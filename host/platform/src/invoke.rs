//! Calling a mini-app: `show` reads, `act` is a transaction.

use std::fmt;
use std::future::{Future, ready};
use std::pin::pin;
use std::sync::Arc;

use app::{
    Act, Actor, Caller, Lang, Reader, Release, Role, TransactError, Unit, Verdict, place::inside,
    receipt::ReceiptNumber, submission::Prepared,
};
use contract::{Outcome, Request, form::FieldError, page::Page};
use futures::future::BoxFuture;
use runtime::Failure;
use tracing::Instrument as _;

use crate::{
    CALL, CallError, Platform, Unshowable,
    failed::LONGEST_SENTENCE,
    guest::Guest,
    isolation::Admitted,
    log::Log,
    lookup::can_be_asked,
    releases::{CallStore, Linked},
};

/// Who asks, for whoever follows a call.
struct Asks<'a>(&'a Actor);

impl fmt::Debug for Asks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.role {
            Role::Anonymous => f.write_str("nobody")?,
            Role::Citizen(person) => write!(f, "citizen {person}")?,
            Role::Staff { name, .. } => write!(f, "{name} at work")?,
        }
        write!(f, " ({})", self.0.reader.lang.tag())
    }
}

/// So many objections to what was sent are shown.
const MOST_OBJECTIONS: usize = 200;

fn is_too_much(objections: &[FieldError]) -> bool {
    objections.len() > MOST_OBJECTIONS
        || objections
            .iter()
            .any(|error| error.message.chars().nth(LONGEST_SENTENCE).is_some())
}

/// What an outcome promises and does not hold, by the kind of failure and in words. Nobody could be led to what comes
/// of it, so nothing of its act is kept.
fn broken(
    outcome: &Outcome,
    has_lookups: bool,
    examine: &impl Fn(&Page) -> Result<(), Unshowable>,
) -> Option<(&'static str, String)> {
    match outcome {
        Outcome::Invalid(errors) if is_too_much(errors) => Some((
            "outcome",
            "it objects to more than anybody could mend".to_owned(),
        )),
        Outcome::Go(to) if inside(to).is_err() => Some((
            "outcome",
            format!("it leads to {to:?}, which is no path inside the mini-app"),
        )),
        Outcome::Show(page) => examine(page)
            .and_then(|()| can_be_asked(page, has_lookups))
            .err()
            .map(|error| (error.name(), error.to_string())),
        Outcome::Invalid(_) | Outcome::Go(_) => None,
    }
}

/// A page made ready to be seen, where its mini-app can answer for what it asks.
async fn framed<T, F>(
    page: Page,
    has_lookups: bool,
    frame: impl FnOnce(Page) -> F,
) -> Result<T, Unshowable>
where
    F: Future<Output = Result<T, Unshowable>>,
{
    can_be_asked(&page, has_lookups)?;
    frame(page).await
}

/// How an act ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Acted {
    /// Committed, now or before under the same key.
    Sent {
        /// Of the receipt.
        receipt: ReceiptNumber,
        /// Where the mini-app leads.
        outcome: Outcome,
    },
    /// Nothing was written: these answers are to be mended.
    Invalid(Vec<FieldError>),
}

impl Platform {
    /// A page of a mini-app. Reads only.
    pub async fn show(&self, caller: &Arc<Caller>, request: Request) -> Result<Page, CallError> {
        self.show_framed(caller, request, |page| ready(Ok(page)))
            .await
    }

    /// A page of a mini-app, as `frame` makes it ready to be seen. The call has ended when that is done: a page that
    /// cannot be shown is a failure of its mini-app as any other.
    pub async fn show_framed<T, F>(
        &self,
        caller: &Arc<Caller>,
        request: Request,
        frame: impl FnOnce(Page) -> F,
    ) -> Result<T, CallError>
    where
        F: Future<Output = Result<T, Unshowable>>,
    {
        let live = self.live(&caller.release).await?;
        let admitted = live.lane.admit().await?;
        let subject = self.subject(caller).await?;
        let guest = self.guest(caller, subject, self.0.app.reading(), Some(admitted));
        let path = request.path.clone();
        let (mut guest, shown) = self
            .run(
                ("show", &path),
                &live.linked,
                guest,
                move |linked, store| {
                    Box::pin(async move {
                        let instance = linked.instance(&mut *store).await?;
                        linked.exports.show(store, &instance, &request).await
                    })
                },
            )
            .await;
        match shown {
            Ok(Ok(page)) => {
                let framed = pin!(framed(page, live.linked.exports.has_lookups(), frame));
                match self.0.runtime.follow_up(&live.linked.share, framed).await {
                    Ok(framed) => {
                        guest.answered();
                        Ok(framed)
                    }
                    Err(unshowable) => {
                        let (kind, detail) = (unshowable.name(), unshowable.to_string());
                        Err(self.gave_up(&mut guest, &path, kind, detail).await)
                    }
                }
            }
            Ok(Err(refusal)) => Err(self.refused(&mut guest, &path, refusal).await),
            Err(failure) => Err(self.failed(&mut guest, &path, &failure).await),
        }
    }
}

impl Platform {
    /// What a person sent, as a transaction: all that the mini-app writes is committed with the receipt, or nothing is.
    ///
    /// Where something that it read changed meanwhile, a fresh instance runs the act again, at most five times. A key
    /// that was committed before gives its receipt again, and the mini-app is not called.
    ///
    /// Where the outcome is a page, `examine` is asked before the commit whether it can be shown: what pages are made
    /// of stands above this crate.
    pub async fn act(
        &self,
        actor: &Actor,
        sent: &Prepared,
        examine: impl Fn(&Page) -> Result<(), Unshowable> + Sync,
    ) -> Result<Acted, CallError> {
        let caller = Arc::new(sent.caller(actor));
        let live = self.live(&caller.release).await?;
        // One place for all that the act takes: those that wait for the same thing are no more than may run.
        let admitted = live.lane.admit().await?;
        let subject = self.subject(&caller).await?;
        let done = self
            .0
            .app
            .transact(|unit| {
                let admitted = Some(Arc::clone(&admitted));
                let guest = self.guest(&caller, subject.clone(), unit, admitted);
                self.attempt(&live.linked, guest, sent, &examine)
            })
            .await;
        match done {
            Ok(acted) => Ok(acted),
            Err(TransactError::Refused(error)) => Err(error),
            Err(TransactError::Contended(what)) => Err(CallError::Contended(what)),
            Err(TransactError::Store(error)) => Err(error.into()),
        }
    }

    async fn attempt(
        &self,
        linked: &Arc<Linked>,
        mut guest: Guest,
        sent: &Prepared,
        examine: &(impl Fn(&Page) -> Result<(), Unshowable> + Sync),
    ) -> (Unit, Result<Verdict<Acted>, CallError>) {
        let app = &self.0.app;
        match app.submission_seen(&mut guest.unit, sent).await {
            Ok(None) => {}
            Ok(Some(before)) => {
                let acted = Acted::Sent {
                    receipt: before.number,
                    outcome: before.outcome,
                };
                return (guest.unit, Ok(Verdict::Discard(acted)));
            }
            Err(error) => return (guest.unit, Err(error.into())),
        }
        let (request, submission) = (sent.request.clone(), sent.submission.clone());
        let path = &sent.request.path;
        let (mut guest, acted) = self
            .run(("act", path), linked, guest, move |linked, store| {
                Box::pin(async move {
                    let instance = linked.instance(&mut *store).await?;
                    let exports = &linked.exports;
                    exports.act(store, &instance, &request, &submission).await
                })
            })
            .await;
        // What it rests on changed while it ran: whatever it said is void, and the store runs it again.
        if guest.unit.is_conflicted() {
            return (guest.unit, Ok(Verdict::Discard(Acted::Invalid(Vec::new()))));
        }
        let verdict = match acted {
            Ok(Ok(outcome)) => {
                let looked_at =
                    pin!(async { broken(&outcome, linked.exports.has_lookups(), examine) });
                match (
                    self.0.runtime.follow_up(&linked.share, looked_at).await,
                    outcome,
                ) {
                    (Some((kind, detail)), _) => {
                        Err(self.gave_up(&mut guest, path, kind, detail).await)
                    }
                    (None, Outcome::Invalid(errors)) => {
                        guest.answered();
                        Ok(Verdict::Discard(Acted::Invalid(errors)))
                    }
                    (None, outcome) => {
                        guest.answered();
                        let actor = &guest.caller.actor;
                        app.submission_record(&mut guest.unit, actor, sent, &outcome, &guest.act)
                            .await
                            .map(|receipt| Verdict::Commit(Acted::Sent { receipt, outcome }))
                            .map_err(CallError::from)
                    }
                }
            }
            Ok(Err(refusal)) => Err(self.refused(&mut guest, path, refusal).await),
            Err(failure) => Err(self.failed(&mut guest, path, &failure).await),
        };
        (guest.unit, verdict)
    }

    /// Makes an instance of a release that is not recorded yet, and calls nothing.
    pub(crate) async fn try_start(
        &self,
        linked: &Arc<Linked>,
        release: Release,
    ) -> Result<(), Failure> {
        let nobody = Actor {
            role: Role::Anonymous,
            reader: Reader {
                lang: Lang::Id,
                time_zone: "Asia/Jakarta".to_owned(),
                region: None,
            },
        };
        let caller = Arc::new(Caller {
            actor: Arc::new(nobody),
            release: Arc::new(release),
        });
        let guest = self.guest(&caller, None, self.0.app.reading(), None);
        let (_, started) = self
            .run(("start", ""), linked, guest, |linked, store| {
                Box::pin(async move {
                    let instance = linked.instance(&mut *store).await?;
                    linked.exports.check(store, &instance)
                })
            })
            .await;
        started
    }

    pub(crate) fn guest(
        &self,
        caller: &Arc<Caller>,
        subject: Option<String>,
        unit: Unit,
        admitted: Option<Arc<Admitted>>,
    ) -> Guest {
        Guest {
            app: self.0.app.clone(),
            caller: Arc::clone(caller),
            subject,
            unit,
            act: Act::default(),
            log: Log::up_to(self.0.runtime.default_limits().log_bytes),
            admitted,
            wasi: None,
        }
    }

    /// A citizen's pseudonym is there before the call: also an act that is discarded may have shown it.
    pub(crate) async fn subject(&self, caller: &Caller) -> Result<Option<String>, CallError> {
        let Role::Citizen(person) = caller.actor.role else {
            return Ok(None);
        };
        let agency = caller.release.mini_app.agency();
        let subject = self.0.app.subject_ensure(person, agency).await;
        subject
            .map(Some)
            .map_err(|error| CallError::Platform(error.to_string()))
    }

    /// `asked`: what for, and at which path.
    pub(crate) async fn run<R: fmt::Debug + Send + 'static>(
        &self,
        asked: (&'static str, &str),
        linked: &Arc<Linked>,
        guest: Guest,
        call: impl for<'a> FnOnce(Arc<Linked>, CallStore<'a>) -> BoxFuture<'a, wasmtime::Result<R>>
        + Send
        + 'static,
    ) -> (Guest, Result<R, Failure>) {
        let limits = self.0.runtime.default_limits();
        let called = Arc::clone(linked);
        let (what, path) = asked;
        let who = Asks(&guest.caller.actor);
        let span = tracing::trace_span!(target: CALL, CALL, what, path, ?who);
        let within = span.clone();
        let (guest, ended) = self
            .0
            .runtime
            .call(guest, &linked.share, &limits, move |store| {
                let call = call(called, store);
                if within.is_disabled() {
                    return call;
                }
                Box::pin(call.instrument(within))
            })
            .await;
        if let Err(Failure {
            panicked: Some(said),
            ..
        }) = &ended
        {
            guest.log.write(format!("error: {said}\n").as_bytes());
        }
        if !span.is_disabled() {
            let log = guest.log.text();
            tracing::trace!(target: CALL, parent: &span, log, ?ended);
        }
        (guest, ended)
    }
}
