//! What one act has done so far, beside its writes: later steps of the act, and its receipt, must know.

use contract::values::Date;

/// Begun anew with each attempt of an act.
#[derive(Debug, Clone, Default)]
pub struct Act {
    /// Cases that it lodged, with their deadlines: the first is the receipt's, and only these may rules decide.
    pub lodged: Vec<(String, Option<Date>)>,
    /// Messages that it sent.
    pub messages: usize,
}
