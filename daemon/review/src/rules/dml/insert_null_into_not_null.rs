//! NULL is written into a column that refuses it.
//!
//! The statement fails when it runs.

use crate::rules::prelude::*;

/// The rule `insert-null-into-not-null`.
pub(super) static RULE: Rule = Rule {
    code: "insert-null-into-not-null",
    engines: ALL,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("insert_null_into_not_null.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Insert(insert) = &look.unit.form else { return };
    let (Some(table), Some(columns), Some(row)) = (look.table(&insert.table), &insert.columns, &insert.first_row)
    else {
        return;
    };
    let (mut depth, mut place, mut start) = (0usize, 0usize, row.start);
    let mut values = Vec::new();
    for at in row.clone() {
        match look.unit.token(at) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                values.push((place, start..at));
                (place, start) = (place + 1, at + 1);
            }
            _ => {}
        }
    }
    values.push((place, start..row.end));
    for (place, value) in values {
        let is_null = value.len() == 1 && look.unit.is(value.start, "NULL");
        let column = columns.get(place).and_then(|part| table.column(part.as_str()));
        // MySQL counts up, and SQLite too, where a key is given NULL.
        if let Some(column) = column.filter(|column| {
            is_null
                && column.not_null
                && !column.is_counter
                && !(look.dialect() == schema::Dialect::Sqlite && column.ty.base == "integer")
        }) {
            marks.push(look.mark(&look.unit.place(&value), format!("`{}` refuses NULL", column.name)));
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
                "CREATE TABLE t (a int NOT NULL);\n---\nINSERT INTO t (a) VALUES (NULL);",
                "mysql: CREATE TABLE t (a int NOT NULL, b int); INSERT INTO t (b, a) VALUES (f(1, 2), NULL);",
                "sqlite: CREATE TABLE t (a text NOT NULL); INSERT INTO t (a) VALUES (NULL);",
            ],
            &[
                "CREATE TABLE t (a int);\n---\nINSERT INTO t (a) VALUES (NULL);",
                "mysql: CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY); INSERT INTO t (a) VALUES (NULL);",
                "INSERT INTO t (a) VALUES (NULL);",
            ],
        );
    }
}
