//! INSERT without a list of columns depends on their order.
//!
//! A column that is added later, or in another order, makes it fail or puts values into the wrong place.
//!
//! Instead:
//!
//! ```sql
//! INSERT INTO users (id, name) VALUES (1, 'Ann');
//! ```

use crate::rules::prelude::*;

/// The rule `insert-without-columns`.
pub(super) static RULE: Rule = Rule {
    code: "insert-without-columns",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &["statement-insert-must-specify-column"],
    parameters: &[],
    source: include_str!("insert_without_columns.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Insert(insert) = &look.unit.form else { return };
    if insert.columns.is_some() || !look.is_shared(&insert.table) {
        return;
    }
    let mark = look.mark(
        &insert.table.span,
        format!("the values depend on the order of the columns of `{}`", insert.table.shown()),
    );
    let mark = mark.help("list the columns");
    let known =
        look.table(&insert.table).filter(|table| table.is_whole && insert.rows.first() == Some(&table.columns.len()));
    marks.push(match known {
        Some(table) => {
            let names: Vec<_> = table.columns.iter().map(|column| look.quote(&column.name)).collect();
            look.inserting(mark, "list the columns", insert.table.span.end, format!(" ({})", names.join(", ")))
        }
        None => mark,
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "INSERT INTO t VALUES (1, 2);",
                "mysql: REPLACE INTO t SELECT * FROM u;",
                "sqlite: CREATE TABLE t (a int, \"b c\" int);\n---\nINSERT INTO t VALUES (1, 2);",
            ],
            &[
                "INSERT INTO t (a, b) VALUES (1, 2);",
                "INSERT INTO t DEFAULT VALUES;",
                "CREATE TABLE t (a int); INSERT INTO t VALUES (1);",
                "mysql: INSERT INTO t SET a = 1;",
            ],
        );
    }
}
