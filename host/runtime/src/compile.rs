//! Compiling in a child process, and what its end means.

use std::fs::File;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, BufReader,
};
use tokio::process::Command;

use trust::Digest;

use crate::engine;
use crate::failure::shorten;
use crate::inspection::{Inspection, Refused};
use crate::runtime::Runtime;
use crate::worker::{Answer, Task};

/// What compiling one component may take; enough for Python's 18 MB (4 s, 390 MB).
const MEMORY_BYTES: u64 = 1 << 30;
/// The answer holds the custom sections; what a child says above this is not read.
const ANSWER_BYTES: u64 = 64 << 20;
/// A child cannot hold more native code than it may have memory.
const NATIVE_BYTES: u64 = MEMORY_BYTES;

/// Why a component was not compiled.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The component is at fault; the sentence is for its author.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The platform is at fault: the child could not be started, or the native code not be kept.
    #[error("the compiler could not be run")]
    Host(#[from] io::Error),
}

impl Runtime {
    /// Checks and compiles a component in a child process, and keeps the native code. Done before, it only says again
    /// what was found. The child may take 10 s of CPU and 2 s more for each MB, and 1 GiB of memory.
    ///
    /// # Errors
    /// [`Refused`] says in one sentence what is wrong with the component and what its author can do.
    pub async fn prepare(&self, component: &[u8]) -> Result<Inspection, PrepareError> {
        let most = self.config().component_bytes;
        if component.len() as u64 > most {
            return Err(Refused::TooLarge {
                bytes: component.len() as u64,
                most,
            }
            .into());
        }
        let digest = digest(component).await;
        if let Some(known) = self.known(digest).await? {
            return Ok(known);
        }
        let _turn = self
            .compilations()
            .acquire()
            .await
            .map_err(io::Error::other)?;
        // Somebody may have compiled it while this one waited.
        if let Some(known) = self.known(digest).await? {
            return Ok(known);
        }
        let (native, path) = self.cache().stage()?;
        let task = Task {
            digest,
            cpu_seconds: 10 + (component.len() as u64).div_ceil(1_000_000) * 2,
            memory_bytes: MEMORY_BYTES,
            compatibility: engine::compatibility(self.engine()),
        };
        let inspection = self.compile(&task, component, native).await?;
        let runtime = self.clone();
        let kept = inspection.clone();
        tokio::task::spawn_blocking(move || runtime.cache().keep(runtime.engine(), path, &kept))
            .await
            .map_err(io::Error::other)??;
        Ok(inspection)
    }

    /// What was found when it was compiled here, if that can still be trusted; it is read to the last byte.
    async fn known(&self, digest: Digest) -> io::Result<Option<Inspection>> {
        let runtime = self.clone();
        tokio::task::spawn_blocking(move || runtime.cache().inspection(&digest))
            .await
            .map_err(io::Error::other)
    }

    /// Native code goes into the file.
    async fn compile(
        &self,
        task: &Task,
        component: &[u8],
        native: File,
    ) -> Result<Inspection, PrepareError> {
        let worker = &self.config().worker;
        let mut child = Command::new(&worker.program)
            .args(&worker.args)
            .arg(serde_json::to_string(task).map_err(io::Error::from)?)
            .env_clear()
            // mimalloc would reserve all of the memory at once, before the limit is set.
            .env("MIMALLOC_ARENA_RESERVE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(mut input), Some(output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::Error::other("the compiler has no pipes").into());
        };
        let feed = async move {
            // A child that ended early breaks the pipe; how it ended says more.
            let _ = input.write_all(component).await;
            drop(input);
        };
        let talk = async {
            tokio::join!(
                feed,
                listen(output, native),
                read(errors, 4_096),
                child.wait()
            )
        };
        // The limit on CPU does not end a child that waits; it shares the cores, so it gets several times as long.
        let patience = Duration::from_secs(task.cpu_seconds * 4 + 10);
        let Ok(((), told, errors, ended)) = tokio::time::timeout(patience, talk).await else {
            return Err(Refused::CompileTime {
                seconds: task.cpu_seconds,
            }
            .into());
        };
        understand(task, ended?, &told?, &String::from_utf8_lossy(&errors?))
    }
}

/// What a child said.
struct Told {
    answer: Vec<u8>,
    /// Of what came after it.
    native_bytes: u64,
}

