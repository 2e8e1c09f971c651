//! Floor 1: the database door.
//!
//! Inspects live databases, elaborates desired SQL and proves plans in scratch databases, runs steps and undoes them, and
//! keeps the ledger and the snapshots inside the target. It decides nothing: it runs a step or says why not. SQL reaches a
//! target only from here.

mod approval;
mod by_hand;
mod cache;
mod elaborate;
mod error;
mod facts;
mod ledger;
mod live;
#[cfg(test)]
mod mutation;
mod online;
mod rows;
mod scope;
mod scratch;
mod source;
mod trace;
mod url;
mod walk;

mod mysql;
mod postgres;
mod sqlite;

pub use approval::UsedApproval;
pub use by_hand::{count_by_hand, run_by_hand};
pub use cache::Cache;
pub use elaborate::{Elaborated, Provenance, elaborate};
pub use error::{Class, Error, Result};
pub use facts::{Asked, Bounds, Counter, Explained, InvalidIndex, Probed, Scan, ServerFacts, Standing};
pub use ledger::{ChangelistRun, OnlineJob, Run, RunId, RunState, StepState};
pub use live::{Finding, Live, LockState, Options, Token, Version};
pub use online::{Account, OnlineSettings, Phase, Progress, Spent, Steering};
pub use rows::{Conflict, Conflicts, Restore, Since, conflicts_in_words};
pub use scope::{Scope, ScopeError};
pub use scratch::Scratch;
pub use source::{Source, SqlDiagnostic};
pub use trace::{Trace, Traced, TracedTable};
pub use url::{Url, UrlError};
