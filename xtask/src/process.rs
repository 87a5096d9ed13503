//! Child processes that end when this one is interrupted, so that nothing is left behind.
//!
//! Each child is the leader of a process group of its own. A terminal's Ctrl-C therefore reaches
//! only xtask, which passes it on to the child that it waits for and then unwinds: the guards of
//! the others (a database, a folder) are dropped in order.

use std::io::Read as _;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// What the thread that receives signals shares with the one that works.
struct Interrupts {
    received: bool,
    /// The child that is waited for, and the signal that asks it to end.
    waited_for: Option<(Pid, Signal)>,
}

static INTERRUPTS: Mutex<Interrupts> = Mutex::new(Interrupts {
    received: false,
    waited_for: None,
});
static INTERRUPTED: Condvar = Condvar::new();

fn interrupts() -> MutexGuard<'static, Interrupts> {
    INTERRUPTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on an interrupt ends the child that is waited for instead of this process; a second
/// one kills it.
pub fn forward_interrupts() -> Result<()> {
    let mut signals =
        Signals::new([SIGINT, SIGTERM, SIGHUP]).context("signals cannot be received")?;
    thread::spawn(move || {
        for _ in &mut signals {
            let mut state = interrupts();
            if let Some((child, stop)) = state.waited_for {
                signal(child, if state.received { Signal::KILL } else { stop });
            }
            state.received = true;
            INTERRUPTED.notify_all();
        }
    });
    Ok(())
}

/// Waits for `time`, or less: an interrupt is an error at once.
pub fn pause(time: Duration) -> Result<()> {
    let (state, _) = INTERRUPTED
        .wait_timeout_while(interrupts(), time, |state| !state.received)
        .unwrap_or_else(PoisonError::into_inner);
    if state.received {
        bail!("interrupted");
    }
    Ok(())
}

/// The child may have ended by itself, in which case there is nothing to signal.
fn signal(child: Pid, signal: Signal) {
    let _ = kill_process_group(child, signal);
}

/// A child process that is stopped when this value is dropped.
pub struct Running {
    name: String,
    child: Child,
    pid: Pid,
    stop: Signal,
}

impl Running {
    /// Starts a command; `stop` is the signal on which it ends in good order.
    pub fn start(command: &mut Command, stop: Signal) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let state = interrupts();
        if state.received {
            bail!("interrupted");
        }
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("`{name}` cannot be started"))?;
        let pid = Pid::from_child(&child);
        Ok(Self {
            name,
            child,
            pid,
            stop,
        })
    }

    /// The pipes, where the command was given any.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Whether the process ended by itself.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .with_context(|| format!("`{}` cannot be watched", self.name))
    }

    /// Waits until the process ends, by itself or by an interrupt, which is an error.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        let status = self.wait_in_turn(|state| state.received)?;
        if interrupts().received {
            bail!("interrupted");
        }
        Ok(status)
    }

    /// Waits while the child is the one that interrupts go to, and asks it to end where
    /// `stop_now` says so.
    fn wait_in_turn(&mut self, stop_now: impl Fn(&Interrupts) -> bool) -> Result<ExitStatus> {
        {
            let mut state = interrupts();
            if stop_now(&state) {
                signal(self.pid, self.stop);
            }
            state.waited_for = Some((self.pid, self.stop));
        }
        let status = self.child.wait();
        interrupts().waited_for = None;
        status.with_context(|| format!("`{}` cannot be waited for", self.name))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait()
            && let Err(error) = self.wait_in_turn(|_| true)
        {
            eprintln!("warning: {error:#}");
        }
    }
}

/// Runs a command to its end, with this terminal. Whatever is not success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = Running::start(command, Signal::TERM)?.wait()?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// What a command prints. What it complains of goes to this terminal; whatever is not success is an error.
pub fn output(command: &mut Command) -> Result<String> {
    let mut running = Running::start(command.stdout(Stdio::piped()), Signal::TERM)?;
    let mut printed = String::new();
    if let Some(mut pipe) = running.child().stdout.take() {
        pipe.read_to_string(&mut printed)
            .with_context(|| format!("`{}` cannot be heard", line(command)))?;
    }
    let status = running.wait()?;
    if !status.success() {
        bail!("`{}` failed ({status})\n{printed}", line(command));
    }
    Ok(printed)
}

/// Whether a command is there and ends with success; what it prints is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    let output = command.process_group(0).stdin(Stdio::null()).output();
    output.is_ok_and(|output| output.status.success())
}

/// A command as one would type it, for messages.
fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(|word| word.to_string_lossy()));
    words.join(" ")
}
