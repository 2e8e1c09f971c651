//! A foreign key is made, which the team does not use.
//!
//! Sharded tables and online changes by copying go badly with foreign keys; some teams keep references in the program.

use crate::rules::prelude::*;

/// The rule `table-no-foreign-key`.
pub(super) static RULE: Rule = Rule {
    code: "table-no-foreign-key",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &["fk-banned"],
    parameters: &[],
    source: include_str!("table_no_foreign_key.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let told = |table: &Name, reference: &Reference| {
        let mark = look.mark(&reference.span, format!("`{}` gets a foreign key", table.shown()));
        mark.help("keep the reference without a constraint")
    };
    for (table, column) in look.columns() {
        if let Some(reference) = &column.references {
            let span = named(look.unit, &reference.span);
            marks.push(look.replacing(told(table, reference), "leave it out", &span, ""));
        }
    }
    let is_alone = look.unit.form.as_alter().is_some_and(|alter| alter.actions.len() == 1);
    for (table, constraint) in look.constraints() {
        let Demand::Foreign(_, reference) = &constraint.demand else { continue };
        let mark = told(table, reference);
        let mut actions = look.actions().map(|(_, action)| &action.span);
        let action = actions.find(|span| span.start <= constraint.span.start && constraint.span.end <= span.end);
        marks.push(if is_alone {
            look.removing(mark, "leave it out")
        } else {
            look.replacing(mark, "leave it out", &look.with_comma(action.unwrap_or(&constraint.span)), "")
        });
    }
}

/// The place of a reference within a column, with the CONSTRAINT that names it and the blank before.
fn named(unit: &Unit, span: &Span) -> Span {
    let at = unit.tokens.partition_point(|token| token.span.start < span.start);
    let first = if at >= 2 && unit.is(at - 2, "CONSTRAINT") { at - 2 } else { at };
    let start = unit.tokens.get(first).map_or(span.start, |token| token.span.start);
    unit.text[..start].trim_end().len()..span.end
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE a (x int REFERENCES b);",
                "mysql: ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id);",
                "sqlite: CREATE TABLE a (x, FOREIGN KEY (x) REFERENCES b (id));",
            ],
            &[
                "CREATE TABLE a (x int);",
                "mysql: ALTER TABLE a DROP FOREIGN KEY f;",
                "sqlite: CREATE TABLE a (x CHECK (x > 0));",
            ],
        );
    }
}
