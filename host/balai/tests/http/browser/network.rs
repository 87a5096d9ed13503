//! The network between a browser and the server: it can be cut, and it can lose answers on their way back.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::server::{self, Server};

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    Cut,
    LosesAnswers,
}

/// How the network fails while something is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Before the server has heard of it.
    RequestLost,
    /// After the server has done it, before it could say so.
    AnswerLost,
}

/// A server, and the network that people reach it by.
pub struct Network {
    pub server: Server,
    /// Where people reach the server.
    pub address: String,
    state: watch::Sender<State>,
}

impl Network {
    /// Whole at first, and before a server on SQLite.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let public = address.parse().unwrap();
        let server =
            server::start_as(store::Backend::Sqlite, |config| config.public_url = public).await;
        let upstream: SocketAddr = server.address["http://".len()..].parse().unwrap();
        let (state, seen) = watch::channel(State::Whole);
        tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(carry(browser, upstream, seen.clone()));
            }
        });
        Self {
            server,
            address,
            state,
        }
    }

    /// From now on, and for what is under way.
    pub fn fail(&self, fault: Fault) {
        self.state.send_replace(match fault {
            Fault::RequestLost => State::Cut,
            Fault::AnswerLost => State::LosesAnswers,
        });
    }

    pub fn mend(&self) {
        self.state.send_replace(State::Whole);
    }
}

/// One connection, until either side ends it or the network does.
async fn carry(mut browser: TcpStream, upstream: SocketAddr, mut state: watch::Receiver<State>) {
    if *state.borrow_and_update() == State::Cut {
        return;
    }
    let mut server = TcpStream::connect(upstream).await.unwrap();
    let (mut asked, mut answered) = ([0; 16 << 10], [0; 16 << 10]);
    loop {
        let carried = tokio::select! {
            biased;
            changed = state.changed() => {
                if changed.is_err() || *state.borrow_and_update() == State::Cut {
                    return;
                }
                continue;
            }
            read = browser.read(&mut asked) => match read {
                Ok(length @ 1..) => server.write_all(&asked[..length]).await,
                _ => return,
            },
            read = server.read(&mut answered) => match read {
                Ok(length @ 1..) if *state.borrow() == State::Whole => {
                    browser.write_all(&answered[..length]).await
                }
                _ => return,
            },
        };
        if carried.is_err() {
            return;
        }
    }
}
