//! The members of ENUM and SET before and after a change of a column.
//!
//! Not a rule: the rules of this theme ask for it.
//!
//! Invariant: only changes between two types of the same kind, of which the old one is known.

use crate::look::Look;
use crate::read::form::{Part, Span};
use crate::read::statement::Act;

/// Where the new type stands, the old members and the new ones.
pub(super) fn changes<'a>(look: &Look<'a>) -> Vec<(Span, &'a [String], &'a [String])> {
    let mut found = Vec::new();
    for (alter, action) in look.shared_actions() {
        let Act::Redefine { old, column } = &action.act else { continue };
        let name = old.as_ref().map_or(column.name(), Part::as_str);
        let Some(known) = look.table(&alter.table).and_then(|table| table.column(name)) else { continue };
        if known.ty.base == column.ty.base && column.ty.is(&["enum", "set"]) {
            found.push((column.ty.span.clone(), known.ty.arguments.as_slice(), column.ty.arguments.as_slice()));
        }
    }
    found
}
