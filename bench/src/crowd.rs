//! As much load as a server takes: many connections, each with a request under way all the time, from one thread on a
//! core of its own.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use regex::Regex;

use crate::measure::{micros, on_core, quantile};

/// The core beside the servers' first one.
const CORE: usize = 1;

/// What came of a load.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    answers: f64,
    micros: f64,
    /// Answers that were no page, and connections that broke.
    pub bad: f64,
    /// Latencies, in microseconds.
    pub p50: f64,
    pub p99: f64,
}

impl Load {
    /// Requests answered, with a page or without.
    pub fn requests(&self) -> f64 {
        self.answers
    }

    /// Requests answered in a second.
    pub fn per_second(&self) -> f64 {
        self.answers / self.micros * 1e6
    }
}

/// What the crowd does while no answer is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// Looks again. On a virtual machine waking a core costs the one who wakes it, and a server is to be measured, not that.
    Awake,
    /// Leaves its core to others.
    Asleep,
}

/// Who sends how much where.
pub struct Crowd<'a> {
    pub url: &'a str,
    /// Connections, each with a request under way all the time.
    pub connections: usize,
    pub seconds: u64,
    /// Headers that are sent with each request, each on a line of its own.
    pub headers: &'a [String],
    pub waits: Waits,
}

impl Crowd<'_> {
    /// Sends until the time is over.
    pub fn send(&self) -> Result<Load> {
        on_core(CORE, || self.run())
    }

    /// As [`Crowd::send`]; an answer that is no page makes the figures worth nothing.
    pub fn send_all_good(&self) -> Result<Load> {
        let load = self.send()?;
        if load.bad > 0.0 {
            bail!("{} requests to {} failed under load", load.bad, self.url);
        }
        Ok(load)
    }

    fn run(&self) -> Result<Load> {
        let (server, request) = self.request()?;
        let mut poll = Poll::new()?;
        let mut events = Events::with_capacity(self.connections);
        let mut people = Vec::with_capacity(self.connections);
        for number in 0..self.connections {
            people.push(Person::come(&poll, number, server)?);
        }
        let (begun, time) = (Instant::now(), Duration::from_secs(self.seconds));
        let pause = match self.waits {
            Waits::Awake => Duration::ZERO,
            Waits::Asleep => Duration::from_millis(100),
        };
        let (mut waits, mut bad) = (Vec::new(), 0_u32);
        while begun.elapsed() < time {
            poll.poll(&mut events, Some(pause))?;
            for event in &events {
                let Some(person) = people.get_mut(event.token().0) else {
                    continue;
                };
                match person.go_on(&request) {
                    Step::Waits => {}
                    Step::Answered { wait, is_page } => {
                        waits.push(micros(wait));
                        bad += u32::from(!is_page);
                    }
                    Step::Lost => {
                        bad += 1;
                        *person = Person::come(&poll, event.token().0, server)?;
                    }
                }
            }
        }
        Ok(Load {
            answers: waits.len() as f64,
            micros: micros(begun.elapsed()),
            bad: f64::from(bad),
            p50: quantile(&waits, 0.5),
            p99: quantile(&waits, 0.99),
        })
    }

    /// Where to, and what is said there.
    fn request(&self) -> Result<(SocketAddr, Vec<u8>)> {
        let parts = Regex::new("^http://([^/]+)(/.*)?$")?;
        let parts = parts
            .captures(self.url)
            .with_context(|| format!("{} is no address of a server here", self.url))?;
        let (host, path) = (&parts[1], parts.get(2).map_or("/", |path| path.as_str()));
        let mut request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n");
        for header in self.headers {
            request.push_str(header);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        Ok((host.parse()?, request.into_bytes()))
    }
}

/// A connection, with the answer as far as it has come.
struct Person {
    connection: TcpStream,
    answer: Vec<u8>,
    /// When the request under way was sent; before the first one, when the connection was asked for.
    asked: Instant,
    has_asked: bool,
}

enum Step {
    Waits,
    Answered { wait: Duration, is_page: bool },
    Lost,
}

impl Person {
    fn come(poll: &Poll, number: usize, server: SocketAddr) -> Result<Self> {
        let mut connection = TcpStream::connect(server)?;
        poll.registry().register(
            &mut connection,
            Token(number),
            Interest::READABLE | Interest::WRITABLE,
        )?;
        Ok(Self {
            connection,
            answer: Vec::with_capacity(32 << 10),
            asked: Instant::now(),
            has_asked: false,
        })
    }

    /// Asks, reads what has come, and asks again once it is all.
    fn go_on(&mut self, request: &[u8]) -> Step {
        if !self.has_asked {
            return self.ask(request);
        }
        let mut some = [0; 16 << 10];
        loop {
            match self.connection.read(&mut some) {
                Ok(0) => return Step::Lost,
                Ok(read) => self.answer.extend_from_slice(&some[..read]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(_) => return Step::Lost,
            }
        }
        let Some(is_page) = whole(&self.answer) else {
            return Step::Waits;
        };
        let wait = self.asked.elapsed();
        self.answer.clear();
        match self.ask(request) {
            Step::Waits => Step::Answered { wait, is_page },
            lost => lost,
        }
    }

    /// A request is smaller than what any socket takes at once.
    fn ask(&mut self, request: &[u8]) -> Step {
        match self.connection.write_all(request) {
            Ok(()) => {
                self.has_asked = true;
                self.asked = Instant::now();
                Step::Waits
            }
            // It is not connected yet.
            Err(error) if error.kind() == ErrorKind::NotConnected && !self.has_asked => Step::Waits,
            Err(_) => Step::Lost,
        }
    }
}

/// Whether an answer is there to its end; then, whether it is a page.
fn whole(answer: &[u8]) -> Option<bool> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(begins)) = head.parse(answer) else {
        return None;
    };
    let header = |name: &str| {
        let mut headers = head.headers.iter();
        let found = headers.find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(found.value).ok()
    };
    let body = &answer[begins..];
    let is_whole = match header("content-length") {
        Some(length) => length
            .parse()
            .is_ok_and(|length: usize| body.len() >= length),
        // Chunks; nothing comes behind the last one, as nothing more was asked for.
        None => body.ends_with(b"0\r\n\r\n"),
    };
    is_whole.then_some(head.code == Some(200))
}
