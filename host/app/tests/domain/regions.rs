//! Regions: their codes, their names, and finding them by what a person types.

use app::region::{Found, Region, RegionCode, RegionLevel, Standing, find, search, standing};
use proptest::prelude::*;

const LEVELS: [RegionLevel; 4] = [
    RegionLevel::Province,
    RegionLevel::Regency,
    RegionLevel::District,
    RegionLevel::Village,
];

fn region(code: &str) -> Region {
    find(code.parse().unwrap()).unwrap()
}

fn names(found: &Found) -> Vec<String> {
    let names = found.regions.iter().map(|region| region.full_name());
    names.collect()
}

fn village(text: &str) -> Vec<String> {
    names(&search(text, RegionLevel::Village, 3))
}

#[test]
fn a_region_has_its_full_name_and_the_edition_of_the_list() {
    let menteng = region("31.71.06.1002");
    assert_eq!(
        menteng.full_name(),
        "Kelurahan Pegangsaan, Kecamatan Menteng, Kota Administrasi Jakarta Pusat, Provinsi Daerah Khusus Ibukota Jakarta"
    );
    assert_eq!(menteng.edition(), "Kepmendagri 300.2.2-2430/2025");
    assert_eq!(region("11").full_name(), "Provinsi Aceh");
    assert_eq!(
        region("32.73").full_name(),
        "Kota Bandung, Provinsi Jawa Barat"
    );
}

#[test]
fn the_code_of_the_interior_ministry_and_not_that_of_the_statistics_office_decides() {
    // 36.02 is Lebak by the ministry; newspapers have taken it for Serang.
    assert_eq!(region("36.02").name(), "Kabupaten Lebak");
    for text in [
        "3171",
        "3171060",
        "31.71.060",
        "31.71.06.002",
        "31.7",
        "31.00",
        "",
        "31.",
        "٣١",
    ] {
        assert!(text.parse::<RegionCode>().is_err(), "{text}");
    }
}

#[test]
fn a_code_that_a_split_retired_is_told_from_one_that_never_was() {
    // Merauke was 91.01 in Papua, and is 93.01 in Papua Selatan.
    let of = |code: &str| standing(code.parse().unwrap());
    assert!(matches!(
        of("91.01"),
        Standing::Retired("Kepmendagri 050-145/2022")
    ));
    assert!(matches!(of("93.01"), Standing::Known(region) if region.name() == "Kabupaten Merauke"));
    assert!(matches!(of("98.01"), Standing::Unknown));
}

#[test]
fn the_demo_lives_in_a_region_that_says_that_it_is_invented() {
    let district = region("99.99.99");
    assert_eq!(
        district.full_name(),
        "Kecamatan Wilayah Uji, Kota Damai, Provinsi Fiktif"
    );
    assert_eq!(district.edition(), "contoh");
    assert_eq!(
        village("damai utara").first().map(String::as_str),
        Some("Kelurahan Damai Utara, Kecamatan Wilayah Uji, Kota Damai, Provinsi Fiktif")
    );
}

#[test]
fn who_bears_the_name_comes_before_who_lies_in_it() {
    assert_eq!(
        village("Menteng jakarta pusat"),
        [
            "Kelurahan Menteng, Kecamatan Menteng, Kota Administrasi Jakarta Pusat, Provinsi Daerah Khusus Ibukota Jakarta",
            "Kelurahan Pegangsaan, Kecamatan Menteng, Kota Administrasi Jakarta Pusat, Provinsi Daerah Khusus Ibukota Jakarta",
            "Kelurahan Cikini, Kecamatan Menteng, Kota Administrasi Jakarta Pusat, Provinsi Daerah Khusus Ibukota Jakarta",
        ]
    );
    let bandung = search("bandung", RegionLevel::Regency, 9);
    assert_eq!(
        names(&bandung),
        [
            "Kabupaten Bandung, Provinsi Jawa Barat",
            "Kota Bandung, Provinsi Jawa Barat",
            "Kabupaten Bandung Barat, Provinsi Jawa Barat",
        ]
    );
}

