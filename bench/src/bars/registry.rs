//! Bar 9: what an agency waits for a report, how long people still get what an operator has stopped, and what it costs a
//! node to check for itself all that runs on it.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use app::{App, Clock, Entropy, KeepingConfig};
use futures::future::try_join_all;
use jiff::Timestamp;
use platform::checks::{Annex, Check};
use sqlx::{Connection as _, SqliteConnection};
use store::log::LogEntryAdd;
use store::{DatabaseUrl, Store};
use trust::{
    Decision, Digest, Enrolment, Entry, Envelope, Event, Holder, Publication, SecretKey, TrustList,
    Verdict,
};

use super::start::releases;
use crate::load;
use crate::measure::{executor, median, micros, quantile};
use crate::node::Node;
use crate::people::{OPERATOR, PUBLISHER, People, REVIEWER};
use crate::report::{Limit, Row};
use crate::servers::{Balai, Cores};
use crate::setting::Setting;

const MINI_APP: &str = "kota-damai/izin-usaha";
const PAGE: &str = "/m/kota-damai/izin-usaha/";
/// So many releases are sent in, one after the other.
const PUBLISHED: u8 = 5;
/// So often it is stopped.
const STOPS: u32 = 20;
/// So many people ask for its pages all the time.
const VISITORS: usize = 8;
/// Live releases, each of another mini-app.
const LIVE: u64 = 1_000;
/// Releases whose native code is held against its seal.
const SEALED: u32 = 200;

pub fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let mut rows = served(setting)?;
    rows.extend(executor(2)?.block_on(started(setting))?);
    Ok(rows)
}

/// A server with a registry, and people who publish, approve and stop.
fn served(setting: &Setting) -> Result<Vec<Row>> {
    let people = People::with_keys(&setting.balai)?;
    let balai = Balai::start(setting, Cores::All, &[], &people.trust()?)?;
    let url = balai.url();
    people.enrol(&url)?;
    let executor = executor(1)?;
    let mut waits = Vec::new();
    for version in 1..=PUBLISHED {
        let file = variant(setting, version)?;
        let key = people.key(PUBLISHER);
        let begun = Instant::now();
        people.does(
            &url,
            PUBLISHER,
            &["publish", &file, "--key", &key, "--no-wait"],
        )?;
        executor.block_on(reported(&balai, version))?;
        waits.push(begun.elapsed().as_secs_f64());
    }
    let annexes = executor.block_on(annexes(&balai))?;
    let of = |what: fn(&Annex) -> u64| {
        let figures: Vec<f64> = annexes.iter().map(|annex| what(annex) as f64).collect();
        median(&figures)
    };
    let mut rows = vec![
        Row::told("publish to report, median", median(&waits), "s"),
        Row::told(
            "compiling, of processor time",
            of(|annex| annex.compile_ms),
            "ms",
        ),
        Row::told("its journeys", of(|annex| annex.ms(Check::Journeys)), "ms"),
        Row::told("its listed pages", of(|annex| annex.ms(Check::Pages)), "ms"),
        Row::told("its start", of(|annex| annex.ms(Check::Start)), "ms"),
        Row::told(
            "all other checks",
            of(|annex| {
                let named = [Check::Journeys, Check::Pages, Check::Start];
                let others = annex.checks.iter();
                let others = others.filter(|time| !named.contains(&time.check));
                others.map(|time| time.ms).sum()
            }),
            "ms",
        ),
    ];
    let key = people.key(REVIEWER);
    people.does(
        &url,
        REVIEWER,
        &["review", "approve", MINI_APP, "0.1.1", "--key", &key],
    )?;
    people.does(&url, PUBLISHER, &["rollout", MINI_APP, "0.1.1"])?;
    let token = people.token(OPERATOR)?;
    let mut late = Vec::new();
    for _ in 0..STOPS {
        late.push(executor.block_on(stopped(&url, &token))?);
    }
    rows.extend([
        Row::told(
            "stop to the last page that was given, median",
            median(&late),
            "ms",
        ),
        Row::judged(
            "the longest",
            quantile(&late, 1.0),
            "ms",
            Limit::AtMost(1_000.0),
        ),
    ]);
    Ok(rows)
}

