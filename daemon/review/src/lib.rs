//! Floor 0: may a change go.
//!
//! Review rules, findings and policies. No I/O, no clock, no async: texts come in, findings go out.

mod about;
#[cfg(test)]
mod cases;
pub mod catalog;
mod document;
mod finding;
mod fix;
pub mod format;
pub mod lock;
mod look;
mod planned;
mod policy;
pub mod read;
mod review;
mod rule;
pub mod rules;
mod session;
mod suppress;
mod text;
mod unit;

pub use document::{document, index};
pub use finding::{Edit, Finding, Fix, Level, Summary};
pub use fix::apply;
pub use look::{Look, Mark};
pub use planned::{Made, Outcome, PlanFinding, Spot, TargetPlan};
pub use policy::{Active, PACKS, Parameters, Place, Policy, PolicyError};
pub use review::{Input, Review, Settings, review};
pub use rule::{Check, Parameter, Rule, Value};
pub use session::Session;
pub use text::{OF_PLANS, Text};
pub use unit::Unit;
