//! Tasks and messages: whom they reach, and nobody else.

use app::{Act, App, TransactError, message::MessageError, task::TaskError};
use contract::{
    content::Target,
    platform::{
        inbox::{Message, Recipient},
        tasks::{Assignee, NewTask, UnitRole},
    },
};

use crate::{lodged::*, stage};

on_both!(
    a_task_waits_for_its_role_until_it_is_done,
    tasks_come_by_due_day_in_parts,
    a_message_reaches_whom_the_agency_knows_and_nobody_else,
    an_act_sends_twenty_messages_and_not_one_more,
);

async fn a_task_waits_for_its_role_until_it_is_done(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let task = NewTask {
        key: "k".into(),
        title: both("Periksa"),
        assignee: Assignee::UnitRole(UnitRole {
            unit: "perizinan".into(),
            role: "penyetuju".into(),
        }),
        due: Some(day(1)),
        path: "/permohonan/1".into(),
    };
    let put = |task: NewTask| {
        let (app, sari) = (&app, &sari);
        async move {
            app.change(|mut unit| {
                let task = task.clone();
                async move {
                    let put = app.task_put(&mut unit, sari, task).await;
                    (unit, put)
                }
            })
            .await
        }
    };
    put(task.clone()).await.unwrap();
    let nowhere = NewTask {
        assignee: Assignee::Unit("tidak-ada".into()),
        ..task
    };
    assert!(matches!(
        put(nowhere).await,
        Err(TransactError::Refused(TaskError::Invalid { .. }))
    ));
    let (rina, budi) = (as_staff(&app, "rina").await, as_staff(&app, "budi").await);
    assert_eq!(
        app.tasks_of(&mut app.reading(), &rina.actor)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        app.tasks_of(&mut app.reading(), &budi.actor)
            .await
            .unwrap()
            .len(),
        0,
        "not the role"
    );
    app.change(|mut unit| {
        let (app, rina) = (&app, &rina);
        async move {
            let done = app.task_complete(&mut unit, rina, "k").await;
            (unit, done)
        }
    })
    .await
    .unwrap();
    assert_eq!(
        app.tasks_of(&mut app.reading(), &rina.actor)
            .await
            .unwrap()
            .len(),
        0
    );
}

async fn a_message_reaches_whom_the_agency_knows_and_nobody_else(app: App) {
    let (sari, budi) = (as_citizen(&app, "sari").await, as_staff(&app, "budi").await);
    let subject = app
        .subject_ensure(sari.actor.person().unwrap(), "kota-damai")
        .await
        .unwrap();
    let elsewhere = app
        .subject_ensure(sari.actor.person().unwrap(), "kemen-aparatur")
        .await
        .unwrap();
    let send = |to: String| {
        let (app, budi) = (&app, &budi);
        async move {
            app.change(|mut unit| {
                let to = Recipient::Subject(to.clone());
                async move {
                    let leads_to = Some(Target::Here("/".into()));
                    let message = Message {
                        title: both("Halo"),
                        body: both("Isi"),
                        leads_to,
                    };
                    let sent = app
                        .message_send(&mut unit, budi, &mut Act::default(), to, message)
                        .await;
                    (unit, sent)
                }
            })
            .await
        }
    };
    send(subject).await.unwrap();
    assert!(
        send(elsewhere).await.is_err(),
        "a pseudonym towards another agency"
    );
    let inbox = app.inbox_of(&mut app.reading(), &sari.actor).await.unwrap();
    assert_eq!(inbox.len(), 1);
    assert_eq!(
        app.inbox_unread(&mut app.reading(), &sari.actor)
            .await
            .unwrap(),
        1
    );
    assert!(
        app.inbox_of(&mut app.reading(), &as_citizen(&app, "tono").await.actor)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn tasks_come_by_due_day_in_parts(app: App) {
    let (sari, budi) = (
        &as_citizen(&app, "sari").await,
        &as_staff(&app, "budi").await,
    );
    let tasks = [("b.1", None), ("c", Some(2)), ("a", Some(9)), ("b", None)];
    app.change(|mut unit| {
        let app = &app;
        async move {
            for (key, due) in tasks {
                let task = NewTask {
                    key: key.into(),
                    title: both(key),
                    assignee: Assignee::Unit("perizinan".into()),
                    due: due.map(day),
                    path: "/".into(),
                };
                if let Err(error) = app.task_put(&mut unit, sari, task).await {
                    return (unit, Err(error));
                }
            }
            (unit, Ok(()))
        }
    })
    .await
    .unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let part = app.task_pending(&mut app.reading(), budi, after, 1).await;
        let part = part.unwrap();
        seen.extend(part.tasks.into_iter().map(|task| task.key));
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["c", "a", "b", "b.1"]);
    let unknown = app
        .change(|mut unit| {
            let app = &app;
            async move {
                let done = app.task_complete(&mut unit, sari, "tidak-ada").await;
                (unit, done)
            }
        })
        .await;
    assert!(matches!(
        unknown,
        Err(TransactError::Refused(TaskError::NotFound))
    ));
}

async fn an_act_sends_twenty_messages_and_not_one_more(app: App) {
    let sari = &as_citizen(&app, "sari").await;
    let sent = app
        .change(|mut unit| {
            let app = &app;
            async move {
                let mut act = Act::default();
                let mut sent = 0;
                loop {
                    let message = Message {
                        title: both("Halo"),
                        body: both("Isi"),
                        leads_to: None,
                    };
                    let to = Recipient::Visitor;
                    let one = app
                        .message_send(&mut unit, sari, &mut act, to, message)
                        .await;
                    match one {
                        Ok(()) => sent += 1,
                        Err(MessageError::TooMany) => return (unit, Ok(sent)),
                        Err(error) => return (unit, Err(error)),
                    }
                }
            }
        })
        .await;
    assert_eq!(sent.unwrap(), 20);
    let unread = app.inbox_unread(&mut app.reading(), &sari.actor).await;
    assert_eq!(unread.unwrap(), 20);
    app.change(|mut unit| {
        let app = &app;
        async move {
            let read = app
                .inbox_read(&mut unit, &sari.actor, (stage::now(), stage::now()))
                .await;
            (unit, read)
        }
    })
    .await
    .unwrap();
    let unread = app.inbox_unread(&mut app.reading(), &sari.actor).await;
    assert_eq!(unread.unwrap(), 0);
}
