//! What is not as it was signed, and who is not who they say: each is told in a sentence.

use insta::assert_snapshot;
use store::Backend;

use super::people::{APP, Hall};
use crate::{server::licences, visitor::Visitor};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_and_other_people_s_keys_are_told_what_to_do() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let write = |name: &str, bytes: &[u8]| {
        let file = hall.at(name);
        std::fs::write(&file, bytes).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let licence = std::fs::read(licences()).unwrap();
    let good = hall.version("1.0.0");
    let good = good.to_str().unwrap();
    let unproved = hall.changed("2.0.0", |manifest| {
        manifest.replace("[cases]\npage", "[cases]\npage = \"/x\"\n#")
    });
    let (text, cut) = (
        write("text.wasm", b"not wasm at all"),
        write("cut.wasm", &licence[..licence.len() / 2]),
    );
    let mut told = Vec::new();
    for (login, args) in [
        (
            "wayan",
            vec!["publish", "nowhere.wasm", "--key", "wayan.pem"],
        ),
        ("wayan", vec!["publish", &text, "--key", "wayan.pem"]),
        ("wayan", vec!["publish", &cut, "--key", "wayan.pem"]),
        (
            "wayan",
            vec!["publish", unproved.to_str().unwrap(), "--key", "wayan.pem"],
        ),
        ("wayan", vec!["publish", good, "--key", "nokey.pem"]),
        ("wayan", vec!["publish", good, "--key", "list.json"]),
        // Another agency's publisher; a colleague's key; a key that nobody enrolled.
        ("lia", vec!["publish", good, "--key", "lia.pem"]),
        ("wayan", vec!["publish", good, "--key", "indah.pem"]),
        ("wayan", vec!["publish", good, "--key", "hasan.pem"]),
        ("wayan", vec!["rollout", APP, "1.0.0"]),
        ("wayan", vec!["rollback", APP, "--reason", "x"]),
        ("wayan", vec!["stop", "mini-app", APP, "--reason", "x"]),
        ("hasan", vec!["stop", "mini-app", APP, "--reason", " "]),
        ("hasan", vec!["resume", "mini-app", APP, "--reason", "x"]),
        ("wayan", vec!["keys", "waiting"]),
        ("wayan", vec!["keys", "request", "wayan.pem", "--reviewer"]),
        ("lia", vec!["status", "kota-damai"]),
        ("nobody", vec!["status", "kota-damai"]),
        ("nobody", vec!["keys", "new", "root.pem"]),
    ] {
        let said = hall.refuses(login, &args).await;
        told.push(format!("{login}$ balai {}\n{said}", args.join(" ")));
    }
    // Nothing of all this was compiled or kept.
    assert_eq!(hall.server.components(), 0);
    hall.says("wayan", &["publish", good, "--key", "wayan.pem"])
        .await;
    for (login, args) in [
        ("wayan", vec!["publish", good, "--key", "wayan.pem"]),
        (
            "wayan",
            vec!["review", "approve", APP, "1.0.0", "--key", "wayan.pem"],
        ),
        (
            "indah",
            vec!["review", "approve", APP, "1.0.0", "--key", "wayan.pem"],
        ),
        (
            "indah",
            vec!["review", "approve", APP, "9.9.9", "--key", "indah.pem"],
        ),
        ("wayan", vec!["rollout", APP, "1.0.0"]),
    ] {
        let said = hall.refuses(login, &args).await;
        told.push(format!("{login}$ balai {}\n{said}", args.join(" ")));
    }
    let folder = hall.folder.path().to_str().unwrap();
    assert_snapshot!(
        "registry_refused",
        told.join("\n").replace(&format!("{folder}/"), "")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_changed_after_the_approval_does_not_run() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let sari = Visitor::signed_in(&hall.server, "sari").await;
    hall.approved("1.0.0").await;
    hall.approved("2.0.0").await;
    hall.says("wayan", &["rollout", APP, "1.0.0"]).await;
    let page = "/m/kota-damai/izin-usaha/";
    sari.get(page).await.assert_says("Izin usaha");

    // Somebody with the database in their hands gives everybody a file that nobody approved.
    let licence = licences();
    let stranger = hall
        .server
        .platform
        .install(&std::fs::read(licence).unwrap())
        .await;
    stranger.unwrap();
    let refused = sari.get(page).await;
    assert_eq!(refused.status, 503);
    refused.assert_says("Layanan ini dihentikan");
}
