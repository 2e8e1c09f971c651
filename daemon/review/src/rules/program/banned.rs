//! Kinds of objects that a team does not use.
//!
//! Not a rule: the rules of this theme say which kinds they are about.
//!
//! Invariant: only CREATE is marked; what is there already may be altered and dropped.

use crate::look::{Look, Mark};
use crate::read::statement::Form;

/// Marks a CREATE of one of these kinds.
pub(super) fn check(look: &Look, marks: &mut Vec<Mark>, kinds: &[&str]) {
    let Form::Create(create) = &look.unit.form else { return };
    if kinds.contains(&create.kind) {
        marks.push(look.mark_all(format!("CREATE {} is not allowed", create.kind)));
    }
}