/// The mini-app of business licences as another version: of the same length, so that nothing else of the file changes.
fn variant(setting: &Setting, version: u8) -> Result<String> {
    let built = setting.guest("izin-usaha");
    let mut component = fs::read(&built).with_context(|| format!("{}", built.display()))?;
    let before = b"version = \"0.1.0\"";
    let at = component
        .windows(before.len())
        .position(|bytes| bytes == before)
        .context("its manifest names another version")?;
    let number = component.get_mut(at + before.len() - 2);
    *number.context("it ends too early")? = b'0' + version;
    let file = setting.scratch.join(format!("izin-usaha-{version}.wasm"));
    fs::write(&file, component).with_context(|| format!("{}", file.display()))?;
    Ok(file.display().to_string())
}

/// Waits until the checks of a version have passed.
async fn reported(balai: &Balai, version: u8) -> Result<()> {
    let mut database = SqliteConnection::connect(&balai.database()).await?;
    let begun = Instant::now();
    loop {
        let state: Option<String> =
            sqlx::query_scalar("SELECT state FROM release WHERE version = $1")
                .bind(format!("0.1.{version}"))
                .fetch_optional(&mut database)
                .await?;
        match state.as_deref() {
            Some("in-review") => return Ok(()),
            Some("uploaded") => {}
            other => anyhow::bail!("the release is {other:?}"),
        }
        ensure!(
            begun.elapsed() < Duration::from_secs(120),
            "no report comes"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn annexes(balai: &Balai) -> Result<Vec<Annex>> {
    let mut database = SqliteConnection::connect(&balai.database()).await?;
    let kept: Vec<String> = sqlx::query_scalar("SELECT annex FROM release")
        .fetch_all(&mut database)
        .await?;
    let read = kept.iter().map(|text| serde_json::from_str(text));
    Ok(read.collect::<Result<_, _>>()?)
}

/// Stops the mini-app while people ask for its pages; gives how long after the order was sent the last of them got one, in
/// milliseconds. Then lets it go on.
async fn stopped(url: &str, token: &str) -> Result<f64> {
    let client = load::browser()?;
    let page = format!("{url}{PAGE}");
    let order = async |path: &str| {
        let order = serde_json::json!({ "kind": "mini-app", "name": MINI_APP, "reason": "bench" });
        let sent = client.post(format!("{url}/api/v1/registry/{path}"));
        let answer = sent.bearer_auth(token).json(&order).send().await?;
        answer.error_for_status()?;
        anyhow::Ok(())
    };
    ensure!(client.get(&page).send().await?.status().is_success());
    let begun = Instant::now();
    let visits = (0..VISITORS).map(|_| async {
        let mut last = begun;
        // Until it is refused.
        while client.get(&page).send().await?.status().is_success() {
            last = Instant::now();
        }
        anyhow::Ok(last)
    });
    let ordered = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let sent = Instant::now();
        order("stops").await?;
        anyhow::Ok(sent)
    };
    let (sent, lasts) = futures::try_join!(ordered, try_join_all(visits))?;
    order("stops/ends").await?;
    let last = lasts.into_iter().max().unwrap_or(sent);
    Ok(micros(last.saturating_duration_since(sent)) / 1e3)
}

/// A node that starts: it goes through the whole log, and holds all native code against its seal.
async fn started(setting: &Setting) -> Result<Vec<Row>> {
    let folder = tempfile::tempdir().context("no temporary folder could be made")?;
    let file = folder.path().join("log.sqlite");
    let url: DatabaseUrl = format!("sqlite://{}", file.display()).parse()?;
    let store = Store::open(&url).await?;
    store.migrate().await?;
    let node = || -> Result<App> {
        let root = key(0).public();
        let (clock, entropy) = (Clock::System, Entropy::system()?);
        Ok(App::curated(
            store.clone(),
            clock,
            entropy,
            KeepingConfig::default(),
            root,
        ))
    };
    let entries = log()?;
    let count = entries.len();
    let writer = node()?;
    for (number, entry) in entries.into_iter().enumerate() {
        let add = &LogEntryAdd {
            number: i64::try_from(number)?,
            entry: String::from_utf8(entry.to_bytes()?)?,
        };
        writer
            .change(|mut unit| async move {
                let added = unit.write(add.clone());
                (unit, added)
            })
            .await?;
    }
    let mut replays = Vec::new();
    for _ in 0..setting.rounds {
        let node = node()?;
        let begun = Instant::now();
        node.log_follow().await?;
        replays.push(micros(begun.elapsed()) / 1e3);
        let admitted = node.ledger(|ledger| ledger.admits(&named(LIVE - 1), digest(LIVE - 1)))?;
        ensure!(admitted.is_ok(), "the log admits nothing");
    }
    let node = Node::open(setting, 1 << 30).await?;
    let sealed = releases(&node, &setting.guest("bench-page"), SEALED).await?;
    drop(node);
    // Another one over the same native code: the first has found the seals good already.
    let node = Node::open(setting, 1 << 30).await?;
    let begun = Instant::now();
    for release in &sealed {
        node.runtime.warm_up(&release.digest).await?;
    }
    let seals = micros(begun.elapsed()) / 1e3 / f64::from(SEALED);
    Ok(vec![
        Row::told(
            "entries of a log with 1,000 live releases",
            count as f64,
            "",
        ),
        Row::told(
            "going through all of it, with its signatures",
            median(&replays),
            "ms",
        ),
        Row::told(
            "native code held against its seal, each release",
            seals,
            "ms",
        ),
    ])
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn named(number: u64) -> String {
    format!("kota-damai/layanan-{number}")
}

fn digest(number: u64) -> Digest {
    Digest::of(&number.to_be_bytes())
}

/// What the log says where a thousand mini-apps have each gone from the upload to everybody.
fn log() -> Result<Vec<Entry>> {
    const ROOT: u8 = 0;
    const REGISTRAR: u8 = 1;
    const PUBLISHES: u8 = 2;
    const REVIEWS: u8 = 3;
    let at = Timestamp::from_second(1_800_000_000)?;
    let list = TrustList {
        version: 1,
        registrars: vec![key(REGISTRAR).public()],
    };
    let mut events = vec![Event::TrustList(Envelope::seal(&list, &key(ROOT))?)];
    for (seed, holder, person) in [
        (
            PUBLISHES,
            Holder::Agency("kota-damai".to_owned()),
            "publisher",
        ),
        (REVIEWS, Holder::Reviewer, "reviewer"),
    ] {
        let enrolment = Enrolment {
            key: key(seed).public(),
            holder,
            person: person.to_owned(),
            until: Timestamp::from_second(1_900_000_000)?,
        };
        let mut enrolled = Envelope::seal(&enrolment, &key(seed))?;
        enrolled.countersign(&key(REGISTRAR));
        events.push(Event::Enrolled(enrolled));
    }
    for number in 0..LIVE {
        let (digest, report) = (digest(number), Digest::of(b"report"));
        let publication = Publication {
            mini_app: named(number),
            version: "1.0.0".to_owned(),
            digest,
        };
        let decision = Decision {
            digest,
            report,
            verdict: Verdict::Approve,
            rule: String::new(),
            reason: String::new(),
        };
        events.extend([
            Event::Uploaded(Envelope::seal(&publication, &key(PUBLISHES))?),
            Event::Checked {
                digest,
                report,
                passed: true,
            },
            Event::Decided(Envelope::seal(&decision, &key(REVIEWS))?),
            Event::RolledOut {
                mini_app: named(number),
                sequence: 1,
                digest,
                share: 100,
                regions: Vec::new(),
                by: "publisher".to_owned(),
                reason: String::new(),
            },
        ]);
    }
    Ok(events
        .into_iter()
        .map(|event| Entry { at, event })
        .collect())
}
