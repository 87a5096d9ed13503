//! The seeded platform with a log, and everybody's keys enrolled in it.

use app::{
    Actor, App, Clock, Entropy, Instant, KeepingConfig, ReleaseId, Unit,
    person::Capacity,
    registry::{NewRelease, NewStep, Recorded, RegistryError, State, Step},
};
use jiff::{SignedDuration, Timestamp};
use store::{Backend, Store, agency::PersonByLogin};
use trust::{
    Decision, Digest, Enrolment, Envelope, Holder, Publication, SecretKey, Statement, TrustList,
    Verdict,
};

const ISSUER: &str = "https://masuk.example";
pub const MINI_APP: &str = "kota-damai/izin-usaha";

pub struct World {
    pub app: App,
    pub store: Store,
}

pub fn key(name: &str) -> SecretKey {
    let mut seed = [0; 32];
    let name = name.as_bytes();
    seed[..name.len()].copy_from_slice(name);
    SecretKey::from_seed(&seed)
}

pub fn seal<S: Statement>(statement: &S, signers: &[&str]) -> Envelope {
    let mut envelope = Envelope::seal(statement, &key(signers[0])).unwrap();
    for name in &signers[1..] {
        envelope.countersign(&key(name));
    }
    envelope
}

/// Tuesday 24 November 2026, nine o'clock in Jakarta.
pub fn now() -> Timestamp {
    "2026-11-24T09:00:00+07:00".parse().unwrap()
}

pub async fn open(backend: Backend) -> World {
    let store = store::testing::database(backend).await.unwrap();
    let world = World::over(store);
    world.app.seed_demo(ISSUER).await.unwrap();
    let list = TrustList {
        version: 1,
        registrars: vec![key("maya").public()],
    };
    let maya = &world.staff("maya").await;
    let list = &seal(&list, &["root"]);
    world
        .does(async |app, unit| app.trust_list(unit, maya, list).await)
        .await
        .unwrap();
    for (login, holder) in [
        ("wayan", Holder::Agency("kota-damai".to_owned())),
        ("lia", Holder::Agency("kemen-aparatur".to_owned())),
        ("indah", Holder::Reviewer),
    ] {
        world.enrol(login, login, holder).await.unwrap();
    }
    world
}

impl World {
    pub fn over(store: Store) -> Self {
        let app = App::curated(
            store.clone(),
            Clock::fixed(now().into()),
            Entropy::seeded(1),
            KeepingConfig::default(),
            key("root").public(),
        );
        Self { app, store }
    }

    /// Commits what `work` does, and goes through the log after it.
    pub async fn does<T>(
        &self,
        work: impl AsyncFn(&App, &mut Unit) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        let (app, work) = (&self.app, &work);
        let done = app
            .change(|mut unit| async move {
                let done = work(app, &mut unit).await;
                (unit, done)
            })
            .await
            .map_err(RegistryError::from);
        app.log_follow().await.unwrap();
        done
    }

    pub async fn acting(&self, login: &str, capacity: Capacity) -> Actor {
        let query = PersonByLogin {
            issuer: ISSUER.into(),
            login: login.into(),
        };
        let mut unit = self.app.reading();
        let person = unit.read(query).await.unwrap().unwrap().id;
        self.app
            .person_acting(&mut unit, person, capacity)
            .await
            .unwrap()
    }

    pub async fn staff(&self, login: &str) -> Actor {
        self.acting(login, Capacity::AtWork).await
    }

    pub async fn citizen(&self, login: &str) -> Actor {
        self.acting(login, Capacity::Private).await
    }

    /// By which the log knows somebody.
    pub async fn name(&self, login: &str) -> String {
        let actor = &self.staff(login).await;
        self.does(async |app, unit| app.registry_name(unit, actor).await)
            .await
            .unwrap()
    }

