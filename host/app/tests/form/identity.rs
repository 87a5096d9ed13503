//! Who someone is and how to reach them: e-mail, telephone, citizen number, verified claims.

use app::form::{Claims, Rule, check_step};
use contract::form::{Answer, Kind};
use contract::values::Value;

use crate::ask::*;

#[test]
fn email_addresses_have_their_form() {
    assert_eq!(
        ask(Kind::Email, " Sri.Wahyuni+izin@Contoh.GO.ID "),
        said("Sri.Wahyuni+izin@contoh.go.id")
    );
    assert_eq!(ask(Kind::Email, "用户@例子.广告"), said("用户@例子.广告"));
    let long = format!("{}@contoh.id", "a".repeat(65));
    for line in [
        "sri",
        "sri@",
        "@a.id",
        "a@b",
        "a..b@c.id",
        "a b@c.id",
        "a@-c.id",
        "a@c..id",
        "a@1.2.3.4",
        "a@b.id\nBcc: c@d.id",
        long.as_str(),
    ] {
        assert_eq!(ask(Kind::Email, line), Err(Rule::NotAnEmail), "{line}");
    }
}

#[test]
fn telephone_numbers_become_e164() {
    for line in [
        "0812-3456-7890",
        "+62 812 3456 7890",
        "62 812 3456 7890",
        "+62 (0)812 34567890",
        "812 3456 7890",
        "\u{202a}0812\u{a0}3456\u{a0}7890\u{202c}",
        "0062 812 3456 7890",
    ] {
        assert_eq!(ask(Kind::Phone, line), said("+6281234567890"), "{line}");
    }
    assert_eq!(ask(Kind::Phone, "(021) 555-0123"), said("+62215550123"));
    assert_eq!(ask(Kind::Phone, "+65 6123 4567"), said("+6561234567"));
    for line in [
        "112",
        "0812",
        "+62 112",
        "0812 3456 789x",
        "+0 812 3456 7890",
        "+1234567890123456",
        "+",
        "０８１２３４５６７８９０",
    ] {
        assert_eq!(ask(Kind::Phone, line), Err(Rule::NotAPhone), "{line}");
    }
}

#[test]
fn citizen_numbers_have_their_structure_and_nothing_more_is_judged() {
    assert_eq!(
        ask(Kind::Nik, "999999 170845 0001"),
        said("9999991708450001")
    );
    assert_eq!(
        ask(Kind::Nik, "999999.570845.0001"),
        said("9999995708450001")
    );
    assert_eq!(ask(Kind::Nik, "9999993102450001"), said("9999993102450001"));
    for line in [
        "999999170845000",
        "99999917084500011",
        "999999170845000O",
        "９９９９９９１７０８４５０００１",
    ] {
        assert_eq!(ask(Kind::Nik, line), Err(Rule::NikDigits), "{line}");
    }
    for line in [
        "9999993208450001",
        "9999997208450001",
        "9999991713450001",
        "9999991700450001",
        "9999991708450000",
        "0999991708450001",
        "9900991708450001",
    ] {
        assert_eq!(ask(Kind::Nik, line), Err(Rule::NikStructure), "{line}");
    }
}

#[test]
fn a_claim_comes_from_the_host_and_never_from_what_was_sent() {
    let form = form(vec![step(vec![field("owner", Kind::Claim("name".into()))])]);
    let forged = typed(&form, 0, &[("f.owner.0", "Somebody Else")]);
    let missing = check_step(&form, 0, &forged, &Claims::new()).unwrap_err();
    assert_eq!(
        missing[0].rule,
        Rule::ClaimMissing {
            name: "name".into()
        }
    );
    let verified = Value::Text("Sri Wahyuni".into());
    let claims = Claims::from([("name".to_owned(), verified.clone())]);
    assert_eq!(
        check_step(&form, 0, &forged, &claims).unwrap()[0].answer,
        Answer::Claim(verified)
    );
}
