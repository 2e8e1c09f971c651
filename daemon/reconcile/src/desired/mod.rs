//! The desired state: what a schema repo says, read with types and exact places.
//!
//! `load` takes `Files` (a commit, a folder, memory) and gives a `DesiredState`, or everything that is wrong with the
//! files. Not Git, not SQL, not a database, no clock and no environment: these are arguments or somebody else's.
//!
//! The way in: `files` → `source` → `section` and `value` (tables with places) → `project`, `target`, `target_set`,
//! `schemas`, `rollout`, `consent`, `window`, `people`, `approval` and `governance`, `review`, `changelists`, `decisions` → `load`. The keys are data in
//! `keys` and the files beside it: the reader, the messages and the reference page all come from there.

mod approval;
mod approval_keys;
mod changelist;
mod changelist_keys;
mod changelist_parts;
mod changelists;
mod code;
mod consent;
mod control;
mod decision_keys;
mod decisions;
mod depends;
mod diagnostic;
mod duration;
mod end;
mod fault;
mod files;
mod found;
mod globs;
mod governance;
mod keys;
mod load;
mod name;
mod nearest;
mod online;
mod pages;
mod people;
mod people_keys;
mod project;
mod redact;
mod reference;
mod review;
mod rollout;
mod schemas;
mod section;
mod shape;
mod source;
mod target;
mod target_set;
mod template;
mod url;
mod value;
mod wave_check_keys;
mod wave_checks;
mod wave_keys;
mod waves;
mod window;
mod window_keys;
pub mod written;

pub use changelist::{
    Batch, Changelist, Check, Chosen, Expect, Literal, OF_TARGETS, RowSnapshot, Turn, Variable, values_of,
};
pub use code::Code;
pub use consent::{Consent, ConsentScope};
pub use control::{Cancel, Retry, Skip};
pub use decisions::{Decisions, Rollback, is_meant};
pub use depends::Dependency;
pub use diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, Severity, unreadable_history};
pub use duration::{DurationError, parse_duration, show_duration};
pub use files::{Entry, Files, FilesError, Refusal};
pub use globs::Globs;
pub use governance::Governance;
pub use keys::SHAPES;
pub use load::{DesiredState, load};
pub use name::{Name, NameError};
pub use online::OnlinePolicy;
pub use pages::{Page, explain};
pub use project::{Defaults, FORMAT, Project};
pub use reference::{reference, reference_of};
pub use review::ReviewPolicy;
pub use rollout::{DriftMode, Mode, RolloutPolicy, RolloutSettings};
pub use schemas::{Schema, SqlFile, SqlText};
pub use shape::{Absent, Key, Shape};
pub use target::{Origin, Target, TargetKind};
pub use target_set::{ExpandError, Ids, TargetSet};
pub use template::{Kit, TemplateFile, is_program, kit, template};
pub use url::{DatabaseUrl, ResolveError, TargetUrl, UrlError};
pub use wave_checks::{Asks, WaveCheck};
pub use waves::WavePolicy;
