//! Floor 0: how to get there.
//!
//! From two databases and what was kept of earlier ones to a plan: ordered steps with their locks, hazards, guards and
//! undo, addressed by a digest. No I/O, no clock, no randomness, no async.

mod changelist;
mod consent;
mod draft;
mod graph;
mod hazard;
mod lock;
mod online;
mod plan;
mod rename;
mod snapshot;
mod stand_in;
mod step;
mod undoing;

pub mod mysql;
pub mod postgres;
pub mod render;
pub mod show;
pub mod sqlite;

pub use changelist::OfChangelist;
pub use consent::{Consent, NeedsConsent};
pub use draft::{Draft, Refusal, Situation, TableSize, draft};
pub use hazard::{Hazard, HazardCode};
pub use lock::Lock;
pub use online::{KeyColumn, KeyValues, Online};
pub use plan::{Plan, Sealing};
pub use rename::{Rename, RenameError, rename_steps};
pub use snapshot::{Keep, KeepKind, Kept};
pub use stand_in::stand_in;
pub use step::{Guard, Mode, Step, Timeouts, Undo};
pub use undoing::Undoes;
