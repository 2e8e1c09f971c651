//! Floor 0: may a change go.
//!
//! Review rules, findings and policies. No I/O, no clock, no async: texts come in, findings go out.

mod about;
pub mod approval;
mod baseline;
#[cfg(test)]
mod cases;
pub mod catalog;
pub mod condition;
mod crew;
mod document;
mod estimate;
pub mod facts;
mod finding;
mod findings;
mod fix;
pub mod format;
mod knowledge;
mod known;
mod levels;
pub mod lock;
mod look;
mod mend;
mod number;
pub mod operation;
mod parallel;
mod places;
mod planned;
mod policy;
mod probe;
pub mod read;
mod read_file;
mod review;
mod rule;
pub mod rules;
mod session;
mod settle;
mod siblings;
mod subject;
mod suppress;
mod text;
mod trace;
mod unit;
mod version;
mod walk;

pub use baseline::{Baseline, BaselineError, Entry as OldFinding, Sifted};
pub use document::{document, index};
pub use estimate::{AffectedRows, Ask, DmlKind, Method, Statement};
pub use facts::Facts;
pub use finding::{Edit, Finding, Fix, Level, Summary};
pub use fix::{apply, edits};
pub use knowledge::Knowledge;
pub use known::{Authors, Known, Privileges, Ran};
pub use look::{Around, Look, Mark};
pub use planned::{Made, Outcome, PlanFinding, Spot, TargetPlan};
pub use policy::{Active, PACKS, Parameters, Place, Policy, PolicyError, PolicyFault, PolicyFaults};
pub use review::{Input, Review, Settings, review, review_while};
pub use rule::{Check, Parameter, Rule, Value};
pub use session::Session;
pub use siblings::Siblings;
pub use text::{OF_PLANS, Text};
pub use trace::{Tracing, tracing};
pub use unit::Unit;
