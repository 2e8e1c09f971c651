//! An UPDATE changes a primary key.
//!
//! Whatever refers to the row, in this database or outside of it, loses it.

use crate::rules::prelude::*;

/// The rule `pk-updated`.
pub(super) static RULE: Rule = Rule {
    code: "pk-updated",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("pk_updated.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Update(change) = &look.unit.form else { return };
    let key =
        look.table(&change.table).and_then(Table::primary_key).map(|key| key.columns.as_slice()).unwrap_or_default();
    for (part, _) in change.assignments.iter().filter(|_| !change.has_join) {
        if key.iter().any(|column| column.eq_ignore_ascii_case(part.as_str())) {
            marks.push(look.mark(
                &part.span,
                format!(
                    "`{}` is the key of `{}`: what refers to the row loses it",
                    part.as_str(),
                    change.table.shown()
                ),
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
            &[
                "CREATE TABLE t (id int PRIMARY KEY);\n---\nUPDATE t SET id = 2 WHERE id = 1;",
                "mysql: CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));\n---\nUPDATE t SET b = 2 WHERE a = 1;",
                "CREATE TABLE t (id INTEGER PRIMARY KEY); UPDATE t SET id = id + 1 WHERE id > 5;",
            ],
            &[
                "CREATE TABLE t (id int PRIMARY KEY, a int);\n---\nUPDATE t SET a = 2 WHERE id = 1;",
                "UPDATE t SET id = 2 WHERE id = 1;",
                "mysql: CREATE TABLE t (a int);\n---\nUPDATE t SET a = 2 WHERE a = 1;",
            ],
        );
    }
}
