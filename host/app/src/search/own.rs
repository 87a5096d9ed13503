//! Finding what is one's own, in the role in which one looks.

use contract::values::Localised;

use super::{FOUND, LOOKED_AT, Sought};
use crate::{
    Actor, App, Role, Unit,
    case::{CaseError, CaseFilter, ListedCase},
    draft::{Draft, DraftError},
    message::{MessageError, Received},
    paging::Turn,
    receipt::{Receipt, ReceiptError},
    task::{Pending, TaskError},
};

/// Why nothing was found.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Cases.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// Tasks.
    #[error(transparent)]
    Task(#[from] TaskError),
    /// Drafts.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// Receipts.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// Messages.
    #[error(transparent)]
    Message(#[from] MessageError),
}

/// What somebody has with these words; of each kind, the newest or most urgent first.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// A citizen's own cases, or those of a civil servant's units.
    pub cases: Vec<ListedCase>,
    /// Tasks of a civil servant.
    pub tasks: Vec<Pending>,
    /// Forms that were begun.
    pub drafts: Vec<Draft>,
    /// Receipts.
    pub receipts: Vec<Receipt>,
    /// Messages.
    pub messages: Vec<Received>,
}

impl App {
    /// One's own things with these words; nothing where nobody is signed in.
    pub async fn find_own(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        sought: &Sought,
    ) -> Result<Found, SearchError> {
        let first = Turn::First;
        let (cases, tasks) = match actor.role {
            Role::Anonymous => return Ok(Found::default()),
            Role::Citizen(_) => {
                let all = CaseFilter::All;
                let list = self.cases_part(unit, actor, all, &first, LOOKED_AT).await?;
                (list.cases, Vec::new())
            }
            Role::Staff { .. } => {
                let mut cases = self.unit_cases_numbered(unit, actor, sought).await?;
                let list = self
                    .unit_cases_part(unit, actor, CaseFilter::All, &first, LOOKED_AT)
                    .await?;
                let others = list.cases.into_iter();
                let numbers: Vec<_> = cases.iter().map(|one| one.head.number.clone()).collect();
                cases.extend(others.filter(|one| !numbers.contains(&one.head.number)));
                let tasks = self.tasks_part(unit, actor, &first, LOOKED_AT).await?;
                (cases, tasks.items)
            }
        };
        let drafts = self.drafts_part(unit, actor, &first, LOOKED_AT).await?;
        let messages = self.inbox_part(unit, actor, &first, LOOKED_AT).await?;
        let receipts = self.receipts_of(unit, actor).await?;
        let case = |one: &ListedCase| {
            let number = Some(one.head.number.as_str());
            sought.is_in(texts(&one.head.title).chain(number))
        };
        Ok(Found {
            cases: some(cases, case),
            tasks: some(tasks, |one| sought.is_in(texts(&one.task.title))),
            drafts: some(drafts.items, |one| sought.is_in([one.title.as_str()])),
            receipts: some(receipts, |one| {
                let number = one.number.to_string();
                sought.is_in([one.title.as_str(), &number, one.number.as_str()])
            }),
            messages: some(messages.items, |one| {
                sought.is_in(texts(&one.title).chain(texts(&one.body)))
            }),
        })
    }
}

fn texts(of: &Localised) -> impl Iterator<Item = &str> {
    of.iter().map(|(_, text)| text.as_str())
}

fn some<T>(of: Vec<T>, is_found: impl Fn(&T) -> bool) -> Vec<T> {
    of.into_iter().filter(is_found).take(FOUND).collect()
}
