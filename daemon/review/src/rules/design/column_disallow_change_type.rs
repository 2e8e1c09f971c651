//! A column gets another type.
//!
//! Whatever it costs, programs that read or write the column may not take the new one.
//!
//! Instead, add a column of the new type, fill it, move programs over, and drop the old one later.

use crate::rules::prelude::*;

/// The rule `column-disallow-change-type`.
pub(super) static RULE: Rule = Rule {
    code: "column-disallow-change-type",
    engines: SERVERS,
    level: Level::Off,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("column_disallow_change_type.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.actions() {
        let (name, ty) = match &action.act {
            Act::SetType { name, ty, .. } => (name.as_str(), ty),
            Act::Redefine { old, column } => (old.as_ref().map_or(column.name(), Part::as_str), &column.ty),
            _ => continue,
        };
        let old = look.table(&alter.table).and_then(|table| table.column(name)).map(|column| &column.ty);
        // What MODIFY and CHANGE write may be the old type; where that is not known it is given the benefit of the doubt.
        let is_other = match (&action.act, old) {
            (_, Some(old)) => !old.same(ty),
            (Act::SetType { .. }, None) => true,
            _ => false,
        };
        if is_other {
            let from = old.map_or(String::new(), |old| format!("`{}` to ", old.sql()));
            let message = format!("`{name}` changes its type: {from}`{}`", ty.sql());
            marks.push(look.mark(&action.span, message).help("add a column of the new type beside it"));
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
                "ALTER TABLE t ALTER COLUMN a TYPE bigint;",
                "mysql: CREATE TABLE t (a int);\n---\nALTER TABLE t MODIFY a bigint;",
                "CREATE TABLE t (a varchar(9));\n---\nALTER TABLE t ALTER COLUMN a TYPE varchar(20);",
            ],
            &[
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ALTER COLUMN a TYPE integer;",
                "mysql: CREATE TABLE t (a int);\n---\nALTER TABLE t MODIFY a int NOT NULL;",
                "ALTER TABLE t ALTER COLUMN a SET DEFAULT 1;",
            ],
        );
    }
}
