//! A row has more or fewer values than there are columns.
//!
//! The statement fails when it runs.

use crate::rules::prelude::*;

/// The rule `insert-column-count-mismatch`.
pub(super) static RULE: Rule = Rule {
    code: "insert-column-count-mismatch",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("insert_column_count_mismatch.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Insert(insert) = &look.unit.form else { return };
    let known = look.table(&insert.table).filter(|table| table.is_whole);
    let wanted = match (&insert.columns, known) {
        (Some(columns), _) if !columns.is_empty() => columns.len(),
        (None, Some(table)) if !look.is_postgres() => {
            table.columns.iter().filter(|column| !column.is_generated).count()
        }
        _ => return,
    };
    // MySQL takes an empty row for the defaults of all columns.
    if let Some(found) = insert.rows.iter().find(|found| **found != wanted && **found != 0) {
        let message = format!("a row of {found} value(s) for {wanted} column(s)");
        let span = insert.first_row.as_ref().map_or(insert.table.span.clone(), |row| look.unit.place(row));
        marks.push(look.mark(&span, message));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "INSERT INTO t (a, b) VALUES (1);",
                "mysql: INSERT INTO t (a, b) VALUES (1, 2), (3, 4, 5);",
                "sqlite: CREATE TABLE t (a, b);\n---\nINSERT INTO t VALUES (1, 2, 3);",
            ],
            &[
                "INSERT INTO t (a, b) VALUES (1, f(2, 3));",
                "INSERT INTO t (a, b) SELECT 1;",
                "mysql: INSERT INTO t () VALUES ();",
            ],
        );
    }
}
