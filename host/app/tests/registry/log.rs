//! The log as others read it, and what becomes visible when somebody changes it.

use app::{App, log::LogError};
use store::log::{LogEntries, LogEntryAdd};
use trust::{Entry, Event, Frontier, Head, Resource, TILE_WIDTH};

use crate::world::{World, release};

on_both!(
    what_is_published_is_what_happened,
    a_log_that_goes_back_is_noticed,
    an_entry_that_somebody_wrote_there_has_no_effect,
);

async fn whole(app: &App) -> (Vec<String>, Head) {
    let mut unit = app.reading();
    let rows = unit
        .read(LogEntries {
            from: 0,
            limit: 10_000,
        })
        .await;
    let rows = rows.unwrap().into_iter().map(|row| row.entry).collect();
    (rows, app.log_head(&mut unit).await.unwrap())
}

async fn what_is_published_is_what_happened(world: World) {
    let id = world.approved("1.0.0").await;
    world.roll_out("wayan", id, 100, &[]).await.unwrap();
    let (entries, head) = whole(&world.app).await;
    let events: Vec<String> = entries
        .iter()
        .map(
            |text| match Entry::from_bytes(text.as_bytes()).unwrap().event {
                Event::TrustList(_) => "trust-list",
                Event::Enrolled(_) => "enrolled",
                Event::Uploaded(_) => "uploaded",
                Event::Checked { .. } => "checked",
                Event::Decided(_) => "decided",
                Event::RolledOut { .. } => "rolled-out",
                other => panic!("{other:?}"),
            },
        )
        .map(str::to_owned)
        .collect();
    assert_eq!(
        events.join(" "),
        "trust-list enrolled enrolled enrolled uploaded checked decided rolled-out"
    );
    let mut tree = Frontier::default();
    entries.iter().for_each(|text| tree.push(text.as_bytes()));
    assert_eq!(head.size, tree.size());
    assert_eq!(head.root, tree.root());
    assert_eq!(world.app.log_follow().await.unwrap(), head);
    // Nobody's name or number is in it.
    let all = entries.concat();
    for name in ["Wayan", "wayan", "Indah", "indah"] {
        assert!(!all.contains(name), "{name}");
    }

    let part = async |path: &str| {
        let resource: Resource = path.parse().unwrap();
        let mut unit = world.app.reading();
        world.app.log_resource(&mut unit, resource).await.unwrap()
    };
    let bundle = part("tile/entries/000.p/8").await.unwrap();
    let mut expected = Vec::new();
    for text in &entries {
        expected.extend_from_slice(&u16::try_from(text.len()).unwrap().to_be_bytes());
        expected.extend_from_slice(text.as_bytes());
    }
    assert_eq!(bundle, expected);
    assert_eq!(part("tile/0/000.p/8").await.unwrap().len(), 8 * 32);
    assert_eq!(part("tile/0/000.p/9").await, None);
    assert_eq!(part("tile/0/000").await, None);
    assert_eq!(part("tile/1/000.p/1").await, None);

    // More than a tile holds.
    while whole(&world.app).await.1.size < TILE_WIDTH + 3 {
        let version = whole(&world.app).await.1.size;
        world
            .upload("wayan", &release(&format!("2.0.{version}")))
            .await
            .unwrap();
    }
    assert_eq!(part("tile/0/000").await.unwrap().len(), 256 * 32);
    assert_eq!(part("tile/1/000.p/1").await.unwrap().len(), 32);
    let (entries, head) = whole(&world.app).await;
    let mut tree = Frontier::default();
    entries.iter().for_each(|text| tree.push(text.as_bytes()));
    assert_eq!(head.root, tree.root());
}

async fn a_log_that_goes_back_is_noticed(world: World) {
    let seen = whole(&world.app).await.1;
    let grown = async |seen| {
        let mut unit = world.app.reading();
        world.app.log_assert_grown(&mut unit, seen).await
    };
    grown(seen).await.unwrap();
    world.upload("wayan", &release("1.0.0")).await.unwrap();
    grown(seen).await.unwrap();
    let more = Head {
        size: seen.size + 2,
        ..seen
    };
    let back = grown(more).await.unwrap_err();
    assert!(matches!(back, LogError::WentBack { .. }));
    let told = back.to_string();
    assert!(
        told.contains("restored from an older backup") && told.contains("hint: "),
        "{told}"
    );
    let other = Head {
        root: whole(&world.app).await.1.root,
        ..seen
    };
    assert!(matches!(grown(other).await, Err(LogError::WentBack { .. })));
}

async fn an_entry_that_somebody_wrote_there_has_no_effect(world: World) {
    let approved = world.approved("1.0.0").await;
    world.roll_out("wayan", approved, 100, &[]).await.unwrap();
    let sari = &world.citizen("sari").await;
    let live = world.app.catalogue(sari).await.unwrap().remove(0);
    assert_eq!(world.app.assert_admitted(&live), Ok(()));
    // Somebody with the database in their hands swaps the file of a release.
    let mut swapped = (*live).clone();
    swapped.digest = release("9.9.9").digest;
    assert!(world.app.assert_admitted(&swapped).is_err());
    // Or says in the log that a reviewer has approved it, over another decision.
    let entries = whole(&world.app).await.0;
    let decided = entries
        .iter()
        .find(|text| text.contains("decided"))
        .unwrap();
    let uploaded = entries
        .iter()
        .find(|text| text.contains("uploaded"))
        .unwrap();
    let forged = uploaded.replace("uploaded", "decided");
    let number = i64::try_from(entries.len()).unwrap();
    for (number, entry) in [(number, forged), (number + 1, decided.clone())] {
        let write = &LogEntryAdd { number, entry };
        world
            .does(async |_, unit| Ok(unit.write(write.clone())?))
            .await
            .unwrap();
    }
    world.app.log_follow().await.unwrap();
    assert!(world.app.assert_admitted(&swapped).is_err());
    assert_eq!(world.app.assert_admitted(&live), Ok(()));
}
