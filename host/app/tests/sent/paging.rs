//! Turning the pages of a list while things come in: nothing that was there is missed, and nothing is seen twice.

use std::collections::BTreeSet;

use app::{App, MessageId, PersonId, paging::Part, paging::Turn};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::{
    Backend,
    column::Instant,
    message::{MessageInsert, MessageRow},
    task::{TaskPut, TaskRow},
};
use uuid::Uuid;

use crate::stage::{self, *};

/// When something comes, and in which order among what comes at the same time.
type Key = (u8, u8);

/// What is there at first, what comes in after each part, and how large a part is.
fn lists() -> impl Strategy<Value = (BTreeSet<Key>, Vec<Vec<Key>>, u32)> {
    let key = || (0_u8..4, any::<u8>());
    (
        proptest::collection::btree_set(key(), 1..30),
        proptest::collection::vec(proptest::collection::vec(key(), 0..4), 30),
        1_u32..6,
    )
}

async fn message(app: &App, person: PersonId, (at, id): Key) {
    let row = MessageRow {
        id: MessageId(Uuid::from_u128(u128::from(at) << 8 | u128::from(id))),
        person,
        at_work: false,
        mini_app: "kota-damai/izin-usaha".parse().unwrap(),
        title: r#"[["id","Halo"]]"#.into(),
        body: r#"[["id","Isi"]]"#.into(),
        leads_to: None,
        sent_at: Instant(stage::now().0 + i64::from(at)),
        read_at: None,
    };
    app.change(|mut unit| {
        let written = unit.write(MessageInsert { row: row.clone() });
        async move { (unit, written) }
    })
    .await
    .unwrap();
}

async fn task(app: &App, person: PersonId, (day, key): Key) {
    let row = TaskRow {
        // The same keys in two mini-apps.
        mini_app: format!("kota-damai/m{}", key % 2).parse().unwrap(),
        key: format!("k.{}.{day}", key / 2),
        title: r#"[["id","Periksa"]]"#.into(),
        agency: "kota-damai".into(),
        unit: String::new(),
        role: String::new(),
        person: Some(person),
        due: (day > 0).then(|| format!("2026-12-0{day}")),
        path: "/".into(),
        done_at: None,
    };
    app.change(|mut unit| {
        let written = unit.write(TaskPut { row: row.clone() });
        async move { (unit, written) }
    })
    .await
    .unwrap();
}

/// Reads a list to its end while things come in, and back to its beginning.
macro_rules! turned {
    ($run:expr, $put:ident, $part:ident, $who:expr, $id:expr) => {
        TestRunner::new(Config {
            cases: 24,
            ..Config::with_source_file(file!())
        })
        .run(&lists(), |(first, coming, limit)| {
            $run.block_on(async {
                let app = stage::open(Backend::Sqlite).await;
                let actor = $who(&app).await;
                let person = actor.person().unwrap();
                for key in &first {
                    $put(&app, person, *key).await;
                }
                let whole = app.$part(&mut app.reading(), &actor, &Turn::First, 500).await;
                let there: Vec<String> = whole.unwrap().items.iter().map($id).collect();
                let mut there_and_new = first.clone();
                let (mut seen, mut turn) = (Vec::new(), Turn::First);
                let mut coming = coming.into_iter();
                let last: Part<_> = loop {
                    let part = app.$part(&mut app.reading(), &actor, &turn, limit).await.unwrap();
                    seen.extend(part.items.iter().map($id));
                    let next = part.next.clone();
                    for key in coming.next().into_iter().flatten() {
                        if there_and_new.insert(key) {
                            $put(&app, person, key).await;
                        }
                    }
                    match next {
                        Some(next) => turn = Turn::After(next),
                        None => break part,
                    }
                };
                let once: BTreeSet<&String> = seen.iter().collect();
                prop_assert_eq!(once.len(), seen.len(), "seen twice");
                let old: Vec<&String> = seen.iter().filter(|id| there.contains(*id)).collect();
                prop_assert_eq!(old, there.iter().collect::<Vec<_>>(), "missed, or in disorder");

                // And back: everything that stands before the last part, now that nothing comes in any more.
                let whole = app.$part(&mut app.reading(), &actor, &Turn::First, 500).await;
                let whole: Vec<String> = whole.unwrap().items.iter().map($id).collect();
                let begins = last.items.first().map($id);
                let mut back = Vec::new();
                let mut previous = last.previous;
                while let Some(place) = previous {
                    let turn = Turn::Before(place);
                    let part = app.$part(&mut app.reading(), &actor, &turn, limit).await.unwrap();
                    let items: Vec<String> = part.items.iter().map($id).collect();
                    back.splice(0..0, items);
                    previous = part.previous;
                }
                let until = whole.iter().position(|id| Some(id) == begins.as_ref()).unwrap_or(0);
                // Who never went on has no way back, and sees what came in by asking anew.
                if turn != Turn::First {
                    prop_assert_eq!(&back[..], &whole[..until], "back to the beginning");
                }
                Ok(())
            })
        })
        .unwrap();
    };
}

#[test]
fn whoever_turns_the_pages_of_an_inbox_misses_nothing_and_sees_nothing_twice() {
    let run = tokio::runtime::Runtime::new().unwrap();
    let who = async |app: &App| citizen(app, "sari").await;
    turned!(
        run,
        message,
        inbox_part,
        who,
        |one: &app::message::Received| { one.id.to_string() }
    );
}

#[test]
fn whoever_turns_the_pages_of_their_tasks_misses_nothing_and_sees_nothing_twice() {
    let run = tokio::runtime::Runtime::new().unwrap();
    let who = async |app: &App| acting(app, "budi", app::person::Capacity::AtWork).await;
    turned!(run, task, tasks_part, who, |one: &app::task::Pending| {
        format!("{} {}", one.mini_app, one.task.key)
    });
}
