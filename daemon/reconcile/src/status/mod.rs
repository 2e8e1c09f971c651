//! What is shown: three axes for each target, the reason, and what is next and by whom.
//!
//! Not the deciding. Invariant: states are enums with total functions between them, and the JSON of a status is stable.

mod approval;
mod axes;
mod changelist;
mod clock;
mod daemon;
mod online;
mod reason;
mod target;
mod three_way;
mod time;
mod transition;
mod wave;
mod window;

pub use approval::{GlassStatus, PolicyStatus, PolicyWaits};
pub use axes::{Health, Operation, Sync};
pub use changelist::{ChangelistStatus, Estimate};
pub use clock::Clock;
pub use daemon::{DaemonStatus, RepoDiagnostic, SourceFailure, SourceStatus};
pub use online::OnlineProgress;
pub use reason::Reason;
pub use target::{
    DriftSummary, DriftedObject, MissingConsent, Next, PlanSummary, Progress, Revisions, RunSummary, TargetStatus, Who,
    Write,
};
pub use three_way::{ChangeWord, Inventory, ThreeWay};
pub use time::{Timestamp, TimestampError};
pub use transition::{Happening, NoTransition};
pub use wave::{CheckStatus, WaveStatus};
pub use window::{Missed, MissedWindow, WindowEdge, WindowStatus};
