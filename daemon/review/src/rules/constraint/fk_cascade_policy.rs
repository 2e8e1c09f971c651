//! A foreign key deletes or changes rows by itself, in a way that the team does not allow.
//!
//! One DELETE then takes rows of other tables along, and locks them.

use crate::rules::prelude::*;

/// The rule `fk-cascade-policy`.
pub(super) static RULE: Rule = Rule {
    code: "fk-cascade-policy",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["NO ACTION", "RESTRICT"]),
        about: "actions that are allowed",
    }],
    source: include_str!("fk_cascade_policy.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, _, reference, _) in look.references() {
        for (event, action) in [("DELETE", &reference.on_delete), ("UPDATE", &reference.on_update)] {
            if !action.is_empty() && !look.parameters.has("list", action) {
                let mark = look.mark(&reference.span, format!("ON {event} {action} is not allowed"));
                let mark = mark.help("change the other rows in the program");
                let unit = look.unit;
                let from = unit.tokens.partition_point(|token| token.span.start < reference.span.start);
                let mut places = unit.places(&(from..unit.tokens.len()), "ON").filter(|at| unit.is(at + 1, event));
                let place = places.next().map(|at| unit.place(&(at + 2..at + 2 + action.split(' ').count())));
                marks.push(match place.zip(look.parameters.list("list").first()) {
                    Some((place, allowed)) => look.replacing(mark, "do what is allowed", &place, allowed),
                    None => mark,
                });
            }
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
                "CREATE TABLE a (x int REFERENCES b ON DELETE CASCADE);",
                "mysql: ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id) ON DELETE SET NULL;",
                "sqlite: CREATE TABLE a (x, FOREIGN KEY (x) REFERENCES b (id) ON UPDATE CASCADE);",
            ],
            &[
                "CREATE TABLE a (x int REFERENCES b ON DELETE RESTRICT);",
                "CREATE TABLE a (x int REFERENCES b);",
                "mysql: ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (id) ON DELETE NO ACTION;",
            ],
        );
    }
}