/// The answer, a line; what comes after it goes into the file. Where that fails, the child finds nobody who listens.
async fn listen(output: impl AsyncRead + Unpin, native: File) -> io::Result<Told> {
    // As much as a pipe holds.
    let mut output = BufReader::with_capacity(64 << 10, output);
    let mut answer = Vec::new();
    let mut line = (&mut output).take(ANSWER_BYTES);
    line.read_until(b'\n', &mut answer).await?;
    let mut native = tokio::fs::File::from_std(native);
    let mut code = (&mut output).take(NATIVE_BYTES);
    let native_bytes = tokio::io::copy_buf(&mut code, &mut native).await?;
    native.flush().await?;
    // The rest is drained, so that the child does not wait for a reader.
    tokio::io::copy_buf(&mut output, &mut tokio::io::sink()).await?;
    Ok(Told {
        answer,
        native_bytes,
    })
}

async fn read(from: impl AsyncRead + Unpin, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut limited = from.take(most);
    limited.read_to_end(&mut bytes).await?;
    // The rest is drained, so that the child does not wait for a reader.
    tokio::io::copy(&mut limited.into_inner(), &mut tokio::io::sink()).await?;
    Ok(bytes)
}

fn understand(
    task: &Task,
    ended: ExitStatus,
    told: &Told,
    errors: &str,
) -> Result<Inspection, PrepareError> {
    const OUT_OF_TIME: i32 = rustix::process::Signal::XCPU.as_raw();
    const KILLED: i32 = rustix::process::Signal::KILL.as_raw();
    let out_of_memory = || Refused::CompileMemory {
        megabytes: task.memory_bytes >> 20,
    };
    if let Some(signal) = ended.signal() {
        let refused = match signal {
            OUT_OF_TIME => Refused::CompileTime {
                seconds: task.cpu_seconds,
            },
            // Not by any limit of ours.
            KILLED => {
                return Err(io::Error::other(
                    "the compiler was killed, by an operator or because the machine ran out of memory",
                )
                .into());
            }
            _ if is_out_of_memory(errors) => out_of_memory(),
            other => Refused::CompilerBroke {
                how: format!("it ended by signal {other}"),
            },
        };
        return Err(refused.into());
    }
    match serde_json::from_slice(&told.answer) {
        Ok(Answer::Compiled(inspection))
            if (inspection.digest, inspection.native_bytes) == (task.digest, told.native_bytes) =>
        {
            Ok(inspection)
        }
        Ok(Answer::Refused(Refused::NotCompilable { reason })) if is_out_of_memory(&reason) => {
            Err(out_of_memory().into())
        }
        Ok(Answer::Refused(Refused::CompilerBroke { .. })) if is_out_of_memory(errors) => {
            Err(out_of_memory().into())
        }
        Ok(Answer::Refused(refused)) => {
            tracing::debug!(digest = %task.digest, errors, "a component was refused");
            Err(refused.into())
        }
        Ok(Answer::Compiled(_)) => {
            Err(io::Error::other("the compiler answered about something else").into())
        }
        Ok(Answer::Failed(reason)) => Err(io::Error::other(reason).into()),
        Err(_) => Err(io::Error::other(format!(
            "the compiler gave no answer ({ended}): {}",
            shorten(errors.trim().to_owned(), 500)
        ))
        .into()),
    }
}

/// What Rust's allocator and the system say when the limit on memory is reached.
fn is_out_of_memory(text: &str) -> bool {
    [
        "memory allocation of",
        "Cannot allocate memory",
        "out of memory",
    ]
    .iter()
    .any(|sign| text.contains(sign))
}

/// As [`Digest::of`], in pieces that let other tasks run.
async fn digest(component: &[u8]) -> Digest {
    let mut sha = Sha256::new();
    for piece in component.chunks(1 << 20) {
        sha.update(piece);
        tokio::task::yield_now().await;
    }
    Digest::from_bytes(sha.finalize().into())
}

#[cfg(test)]
mod tests {
    //! The ways of a child to end that no test can bring about at will.

    use super::*;

    fn ended_by(signal: i32, errors: &str) -> PrepareError {
        let task = Task {
            digest: Digest::of(b""),
            cpu_seconds: 12,
            memory_bytes: 1 << 30,
            compatibility: String::new(),
        };
        let told = Told {
            answer: Vec::new(),
            native_bytes: 0,
        };
        understand(&task, ExitStatus::from_raw(signal), &told, errors).unwrap_err()
    }

    #[test]
    fn the_signal_tells_the_limit() {
        let refused = |error| match error {
            PrepareError::Refused(refused) => refused,
            PrepareError::Host(error) => panic!("{error}"),
        };
        assert_eq!(
            refused(ended_by(24, "")),
            Refused::CompileTime { seconds: 12 }
        );
        assert_eq!(
            refused(ended_by(6, "memory allocation of 4096 bytes failed")),
            Refused::CompileMemory { megabytes: 1024 }
        );
        assert!(matches!(
            refused(ended_by(11, "")),
            Refused::CompilerBroke { .. }
        ));
        assert!(matches!(ended_by(9, ""), PrepareError::Host(_)));
    }
}
