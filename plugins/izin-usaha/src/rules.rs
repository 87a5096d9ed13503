//! The rules of the permit, as `aturan.md` states them: how large a business is, how risky, and what follows. Nothing
//! here knows the platform; the tables are the law, and this file only looks things up in them.

use balai_sdk::Text;

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// How large a business is, by its capital without land and buildings.
#[derive(Debug, PartialEq, Eq)]
pub struct Scale {
    pub name: Text,
    /// In whole rupiah, inclusive; none for the largest.
    pub capital_up_to: Option<i64>,
    pub source: &'static str,
}

/// Who decides, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// At once, for the citizen.
    GrantedByRule,
    /// At once, against the citizen.
    RefusedByRule,
    /// By a verifier of the city.
    ByVerifier,
}

/// A level of risk and what follows from it.
#[derive(Debug, PartialEq, Eq)]
pub struct Level {
    pub name: Text,
    /// What is issued.
    pub document: Text,
    pub decided: Decided,
    /// How many working days a human has, from when the application is complete.
    pub working_days: u32,
    /// The owner declares to meet the standards of the activity.
    pub self_declared: bool,
    pub source: &'static str,
}

/// What a business does, by its code in the classification.
#[derive(Debug, PartialEq, Eq)]
pub struct Activity {
    pub code: &'static str,
    pub name: Text,
    /// In the order of [`SCALES`].
    pub by_scale: [&'static Level; SCALES.len()],
}

/// What the rules say of one business.
#[derive(Debug, PartialEq, Eq)]
pub struct Assessment {
    pub activity: &'static Activity,
    pub scale: &'static Scale,
    pub level: &'static Level,
}

impl Assessment {
    /// Of an activity with so much capital, in whole rupiah; none for a code that the edition does not have.
    pub fn of(code: &str, capital: i64) -> Option<Self> {
        let activity = activity(code)?;
        let fits = |scale: &Scale| scale.capital_up_to.is_none_or(|limit| capital <= limit);
        let nth = SCALES.iter().position(fits)?;
        Some(Self { activity, scale: &SCALES[nth], level: activity.by_scale[nth] })
    }

    /// The rules that lead to it, each with its source.
    pub fn rules(&self) -> Vec<String> {
        let Self { activity, scale, level } = self;
        vec![
            format!("{}: usaha {}", scale.source, scale.name.id),
            format!("{EDITION} {}, usaha {}: {}", activity.code, scale.name.id, level.name.id),
            format!("{}: {}, dokumen: {}", level.source, level.name.id, level.document.id),
        ]
    }
}

/// An activity by its code.
pub fn activity(code: &str) -> Option<&'static Activity> {
    ACTIVITIES.iter().find(|activity| activity.code == code)
}

/// A level of risk by its Indonesian name, as it is kept with a case.
pub fn level(name: &str) -> Option<&'static Level> {
    LEVELS.iter().find(|level| level.name.id == name)
}

/// A scale by its Indonesian name, as it is kept with a case.
pub fn scale(name: &str) -> Option<&'static Scale> {
    SCALES.iter().find(|scale| scale.name.id == name)
}

/// Codes of the activities that some business may begin on its own declaration.
pub fn codes_with_declaration() -> impl Iterator<Item = &'static str> {
    ACTIVITIES
        .iter()
        .filter(|activity| activity.by_scale.iter().any(|level| level.self_declared))
        .map(|activity| activity.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILIAR: i64 = 1_000_000_000;

    fn level_of(code: &str, capital: i64) -> &'static str {
        Assessment::of(code, capital).map_or("unknown", |assessment| assessment.level.name.id)
    }

    #[test]
    fn scale_changes_above_its_limit_and_not_at_it() {
        let scale = |capital| Assessment::of("62019", capital).map(|assessment| assessment.scale.name.id);
        assert_eq!(scale(0), Some("mikro"));
        assert_eq!(scale(MILIAR), Some("mikro"));
        assert_eq!(scale(MILIAR + 1), Some("kecil"));
        assert_eq!(scale(5 * MILIAR + 1), Some("menengah"));
        assert_eq!(scale(10 * MILIAR), Some("menengah"));
        assert_eq!(scale(i64::MAX), Some("besar"));
    }

    #[test]
    fn risk_follows_from_activity_and_scale() {
        assert_eq!(level_of("56101", MILIAR), "rendah");
        assert_eq!(level_of("56101", 2 * MILIAR), "menengah rendah");
        assert_eq!(level_of("56101", 20 * MILIAR), "menengah tinggi");
        assert_eq!(level_of("38220", 1), "tinggi");
        assert_eq!(level_of("00000", 1), "unknown");
    }

    #[test]
    fn only_low_risks_and_reserved_activities_are_decided_by_rules() {
        let decided = |name| level(name).map(|level| (level.decided, level.working_days));
        assert_eq!(decided("rendah"), Some((Decided::GrantedByRule, 5)));
        assert_eq!(decided("menengah rendah"), Some((Decided::GrantedByRule, 5)));
        assert_eq!(decided("menengah tinggi"), Some((Decided::ByVerifier, 5)));
        assert_eq!(decided("tinggi"), Some((Decided::ByVerifier, 10)));
        assert_eq!(decided("dicadangkan"), Some((Decided::RefusedByRule, 5)));
    }

    #[test]
    fn whoever_is_granted_on_a_declaration_was_asked_for_it() {
        let asked: Vec<_> = codes_with_declaration().collect();
        let capitals = [MILIAR, 5 * MILIAR, 10 * MILIAR, i64::MAX];
        for (activity, capital) in ACTIVITIES.iter().flat_map(|activity| capitals.map(|capital| (activity, capital))) {
            let declared = Assessment::of(activity.code, capital).is_some_and(|found| found.level.self_declared);
            assert!(!declared || asked.contains(&activity.code), "{} with {capital}", activity.code);
        }
        assert!(!asked.contains(&"62019"), "nobody is asked for a declaration that no rule needs");
    }

    #[test]
    fn each_rule_is_cited_with_its_source() {
        let rules = Assessment::of("47111", MILIAR).map(|assessment| assessment.rules());
        assert_eq!(
            rules.unwrap_or_default(),
            [
                "PP 7/2021 pasal 35: usaha mikro",
                "KBLI 2025 (contoh) 47111, usaha mikro: rendah",
                "PP 28/2025: rendah, dokumen: NIB",
            ]
        );
    }

    #[test]
    fn the_largest_scale_has_no_limit_so_every_capital_has_a_scale() {
        assert!(SCALES.last().is_some_and(|scale| scale.capital_up_to.is_none()));
        assert!(SCALES.is_sorted_by_key(|scale| scale.capital_up_to.unwrap_or(i64::MAX)));
    }
}
