//! A mini-app's release and its form, as they are shown.

use std::sync::Arc;

use app::{
    Actor, App, Release, TransactError, Verdict,
    draft::{Draft, DraftError, Entry, Pressed, Taken},
    form::{Notation, Offered},
    paging::Turn,
};
use contract::{
    Request,
    content::Span,
    form::{Answer, Field, Form, Kind, Repeat, Step, TextRules, WholeRules},
};

pub const MANIFEST: &str = r#"
    id = "kota-damai/izin-usaha"
    version = "0.1.0"
    category = "usaha"
    audience = ["citizens", "civil-servants"]
    title = { id = "Izin usaha", en = "Business licence" }
    description = { id = "Ajukan izin usaha.", en = "Apply for a business licence." }
    contact = { email = "perizinan@kota-damai.example", phone = "+62000000" }
    cases = { page = "/permohonan/{number}", basis = "public-task", law = "PP 28/2025" }
    [[claims]]
    name = "name"
    basis = "public-task"
    law = "PP 28/2025"
    purpose = { id = "Nama pemilik pada izin.", en = "The owner's name on the licence." }
"#;

/// Installs it: another component file with each `content`.
pub async fn release(app: &App, content: &str) -> Arc<Release> {
    let digest = trust::Digest::of(content.as_bytes());
    let id = app
        .change(|mut unit| async move {
            let id = app.release_install(&mut unit, digest, MANIFEST, &[]).await;
            (unit, id)
        })
        .await
        .unwrap();
    let found = app.release_by_id(&mut app.reading(), id).await;
    found.unwrap().unwrap()
}

pub fn field(name: &str, kind: Kind) -> Field {
    Field {
        name: name.into(),
        label: format!("Question {name}"),
        hint: None,
        kind,
        required: true,
        prefilled: vec![],
        when: None,
    }
}

pub fn text() -> Kind {
    Kind::Text(TextRules {
        min_length: None,
        max_length: None,
        pattern: None,
        pattern_message: None,
    })
}

pub fn agreement(statement: &str) -> Kind {
    Kind::Agreement(vec![Span::Text(statement.into())])
}

pub fn step(title: &str, fields: Vec<Field>) -> Step {
    Step {
        title: title.into(),
        lead: None,
        fields,
        repeat: None,
    }
}

/// What a business is called and by whom it is owned, then how many work there; sent after it was checked.
pub fn application(version: &str) -> Form {
    let workers = Kind::Whole(WholeRules {
        min: Some(1),
        max: None,
        unit: None,
    });
    let town = Field {
        prefilled: vec![Answer::Text(format!("town of {version}"))],
        required: false,
        ..field("town", text())
    };
    Form {
        id: "apply".into(),
        steps: vec![
            step(
                "The business",
                vec![
                    field("business", text()),
                    field("owner", Kind::Claim("name".into())),
                    town,
                ],
            ),
            step(
                "Who works there",
                vec![
                    field("workers", workers),
                    field("true", agreement("It is true.")),
                ],
            ),
        ],
        submit_label: "Send".into(),
        review: true,
        confirm: None,
        carry: vec![("version".into(), version.into())],
    }
}

pub fn repeated(mut form: Form) -> Form {
    form.steps[0].repeat = Some(Repeat {
        each: "owner".into(),
        min: 1,
        max: 3,
    });
    form
}

pub fn page() -> Request {
    Request {
        path: "/ajukan".into(),
        query: vec![("a".into(), "1".into())],
    }
}

/// The drafts behind the forms of a page.
pub async fn show(
    app: &App,
    actor: &Actor,
    release: &Release,
    forms: &[Form],
) -> Result<Vec<Draft>, DraftError> {
    app.draft_offer(actor, release, &page(), "Apply", forms)
        .await
}

pub async fn offer(
    app: &App,
    actor: &Actor,
    release: &Release,
    form: &Form,
) -> Result<Draft, DraftError> {
    let forms = std::slice::from_ref(form);
    Ok(show(app, actor, release, forms).await?.remove(0))
}

pub fn entry(step: usize, pairs: &[(&str, &str)]) -> Entry {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Entry {
        times: None,
        step,
        pairs: pairs.iter().map(owned).collect(),
        notation: Notation::Indonesian,
        pressed: None,
        offered: Offered::default(),
        typed_at: None,
    }
}

pub fn pressing(pressed: Pressed) -> Entry {
    Entry {
        pressed: Some(pressed),
        ..entry(0, &[])
    }
}

/// The first of what somebody has begun.
pub async fn drafts_of(app: &App, actor: &Actor) -> Result<Vec<Draft>, DraftError> {
    let mut unit = app.reading();
    let part = app.drafts_part(&mut unit, actor, &Turn::First, 100);
    Ok(part.await?.items)
}

pub async fn take(
    app: &App,
    actor: &Actor,
    draft: &Draft,
    entry: &Entry,
) -> Result<Taken, DraftError> {
    Ok(app
        .transact(|mut unit| async move {
            let taken = app.draft_take(&mut unit, actor, draft.id, entry).await;
            (unit, taken.map(Verdict::Commit))
        })
        .await
        .map_err(|error: TransactError<DraftError>| error)?)
}

/// Both steps answered as they should be.
pub async fn fill_in(app: &App, actor: &Actor, draft: &Draft) {
    let taken = take(
        app,
        actor,
        draft,
        &entry(0, &[("f.business.0", "Kopi Sari")]),
    )
    .await;
    assert_eq!(taken.unwrap().next, Some(1));
    let last = [("f.workers.0", "3"), ("f.true.0", "true")];
    let taken = take(app, actor, draft, &entry(1, &last)).await.unwrap();
    assert_eq!((taken.problems, taken.next), (vec![], None));
}
