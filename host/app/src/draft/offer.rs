//! Showing forms: which draft stands behind each, and where answers move that were typed into an earlier form.

use contract::{
    Request,
    form::{Form, Step},
    page::Button,
};
use sha2::{Digest as _, Sha256};
use store::draft::{DraftAdd, DraftChange, DraftRow, DraftsAtPlace};
use uuid::Uuid;

use super::{Draft, DraftError, KEPT_DAYS, Moved, SHOWN_DAYS, asked, claims_asked, draft, whose};
use crate::{
    Actor, App, DraftId, Instant, Release, Unit, Verdict,
    clock::days_before,
    form::{Answers, Claims, Notation, move_over, shape},
};

/// So many forms and buttons a page may have.
pub const MOST_FORMS: usize = 90;
/// So many drafts of one place are looked at, the touched ones first.
const MOST_AT_PLACE: i64 = 300;

/// A button as the form without fields that it is.
pub fn button_form(button: &Button) -> Form {
    Form {
        id: button.form.clone(),
        steps: vec![Step {
            title: button.label.clone(),
            lead: None,
            fields: Vec::new(),
            repeat: None,
        }],
        submit_label: button.label.clone(),
        review: false,
        confirm: button.confirm.clone(),
        carry: button.carry.clone(),
    }
}

/// The drafts that [`App::draft_offer`] would give to somebody who has none yet. Nothing is kept, and none can be sent:
/// for whoever must know whether a page can be shown before there is anybody to show it to.
///
/// # Errors
/// The first form that cannot be asked; always the mini-app's fault.
pub fn blank(
    release: &Release,
    page: &Request,
    title: &str,
    forms: &[Form],
    notation: Notation,
) -> Result<Vec<Draft>, DraftError> {
    examine(release, forms)?;
    let blank = |form: &Form| Draft {
        id: DraftId(Uuid::nil()),
        mini_app: release.mini_app.clone(),
        release: release.id,
        page: page.clone(),
        title: title.to_owned(),
        form: form.clone(),
        answers: Answers::prefilled(form, notation),
        claims: Claims::new(),
        step: Some(0),
        is_touched: false,
        moved: None,
        updated_at: Instant(0),
        is_through: false,
        version: 0,
    };
    Ok(forms.iter().map(blank).collect())
}

/// A page with its forms, as it is about to be shown.
struct Showing<'a> {
    release: &'a Release,
    page: &'a Request,
    title: &'a str,
    forms: &'a [Form],
    notation: Notation,
}

impl App {
    /// The drafts behind the forms of a page that `release` shows, one for each, in order; none where nobody is signed
    /// in. One read, another where a form asks for claims; and one commit where something is new.
    pub async fn draft_offer(
        &self,
        actor: &Actor,
        release: &Release,
        page: &Request,
        title: &str,
        forms: &[Form],
    ) -> Result<Vec<Draft>, DraftError> {
        examine(release, forms)?;
        if actor.person().is_none() || forms.is_empty() {
            return Ok(Vec::new());
        }
        let showing = &Showing {
            release,
            page,
            title,
            forms,
            notation: actor.reader.lang.into(),
        };
        Ok(self
            .transact(|mut unit| async move {
                let offered = self.offer(&mut unit, actor, showing).await;
                (unit, offered)
            })
            .await?)
    }

