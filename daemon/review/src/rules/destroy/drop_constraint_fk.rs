//! A foreign key or a CHECK is dropped, and what it promised holds no longer.
//!
//! Rows that break it come in from then on, and it cannot be made again while they are there.

use crate::rules::prelude::*;

/// The rule `drop-constraint-fk`.
pub(super) static RULE: Rule = Rule {
    code: "drop-constraint-fk",
    engines: SERVERS,
    level: Level::Notice,
    priority: 2,
    aliases: &["drop-constraint-check", "drop-constraint-untyped"],
    parameters: &[],
    source: include_str!("drop_constraint_fk.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::DropConstraint { kind, name, .. } = &action.act else { continue };
        let known = look
            .table(&alter.table)
            .and_then(|table| table.constraints.iter().find(|known| known.name.as_deref() == Some(name.as_str())));
        let is_back = look.later(&alter.table).chain([look.unit]).filter_map(|unit| unit.form.as_alter()).any(|other| {
            other.actions.iter().any(|action| matches!(&action.act, Act::AddConstraint(one) if one.name.as_ref().is_some_and(|own| own.name == name.name)))
        });
        let what = match known.map(|known| &known.kind) {
            Some(KnownKind::Primary) => continue,
            Some(KnownKind::Foreign(to, _)) => {
                format!("rows of `{}` may point at nothing in `{to}`", alter.table.shown())
            }
            Some(KnownKind::Check(_)) => {
                format!("rows of `{}` need not fulfil `{}` any longer", alter.table.shown(), name.as_str())
            }
            Some(KnownKind::Unique) => format!("`{}` may get duplicates", alter.table.shown()),
            Some(KnownKind::Exclude) | None if *kind == "FOREIGN KEY" => {
                format!("rows of `{}` may point at nothing", alter.table.shown())
            }
            Some(KnownKind::Exclude) | None => format!("what `{}` promised holds no longer", name.as_str()),
        };
        if !is_back {
            marks.push(look.mark(&action.span, what));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t DROP CONSTRAINT c;",
                "mysql: ALTER TABLE t DROP FOREIGN KEY f;",
                "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0));\n---\nALTER TABLE t DROP CONSTRAINT c;",
            ],
            &[
                "ALTER TABLE t DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (a > 1);",
                "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0)); ALTER TABLE t DROP CONSTRAINT c;",
                "mysql: ALTER TABLE t DROP INDEX i;",
            ],
        );
    }
}