#[test]
fn words_are_begun_in_any_order_and_apostrophes_do_not_matter() {
    let found = village("pegang ment");
    assert_eq!(
        found,
        [
            "Kelurahan Pegangsaan, Kecamatan Menteng, Kota Administrasi Jakarta Pusat, Provinsi Daerah Khusus Ibukota Jakarta"
        ]
    );
    assert_eq!(village("ombolata saloo"), village("Ombolata Salo'o"));
    assert_eq!(village("kelurahan pegangsaan menteng"), found);
    assert_eq!(village("zzz"), [""; 0]);
    assert_eq!(village("  "), [""; 0]);
}

#[test]
fn a_code_finds_what_lies_in_it_or_where_it_lies() {
    let found = search("31.71.06.", RegionLevel::Village, 2);
    assert_eq!((found.regions.len(), found.of), (2, 5));
    let around = search("31.71.06.1002", RegionLevel::Regency, 5);
    assert_eq!(
        names(&around),
        ["Kota Administrasi Jakarta Pusat, Provinsi Daerah Khusus Ibukota Jakarta"]
    );
}

/// Any region of the list, by the way down to it.
fn any_region() -> impl Strategy<Value = Region> {
    (0..38_usize, any::<prop::sample::Index>(), 0..4_usize).prop_map(|(province, index, level)| {
        let province = province_code(province);
        let inside = search(&province.to_string(), LEVELS[level], usize::MAX).regions;
        *index.get(&inside)
    })
}

fn province_code(nth: usize) -> RegionCode {
    let codes = (11..97).filter_map(|code: u32| code.to_string().parse().ok());
    codes.filter(|code| find(*code).is_some()).nth(nth).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_region_is_found_by_its_full_name_and_by_its_code(region in any_region()) {
        let level = region.code().level();
        let found = search(&region.full_name(), level, 10);
        prop_assert!(found.regions.iter().any(|one| one.full_name() == region.full_name()));
        let by_code = search(&region.code().to_string(), level, 10);
        prop_assert!(by_code.regions.iter().map(|one| one.code()).eq([region.code()]));
    }

    #[test]
    fn what_is_found_has_every_word_begun_in_its_name_or_around_it(
        region in any_region(),
        length in 1..6_usize,
        level in prop::sample::select(LEVELS.to_vec()),
        limit in 0..30_usize,
    ) {
        let folded = |name: &str| name.to_lowercase().replace('\'', "");
        let words: Vec<String> = folded(region.name())
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| word.chars().take(length).collect())
            .take(8)
            .collect();
        let found = search(&words.join(" "), level, limit);
        prop_assert_eq!(found.regions.len(), found.of.min(limit));
        for one in found.regions {
            prop_assert_eq!(one.code().level(), level);
            let name = folded(&one.full_name());
            for word in &words {
                let begins = |part: &str| part.starts_with(word.as_str());
                prop_assert!(name.split(|c: char| !c.is_alphanumeric()).any(begins), "{} {}", name, word);
            }
        }
        if level == region.code().level() {
            prop_assert!(found.of > 0);
        }
    }

    #[test]
    fn a_code_is_written_as_it_was_read_and_lies_in_its_parents(region in any_region()) {
        let code = region.code();
        prop_assert_eq!(code.to_string().parse::<RegionCode>(), Ok(code));
        let around = std::iter::successors(region.within(), |one| one.within());
        for around in around {
            prop_assert!(around.code().contains(code) && !code.contains(around.code()));
            prop_assert_eq!(code.at(around.code().level()), Some(around.code()));
        }
    }

    #[test]
    fn nothing_that_is_typed_breaks_the_search(text in ".{0,60}", limit in 0..5_usize) {
        for level in LEVELS {
            prop_assert!(search(&text, level, limit).regions.len() <= limit);
        }
        let _ = text.parse::<RegionCode>();
    }
}
