//! Filling in a form: a step at a time, then all answers for checking, then sending.

use std::collections::BTreeMap;

use anyhow::Result;
use balai::api::{
    answer::Answer,
    draft::{Draft, GoesOn},
    field::{Condition, Kind},
    form::{Step, Turn},
    problem::{Broken, Problem},
    receipt::{Next, Sending, Sent},
    step::Answers,
};

use super::{
    ask::{self, Asked, as_texts},
    receipt,
};
use crate::cli::{
    client::{Client, ClientError},
    terminal::Terminal,
};

type Given = BTreeMap<String, Answer>;

/// Fills in a form, and sends it. None where it is left for another time.
pub async fn fill(client: &Client, terminal: &mut Terminal, id: &str) -> Result<Option<Next>> {
    let mut draft: Draft = client.get(&format!("/drafts/{id}")).await?;
    if let Some(left_out) = &draft.left_out {
        let lang = terminal.lang();
        terminal.say(&format!("! {}", lang.say("draft-moved")));
        if !left_out.is_empty() {
            let questions = lang
                .say("draft-left-out")
                .with("questions", left_out.join("; "));
            terminal.say(&format!("  {questions}"));
        }
    }
    loop {
        let step = match draft.goes_on {
            GoesOn::Step { step } => Some(step),
            GoesOn::Send => None,
            GoesOn::Check => match check(terminal, &draft)? {
                Checked::Change(step) => Some(step),
                Checked::Send => None,
                Checked::Later => return Ok(None),
            },
        };
        let step = match step {
            Some(step) => Some(step),
            None => match send(client, terminal, id, draft.form.confirm.as_deref()).await? {
                Outcome::Sent(next) => return Ok(Some(next)),
                Outcome::NotConfirmed => return Ok(None),
                Outcome::Wrong(errors) => errors
                    .iter()
                    .filter(|error| can_be_mended(&draft, error))
                    .find_map(|error| error.step),
            },
        };
        draft = match step {
            Some(step) => answer(client, terminal, &draft, step).await?,
            // There is nothing to answer in another way. It was told why, and the draft is kept.
            None => return Ok(None),
        };
    }
}

/// Whether a person can do something about what is wrong.
fn can_be_mended(draft: &Draft, error: &Broken) -> bool {
    let fields = draft.form.steps.iter().flat_map(|step| &step.fields);
    fields
        .filter(|field| !matches!(field.kind, Kind::Claim { .. }))
        .any(|field| field.name == error.field)
}

/// Presses a button.
pub async fn press(
    client: &Client,
    terminal: &mut Terminal,
    id: &str,
    confirm: Option<&str>,
) -> Result<Option<Next>> {
    Ok(match send(client, terminal, id, confirm).await? {
        Outcome::Sent(next) => Some(next),
        Outcome::NotConfirmed | Outcome::Wrong(_) => None,
    })
}

enum Outcome {
    Sent(Next),
    NotConfirmed,
    /// It was told why.
    Wrong(Vec<Broken>),
}

async fn send(
    client: &Client,
    terminal: &mut Terminal,
    id: &str,
    confirm: Option<&str>,
) -> Result<Outcome> {
    if let Some(question) = confirm
        && !terminal.agrees(question)?
    {
        return Ok(Outcome::NotConfirmed);
    }
    let sending = Sending {
        confirmed: confirm.is_some(),
    };
    let sent: Sent = match client.post(&format!("/drafts/{id}/send"), &sending).await {
        Ok(sent) => sent,
        Err(ClientError::Told(told)) if told.status == 422 => {
            terminal.tell(&told);
            return Ok(Outcome::Wrong(told.errors));
        }
        Err(error) => return Err(error.into()),
    };
    if sent.formal {
        receipt::show(client, terminal, &sent.receipt).await?;
    }
    if sent.next == Next::Page {
        receipt::show_page(client, terminal, &sent.receipt).await?;
    }
    Ok(Outcome::Sent(sent.next))
}

enum Checked {
    Send,
    Change(u32),
    Later,
}

/// All answers, and what is to become of them.
fn check(terminal: &mut Terminal, draft: &Draft) -> Result<Checked> {
    let lang = terminal.lang();
    terminal.say(&format!("\n{}", lang.say("check-title")));
    receipt::answers(terminal, draft.summary.as_deref().unwrap_or_default());
    let question = lang
        .say("open-check")
        .with("send", &draft.form.submit_label)
        .to_string();
    loop {
        let typed = terminal.need(&question)?;
        let steps = &draft.form.steps;
        let step = steps
            .iter()
            .find(|step| step.asked && step.number.to_string() == typed);
        match (typed.to_lowercase().as_str(), step) {
            (_, Some(step)) => return Ok(Checked::Change(step.number)),
            ("y" | "ya" | "yes", None) => return Ok(Checked::Send),
            ("b" | "q", None) => return Ok(Checked::Later),
            _ => terminal.say(&lang.say("open-no-such-number").to_string()),
        }
    }
}

