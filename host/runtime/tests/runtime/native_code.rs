//! Native code is kept, found again, and not run where somebody else may have written it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::{Arc, Weak};

use runtime::{Digest, LoadError, PrepareError, Residents, Runtime, SetupError, WorkerProgram};
use wasmtime::component::Component;

use crate::guests::{endless, idle, plain};
use crate::workshop::{Workshop, config};

fn no_compiler() -> WorkerProgram {
    WorkerProgram {
        program: "/bin/false".into(),
        args: Vec::new(),
    }
}

fn native_file(workshop: &Workshop, digest: &Digest) -> PathBuf {
    let engine = fs::read_dir(workshop.dir.path().join("native"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    engine.join(format!("{digest}.cwasm"))
}

#[tokio::test]
async fn a_second_runtime_finds_what_the_first_compiled() {
    let first = Workshop::new();
    let bytes = wat::parse_str(idle()).unwrap();
    let inspection = first.runtime.prepare(&bytes).await.unwrap();
    assert_eq!(inspection.digest, Digest::of(&bytes));
    let mut config = config(first.dir.path());
    config.worker = no_compiler();
    let second = Runtime::new(&config).unwrap();
    assert_eq!(second.prepare(&bytes).await.unwrap(), inspection);
    second.load(&inspection.digest).await.unwrap();
    let other = wat::parse_str(endless()).unwrap();
    assert!(matches!(
        second.prepare(&other).await,
        Err(PrepareError::Host(_))
    ));
    assert!(matches!(
        second.load(&Digest::of(&other)).await,
        Err(LoadError::NotPrepared(_))
    ));
}

#[tokio::test]
async fn nothing_staged_is_left_behind() {
    let workshop = Workshop::new();
    let digest = workshop.prepare(&idle()).await.digest;
    workshop.refused(b"\0asm\x0d\0\x01\0\x07").await;
    let dir = native_file(&workshop, &digest).parent().unwrap().to_owned();
    assert_eq!(fs::read_dir(dir).unwrap().count(), 2);
}

/// Asserts that what is in the directory is not run, and that compiling again makes up for it.
async fn assert_compiled_again(workshop: &Workshop, what: &str) {
    let bytes = wat::parse_str(idle()).unwrap();
    let digest = Digest::of(&bytes);
    let loaded = workshop.runtime.load(&digest).await;
    let error = loaded.err().unwrap_or_else(|| panic!("{what} was run"));
    assert!(
        matches!(error, LoadError::NotAuthentic(_)),
        "{what}: {error}"
    );
    assert!(error.needs_preparing());
    workshop.runtime.prepare(&bytes).await.unwrap();
    workshop.runtime.load(&digest).await.unwrap();
}

#[tokio::test]
async fn what_was_changed_is_compiled_again_and_never_run() {
    let workshop = Workshop::new();
    let digest = workshop.prepare(&idle()).await.digest;
    let file = native_file(&workshop, &digest);
    let report = file.with_extension("report");
    let whole = fs::read(&file).unwrap();

    const FLIPS: usize = 97;
    for flip in 0..FLIPS {
        let mut flipped = whole.clone();
        flipped[flip * (whole.len() - 1) / (FLIPS - 1)] ^= 1 << (flip % 8);
        fs::write(&file, &flipped).unwrap();
        let loaded = workshop.runtime.load(&digest).await;
        assert!(matches!(loaded, Err(LoadError::NotAuthentic(_))), "{flip}");
    }
    assert_compiled_again(&workshop, "a flipped bit").await;

    for left in [0, 1, whole.len() / 2, whole.len() - 1] {
        fs::write(&file, &whole[..left]).unwrap();
        assert_compiled_again(&workshop, "a file cut short").await;
    }
    let longer = [whole.as_slice(), b"\0"].concat();
    fs::write(&file, longer).unwrap();
    assert_compiled_again(&workshop, "a longer file").await;

    // What it imports is what it may do.
    let told = fs::read_to_string(&report).unwrap();
    let promoted = told.replace("\"imports\":[]", "\"imports\":[ ]");
    assert_ne!(promoted, told);
    fs::write(&report, promoted).unwrap();
    assert_compiled_again(&workshop, "code with another report").await;

    fs::remove_file(&report).unwrap();
    fs::write(&file, &whole).unwrap();
    assert_compiled_again(&workshop, "code without a report").await;
}

#[tokio::test]
async fn the_code_of_another_component_is_not_run_under_this_one_s_name() {
    let workshop = Workshop::new();
    let mine = native_file(&workshop, &workshop.prepare(&idle()).await.digest);
    let other = native_file(&workshop, &workshop.prepare(&endless()).await.digest);
    for extension in ["cwasm", "report"] {
        let from = other.with_extension(extension);
        fs::rename(from, mine.with_extension(extension)).unwrap();
    }
    assert_compiled_again(&workshop, "another component's code").await;
}

#[tokio::test]
async fn the_code_of_another_host_is_not_run() {
    let (ours, theirs) = (Workshop::new(), Workshop::new());
    let digest = ours.prepare(&idle()).await.digest;
    theirs.prepare(&idle()).await;
    for extension in ["cwasm", "report"] {
        let to = native_file(&ours, &digest).with_extension(extension);
        let from = native_file(&theirs, &digest).with_extension(extension);
        fs::copy(from, to).unwrap();
    }
    assert_compiled_again(&ours, "another host's code").await;

    let key = ours.dir.path().join("native.key");
    fs::remove_file(&key).unwrap();
    let renewed = Workshop {
        runtime: Runtime::new(&config(ours.dir.path())).unwrap(),
        dir: ours.dir,
    };
    assert_compiled_again(&renewed, "the code under the old key").await;
}

#[tokio::test]
async fn a_file_that_others_could_have_written_is_not_run() {
    let workshop = Workshop::new();
    let digest = workshop.prepare(&idle()).await.digest;
    let file = native_file(&workshop, &digest);

    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    assert_compiled_again(&workshop, "a file open to others").await;

    let away = workshop.dir.path().join("away");
    fs::rename(&file, &away).unwrap();
    std::os::unix::fs::symlink(&away, &file).unwrap();
    assert_compiled_again(&workshop, "a link").await;
    assert!(file.symlink_metadata().unwrap().is_file());
}

#[test]
fn the_key_is_made_once_and_known_to_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(dir.path());
    let key = config.key_file();
    Runtime::new(&config).unwrap();
    let made = fs::read(&key).unwrap();
    assert_eq!(made.len(), 32);
    assert_eq!(key.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    Runtime::new(&config).unwrap();
    assert_eq!(fs::read(&key).unwrap(), made);

    fs::set_permissions(&key, Permissions::from_mode(0o640)).unwrap();
    let refused = Runtime::new(&config).err().unwrap();
    assert!(matches!(refused, SetupError::NotAKey { .. }), "{refused}");
    fs::remove_file(&key).unwrap();
    fs::write(&key, "too short").unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    let refused = Runtime::new(&config).err().unwrap();
    assert!(matches!(refused, SetupError::NotAKey { .. }), "{refused}");

    config.key_file = Some(config.cache_dir.join("key"));
    let refused = Runtime::new(&config).err().unwrap();
    assert!(
        matches!(refused, SetupError::KeyInCacheDir { .. }),
        "{refused}"
    );
}

#[tokio::test]
async fn native_code_of_another_engine_is_compiled_again() {
    let workshop = Workshop::new();
    let digest = workshop.prepare(&idle()).await.digest;
    let engine = native_file(&workshop, &digest).parent().unwrap().to_owned();
    fs::rename(&engine, engine.with_file_name("0".repeat(32))).unwrap();
    let next = Runtime::new(&config(workshop.dir.path())).unwrap();
    assert!(matches!(
        next.load(&digest).await,
        Err(LoadError::NotPrepared(_))
    ));
    next.prepare(&wat::parse_str(idle()).unwrap())
        .await
        .unwrap();
    next.load(&digest).await.unwrap();
}

#[test]
fn a_directory_that_others_can_enter_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let config = config(dir.path());
    fs::create_dir(&config.cache_dir).unwrap();
    fs::set_permissions(&config.cache_dir, Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(
        Runtime::new(&config),
        Err(SetupError::CacheDirNotPrivate { .. })
    ));
}

#[tokio::test]
async fn a_resident_release_is_linked_once_and_a_failure_is_tried_again() {
    let workshop = Workshop::new();
    let residents: Residents<Component> = Residents::new(&workshop.runtime);
    let digest = Digest::of(&wat::parse_str(idle()).unwrap());
    let link = |component: &Component, _| Ok::<_, LoadError>(component.clone());
    let early = residents.get("kota-damai", &digest, link).await;
    assert!(matches!(early.err().unwrap(), LoadError::NotPrepared(_)));
    workshop.prepare(&idle()).await;
    residents.get("kota-damai", &digest, link).await.unwrap();
    let again = residents
        .get("kota-damai", &digest, |_, _| -> Result<_, LoadError> {
            panic!("it is linked already")
        })
        .await;
    again.unwrap();
}

#[tokio::test]
async fn releases_used_least_are_unloaded_where_all_hold_more_than_they_may() {
    // Room for four of them.
    let workshop = Workshop::with(|config| config.resident_bytes = 1 << 20);
    let residents: Residents<Arc<()>> = Residents::new(&workshop.runtime);
    let link = |_: &Component, _| Ok::<_, LoadError>(Arc::default());
    let mut linked = Vec::new();
    for number in 0..12 {
        let body = format!(r#"(func (export "run") (drop (i32.const {number})))"#);
        let digest = workshop.prepare(&plain(&body)).await.digest;
        let one = residents.get("kota-damai", &digest, link).await.unwrap();
        linked.push((digest, Arc::downgrade(&one)));
        residents
            .get("kota-damai", &linked[0].0, link)
            .await
            .unwrap();
    }
    let is_there = |one: &&(Digest, Weak<()>)| one.1.strong_count() > 0;
    let there = linked.iter().filter(is_there).count();
    assert!((2..=4).contains(&there), "{there} are resident");
    assert!(is_there(&&linked[0]), "the one used often was unloaded");
}