    async fn offer(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        showing: &Showing<'_>,
    ) -> Result<Verdict<Vec<Draft>>, DraftError> {
        let (person, at_work) = whose(actor)?;
        let query = serde_json::to_string(&showing.page.query)?;
        let mut there = unit
            .read(DraftsAtPlace {
                person,
                at_work,
                mini_app: showing.release.mini_app.clone(),
                path: showing.page.path.clone(),
                query: query.clone(),
                touched_since: days_before(unit.now(), KEPT_DAYS),
                shown_since: days_before(unit.now(), SHOWN_DAYS),
                limit: MOST_AT_PLACE,
            })
            .await?;
        let mut claims = Claims::new();
        if showing
            .forms
            .iter()
            .any(|form| claims_asked(form).next().is_some())
        {
            claims = self.draft_claims(unit, actor).await?;
        }
        let mut offered = Vec::new();
        let mut is_new = false;
        for form in showing.forms {
            let spec = serde_json::to_string(form)?;
            let spec_digest = hex::encode(Sha256::digest(&spec));
            let same = there.iter().position(|row| {
                row.release == showing.release.id
                    && row.spec_digest == spec_digest
                    && row.moved_to.is_none()
            });
            let typed_before = showing.typed_before(form, same, &there);
            let (mut row, is_there) = match same {
                Some(same) => (there[same].clone(), true),
                None => {
                    let blank = DraftRow {
                        id: DraftId(self.entropy().id(unit.now())),
                        person,
                        at_work,
                        mini_app: showing.release.mini_app.clone(),
                        release: showing.release.id,
                        path: showing.page.path.clone(),
                        query: query.clone(),
                        form: form.id.clone(),
                        title: showing.title.to_owned(),
                        answers: serde_json::to_string(&Answers::prefilled(
                            form,
                            showing.notation,
                        ))?,
                        spec,
                        spec_digest,
                        step: 0,
                        touched: false,
                        moved: None,
                        moved_to: None,
                        sent: false,
                        version: 1,
                        updated_at: unit.now(),
                    };
                    (blank, false)
                }
            };
            let is_moved = if let Some(before) = typed_before {
                let mut old = there[before].clone();
                move_into(&mut row, &old, form, showing.notation)?;
                row.updated_at = unit.now();
                old.moved_to = Some(row.id);
                unit.write(DraftChange { row: old.clone() })?;
                there[before] = old;
                true
            } else {
                false
            };
            // What is still shown is still kept, though nothing is typed into it.
            let is_renewed =
                is_there && !row.touched && row.updated_at < days_before(unit.now(), 1);
            if is_renewed {
                row.updated_at = unit.now();
            }
            match (is_there, is_moved || is_renewed) {
                (false, _) => unit.write(DraftAdd { row: row.clone() })?,
                (true, true) => unit.write(DraftChange { row: row.clone() })?,
                (true, false) => {}
            }
            is_new |= !is_there || is_moved || is_renewed;
            match same {
                Some(same) => there[same] = row.clone(),
                // The same form twice on a page is one.
                None => there.push(row.clone()),
            }
            let mut draft = draft(row, &Claims::new())?;
            draft.claims = asked(form, &claims);
            offered.push(draft);
        }
        Ok(if is_new {
            Verdict::Commit(offered)
        } else {
            Verdict::Discard(offered)
        })
    }
}

impl Showing<'_> {
    /// The draft whose answers move into this form: the last that was typed into another one of the same id.
    ///
    /// None where this one was typed into itself: then both stay. And none where the page has several forms of that
    /// id, as nobody can say which of them it became: it stays in the person's list.
    fn typed_before(&self, form: &Form, same: Option<usize>, there: &[DraftRow]) -> Option<usize> {
        let is_typed_into = same.is_some_and(|same| there[same].touched);
        let alike = self.forms.iter().filter(|other| other.id == form.id);
        if is_typed_into || alike.count() != 1 {
            return None;
        }
        let others = there.iter().enumerate().filter(|(position, row)| {
            Some(*position) != same && row.form == form.id && row.touched && row.moved_to.is_none()
        });
        others
            .max_by_key(|(_, row)| (row.updated_at, row.id))
            .map(|(position, _)| position)
    }
}

fn move_into(
    row: &mut DraftRow,
    old: &DraftRow,
    form: &Form,
    notation: Notation,
) -> Result<(), DraftError> {
    let old_form: Form = serde_json::from_str(&old.spec)?;
    let typed: Answers = serde_json::from_str(&old.answers)?;
    let (answers, dropped) = move_over(&typed, &old_form, form, notation);
    let label = |name: String| {
        let mut fields = old_form.steps.iter().flat_map(|step| &step.fields);
        fields
            .find(|field| field.name == name)
            .map_or(name, |field| field.label.clone())
    };
    row.answers = serde_json::to_string(&answers)?;
    row.moved = Some(serde_json::to_string(&Moved {
        from: old.id,
        left_out: dropped.into_iter().map(label).collect(),
    })?);
    // From the first step on, so that the person sees what became of the answers.
    row.step = 0;
    row.touched = true;
    row.version += 1;
    Ok(())
}

fn examine(release: &Release, forms: &[Form]) -> Result<(), DraftError> {
    if forms.len() > MOST_FORMS {
        return Err(DraftError::TooManyForms(forms.len()));
    }
    let patterns = forms.iter().map(shape::patterns).sum();
    if patterns > shape::MAX_PATTERNS {
        return Err(DraftError::TooManyPatterns(patterns));
    }
    for form in forms {
        shape::examine(form).map_err(|malformed| DraftError::Malformed {
            form: form.id.chars().take(64).collect(),
            malformed,
        })?;
        let unnamed = claims_asked(form).find(|name| release.manifest.claim(name).is_none());
        if let Some(name) = unnamed {
            return Err(DraftError::ClaimNotInManifest(name.clone()));
        }
    }
    Ok(())
}
