//! A table is built anew, and an index or trigger of the old one is not made again.
//!
//! DROP TABLE takes the indexes and triggers along; renaming the new table brings none of them back.
//!
//! Instead, make each of them again after the rename.

use crate::rules::prelude::*;

/// The rule `sqlite-rebuild-incomplete`.
pub(super) static RULE: Rule = Rule {
    code: "sqlite-rebuild-incomplete",
    engines: SQLITE,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("sqlite_rebuild_incomplete.rs"),
    check: Check::File(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let old = look.catalog.gone.iter().filter(|(_, table)| !look.catalog.is_of_file(table.born));
    for (key, old) in old {
        let Some(new) = look.catalog.tables.get(key) else { continue };
        let Some((unit, span)) = dropped_at(look, key) else { continue };
        let own = old.indexes.iter().filter(|index| !index.of_constraint).map(|index| &index.name);
        for part in own.chain(&old.triggers) {
            let same = |name: &String| name.eq_ignore_ascii_case(part);
            let is_back = new.indexes.iter().any(|index| same(&index.name)) || new.triggers.iter().any(same);
            if !is_back {
                let message = format!("`{}` is built anew without `{part}`, which the old one had", old.shown);
                marks.push(look.mark_in(unit, &span, message).help("make it again after the rename"));
            }
        }
    }
}

/// The statement that dropped the table, and where it names it.
fn dropped_at<'a>(look: &Look<'a>, key: &str) -> Option<(&'a Unit<'a>, Span)> {
    look.units.iter().find_map(|unit| match &unit.form {
        Form::Drop(drop) if drop.kind == "TABLE" => {
            let name = drop.names.iter().find(|name| name.key(look.dialect()) == key)?;
            Some((unit, name.span.clone()))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a); CREATE INDEX i ON t (a);\n---\nCREATE TABLE n (a, b); INSERT INTO n (a) SELECT a FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;",
                "CREATE TABLE t (a); CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;\n---\nCREATE TABLE n (a); DROP TABLE t; ALTER TABLE n RENAME TO t;",
                "CREATE TABLE t (a); CREATE INDEX i ON t (a); CREATE INDEX j ON t (a);\n---\nCREATE TABLE n (a); DROP TABLE t; ALTER TABLE n RENAME TO t; CREATE INDEX i ON t (a);",
            ],
            &[
                "CREATE TABLE t (a); CREATE INDEX i ON t (a);\n---\nCREATE TABLE n (a, b); DROP TABLE t; ALTER TABLE n RENAME TO t; CREATE INDEX i ON t (a);",
                "CREATE TABLE t (a); CREATE INDEX i ON t (a);\n---\nDROP TABLE t;",
                "CREATE TABLE t (a); CREATE INDEX i ON t (a); DROP TABLE t; CREATE TABLE t (b);",
            ],
        );
    }
}
