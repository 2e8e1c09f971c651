//! What `depends_on` holds back: a target waits until those that it needs are what the commit in force says.
//!
//! Not the waves of an environment, which are in `stages`. Invariant: nothing is remembered; it is asked of the board anew. On the way back
//! of a rollout the order is the other one.

use super::accepted::{Accepted, Assigned};
use super::board::Board;
use super::stages::{Standing, is_skipped, standing};
use crate::desired::Target;
use crate::status::{Timestamp, WaveStatus};

/// What a target waits for, where it needs others that are not through.
pub(super) fn held(accepted: &Accepted, board: &Board, name: &str, now: Timestamp) -> Option<WaveStatus> {
    let target = target_of(accepted.targets.get(name)?);
    let is_back = accepted.state.rollback().is_some();
    if !is_back && target.kind.depends_on.is_empty() {
        return None;
    }
    let needs = |one: &Target, other: &Target| one.kind.depends_on.iter().any(|dependency| dependency.is_on(other));
    let waits_for = |other: &&Target| if is_back { needs(other, target) } else { needs(target, other) };
    for other in accepted.targets.values().map(target_of).filter(waits_for) {
        let on = other.name.as_str();
        if is_skipped(accepted, on, now) {
            continue;
        }
        let stands = board.entries.get(on).map_or(Standing::Open, |entry| standing(entry, &accepted.revision));
        let failed = match stands {
            Standing::Done => continue,
            Standing::Failed | Standing::Blocked if is_back => continue,
            Standing::Failed => vec![on.to_owned()],
            Standing::Open | Standing::Blocked => Vec::new(),
        };
        return Some(WaveStatus { failed, depends_on: Some(on.to_owned()), is_back, ..WaveStatus::default() });
    }
    None
}

/// Whether targets wait for others at all.
pub(super) fn are_there(accepted: &Accepted) -> bool {
    accepted.targets.values().any(|assigned| !target_of(assigned).kind.depends_on.is_empty())
}

fn target_of(assigned: &Assigned) -> &Target {
    match assigned {
        Assigned::Ready(goal) => &goal.target,
        Assigned::Not { target, .. } => target,
    }
}
