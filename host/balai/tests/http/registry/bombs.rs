//! What comes in at the registry's door and is too much: it is refused in a sentence, nothing of it is kept, and everybody
//! else is served meanwhile.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hostile::{Ends, corpus};
use reqwest::StatusCode;
use store::Backend;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};
use trust::{Digest, Envelope, Publication, SecretKey};

use super::people::{APP, Hall};
use crate::visitor::Visitor;

/// What comes with a component: who sends it, and what they signed.
fn headers(hall: &Hall, digest: Digest) -> [(&'static str, String); 2] {
    let tokens = std::fs::read_to_string(hall.at("wayan/balai/tokens.json")).unwrap();
    let tokens: BTreeMap<String, String> = serde_json::from_str(&tokens).unwrap();
    let key = std::fs::read_to_string(hall.at("wayan.pem")).unwrap();
    let publication = Publication {
        mini_app: APP.to_owned(),
        version: "1.0.0".to_owned(),
        digest,
    };
    let publication = Envelope::seal(&publication, &SecretKey::from_pem(&key).unwrap()).unwrap();
    let publication = STANDARD.encode(serde_json::to_vec(&publication).unwrap());
    let token = tokens.values().next().unwrap();
    [
        ("authorization", format!("Bearer {token}")),
        ("balai-publication", publication),
    ]
}

/// Begins a request, goes on with these pieces for as long as somebody listens, and gives the line of the answer's status.
async fn answer_to(hall: &Hall, length: &str, piece: &[u8], pieces: usize) -> String {
    let host = hall.server.address.trim_start_matches("http://");
    let stream = TcpStream::connect(host).await.unwrap();
    let (read, mut write) = stream.into_split();
    let mut head =
        format!("POST /api/v1/registry/releases HTTP/1.1\r\nhost: {host}\r\n{length}\r\n");
    for (name, value) in headers(hall, Digest::of(b"")) {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    write
        .write_all(format!("{head}\r\n").as_bytes())
        .await
        .unwrap();
    let sending = async {
        for _ in 0..pieces {
            if write.write_all(piece).await.is_err() {
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    let mut status = String::new();
    let mut read = BufReader::new(read);
    let reading = read.read_line(&mut status);
    tokio::select! {
        line = reading => { line.unwrap(); }
        () = sending => {}
    }
    status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_is_not_taken_in() {
    let hall = &Hall::open(Backend::Sqlite).await;
    // A gigabyte, as it says.
    let said = answer_to(hall, "content-length: 1073741824", b"", 0).await;
    assert!(said.starts_with("HTTP/1.1 413 "), "{said}");
    // One that does not say how much it is, in pieces of a megabyte.
    let piece = [b"100000\r\n".to_vec(), vec![0; 1 << 20], b"\r\n".to_vec()].concat();
    let said = answer_to(hall, "transfer-encoding: chunked", &piece, 1_024).await;
    assert!(said.starts_with("HTTP/1.1 413 "), "{said}");
    assert_eq!(hall.server.components(), 0);
    let sari = Visitor::signed_in(&hall.server, "sari").await;
    assert_eq!(sari.get("/").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn compile_bombs_are_refused_and_nobody_waits_for_them() {
    let hall = &Hall::open(Backend::Sqlite).await;
    hall.approved("1.0.0").await;
    hall.says("wayan", &["rollout", APP, "1.0.0"]).await;
    let kept = hall.server.components();
    let sari = Visitor::signed_in(&hall.server, "sari").await;
    let mut told = Vec::new();
    for name in [
        "one-large-function",
        "function-that-doubles",
        "three-hundred-thousand-functions",
        "deep-blocks",
        "sixty-thousand-types",
        "types-that-double",
    ] {
        let bomb = corpus().find(|hostile| hostile.name == name).unwrap();
        assert!(matches!(bomb.ends, Ends::Refused(_)));
        let component = bomb.component().unwrap();
        let address = format!("{}/api/v1/registry/releases", hall.server.address);
        let request = reqwest::Client::new().post(address);
        let request = headers(hall, Digest::of(&component))
            .into_iter()
            .fold(request, |request, (name, value)| {
                request.header(name, value)
            });
        let sending = request.body(component).send();
        let visiting = async {
            let page = sari.get("/m/kota-damai/izin-usaha/").await;
            assert_eq!(page.status, StatusCode::OK, "beside {name}");
        };
        let (answer, ()) = tokio::join!(sending, visiting);
        let answer = answer.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let problem: serde_json::Value = answer.json().await.unwrap();
        told.push(format!("{name}: {}", problem["detail"].as_str().unwrap()));
    }
    assert_eq!(hall.server.components(), kept);
    insta::assert_snapshot!("registry_bombs", told.join("\n"));
}
