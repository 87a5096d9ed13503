//! Where a case may go from where it stands. The only place that says so.

use contract::platform::cases::State;

/// Every state.
pub const STATES: [State; 7] = [
    State::Received,
    State::InProgress,
    State::WaitingForCitizen,
    State::Granted,
    State::Refused,
    State::Withdrawn,
    State::Closed,
];

/// The name of a state in the contract, under which it is kept.
pub fn name(state: State) -> &'static str {
    match state {
        State::Received => "received",
        State::InProgress => "in-progress",
        State::WaitingForCitizen => "waiting-for-citizen",
        State::Granted => "granted",
        State::Refused => "refused",
        State::Withdrawn => "withdrawn",
        State::Closed => "closed",
    }
}

/// The state of a name.
pub fn state(of: &str) -> Option<State> {
    STATES.into_iter().find(|state| name(*state) == of)
}

/// Whether something still has to happen.
pub fn is_open(state: State) -> bool {
    matches!(
        state,
        State::Received | State::InProgress | State::WaitingForCitizen
    )
}

/// Who moves a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    /// The citizen whose case it is.
    Citizen,
    /// A civil servant of the unit that handles it.
    Staff,
    /// A decision: of staff, or of rules in the act that lodged the case.
    Decision,
    /// The platform, when the citizen asks for a human.
    HumanAsked,
}

/// Whether a case may go from one state to another, moved by this one (see `cases.state` in the contract).
pub fn may_go(from: State, to: State, mover: Mover) -> bool {
    let stated = match from {
        State::Received | State::InProgress => to != State::Received,
        State::WaitingForCitizen => {
            matches!(to, State::InProgress | State::Withdrawn | State::Closed)
        }
        State::Granted | State::Refused => to == State::InProgress,
        State::Withdrawn | State::Closed => false,
    };
    let own = match mover {
        Mover::Citizen => match to {
            State::Withdrawn => true,
            State::InProgress => from == State::WaitingForCitizen,
            _ => false,
        },
        // A withdrawal is the citizen's word alone.
        Mover::Staff => !matches!(to, State::Granted | State::Refused | State::Withdrawn),
        Mover::Decision => matches!(to, State::Granted | State::Refused),
        Mover::HumanAsked => {
            matches!(from, State::Granted | State::Refused) && to == State::InProgress
        }
    };
    stated && own
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `wit/platform` says of `state`, written out once more from its text.
    #[test]
    fn a_case_goes_only_where_the_contract_lets_it() {
        for from in STATES {
            for to in STATES {
                let stated = match name(from) {
                    "received" | "in-progress" => name(to) != "received",
                    "waiting-for-citizen" => {
                        ["in-progress", "withdrawn", "closed"].contains(&name(to))
                    }
                    "granted" | "refused" => name(to) == "in-progress",
                    _ => false,
                };
                let movers = [
                    Mover::Citizen,
                    Mover::Staff,
                    Mover::Decision,
                    Mover::HumanAsked,
                ];
                let moved = movers.into_iter().any(|mover| may_go(from, to, mover));
                assert_eq!(moved, stated, "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn a_citizen_answers_and_withdraws_and_nothing_else() {
        for from in STATES {
            for to in STATES {
                let answered = name(from) == "waiting-for-citizen" && name(to) == "in-progress";
                let withdrawn = is_open(from) && name(to) == "withdrawn";
                let stated = answered || withdrawn;
                assert_eq!(
                    may_go(from, to, Mover::Citizen),
                    stated,
                    "{from:?} to {to:?}"
                );
            }
        }
    }

    #[test]
    fn a_decision_is_never_a_citizens_or_a_plain_entry() {
        for from in STATES {
            for to in [State::Granted, State::Refused] {
                assert!(!may_go(from, to, Mover::Citizen) && !may_go(from, to, Mover::Staff));
            }
        }
    }

    #[test]
    fn a_name_gives_its_state_back() {
        for state_ in STATES {
            assert_eq!(state(name(state_)), Some(state_));
        }
        assert_eq!(state("Granted"), None);
    }
}
