//! A reviewer whose device keeps their key: Chromium's own virtual authenticator, which signs as a real one does.

use std::path::PathBuf;

use serde_json::{Value, json};
use store::Backend;

use super::{
    person::{Driver, Person, Screen},
    registry::at_work,
};
use crate::registry::people::{APP, Hall};

const BECAUSE: &str = "Meminta tanggal lahir, tanpa memerlukannya.";
const ONE_MORE: &str = r#"
[[claims]]
name = "birth-date"
basis = "public-task"
law = "PP 28/2025"
purpose = { id = "Mencatat umur pemohon", en = "To note the applicant's age" }
"#;

/// A device with a screen lock is built into this person's browser from now on.
async fn with_device(person: &Person) -> String {
    person.command("WebAuthn.enable", json!({})).await;
    let options = json!({ "options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
        "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true,
    }});
    let added = person.command("WebAuthn.addVirtualAuthenticator", options);
    let added: Value = added.await;
    added["authenticatorId"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browser_a_reviewer_decides_by_passkey() {
    let hall = &Hall::open(Backend::Sqlite).await;
    let driver = Driver::start();
    let indah = at_work(&driver, hall, Screen::Desk, "Indah Permata").await;
    let device = with_device(&indah).await;

    // Made on the device, asked for, enrolled by a registrar.
    indah.open("/registry").await;
    indah.press("Kunci Anda").await;
    indah.arrive("Kunci Anda").await;
    indah.see("Kunci dalam berkas").await;
    indah.press("Buat kunci sandi").await;
    indah.see("Menunggu pendaftar").await;
    indah.holds_up().await;
    let waiting = hall.says("maya", &["keys", "waiting"]).await;
    let id = waiting.split_whitespace().next().unwrap();

    // Not enrolled yet; then it approves.
    let publish = async |file: PathBuf| {
        let publish = ["publish", file.to_str().unwrap(), "--key", "wayan.pem"];
        hall.says("wayan", &publish).await;
    };
    publish(hall.version("1.0.0")).await;
    indah.open("/registry").await;
    indah.press("Izin usaha 1.0.0").await;
    indah
        .see("Anda belum memiliki kunci sandi yang terdaftar")
        .await;
    indah.holds_up().await;
    hall.says("maya", &["keys", "enrol", id, "--key", "maya.pem"])
        .await;
    indah.open("/registry/keys").await;
    indah.see("Kunci sandi").await;
    indah.open("/registry").await;
    indah.press("Izin usaha 1.0.0").await;
    indah.choose("Setujui").await;
    indah.press("Tanda tangani keputusan").await;
    indah.see("Disetujui").await;
    hall.says("wayan", &["rollout", APP, "1.0.0"]).await;

    // The next one asks for one more claim: the reviewer sees exactly that.
    publish(hall.changed("1.1.0", |manifest| manifest + ONE_MORE)).await;
    indah.open("/registry").await;
    indah.press("Izin usaha 1.1.0").await;
    indah.see("Baru: sebelumnya tidak dapat").await;
    let new = "//h3[contains(., 'Baru: sebelumnya')]/following-sibling::ul/li";
    assert_eq!(
        indah.texts(new).await,
        ["Membaca data warga yang terverifikasi: tanggal lahir"]
    );
    indah.press("Teks dan halaman").await;
    indah.arrive("Yang dilihat orang").await;
    indah.see("birth-date").await;
    indah.holds_up().await;
    indah.press("Business licence").await;
    indah.see("sebagaimana tampilannya").await;
    indah.press("Gelap").await;
    indah
        .until("document.documentElement.dataset.theme === 'dark'")
        .await;
    indah.holds_up().await;
    indah.press("Halaman berikutnya").await;
    indah.see("sebagaimana tampilannya").await;

    // Nobody proves who they are: nothing is signed, and what was typed stays.
    let verified = |is: bool| json!({ "authenticatorId": device, "isUserVerified": is });
    indah.open("/registry").await;
    indah.press("Izin usaha 1.1.0").await;
    indah
        .command("WebAuthn.setUserVerified", verified(false))
        .await;
    indah.choose("Tolak").await;
    indah.fill("Aturan", "UU 27/2022 pasal 16").await;
    indah.fill("Alasan", BECAUSE).await;
    indah.press("Tanda tangani keputusan").await;
    indah.see("Belum ada yang ditandatangani").await;
    indah.holds_up().await;
    indah
        .command("WebAuthn.setUserVerified", verified(true))
        .await;
    indah.press("Tanda tangani keputusan").await;
    indah.see("Ditolak").await;
    indah.see(BECAUSE).await;
    indah.holds_up().await;

    // The agency reads why, and people go on with what they had.
    let status = hall.says("wayan", &["status", APP]).await;
    assert!(status.contains(BECAUSE), "{status}");
    let sari = at_work(&driver, hall, Screen::Phone, "Sari Wulandari").await;
    sari.open("/m/kota-damai/izin-usaha/").await;
    sari.arrive("Izin usaha").await;
    sari.leave().await;

    // Anybody can check it: by the log alone.
    let log = format!("{}/log", hall.server.address);
    let (key, root) = (hall.signer().key().to_string(), hall.root());
    let verify = ["log", "verify", &log, "--key", &key, "--root", &root];
    let checked = hall.says("nobody", &verify).await;
    assert!(checked.contains("No rule is broken."), "{checked}");
    indah.leave().await;
}
