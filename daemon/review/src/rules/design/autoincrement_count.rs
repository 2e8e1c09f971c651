//! A table has more than one auto-increment column, or one that is no key.
//!
//! The server refuses it.

use crate::rules::prelude::*;

/// The rule `autoincrement-count`.
pub(super) static RULE: Rule = Rule {
    code: "autoincrement-count",
    engines: MYSQL,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("autoincrement_count.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    let counters: Vec<_> = create.columns.iter().filter(|column| column.auto_increment.is_some()).collect();
    if let Some(second) = counters.get(1) {
        marks.push(look.mark(&second.span, "a table has one auto-increment column at most"));
    }
    for column in counters.iter().take(1) {
        let leads = |parts: &[KeyPart]| {
            parts
                .iter()
                .any(|part| part.column.as_ref().is_some_and(|one| one.as_str().eq_ignore_ascii_case(column.name())))
        };
        let by_constraint = create
            .constraints
            .iter()
            .any(|one| matches!(&one.demand, Demand::Primary(parts) | Demand::Unique(parts) if leads(parts)));
        let by_index = create.indexes.iter().any(|index| leads(&index.parts));
        let is_later = create.name.as_ref().is_some_and(|name| look.later(name).next().is_some());
        if column.primary_key.is_none() && column.unique.is_none() && !by_constraint && !by_index && !is_later {
            marks.push(
                look.mark(&column.span, format!("`{}` counts up and is no key", column.name()))
                    .help("make it the primary key"),
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
                "CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY, b int AUTO_INCREMENT);",
                "CREATE TABLE t (a int AUTO_INCREMENT);",
                "CREATE TABLE t (a int AUTO_INCREMENT, b int, KEY (b));",
            ],
            &[
                "CREATE TABLE t (a int AUTO_INCREMENT, KEY (a));",
                "CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY);",
                "CREATE TABLE t (a int AUTO_INCREMENT); ALTER TABLE t ADD PRIMARY KEY (a);",
            ],
        );
    }
}
