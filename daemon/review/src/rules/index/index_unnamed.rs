//! An index or constraint has no name.
//!
//! The database chooses one, which differs between servers and cannot be known when it is to be dropped.

use crate::rules::prelude::*;

/// The rule `index-unnamed`.
pub(super) static RULE: Rule = Rule {
    code: "index-unnamed",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("index_unnamed.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, index) in look.indexes().into_iter().filter(|(_, index)| index.name.is_none()) {
        let mark = look.mark(&index.span, "the database chooses the name of this index").help("name it");
        let columns = index.parts.iter().map(|part| part.column.as_ref().map(Part::as_str)).collect::<Option<Vec<_>>>();
        marks.push(match table.zip(columns) {
            Some((table, columns)) => look.naming_index(mark, index, &named(table, &columns, "idx")),
            None => mark,
        });
    }
    for (table, constraint) in look.constraints().into_iter().filter(|(_, one)| one.name.is_none()) {
        if !matches!(constraint.demand, Demand::Primary(_)) {
            let mark = look.mark(&constraint.span, "the database chooses the name of this constraint");
            let mark = mark.help("name it with CONSTRAINT");
            let columns: Vec<_> = constraint.columns().into_iter().map(Part::as_str).collect();
            let ending = match constraint.demand {
                Demand::Unique(_) => "key",
                Demand::Foreign(..) => "fkey",
                _ => "check",
            };
            let is_plain = !columns.is_empty() && !matches!(constraint.demand, Demand::NotNull(_));
            marks.push(if is_plain {
                look.naming_constraint(mark, constraint, &named(table, &columns, ending))
            } else {
                mark
            });
        }
    }
}

/// The name that PostgreSQL would choose.
fn named(table: &Name, columns: &[&str], ending: &str) -> String {
    format!("{}_{}_{ending}", table.name.as_str(), columns.join("_"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["CREATE INDEX ON t (a);", "mysql: CREATE TABLE t (a int, KEY (a));", "ALTER TABLE t ADD CHECK (a > 0);"],
            &[
                "CREATE INDEX i ON t (a);",
                "mysql: CREATE TABLE t (a int, KEY k (a), PRIMARY KEY (a));",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);",
            ],
        );
    }
}
