//! The story that the platform is for: a citizen applies, rules or a civil servant decide, and nobody else sees it.

use reqwest::StatusCode;

use crate::{
    licence::{APP, CLINIC, COFFEE, applied, filled_in, last_case, steps},
    server::Server,
    visitor::Visitor,
};

on_both!(
    a_low_risk_licence_is_granted_at_once_and_a_human_can_be_asked,
    a_civil_servant_decides_and_the_citizen_sees_who_read,
    a_draft_is_kept_after_each_step_and_on_each_device,
    who_changes_an_answer_goes_back_to_checking,
);

async fn a_low_risk_licence_is_granted_at_once_and_a_human_can_be_asked(server: Server) {
    let server = server.with_licences().await;
    let nobody = Visitor::new(&server);
    nobody.get("/").await.assert_says("Izin usaha");
    let asked = nobody.get(&format!("{APP}/ajukan")).await;
    asked.assert_says(&format!("/sign-in?back={APP}/ajukan"));

    let sari = Visitor::signed_in(&server, "sari").await;
    let (check, draft) = filled_in(&sari, "Kopi <Sari> & 🌴", COFFEE).await;
    check.assert_says("Kopi &#60;Sari&#62; &#38; 🌴");
    check.assert_says("Rp250.000.000");
    check.assert_says("Sari Wulandari");
    let receipt = sari.post(&format!("{draft}/send"), &[("", "")]).await;
    receipt.assert_says("Kopi &#60;Sari&#62; &#38; 🌴");
    let number = last_case(&sari).await;
    receipt.assert_says(&format!("{APP}/permohonan/{number}"));
    // Sent once: the same button again, the draft's own pages and the list lead to the same receipt.
    assert_eq!(
        sari.post(&format!("{draft}/send"), &[("", "")]).await.path,
        receipt.path
    );
    assert_eq!(sari.get(&format!("{draft}/check")).await.path, receipt.path);
    assert!(!sari.get("/drafts").await.text.contains(&draft));

    sari.get(&format!("{APP}/permohonan/{number}"))
        .await
        .assert_says("Diputuskan otomatis");
    sari.get("/inbox").await.assert_says("Izin usaha terbit");
    sari.get("/access-log").await.assert_says("nama");
    let case = sari.get(&format!("/cases/{number}")).await;
    case.assert_says("KBLI 2025 (contoh) 56303");
    let human = case.form_with("Minta diperiksa petugas");
    let asked = sari.post(&human, &[("", "")]).await;
    assert_eq!(asked.path, format!("/cases/{number}"));
    assert_eq!(
        sari.post(&human, &[("", "")]).await.status,
        StatusCode::CONFLICT
    );
    let budi = Visitor::signed_in(&server, "budi").await;
    budi.get("/tasks")
        .await
        .assert_says(&number.replace('&', ""));
}

