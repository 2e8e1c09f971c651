//! A view, function, type, sequence, extension or the like is dropped.
//!
//! Programs that use it fail at once.

use crate::rules::prelude::*;

/// The rule `drop-other-object`.
pub(super) static RULE: Rule = Rule {
    code: "drop-other-object",
    engines: ALL,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_other_object.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Drop(drop) = &look.unit.form else { return };
    const KINDS: &[&str] = &[
        "VIEW",
        "MATERIALIZED VIEW",
        "FUNCTION",
        "PROCEDURE",
        "ROUTINE",
        "AGGREGATE",
        "TYPE",
        "DOMAIN",
        "SEQUENCE",
        "EXTENSION",
        "EVENT",
        "FOREIGN TABLE",
        "SERVER",
    ];
    if !KINDS.contains(&drop.kind) {
        return;
    }
    for name in &drop.names {
        let known = look.catalog.object(drop.kind, name);
        let is_own = known.is_some_and(|known| look.catalog.is_of_file(known.born));
        if !is_own && !look.is_made_later(&[drop.kind], name) {
            marks.push(look.mark(
                &name.span,
                format!("programs that use {} `{}` fail at once", drop.kind.to_lowercase(), name.shown()),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["DROP VIEW v;", "mysql: DROP FUNCTION f;", "DROP EXTENSION IF EXISTS hstore;"],
            &[
                "DROP VIEW v; CREATE VIEW v AS SELECT 1 AS a;",
                "DROP INDEX i;",
                "sqlite: CREATE VIEW v AS SELECT 1 AS a; DROP VIEW v;",
            ],
        );
    }
}
