//! A primary key takes over an index whose columns may hold NULL.
//!
//! The server then scans the whole table for NULL, while every read and write waits.
//!
//! Instead, make the columns NOT NULL first, with a validated CHECK that saves the scan.

use crate::rules::prelude::*;

/// The rule `pk-using-index-nullable`.
pub(super) static RULE: Rule = Rule {
    code: "pk-using-index-nullable",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("pk_using_index_nullable.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddConstraint(constraint) = &action.act else { continue };
        let (Demand::Primary(_), Some(index)) = (&constraint.demand, &constraint.using_index) else { continue };
        let Some(table) = look.table(&alter.table) else { continue };
        let columns = table.indexes.iter().find(|known| known.name == index.as_str()).map(|known| &known.columns);
        let nullable =
            columns.into_iter().flatten().find(|name| table.column(name).is_some_and(|column| !column.not_null));
        if let Some(name) = nullable {
            marks.push(
                look.mark(
                    &action.span,
                    format!("`{name}` may hold NULL: the whole table is scanned, and all else waits"),
                )
                .help("make it NOT NULL first"),
            );
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
                "CREATE TABLE t (a int); CREATE UNIQUE INDEX k ON t (a);\n---\nALTER TABLE t ADD PRIMARY KEY USING INDEX k;",
                "CREATE TABLE t (a int NOT NULL, b int);\n---\nCREATE UNIQUE INDEX CONCURRENTLY k ON t (a, b); ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY USING INDEX k;",
                "CREATE TABLE s.t (a int); CREATE UNIQUE INDEX k ON s.t (a);\n---\nALTER TABLE s.t ADD CONSTRAINT p PRIMARY KEY USING INDEX k;",
            ],
            &[
                "CREATE TABLE t (a int NOT NULL); CREATE UNIQUE INDEX k ON t (a);\n---\nALTER TABLE t ADD PRIMARY KEY USING INDEX k;",
                "ALTER TABLE t ADD PRIMARY KEY USING INDEX k;",
                "CREATE TABLE t (a int); CREATE UNIQUE INDEX k ON t (a);\n---\nALTER TABLE t ADD UNIQUE USING INDEX k;",
            ],
        );
    }
}
