//! A view takes the name of a table that the same file drops or renames: programs that write to the name fail where the view takes no rows.
//!
//! Instead, a name of its own for the view, or a look at what writes to the table.

use crate::rules::prelude::*;

/// The rule `table-replaced-by-view`.
pub(super) static RULE: Rule = Rule {
    code: "table-replaced-by-view",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("table_replaced_by_view.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Create(create) = &look.unit.form else { return };
    let Some(name) = create.name.as_ref().filter(|_| create.kind.ends_with("VIEW")) else { return };
    if look.catalog.was_dropped("TABLE", name) || look.catalog.was_renamed(name) {
        let message = format!("`{}` was a table, and what writes to it meets a view", name.shown());
        marks.push(look.mark(&name.span, message));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int);\n---\nDROP TABLE t; CREATE VIEW t AS SELECT 1 AS a;",
                "CREATE TABLE t (a int);\n---\nALTER TABLE t RENAME TO u; CREATE VIEW t AS SELECT a FROM u;",
                "mysql: CREATE TABLE t (a int);\n---\nDROP TABLE t; CREATE OR REPLACE VIEW t AS SELECT 1 AS a;",
            ],
            &[
                "CREATE TABLE t (a int);\n---\nCREATE VIEW v AS SELECT a FROM t;",
                "CREATE TABLE t (a int);\n---\nDROP TABLE t; CREATE VIEW w AS SELECT 1 AS a;",
                "mysql: CREATE VIEW t AS SELECT 1 AS a;",
            ],
        );
    }
}
