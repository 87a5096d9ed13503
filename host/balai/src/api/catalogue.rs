//! The mini-apps that there are.

use app::manifest::LifeEvent as Event;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// All that are for whoever asks, in the role in which they act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Catalogue {
    /// In no order.
    pub mini_apps: Vec<MiniApp>,
}

/// A mini-app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MiniApp {
    /// "agency/name".
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is for, in one sentence.
    pub description: String,
    /// Whose it is.
    pub agency: String,
    /// Under which heading it stands.
    pub category: String,
    /// When in life people need it.
    pub life_events: Vec<LifeEvent>,
    /// Whether the person keeps it at hand.
    pub at_hand: bool,
    /// Where it begins, and other pages worth naming: the first one first.
    pub pages: Vec<ListedPage>,
}

/// A page of a mini-app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListedPage {
    /// By which it is asked for.
    pub path: String,
    /// What it is called.
    pub title: String,
}

/// What happens in people's lives, and makes them need services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LifeEvent {
    /// A child is born.
    Birth,
    /// Going to school or university.
    Education,
    /// Looking for work, beginning or leaving it.
    Work,
    /// Starting or running a business.
    Business,
    /// Marrying.
    Marriage,
    /// Moving, building or buying a home.
    Home,
    /// Having a vehicle.
    Vehicle,
    /// Travelling abroad.
    Travel,
    /// Being ill, or living with a disability.
    Health,
    /// Retiring.
    Retirement,
    /// Somebody has died.
    Death,
}

impl From<Event> for LifeEvent {
    fn from(event: Event) -> Self {
        match event {
            Event::Birth => Self::Birth,
            Event::Education => Self::Education,
            Event::Work => Self::Work,
            Event::Business => Self::Business,
            Event::Marriage => Self::Marriage,
            Event::Home => Self::Home,
            Event::Vehicle => Self::Vehicle,
            Event::Travel => Self::Travel,
            Event::Health => Self::Health,
            Event::Retirement => Self::Retirement,
            Event::Death => Self::Death,
        }
    }
}