/// Asks a step until all its rules hold.
async fn answer(
    client: &Client,
    terminal: &mut Terminal,
    draft: &Draft,
    number: u32,
) -> Result<Draft> {
    let steps = &draft.form.steps;
    let Some(step) = steps.iter().find(|step| step.number == number) else {
        return Err(ClientError::Told(Box::new(no_step())).into());
    };
    let path = format!("/drafts/{}/steps/{number}", draft.id);
    let asked: Vec<u32> = steps
        .iter()
        .filter(|step| step.asked)
        .map(|step| step.number)
        .collect();
    let place = asked.iter().position(|asked| *asked == number);
    let place = terminal
        .lang()
        .say("open-step")
        .with("number", place.map_or(number as usize, |place| place + 1))
        .with("of", asked.len())
        .with("title", &step.title);
    terminal.say(&format!("\n{place}"));
    let form = Form {
        client,
        draft,
        step,
        searched_at: format!("{path}/find"),
    };
    let mut turns = form.turns(terminal).await?;
    loop {
        let answers = Answers {
            turns: turns.clone(),
        };
        match client.put::<Draft>(&path, &answers).await {
            Ok(draft) => return Ok(draft),
            Err(ClientError::Told(told))
                if told.status == 422
                    && told.errors.iter().any(|error| can_be_mended(draft, error)) =>
            {
                form.mend(terminal, &told.errors, &mut turns).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn no_step() -> Problem {
    Problem {
        status: 404,
        code: "not-found".to_owned(),
        title: "the form has no such step".to_owned(),
        detail: None,
        id: None,
        errors: Vec::new(),
        receipt: None,
    }
}

/// A step that is asked.
struct Form<'a> {
    client: &'a Client,
    draft: &'a Draft,
    step: &'a Step,
    searched_at: String,
}

impl Form<'_> {
    /// All questions, once for each turn of a repeated step.
    async fn turns(&self, terminal: &mut Terminal) -> Result<Vec<Given>> {
        let (least, most) = match &self.step.repeat {
            Some(repeat) => (repeat.min, repeat.max),
            None => (1, 1),
        };
        let mut turns = Vec::new();
        for nth in 0..most {
            if let Some(repeat) = &self.step.repeat {
                if nth >= least {
                    let more = terminal.lang().say("form-add").with("each", &repeat.each);
                    if !terminal.agrees(&format!("\n{more}?"))? {
                        break;
                    }
                }
                terminal.say(&format!("\n{} {}", repeat.each, nth + 1));
            }
            let blank = Turn::default();
            let at = usize::try_from(nth).unwrap_or(usize::MAX);
            let before = self.step.turns.get(at).unwrap_or(&blank);
            let mut given = Given::new();
            for field in &self.step.fields {
                if self.holds(field.when.as_ref(), &given) {
                    self.ask(terminal, &field.name, before, &mut given).await?;
                }
            }
            turns.push(given);
        }
        Ok(turns)
    }

    /// Asks what is wrong once more, each with what is said of it.
    async fn mend(
        &self,
        terminal: &mut Terminal,
        errors: &[Broken],
        turns: &mut [Given],
    ) -> Result<()> {
        for error in errors {
            terminal.say(&format!("\n! {}", error.message));
            let at = usize::try_from(error.nth).unwrap_or(usize::MAX);
            if let Some(given) = turns.get_mut(at) {
                let before = Turn {
                    answers: given.clone(),
                    ..Turn::default()
                };
                self.ask(terminal, &error.field, &before, given).await?;
            }
        }
        Ok(())
    }

    async fn ask(
        &self,
        terminal: &mut Terminal,
        name: &str,
        before: &Turn,
        given: &mut Given,
    ) -> Result<()> {
        let Some(field) = self.step.fields.iter().find(|field| field.name == name) else {
            return Ok(());
        };
        let asked = Asked {
            field,
            standing: before.answers.get(name),
            chosen: before.chosen.get(name).map(String::as_str),
            searched_at: Some(self.searched_at.clone()),
        };
        match ask::field(self.client, terminal, &asked).await? {
            Some(answer) => given.insert(name.to_owned(), answer),
            None => given.remove(name),
        };
        Ok(())
    }

    /// Whether a field is asked: by what is given in this turn, and by what the other steps have.
    fn holds(&self, when: Option<&Condition>, given: &Given) -> bool {
        let Some(when) = when else {
            return true;
        };
        let is_here = self
            .step
            .fields
            .iter()
            .any(|field| field.name == when.field);
        let fits = |answer: Option<&Answer>| {
            let texts = as_texts(answer.cloned());
            texts.iter().any(|text| when.any_of.contains(text))
        };
        if is_here {
            return fits(given.get(&when.field));
        }
        let turns = self.draft.form.steps.iter().flat_map(|step| &step.turns);
        turns.map(|turn| turn.answers.get(&when.field)).any(fits)
    }
}
