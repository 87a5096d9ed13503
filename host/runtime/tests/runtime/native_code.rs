//! Native code is kept, found again, and not run where somebody else may have written it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use runtime::{Digest, LoadError, PrepareError, Residents, Runtime, SetupError, WorkerProgram};
use wasmtime::component::Component;

use crate::guests::{endless, idle};
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

#[tokio::test]
async fn a_file_from_elsewhere_is_not_run() {
    let workshop = Workshop::new();
    let digest = workshop.prepare(&idle()).await.digest;
    let file = native_file(&workshop, &digest);

    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(
        workshop.runtime.load(&digest).await,
        Err(LoadError::Foreign(_))
    ));

    let away = workshop.dir.path().join("away");
    fs::rename(&file, &away).unwrap();
    fs::set_permissions(&away, Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink(&away, &file).unwrap();
    assert!(matches!(
        workshop.runtime.load(&digest).await,
        Err(LoadError::Foreign(_))
    ));

    fs::remove_file(&file).unwrap();
    fs::write(&file, "not native code").unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    assert!(matches!(
        workshop.runtime.load(&digest).await,
        Err(LoadError::Incompatible { .. })
    ));
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
    let residents: Residents<(), Component> = Residents::new(&workshop.runtime);
    let digest = Digest::of(&wat::parse_str(idle()).unwrap());
    let link = |component: &Component| Ok::<_, LoadError>(component.clone());
    let early = residents.get(&digest, (), link).await;
    assert!(matches!(*early.err().unwrap(), LoadError::NotPrepared(_)));
    workshop.prepare(&idle()).await;
    residents.get(&digest, (), link).await.unwrap();
    let again = residents
        .get(&digest, (), |_| -> Result<_, LoadError> {
            panic!("it is linked already")
        })
        .await;
    again.unwrap();
}
