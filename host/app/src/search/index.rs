//! The words of every live mini-app, kept in memory until another release is live.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use super::{FOUND, Sought, words::words};
use crate::{
    Actor, App, Release, ReleaseId,
    manifest::{Audience, Bilingual, LifeEvent},
    release::ReleaseError,
};

/// What a word weighs, by where it stands.
const TITLE: u32 = 8;
const EVENT: u32 = 4;
const PAGE: u32 = 3;
const DESCRIPTION: u32 = 1;

/// A word that is not only begun but whole weighs so much more.
const WHOLE: u32 = 1;

struct Entry {
    release: Arc<Release>,
    words: Vec<(String, u32)>,
}

impl Entry {
    fn of(release: &Arc<Release>, spoken: &impl Fn(LifeEvent) -> Bilingual) -> Self {
        let manifest = &release.manifest;
        let mut all = Vec::new();
        let mut add = |text: &Bilingual, weight| {
            let both = [&text.id, &text.en];
            let words = both.into_iter().flat_map(|text| words(text));
            all.extend(words.map(|word| (word, weight)));
        };
        add(&manifest.title, TITLE);
        add(&manifest.description, DESCRIPTION);
        for event in &manifest.life_events {
            add(&spoken(*event), EVENT);
        }
        for page in &manifest.pages {
            add(&page.title, PAGE);
        }
        Self {
            release: Arc::clone(release),
            words: all,
        }
    }

    /// How well it fits; none where a word is nowhere in it.
    fn weight(&self, sought: &Sought) -> Option<u32> {
        let of = |word: &String| {
            let begun = self.words.iter().filter(|(one, _)| one.starts_with(word));
            begun
                .map(|(one, weight)| weight + if one == word { WHOLE } else { 0 })
                .max()
        };
        sought.words().iter().map(of).sum()
    }
}

/// The words of the mini-apps that were live when somebody last looked for one.
#[derive(Default)]
pub struct Known(Mutex<Arc<Index>>);

#[derive(Default)]
struct Index {
    of: Vec<ReleaseId>,
    entries: Vec<Entry>,
}

impl Known {
    fn of(&self, live: &[Arc<Release>], spoken: &impl Fn(LifeEvent) -> Bilingual) -> Arc<Index> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.of.iter().eq(live.iter().map(|release| &release.id)) {
            *known = Arc::new(Index {
                of: live.iter().map(|release| release.id).collect(),
                entries: live.iter().map(|one| Entry::of(one, spoken)).collect(),
            });
        }
        Arc::clone(&known)
    }
}

impl App {
    /// Mini-apps that somebody gets, for this audience and with these words, in either language: what fits best first. `spoken` has the words
    /// of a life event.
    pub async fn find_mini_apps(
        &self,
        sought: &Sought,
        actor: &Actor,
        audience: Audience,
        spoken: impl Fn(LifeEvent) -> Bilingual,
    ) -> Result<Vec<Arc<Release>>, ReleaseError> {
        let live = self.releases_offered().await?;
        let index = self.0.searchable.of(&live, &spoken);
        let gets = self.catalogue(actor).await?;
        let gets: HashSet<ReleaseId> = gets.iter().map(|release| release.id).collect();
        let mut found: Vec<_> = index
            .entries
            .iter()
            .filter(|entry| gets.contains(&entry.release.id))
            .filter(|entry| entry.release.manifest.audience.contains(&audience))
            .filter_map(|entry| Some((entry.weight(sought)?, &entry.release)))
            .collect();
        found.sort_by_key(|(weight, release)| (std::cmp::Reverse(*weight), &release.mini_app));
        let best = found.into_iter().take(FOUND);
        Ok(best.map(|(_, release)| Arc::clone(release)).collect())
    }
}
