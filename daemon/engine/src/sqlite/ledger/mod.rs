//! The ledger inside a SQLite database: tables named `groundline_…`.

mod approvals;
mod changelists;
mod rows;
mod steps;

pub(super) use approvals::used;
pub(super) use changelists::changelists;
pub(super) use rows::{begin_run, kept, names, now, runs, set_run_state, settle};
pub(super) use steps::{mark_step, step_state};
