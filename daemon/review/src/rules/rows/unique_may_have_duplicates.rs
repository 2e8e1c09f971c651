//! A unique key is put on rows that may have duplicates.
//!
//! Where they have, the change fails; and programs that wrote such rows fail from then on.
//!
//! Instead, look first:
//!
//! ```sql
//! SELECT email, count(*) FROM users GROUP BY email HAVING count(*) > 1;
//! ```

use crate::facts::Probe;
use crate::rules::prelude::*;

/// The rule `unique-may-have-duplicates`.
pub(super) static RULE: Rule = Rule {
    code: "unique-may-have-duplicates",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &["new-unique-on-existing"],
    parameters: &[],
    source: include_str!("unique_may_have_duplicates.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let mut keys: Vec<(&Name, Vec<&str>, &Span, Option<Probe>)> = Vec::new();
    for (table, index) in look.indexes().into_iter().filter(|(_, index)| index.is_unique) {
        let columns = index.parts.iter().filter_map(|part| part.column.as_ref()).map(Part::as_str).collect();
        let probe = |table| look.duplicates(table, &index.parts, index.condition.is_some());
        keys.extend(table.map(|table| (table, columns, &index.span, probe(table))));
    }
    for (alter, action) in look.actions() {
        if let Act::AddConstraint(constraint) = &action.act
            && let Demand::Unique(parts) | Demand::Primary(parts) = &constraint.demand
            && constraint.using_index.is_none()
        {
            let columns = constraint.columns().into_iter().map(Part::as_str).collect();
            keys.push((&alter.table, columns, &constraint.span, look.duplicates(&alter.table, parts, false)));
        }
    }
    for (table, columns, span, probe) in keys {
        let known = look.table(table);
        let is_own = |name: &&str| {
            known.and_then(|known| known.column(name)).is_some_and(|column| look.catalog.is_of_file(column.born))
        };
        // Columns of this file are NULL in all old rows, or all the same; a key over fewer columns says so already.
        let names: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        let is_proven = known.is_some_and(|known| {
            known.indexes.iter().any(|index| {
                index.is_unique
                    && index.condition.is_none()
                    && !index.columns.is_empty()
                    && index.columns.iter().all(|column| names.iter().any(|name| name.eq_ignore_ascii_case(column)))
            })
        });
        if look.is_shared(table) && !columns.is_empty() && !columns.iter().any(is_own) && !is_proven {
            let list: Vec<_> = columns.iter().map(|name| look.quote(name)).collect();
            let (list, table) = (list.join(", "), look.sql(table));
            let query = format!("SELECT {list}, count(*) FROM {table} GROUP BY {list} HAVING count(*) > 1;");
            let message = format!("it fails where two rows of `{table}` have the same {list}");
            marks.push(look.mark(span, message).help(format!("look first: {query}")).probe(probe));
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
                "CREATE UNIQUE INDEX CONCURRENTLY u ON t (a);",
                "mysql: ALTER TABLE t ADD UNIQUE KEY (a, b);",
                "sqlite: CREATE TABLE t (a, b);\n---\nCREATE UNIQUE INDEX u ON t (a);",
            ],
            &[
                "CREATE TABLE t (a int); CREATE UNIQUE INDEX u ON t (a);",
                "CREATE TABLE t (a int PRIMARY KEY, b int);\n---\nCREATE UNIQUE INDEX u ON t (b, a);",
                "CREATE INDEX i ON t (a);",
            ],
        );
        crate::cases::check_probe(
            &super::RULE,
            "ALTER TABLE t ADD UNIQUE (a, b);",
            "SELECT 1 AS found FROM t WHERE a IS NOT NULL AND b IS NOT NULL GROUP BY a, b HAVING count(*) > 1",
        );
        let touched = "DELETE FROM t WHERE a IS NULL; ALTER TABLE t ADD UNIQUE (a);";
        let found = crate::cases::findings(&super::RULE, touched, "", &crate::cases::told(&[]));
        assert!(found.iter().all(|finding| finding.probe.is_none()), "rows that change before are no proof: {found:?}");
    }
}
