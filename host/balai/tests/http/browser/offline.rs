//! Without a network: what is typed stays on the device, comes to the server when there is a network again, and is gone
//! when the person signs out.

use app::{App, form::Notation, form::input::InputName, paging::Turn};
use std::time::{Duration, Instant};

use super::{
    network::{Fault, Network},
    person::{Driver, Person, Screen},
};
use crate::{crash::citizen, licence::APP};

const READY: &str = "navigator.serviceWorker.controller !== null";
const ADDRESS: &str = "Alamat tempat usaha";
const DEADLINE: Duration = Duration::from_secs(60);

/// At the second step of an application, with a service worker at work.
async fn at_second_step(driver: &Driver, network: &Network, screen: Screen) -> Person {
    let sari = Person::at(driver, &network.address, screen).await;
    sari.open(&format!("{APP}/ajukan")).await;
    sari.sign_in("Sari Wulandari").await;
    sari.arrive("Ajukan izin usaha").await;
    sari.until(READY).await;
    sari.fill("Nama usaha", "Klinik Sari").await;
    sari.fill("Cari dengan kata atau kode", "klinik").await;
    sari.press("Cari di daftar").await;
    sari.choose("86105").await;
    sari.press("Lanjutkan").await;
    sari.arrive("Tempat").await;
    sari
}

async fn choose_village(person: &Person) {
    person
        .fill("Cari kelurahan atau desa", "damai utara uji")
        .await;
    person.press("Cari di daftar").await;
    person.choose("Kelurahan Damai Utara").await;
}

async fn network() -> Network {
    let mut network = Network::start().await;
    network.server = network.server.with_licences().await;
    network
}

/// What the server has as the answer to a field of Sari's only draft.
async fn answered(app: &App, field: &str) -> Vec<String> {
    let sari = citizen(app, "sari").await;
    let mut reading = app.reading();
    let drafts = app.drafts_part(&mut reading, &sari, &Turn::First, 2).await;
    let drafts = drafts.unwrap().items;
    let [draft] = drafts.as_slice() else {
        panic!("{} drafts", drafts.len());
    };
    let mut fields = draft.form.steps.iter().flat_map(|step| &step.fields);
    let field = fields.find(|given| given.name == field).unwrap();
    let input = InputName::of(&field.name, 0);
    draft.answers.shown(field, input, Notation::Indonesian)
}

