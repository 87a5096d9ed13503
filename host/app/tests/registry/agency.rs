//! Agencies and members from a file.

use app::{
    agency::{Directory, DirectoryError},
    policy::{Action, Thing, may},
};

use crate::world::World;

on_both!(
    who_is_in_the_file_works_there_and_nobody_else,
    what_makes_no_sense_changes_nothing,
);

const ISSUER: &str = "https://masuk.example";
const FILE: &str = r#"
[[agencies]]
id = "kota-baru"
name = "Pemerintah Kota Baru"
sector = "daerah"
time-zone = "Asia/Makassar"
units = [{ code = "kominfo", name = "Dinas Kominfo", time-zone = "Asia/Makassar" }]

[[members]]
login = "sari"
name = "Sari Wulandari"
agency = "kota-baru"
unit = "kominfo"
position = "Penerbit"
roles = ["pengembang", "penerbit"]

[[members]]
login = "nyoman"
name = "Nyoman Arta"
agency = "kota-baru"
position = "Sekretaris"
roles = ["pengembang"]
"#;

async fn who_is_in_the_file_works_there_and_nobody_else(world: World) {
    let apply = async |text: &str| {
        let directory = Directory::parse(text).unwrap();
        let applied = world.app.directory_apply(ISSUER, &directory).await.unwrap();
        (applied.agencies, applied.roles, applied.removed)
    };
    assert_eq!(apply(FILE).await, (1, 3, 0));
    assert_eq!(apply(FILE).await, (1, 3, 0));
    let members = world.app.members_of("kota-baru").await.unwrap();
    let said: Vec<String> = members
        .iter()
        .map(|one| format!("{} {} {}", one.login, one.unit, one.role))
        .collect();
    assert_eq!(
        said,
        [
            "nyoman  pengembang",
            "sari kominfo penerbit",
            "sari kominfo pengembang"
        ]
    );
    // Somebody who was a citizen only acts for it from now on, and nobody else's membership was touched.
    let publishes = async || {
        let sari = world.staff("sari").await;
        may(&sari, Action::Upload, &Thing::of("kota-baru")).is_ok()
    };
    assert!(publishes().await);
    assert!(!world.app.members_of("kota-damai").await.unwrap().is_empty());
    let less = FILE.replace("[\"pengembang\", \"penerbit\"]", "[\"pengembang\"]");
    assert_eq!(apply(&less).await, (1, 2, 1));
    assert!(!publishes().await);
    let (agencies, _) = FILE.split_once("[[members]]").unwrap();
    assert_eq!(apply(agencies).await, (1, 0, 2));
    assert_eq!(world.app.members_of("kota-baru").await.unwrap(), []);
}

async fn what_makes_no_sense_changes_nothing(world: World) {
    for (from, to) in [
        ("id = \"kota-baru\"", "id = \"Kota Baru\""),
        ("id = \"kota-baru\"", "id = \"-kota\""),
        ("id = \"kota-baru\"", "id = \"kota-\""),
        ("sector = \"daerah\"", "sector = \"\""),
        ("Asia/Makassar", "Asia/Atlantis"),
        ("code = \"kominfo\"", "code = \"KOMINFO\""),
        ("agency = \"kota-baru\"", "agency = \"kota-damai\""),
        ("unit = \"kominfo\"", "unit = \"pajak\""),
        ("[\"pengembang\", \"penerbit\"]", "[]"),
        ("login = \"sari\"", "login = \" \""),
        ("position = ", "colour = "),
    ] {
        let refused = Directory::parse(&FILE.replace(from, to));
        assert!(refused.is_err(), "{to}");
    }
    let unknown = world.app.members_of("kota-baru").await;
    assert!(matches!(unknown, Err(DirectoryError::Invalid { .. })));
}
