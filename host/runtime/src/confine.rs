//! What the child that compiles gives up before it reads a component: every file, every socket, every other process.
//!
//! A component that breaks the compiler acts as the server's user. It keeps three descriptors (what it reads, what it
//! says, and its errors; and any with which the server itself was started) and can get no others: their number is limited
//! to none, which Linux has always had, and [Landlock](https://docs.kernel.org/userspace-api/landlock.html) takes away
//! what needs no descriptor: running another program, renaming and removing files, reading the server's memory, and, from
//! Linux 6.12 on, signals to others.
//!
//! What it does not change: the native code that the child hands over is run by the server, in the engine's sandbox
//! only as far as the compiler has put it there.

use std::io;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
    Scope,
};
use rustix::process::{Resource, Rlimit, setrlimit};

/// The last version whose rights were considered here; an older kernel withholds as many of them as it knows.
const KNOWN: ABI = ABI::V7;

/// Gives it all up, for this thread and all that it starts. Nothing gives it back.
///
/// # Errors
/// Where the system refuses; not where it is too old to know how.
pub(crate) fn confine() -> io::Result<()> {
    rustix::thread::set_no_new_privs(true)?;
    forgo_files()?;
    forgo_descriptors()
}

/// Whether this kernel can withhold files from a process.
pub(crate) fn is_possible() -> bool {
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(Ruleset::create)
        .is_ok()
}

fn forgo_files() -> io::Result<()> {
    Ruleset::default()
        .handle_access(AccessFs::from_all(KNOWN))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(KNOWN)))
        .and_then(|rules| rules.scope(Scope::from_all(KNOWN)))
        // No rule allows anything.
        .and_then(Ruleset::create)
        .and_then(|rules| rules.restrict_self())
        .map(drop)
        .map_err(io::Error::other)
}

/// What is open stays open.
fn forgo_descriptors() -> io::Result<()> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    Ok(setrlimit(Resource::Nofile, none)?)
}

#[cfg(test)]
mod tests {
    //! Each in a process of its own: what is given up is given up for good.

    use std::env;
    use std::fmt::Debug;
    use std::fs::{self, File};
    use std::io::ErrorKind;
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::os::unix::net::UnixStream;
    use std::process::Command;

    use rustix::process::{Pid, getppid, test_kill_process};

    use super::*;

    const KEY: &str = "BALAI_TEST_KEY_FILE";

    /// Runs the ignored test of this name in a process that is told where a key is.
    fn alone(test: &str) {
        let dir = tempfile::tempdir().unwrap();
        let key = dir.path().join("native.key");
        fs::write(&key, "secret").unwrap();
        let name = format!("confine::tests::{test}");
        let ran = Command::new(env::current_exe().unwrap())
            .args(["--exact", &name, "--ignored", "--nocapture"])
            .env(KEY, &key)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        let errors = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{said}{errors}");
        assert!(said.contains("1 passed"), "{said}");
        assert_eq!(fs::read_to_string(&key).unwrap(), "secret");
    }

    fn refused<T: Debug>(done: io::Result<T>) -> ErrorKind {
        done.unwrap_err().kind()
    }

    fn pid_of_parent() -> Pid {
        getppid().unwrap()
    }

    #[test]
    fn who_is_confined_reaches_nothing() {
        alone("confined");
    }

    #[test]
    #[ignore = "in a process of its own"]
    fn confined() {
        let Some(key) = env::var_os(KEY) else { return };
        assert_eq!(fs::read_to_string(&key).unwrap(), "secret");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let memory = format!("/proc/{}/mem", pid_of_parent().as_raw_pid());
        confine().unwrap();
        assert!(File::open(&key).is_err());
        assert!(File::options().write(true).open(&key).is_err());
        assert!(File::open(&memory).is_err());
        assert!(fs::read_dir("/").is_err());
        assert!(Command::new("/bin/true").status().is_err());
        assert!(TcpStream::connect(address).is_err());
        assert!(UdpSocket::bind("127.0.0.1:0").is_err());
        assert!(UnixStream::pair().is_err());
    }

    #[test]
    fn the_kernel_alone_withholds_files() {
        assert!(is_possible(), "this kernel has no Landlock");
        alone("without_files");
    }

    #[test]
    #[ignore = "in a process of its own"]
    fn without_files() {
        let Some(key) = env::var_os(KEY) else { return };
        let elsewhere = format!("{}.moved", key.display());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let parent = pid_of_parent();
        forgo_files().unwrap();
        assert_eq!(refused(File::open(&key)), ErrorKind::PermissionDenied);
        assert_eq!(refused(fs::remove_file(&key)), ErrorKind::PermissionDenied);
        assert_eq!(
            refused(fs::rename(&key, &elsewhere)),
            ErrorKind::PermissionDenied
        );
        assert_eq!(
            refused(fs::write(&elsewhere, "")),
            ErrorKind::PermissionDenied
        );
        let started = Command::new("/bin/true").status();
        assert_eq!(refused(started), ErrorKind::PermissionDenied);
        let connected = TcpStream::connect(address);
        assert_eq!(refused(connected), ErrorKind::PermissionDenied);
        assert!(test_kill_process(parent).is_err());
    }

    #[test]
    fn a_limit_of_no_descriptors_keeps_those_that_are_there() {
        alone("without_descriptors");
    }

    #[test]
    #[ignore = "in a process of its own"]
    fn without_descriptors() {
        use std::io::Read as _;

        let Some(key) = env::var_os(KEY) else { return };
        let mut open = File::open(&key).unwrap();
        forgo_descriptors().unwrap();
        assert!(File::open(&key).is_err());
        let mut text = String::new();
        open.read_to_string(&mut text).unwrap();
        assert_eq!(text, "secret");
        // A number that becomes free is not given out again.
        drop(open);
        assert!(File::open(&key).is_err());
    }
}
