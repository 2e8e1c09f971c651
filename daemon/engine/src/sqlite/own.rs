//! The names that belong to Groundline inside a target.
//!
//! Objects of these names are never inspected, and desired SQL may not use them.

/// The ledger's table of runs.
pub(super) const RUNS: &str = "groundline_run";
/// The ledger's table of steps.
pub(super) const STEPS: &str = "groundline_step";
/// The ledger's table of snapshots.
pub(super) const SNAPSHOTS: &str = "groundline_snapshot";
/// The ledger's table of the approvals that runs rest on.
pub(super) const APPROVALS: &str = "groundline_approval";
/// The ledger's table of the changelists that runs are of.
pub(super) const CHANGELISTS: &str = "groundline_changelist";
/// The ledger's table of how far statements in pieces are.
pub(super) const PIECES: &str = "groundline_pieces";

/// Whether an object of that name is Groundline's own: the ledger, a kept thing, or a table being rebuilt.
pub(super) fn is_own(name: &str) -> bool {
    let folded = name.to_ascii_lowercase();
    [RUNS, STEPS, SNAPSHOTS, APPROVALS, CHANGELISTS, PIECES].contains(&folded.as_str())
        || folded.starts_with("groundline_kept_")
        || folded.starts_with("groundline_new_")
}