async fn a_civil_servant_decides_and_the_citizen_sees_who_read(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let (receipt, _) = applied(&sari, "Klinik Sari", CLINIC).await;
    receipt.assert_says("/receipts/");
    let number = last_case(&sari).await;

    let budi = Visitor::signed_in(&server, "budi").await;
    budi.get("/tasks")
        .await
        .assert_says("Periksa izin usaha Klinik Sari");
    budi.get("/unit-cases").await.assert_says(&number);
    budi.get(&format!("{APP}/?tampilkan=terbuka"))
        .await
        .assert_says("Klinik Sari");
    let page = budi.get(&format!("{APP}/permohonan/{number}")).await;
    page.assert_says("Sari Wulandari");
    let taken = budi
        .post(&page.form_with("Ambil permohonan"), &[("", "")])
        .await;
    assert_eq!(taken.path, format!("{APP}/permohonan/{number}"));
    let short = [("f.keputusan.0", "setuju"), ("f.alasan.0", "ya")];
    let decide = taken.form_with("f.keputusan.0");
    let refused = budi.post(&decide, &short).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.assert_says("\nya</textarea>");
    let rule = refused
        .text
        .split("value=\"PP")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let whole = [
        ("f.keputusan.0", "setuju"),
        ("f.alasan.0", "Standar klinik terpenuhi menurut berkas."),
        ("f.dasar.0", &format!("PP{rule}")),
    ];
    let sure = budi.post(&refused.form_with("f.keputusan.0"), &whole).await;
    sure.assert_says("Standar klinik terpenuhi menurut berkas.");
    // The question stays where it is when the page is loaded once more.
    assert_eq!(budi.get(&sure.path).await.main(), sure.main());
    let decided = budi
        .post(&sure.form_with("confirmed"), &[("confirmed", "yes")])
        .await;
    assert_eq!(
        (decided.status, decided.path.as_str()),
        (StatusCode::OK, &*format!("{APP}/permohonan/{number}"))
    );
    decided.assert_says("Disetujui");

    let case = sari.get(&format!("/cases/{number}")).await;
    case.assert_says("Standar klinik terpenuhi menurut berkas.");
    case.assert_says("Budi Santoso, Verifikator");
    // What it was read for is told in the language of whoever reads the log, not of whoever read the case.
    sari.post("/language", &[("language", "en"), ("back", "/")])
        .await;
    let log = sari.get("/access-log").await;
    log.assert_says("Budi Santoso, Verifikator");
    log.assert_says("Handling a case in “Business licence”");
    assert!(!log.main().contains("“Izin usaha”"), "{}", log.main());
    sari.post("/language", &[("language", "id"), ("back", "/")])
        .await;
    assert!(sari.get("/").await.text.contains("belum dibaca"));
    sari.get("/inbox").await.assert_says("disetujui");
    assert!(!sari.get("/").await.text.contains("belum dibaca"));

    // Another unit's civil servant and the same person in a private capacity see nothing of it.
    let agus = Visitor::signed_in(&server, "agus").await;
    assert_eq!(
        agus.get(&format!("{APP}/permohonan/{number}")).await.status,
        StatusCode::NOT_FOUND
    );
    assert!(!agus.get("/unit-cases").await.text.contains(&number));
    budi.post("/role", &[("role", "citizen")]).await;
    assert_eq!(
        budi.get(&format!("{APP}/permohonan/{number}")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(budi.get("/tasks").await.status, StatusCode::FORBIDDEN);
}

async fn a_draft_is_kept_after_each_step_and_on_each_device(server: Server) {
    let server = server.with_licences().await;
    let phone = Visitor::signed_in(&server, "sari").await;
    let page = phone.get(&format!("{APP}/ajukan")).await;
    assert!(
        !phone.get("/drafts").await.text.contains("/steps/"),
        "nothing was typed yet"
    );
    let first = page.form_with("f.nama-usaha.0");
    let wrong = phone
        .post(
            &first,
            &[("f.nama-usaha.0", "K"), ("f.kegiatan.0", "56303")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.assert_says("name=\"f.nama-usaha.0\" value=\"K\"");
    wrong.assert_says("value=\"56303\" checked");
    let steps = steps("Kopi Sari", COFFEE);
    let second = phone.post(&first, &steps[0]).await;
    phone.post(&second.path, &steps[1]).await;

    let desk = Visitor::signed_in(&server, "sari").await;
    let drafts = desk.get("/drafts").await;
    let draft = first.trim_end_matches("/1");
    drafts.assert_says(&format!("href=\"{draft}/3\""));
    // A step that is not reached yet leads to the one that is; one that was filled in can be changed.
    assert_eq!(
        desk.get(&format!("{draft}/5")).await.path,
        format!("{draft}/3")
    );
    assert_eq!(
        desk.get(&format!("{draft}/9")).await.path,
        format!("{draft}/3")
    );
    desk.get(&format!("{draft}/1"))
        .await
        .assert_says("value=\"Kopi Sari\"");
    desk.get(&format!("{APP}/ajukan"))
        .await
        .assert_says(&format!("href=\"{draft}/3\""));

    // In the other language, which is the person's on every device, numbers are read as that language writes them.
    desk.post("/language", &[("language", "en"), ("back", "/")])
        .await;
    let size = desk
        .post(
            &format!("{draft}/3"),
            &[("f.modal.0", "250,000,000"), ("f.pekerja.0", "3")],
        )
        .await;
    assert_eq!(size.path, format!("{draft}/4"), "{}", size.main());
    desk.get(&format!("{draft}/3"))
        .await
        .assert_says("250,000,000");
    phone
        .post("/language", &[("language", "id"), ("back", "/")])
        .await;
    phone
        .get(&format!("{draft}/3"))
        .await
        .assert_says("250.000.000");

    // Thrown away only after a question, which can be answered with no.
    let discard = draft.replace("/steps", "/discard");
    drafts.assert_says(&format!("href=\"{discard}\""));
    let sure = desk.get(&discard).await;
    sure.assert_says(&format!("href=\"{draft}/5\""));
    let gone = desk
        .post(&sure.form_with("confirmed"), &[("confirmed", "yes")])
        .await;
    assert_eq!(gone.path, "/drafts");
    assert_eq!(
        phone.get(&format!("{draft}/3")).await.status,
        StatusCode::NOT_FOUND
    );
}

async fn who_changes_an_answer_goes_back_to_checking(server: Server) {
    let server = server.with_licences().await;
    let sari = Visitor::signed_in(&server, "sari").await;
    let (check, draft) = filled_in(&sari, "Kopi Sari", COFFEE).await;
    check.assert_says(&format!("href=\"{draft}/steps/3#f-modal-0\""));
    let workers = |count| [("f.modal.0", "250.000.000"), ("f.pekerja.0", count)];
    // Also after a slip, and on another device.
    let slip = sari.post(&format!("{draft}/steps/3"), &workers("x")).await;
    assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY);
    let desk = Visitor::signed_in(&server, "sari").await;
    let changed = desk.post(&format!("{draft}/steps/3"), &workers("4")).await;
    assert_eq!(changed.path, format!("{draft}/check"));
}
