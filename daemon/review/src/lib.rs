//! Floor 0: may a change go.
//!
//! Review rules, findings and policies. No I/O, no clock, no async: texts come in, findings go out.

mod about;
mod baseline;
#[cfg(test)]
mod cases;
pub mod catalog;
mod document;
mod finding;
mod fix;
pub mod format;
mod levels;
pub mod lock;
mod look;
mod places;
mod policy;
pub mod read;
mod review;
mod rule;
pub mod rules;
mod session;
mod subject;
mod suppress;
mod unit;

pub use baseline::{Baseline, BaselineError, Entry as OldFinding, Sifted};
pub use document::{document, index};
pub use finding::{Edit, Finding, Fix, Level, Summary};
pub use fix::{apply, edits};
pub use look::{Look, Mark};
pub use policy::{Active, PACKS, Parameters, Place, Policy, PolicyError, PolicyFault, PolicyFaults};
pub use review::{Input, Review, Settings, review, review_while};
pub use rule::{Check, Parameter, Rule, Value};
pub use session::Session;
pub use unit::Unit;
