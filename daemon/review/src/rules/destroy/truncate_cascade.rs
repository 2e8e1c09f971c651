//! TRUNCATE … CASCADE empties every table that refers to this one, too.
//!
//! Which tables that are is nowhere in the statement, and more may come.
//!
//! Instead, name every table:
//!
//! ```sql
//! TRUNCATE orders, order_items;
//! ```

use crate::rules::prelude::*;

/// The rule `truncate-cascade`.
pub(super) static RULE: Rule = Rule {
    code: "truncate-cascade",
    engines: POSTGRES,
    level: Level::Error,
    priority: 1,
    aliases: &["statement-disallow-rm-tbl-cascade"],
    parameters: &[],
    source: include_str!("truncate_cascade.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Truncate { tables, cascade: Some(cascade) } = &look.unit.form else { return };
    let keys: Vec<_> = tables.iter().map(|table| look.catalog.key(table)).collect();
    let refers = |table: &&Table| {
        let to = |known: &KnownConstraint| matches!(&known.kind, KnownKind::Foreign(to, _) if keys.contains(to));
        table.constraints.iter().any(to)
    };
    let also: Vec<_> = look.catalog.tables.values().filter(refers).map(|table| format!("`{}`", table.shown)).collect();
    let what = if also.is_empty() { "every table that refers to it".to_owned() } else { also.join(", ") };
    marks.push(look.mark(cascade, format!("{what} is emptied too")).help("name every table that is to be emptied"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "TRUNCATE t CASCADE;",
                "TRUNCATE TABLE a, b RESTART IDENTITY CASCADE;",
                "CREATE TABLE a (id int primary key); CREATE TABLE b (a int REFERENCES a);\n---\nTRUNCATE a CASCADE;",
            ],
            &["TRUNCATE t;", "TRUNCATE a, b RESTRICT;", "DROP TABLE t CASCADE;"],
        );
    }
}
