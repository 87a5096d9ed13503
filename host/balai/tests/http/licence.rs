//! Applying for a business licence, as a person does who fills in what is asked.

use reqwest::StatusCode;

use crate::visitor::{Shown, Visitor};

pub const APP: &str = "/m/kota-damai/izin-usaha";

/// What is answered, step by step.
pub fn steps<'a>(name: &'a str, activity: &'a str) -> Vec<Vec<(&'a str, &'a str)>> {
    vec![
        vec![("f.nama-usaha.0", name), ("f.kegiatan.0", activity)],
        vec![
            ("f.alamat.0", "Jalan Melati 5, lantai dasar"),
            ("f.kelurahan.0", "99.99.99.1001"),
        ],
        vec![("f.modal.0", "250.000.000"), ("f.pekerja.0", "3")],
        vec![],
        vec![("f.benar.0", "true"), ("f.standar.0", "true")],
    ]
}

/// Low risk: rules decide at once.
pub const COFFEE: &str = "56303";
/// Medium-high risk: a civil servant decides.
pub const CLINIC: &str = "86105";
/// High risk.
pub const WASTE: &str = "38220";

/// Fills in all steps, and stands before the button that sends. Gives the draft's address.
pub async fn filled_in(visitor: &Visitor, name: &str, activity: &str) -> (Shown, String) {
    let mut page = visitor.get(&format!("{APP}/ajukan")).await;
    let action = page.form_with("f.nama-usaha.0");
    let draft = action.split("/steps/").next().unwrap().to_owned();
    for (number, fields) in (1..).zip(steps(name, activity)) {
        assert_eq!(page.status, StatusCode::OK, "{}", page.main());
        page = visitor
            .post(&format!("{draft}/steps/{number}"), &fields)
            .await;
    }
    assert_eq!(page.path, format!("{draft}/check"), "{}", page.main());
    (page, draft)
}

/// Applies; gives the receipt.
pub async fn applied(visitor: &Visitor, name: &str, activity: &str) -> (Shown, String) {
    let (_, draft) = filled_in(visitor, name, activity).await;
    let receipt = visitor.post(&format!("{draft}/send"), &[("", "")]).await;
    assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.main());
    assert!(receipt.path.starts_with("/receipts/"), "{}", receipt.path);
    (receipt, draft)
}

/// The number of the case at the top of one's list.
pub async fn last_case(visitor: &Visitor) -> String {
    let cases = visitor.get("/cases").await;
    let link = cases.main().split("href=\"/cases/").nth(1);
    let link = link.unwrap_or_else(|| panic!("no case: {}", cases.main()));
    link.split('"').next().unwrap().to_owned()
}

/// A civil servant takes a case and grants it, on all of the rules that are offered.
pub async fn granted(visitor: &Visitor, number: &str, reason: &str) {
    let page = visitor.get(&format!("{APP}/permohonan/{number}")).await;
    let take = page.form_with("Ambil permohonan");
    let taken = visitor.post(&take, &[("", "")]).await;
    let mut decision = vec![("f.keputusan.0", "setuju"), ("f.alasan.0", reason)];
    let rules = taken.text.split("name=\"f.dasar.0\" value=\"").skip(1);
    let rules = rules.map(|rest| ("f.dasar.0", rest.split('"').next().unwrap()));
    decision.extend(rules.filter(|(_, rule)| !rule.is_empty()));
    let decide = taken.form_with("f.keputusan.0");
    let sure = visitor.post(&decide, &decision).await;
    let decided = visitor
        .post(&sure.form_with("confirmed"), &[("confirmed", "yes")])
        .await;
    decided.assert_says("Disetujui");
}
