//! Units of work that run at the same time end as if they had run one after the other, on both databases.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use sqlx::{Connection, PgConnection};
use store::{
    MiniAppId, Store, TransactError, Unit, UnitError, Verdict,
    column::Instant,
    personal::{PersonalByKey, PersonalInRange, PersonalPut, PersonalRemove},
};

/// A step of an act. What it writes is made of all that it has seen so far, so that a stale read shows in the end.
#[derive(Debug, Clone)]
enum Step {
    Get(u8),
    List,
    Put(u8),
    Remove(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..3u8).prop_map(Step::Get),
        1 => Just(Step::List),
        3 => (0..3u8).prop_map(Step::Put),
        1 => (0..3u8).prop_map(Step::Remove),
    ]
}

fn acts() -> impl Strategy<Value = Vec<Vec<Step>>> {
    prop::collection::vec(prop::collection::vec(step(), 1..5), 2..6)
}

/// The documents, as a serial run has them: key, and body with version.
type Model = BTreeMap<String, (String, i64)>;

fn key(n: u8) -> String {
    format!("k{n}")
}

fn shown(found: Option<&(String, i64)>) -> String {
    found.map_or_else(
        || "-".to_owned(),
        |(body, version)| format!("{body}@{version}"),
    )
}

fn run_alone(act: usize, steps: &[Step], model: &mut Model) {
    let mut seen = format!("act{act}");
    for step in steps {
        match step {
            Step::Get(n) => seen += &shown(model.get(&key(*n))),
            Step::List => {
                seen += &model
                    .iter()
                    .map(|(key, found)| format!("{key}={}", shown(Some(found))))
                    .collect::<String>()
            }
            Step::Put(n) => {
                let version = model.get(&key(*n)).map_or(0, |(_, version)| *version) + 1;
                model.insert(key(*n), (digest(&seen), version));
            }
            Step::Remove(n) => drop(model.remove(&key(*n))),
        }
    }
}

fn digest(seen: &str) -> String {
    use sha2::Digest as _;
    let sum = sha2::Sha256::digest(seen.as_bytes());
    sum.iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn mini_app() -> MiniAppId {
    "wilayah-uji/contoh".parse().unwrap()
}

async fn get(unit: &mut Unit, n: u8) -> Result<Option<(String, i64)>, UnitError> {
    let query = PersonalByKey {
        mini_app: mini_app(),
        subject: "s".to_owned(),
        key: key(n),
    };
    Ok(unit.read(query).await?.map(|row| (row.body, row.version)))
}

async fn list(unit: &mut Unit) -> Result<Model, UnitError> {
    let query = PersonalInRange {
        mini_app: mini_app(),
        subject: "s".to_owned(),
        from: "k".to_owned(),
        until: "l".to_owned(),
        after: String::new(),
        limit: 100,
    };
    Ok(unit
        .read(query)
        .await?
        .into_iter()
        .map(|row| (row.key, (row.body, row.version)))
        .collect())
}

async fn run_in_unit(act: usize, steps: &[Step], unit: &mut Unit) -> Result<(), UnitError> {
    let mut seen = format!("act{act}");
    for step in steps {
        tokio::task::yield_now().await;
        match step {
            Step::Get(n) => seen += &shown(get(unit, *n).await?.as_ref()),
            Step::List => {
                seen += &list(unit)
                    .await?
                    .iter()
                    .map(|(key, found)| format!("{key}={}", shown(Some(found))))
                    .collect::<String>();
            }
            Step::Put(n) => {
                let version = get(unit, *n).await?.map_or(0, |(_, version)| version) + 1;
                unit.write(PersonalPut {
                    mini_app: mini_app(),
                    subject: "s".to_owned(),
                    key: key(*n),
                    version,
                    body: digest(&seen),
                    bytes: 0,
                    updated_at: Instant(0),
                })?;
            }
            Step::Remove(n) => {
                unit.write(PersonalRemove {
                    mini_app: mini_app(),
                    subject: "s".to_owned(),
                    key: key(*n),
                })?;
            }
        }
    }
    Ok(())
}

/// Runs all acts at once; says which committed, and how the documents stand after.
async fn run_at_once(store: &Store, acts: &[Vec<Step>]) -> (Vec<usize>, Model) {
    let (store_, acts_) = (store.clone(), acts.to_vec());
    let running: Vec<_> = acts_
        .into_iter()
        .enumerate()
        .map(|(act, steps)| {
            let store = store_.clone();
            tokio::spawn(async move {
                let done = store
                    .transact(
                        || Instant(0),
                        |mut unit| {
                            let steps = steps.clone();
                            async move {
                                let done = run_in_unit(act, &steps, &mut unit).await;
                                (unit, done.map(Verdict::Commit))
                            }
                        },
                    )
                    .await;
                (act, done)
            })
        })
        .collect();
    let mut committed = Vec::new();
    for run in running {
        match run.await.unwrap() {
            (act, Ok(())) => committed.push(act),
            (_, Err(TransactError::Contended(_))) => {}
            (act, Err(error)) => panic!("act {act}: {error}"),
        }
    }
    let mut unit = store.unit(store::Mode::Read, Instant(0));
    (committed, list(&mut unit).await.unwrap())
}

fn orders(of: &[usize]) -> Vec<Vec<usize>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    of.iter()
        .flat_map(|first| {
            let rest: Vec<usize> = of.iter().copied().filter(|other| other != first).collect();
            orders(&rest)
                .into_iter()
                .map(|order| [vec![*first], order].concat())
        })
        .collect()
}

async fn assert_serial(store: &Store, acts: &[Vec<Step>]) {
    store
        .transact(
            || Instant(0),
            |mut unit| async move {
                for n in 0..3 {
                    unit.write(PersonalRemove {
                        mini_app: mini_app(),
                        subject: "s".to_owned(),
                        key: key(n),
                    })
                    .unwrap();
                }
                (unit, Ok::<_, UnitError>(Verdict::Commit(())))
            },
        )
        .await
        .unwrap();
    let (committed, end) = run_at_once(store, acts).await;
    assert!(!committed.is_empty(), "somebody always gets through");
    let explained = orders(&committed).into_iter().any(|order| {
        let mut model = Model::new();
        for act in order {
            run_alone(act, &acts[act], &mut model);
        }
        model == end
    });
    assert!(
        explained,
        "no order of {committed:?} gives {end:#?} for {acts:#?}"
    );
}

fn check(url: &str, cases: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap();
    let store = runtime.block_on(async {
        let store = Store::open(&url.parse().unwrap()).await.unwrap();
        store.migrate().await.unwrap();
        store
    });
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(acts in acts())| runtime.block_on(assert_serial(&store, &acts)));
    runtime.block_on(store.close());
}

#[test]
fn acts_at_once_end_as_if_one_after_the_other_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    check(
        &format!("sqlite://{}", folder.path().join("balai.sqlite").display()),
        200,
    );
}

#[test]
fn acts_at_once_end_as_if_one_after_the_other_on_postgresql() {
    let server = std::env::var("BALAI_TEST_POSTGRES")
        .expect("BALAI_TEST_POSTGRES: hint: run `cargo xtask test`");
    let name = format!("serial_{}", std::process::id());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options: sqlx::postgres::PgConnectOptions = server.parse().unwrap();
    runtime.block_on(async {
        let mut server = PgConnection::connect_with(&options).await.unwrap();
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(create).execute(&mut server).await.unwrap();
    });
    use sqlx::ConnectOptions as _;
    check(options.database(&name).to_url_lossy().as_ref(), 100);
}