async fn has(app: &App, field: &str, value: &str) {
    let begun = Instant::now();
    while answered(app, field).await != [value] {
        assert!(begun.elapsed() < DEADLINE, "{field} is not {value}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn browser_what_is_typed_without_a_network_is_sent_when_it_is_back() {
    let network = network().await;
    let driver = Driver::start();
    let sari = at_second_step(&driver, &network, Screen::Phone).await;
    choose_village(&sari).await;
    sari.fill(ADDRESS, "Jalan Melati 5").await;
    network.fail(Fault::RequestLost);
    sari.press("Lanjutkan").await;
    sari.see("Jawaban ini disimpan di perangkat ini").await;
    sari.holds_up().await;

    // The page is there without a network, with all that was typed.
    sari.open("/").await;
    sari.arrive("Tidak ada sambungan").await;
    sari.see("Isian di perangkat ini").await;
    sari.holds_up().await;
    sari.press("Tempat").await;
    sari.arrive("Tempat").await;
    sari.see("Isian yang belum terkirim sudah kami kembalikan.")
        .await;
    assert_eq!(sari.typed(ADDRESS).await, "Jalan Melati 5");
    sari.holds_up().await;

    network.mend();
    sari.open("/").await;
    has(network.server.app(), "alamat", "Jalan Melati 5").await;
    sari.open("/drafts").await;
    sari.press("Ajukan izin usaha").await;
    sari.arrive("Ukuran").await;
    sari.leave().await;
}

#[tokio::test]
async fn browser_a_page_that_is_open_goes_on_by_itself_when_the_network_is_back() {
    let network = network().await;
    let driver = Driver::start();
    let sari = at_second_step(&driver, &network, Screen::Desk).await;
    choose_village(&sari).await;
    sari.fill(ADDRESS, "Jalan Melati 5").await;
    network.fail(Fault::RequestLost);
    sari.press("Lanjutkan").await;
    sari.see("Jawaban ini disimpan di perangkat ini").await;
    network.mend();
    sari.spoil("window.dispatchEvent(new Event('online'))")
        .await;
    sari.arrive("Ukuran").await;
    sari.leave().await;
}

#[tokio::test]
async fn browser_what_is_typed_and_not_sent_survives_a_reload() {
    let network = network().await;
    let driver = Driver::start();
    let sari = at_second_step(&driver, &network, Screen::Phone).await;
    sari.fill(ADDRESS, "Jalan Melati 5").await;
    sari.reload().await;
    sari.see("Isian yang belum terkirim sudah kami kembalikan.")
        .await;
    assert_eq!(sari.typed(ADDRESS).await, "Jalan Melati 5");
    choose_village(&sari).await;
    sari.press("Lanjutkan").await;
    sari.arrive("Ukuran").await;
    sari.back().await;
    sari.arrive("Tempat").await;
    // With the server, there is nothing to put back.
    assert_eq!(
        sari.evaluate("document.querySelector('.restored').hidden")
            .await,
        true
    );
    sari.leave().await;
}

#[tokio::test]
async fn browser_what_was_changed_elsewhere_meanwhile_is_not_written_over() {
    let network = network().await;
    let driver = Driver::start();
    let phone = at_second_step(&driver, &network, Screen::Phone).await;
    choose_village(&phone).await;
    phone.fill(ADDRESS, "Jalan Melati 5").await;
    network.fail(Fault::RequestLost);
    phone.press("Lanjutkan").await;
    phone.see("Jawaban ini disimpan di perangkat ini").await;
    network.mend();

    // In another second than the one in which it was typed, as the header knows no parts of one.
    let clock = network.server.app().clock();
    let typed = clock.now();
    while clock.now().0 < typed.0 + 1_500_000 {
        tokio::task::yield_now().await;
    }
    let desk = Person::at(&driver, &network.address, Screen::Desk).await;
    desk.open("/").await;
    desk.sign_in("Sari Wulandari").await;
    desk.open("/drafts").await;
    desk.press("Ajukan izin usaha").await;
    desk.arrive("Tempat").await;
    choose_village(&desk).await;
    desk.fill(ADDRESS, "Jalan Kenanga 7").await;
    desk.press("Lanjutkan").await;
    desk.arrive("Ukuran").await;

    phone.reload().await;
    phone.see("Ini isian Anda dari perangkat ini.").await;
    assert_eq!(phone.typed(ADDRESS).await, "Jalan Melati 5");
    assert_eq!(
        answered(network.server.app(), "alamat").await,
        ["Jalan Kenanga 7"]
    );
    desk.leave().await;
    phone.leave().await;
}

#[tokio::test]
async fn browser_signing_out_leaves_nothing_on_the_device() {
    let network = network().await;
    let driver = Driver::start();
    let sari = at_second_step(&driver, &network, Screen::Desk).await;
    sari.fill(ADDRESS, "Jalan Melati 5").await;
    sari.until(&format!("{ENTRIES}.then(all => all.length === 1)"))
        .await;
    sari.press("Sari Wulandari").await;
    sari.press("Keluar").await;
    assert!(sari.agree().await.starts_with("Ada isian di perangkat ini"));
    sari.arrive("Anda sudah keluar").await;
    sari.until(READY).await;
    assert_eq!(sari.evaluate(ENTRIES).await, serde_json::json!([]));
    assert_eq!(sari.evaluate("caches.has('forms')").await, false);
    sari.leave().await;
}

/// What the service worker has kept of what was typed.
const ENTRIES: &str = "new Promise((resolve, reject) => {
    const opened = indexedDB.open('balai', 1);
    opened.onupgradeneeded = () => opened.result.createObjectStore('entries', { keyPath: 'step' });
    opened.onerror = () => reject(opened.error);
    opened.onsuccess = () => {
        const all = opened.result.transaction('entries').objectStore('entries').getAll();
        all.onsuccess = () => { opened.result.close(); resolve(all.result); };
    };
})";