    /// Asks for a key and has it enrolled by the registrar.
    pub async fn enrol(
        &self,
        login: &str,
        named: &str,
        holder: Holder,
    ) -> Result<(), RegistryError> {
        let enrolment = Enrolment {
            key: key(named).public(),
            holder,
            person: self.name(login).await,
            until: now() + SignedDuration::from_hours(24 * 365),
        };
        let asked = &seal(&enrolment, &[named]);
        let (who, maya) = (&self.staff(login).await, &self.staff("maya").await);
        self.does(async |app, unit| app.key_request(unit, who, asked).await)
            .await?;
        let enrolled = &seal(&enrolment, &[named, "maya"]);
        self.does(async |app, unit| app.key_enrol(unit, maya, enrolled).await)
            .await
            .map(drop)
    }

    pub async fn upload(&self, login: &str, new: &NewRelease) -> Result<ReleaseId, RegistryError> {
        let actor = &self.staff(login).await;
        self.does(async |app, unit| app.release_upload(unit, actor, new).await)
            .await
    }

    pub async fn checked(&self, id: ReleaseId, passed: bool) -> Result<State, RegistryError> {
        let report = &Recorded {
            text: format!("{{\"of\":\"{id}\"}}"),
            passed,
            pages: "{\"pages\":[],\"more\":0}".to_owned(),
            icon: None,
            annex: "{}".to_owned(),
        };
        self.does(async |app, unit| app.release_checked(unit, id, report).await)
            .await
    }

    pub async fn decide(
        &self,
        login: &str,
        id: ReleaseId,
        verdict: Verdict,
    ) -> Result<State, RegistryError> {
        let reviewer = &self.staff(login).await;
        let seen = self
            .app
            .release_seen(&mut self.app.reading(), &self.staff("indah").await, id)
            .await?;
        let decision = Decision {
            digest: seen.digest.parse().unwrap(),
            report: Digest::of(seen.report.unwrap_or_default().as_bytes()),
            verdict,
            rule: "5.2".to_owned(),
            reason: "Tombol tidak terbaca.".to_owned(),
        };
        let decision = &seal(&decision, &[login]);
        self.does(async |app, unit| app.release_decide(unit, reviewer, id, decision).await)
            .await
    }

    /// Sent in, checked and approved.
    pub async fn approved(&self, version: &str) -> ReleaseId {
        let id = self.upload("wayan", &release(version)).await.unwrap();
        assert_eq!(self.checked(id, true).await.unwrap(), State::InReview);
        let state = self.decide("indah", id, Verdict::Approve).await.unwrap();
        assert_eq!(state, State::Approved);
        id
    }

    pub async fn roll_out(
        &self,
        login: &str,
        release: ReleaseId,
        share: u8,
        regions: &[&str],
    ) -> Result<Step, RegistryError> {
        let actor = &self.staff(login).await;
        let step = &NewStep {
            release,
            share,
            regions: regions.iter().map(|code| (*code).to_owned()).collect(),
            reason: String::new(),
        };
        self.does(async |app, unit| app.roll_out(unit, actor, step.clone()).await)
            .await
    }

    pub async fn state(&self, id: ReleaseId) -> State {
        let indah = self.staff("indah").await;
        let seen = self
            .app
            .release_seen(&mut self.app.reading(), &indah, id)
            .await;
        seen.unwrap().state
    }
}

/// A release that differs from others by its version.
pub fn release(version: &str) -> NewRelease {
    signed(version, &["wayan"])
}

pub fn signed(version: &str, signers: &[&str]) -> NewRelease {
    let digest = Digest::of(version.as_bytes());
    let publication = Publication {
        mini_app: MINI_APP.to_owned(),
        version: version.to_owned(),
        digest,
    };
    NewRelease {
        digest,
        manifest: MANIFEST.replace("0.1.0", version),
        imports: vec!["balai:platform/claims@0.1.0".to_owned()],
        publication: seal(&publication, signers),
    }
}

pub fn at(moment: Timestamp) -> Instant {
    moment.into()
}

const MANIFEST: &str = r#"
id = "kota-damai/izin-usaha"
version = "0.1.0"
category = "usaha"
audience = ["citizens"]
[title]
id = "Izin usaha"
en = "Business licence"
[description]
id = "Ajukan izin usaha."
en = "Apply for a business licence."
[contact]
email = "perizinan@kota-damai.example"
phone = "+62000000"
"#;
