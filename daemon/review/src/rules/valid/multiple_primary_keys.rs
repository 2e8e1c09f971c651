//! A table has two primary keys.
//!
//! The statement fails when it runs.
//!
//! Instead, one key over several columns: `PRIMARY KEY (a, b)`.

use crate::rules::prelude::*;

/// The rule `multiple-primary-keys`.
pub(super) static RULE: Rule = Rule {
    code: "multiple-primary-keys",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("multiple_primary_keys.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let of_columns = look.columns().into_iter().filter_map(|(_, column)| column.primary_key.clone());
    let of_constraints = look.constraints().into_iter().filter(|(_, one)| matches!(one.demand, Demand::Primary(_)));
    let mut spans: Vec<Span> = of_columns.chain(of_constraints.map(|(_, one)| one.span.clone())).collect();
    spans.sort_by_key(|span| span.start);
    let has_one = match &look.unit.form {
        Form::AlterTable(alter) => {
            let drops = alter
                .actions
                .iter()
                .any(|action| matches!(action.act, Act::DropPrimaryKey | Act::DropConstraint { .. }));
            !drops && look.table(&alter.table).is_some_and(|table| table.primary_key().is_some())
        }
        _ => false,
    };
    let second = if has_one { spans.first() } else { spans.get(1) };
    marks.extend(second.map(|span| look.mark(span, "the table has a primary key already")));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int PRIMARY KEY, b int PRIMARY KEY);",
                "mysql: CREATE TABLE t (a int PRIMARY KEY, b int, PRIMARY KEY (b));",
                "CREATE TABLE t (a int PRIMARY KEY, b int);\n---\nALTER TABLE t ADD PRIMARY KEY (b);",
            ],
            &[
                "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));",
                "mysql: CREATE TABLE t (a int PRIMARY KEY, b int); ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (b);",
                "CREATE TABLE t (a int); ALTER TABLE t ADD PRIMARY KEY (a);",
            ],
        );
    }
}
