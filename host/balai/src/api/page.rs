//! A page of a mini-app: sections of typed blocks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    content::{Link, Span, Target},
    field::Field,
    value::{Status, Tone, TypedValue},
};

mod read;

pub use read::Offered;

/// What a mini-app shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Page {
    /// "agency/name".
    pub mini_app: String,
    /// What that is called.
    pub mini_app_title: String,
    /// Whose it is.
    pub agency: String,
    /// By which it is asked for: "/ajukan", with its query.
    pub path: String,
    /// Its first heading.
    pub title: String,
    /// What stands below that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<Vec<Span>>,
    /// The way back, outermost first.
    pub trail: Vec<Link>,
    /// In order.
    pub sections: Vec<Section>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Section {
    /// The fragment that links lead to.
    pub id: String,
    /// Its heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// In order.
    pub blocks: Vec<Block>,
}

/// A part of a section. More kinds may come: leave out what you do not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Block {
    /// Running text.
    Paragraph {
        /// One paragraph.
        text: Vec<Span>,
    },
    /// A list of running text.
    Items {
        /// Numbered.
        ordered: bool,
        /// A paragraph each.
        entries: Vec<Vec<Span>>,
    },
    /// Something that must not be missed.
    Notice {
        /// How it is meant.
        tone: Tone,
        /// Its heading.
        title: String,
        /// What it says.
        body: Vec<Span>,
    },
    /// Facts, one under the other.
    Summary {
        /// In order.
        rows: Vec<Fact>,
    },
    /// Rows and columns.
    Table(Table),
    /// A form.
    Form(OfferedForm),
    /// Fields whose answers become the query of this page.
    Filter {
        /// What its button says.
        label: String,
        /// The name of each is a name of the query.
        fields: Vec<FilterField>,
    },
    /// Buttons beside each other.
    Buttons {
        /// In order.
        buttons: Vec<Button>,
    },
    /// What happened and what comes.
    Timeline {
        /// In order.
        milestones: Vec<Milestone>,
    },
    /// A conversation.
    Thread {
        /// In order.
        messages: Vec<Said>,
    },
    /// Things that can be opened.
    Cards {
        /// In order.
        cards: Vec<Card>,
    },
    /// Cards in columns.
    Board {
        /// In order.
        lanes: Vec<Lane>,
    },
    /// Numbers worth knowing.
    Figures {
        /// In order.
        figures: Vec<Figure>,
    },
    /// Numbers as a picture.
    Chart(Chart),
    /// How much of a known total is done.
    Gauge {
        /// Of what.
        label: String,
        /// So much.
        done: u64,
        /// Of so much.
        total: u64,
    },
    /// A QR code.
    Code {
        /// What it says to a machine.
        content: String,
        /// What it is for.
        caption: String,
    },
    /// Nothing to show.
    Empty {
        /// What is not there.
        title: String,
        /// Why.
        body: Vec<Span>,
        /// What to do next.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<Link>,
    },
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fact {
    /// What it is.
    pub term: String,
    /// Its value.
    pub value: TypedValue,
    /// Where it can be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Link>,
}

/// Rows and columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Table {
    /// Read first.
    pub caption: String,
    /// In order.
    pub columns: Vec<Column>,
    /// As many cells each as there are columns.
    pub rows: Vec<Row>,
    /// The path of the page before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// The path of the page after this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many rows there are in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Numbers are end-aligned.
    pub numbers: bool,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Row {
    /// The first is the row's heading, and leads there.
    pub cells: Vec<TypedValue>,
    /// Where the row leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<Target>,
}

/// A form, asked a step at a time: its draft has the questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferedForm {
    /// As the mini-app names it.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Its draft; none where nobody is signed in, who is to do that first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
    /// Whether something was answered before.
    pub under_way: bool,
}

/// Sends a form without fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// As the mini-app names its form.
    pub form: String,
    /// How much it stands out.
    pub weight: Weight,
    /// The question that is asked before it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
    /// What is sent; none where nobody is signed in, who is to do that first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
}

/// How much a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// What most people came for.
    Primary,
    /// Any other.
    Secondary,
    /// What hurts.
    Danger,
}

/// A field of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilterField {
    /// What is asked.
    #[serde(flatten)]
    pub field: Field,
    /// What the page is shown for now.
    pub values: Vec<String>,
}

/// One thing that happened, happens or will happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Milestone {
    /// What.
    pub title: String,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Vec<Span>>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<TypedValue>,
    /// How far along it is.
    pub state: Progress,
}

/// How far along a milestone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    /// Behind us.
    Done,
    /// Now.
    Current,
    /// To come.
    Upcoming,
    /// It went wrong here.
    Failed,
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Said {
    /// Who wrote it.
    pub author: String,
    /// When.
    pub at: TypedValue,
    /// What.
    pub body: Vec<Span>,
    /// The reader wrote it.
    pub mine: bool,
}

/// Something that can be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Card {
    /// What it is.
    pub title: String,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Vec<Span>>,
    /// How it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Where it opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<Target>,
}

/// A column of a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lane {
    /// Its heading.
    pub title: String,
    /// In order.
    pub cards: Vec<Card>,
}

/// A number worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Figure {
    /// Of what.
    pub label: String,
    /// How much.
    pub value: TypedValue,
    /// How it moved, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// How it is meant.
    pub tone: Tone,
}

/// Numbers as a picture, for which a table may stand too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Chart {
    /// How it is drawn.
    pub kind: ChartKind,
    /// What it shows.
    pub title: String,
    /// What the points of each series are of.
    pub categories: Vec<String>,
    /// As many points each as there are categories.
    pub series: Vec<Series>,
    /// Of the points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChartKind {
    /// Amounts beside each other.
    Bar,
    /// A course over time.
    Line,
    /// Parts of a whole.
    Share,
}

/// One line, or one colour of bars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Series {
    /// What it is.
    pub name: String,
    /// Each as a value of its own.
    pub points: Vec<TypedValue>,
}
