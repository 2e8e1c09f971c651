//! A foreign key closes a circle of tables, or points at its own table.
//!
//! Rows can then only be loaded and deleted in an order of their own, and a table of the circle cannot be dropped without the others.
//!
//! Instead, a table between them that refers to both; or a check of the team's own that it is meant.

use crate::rules::prelude::*;

/// The rule `fk-self-or-cycle`.
pub(super) static RULE: Rule = Rule {
    code: "fk-self-or-cycle",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("fk_self_or_cycle.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, _, reference, _) in look.references() {
        let (own, parent) = (look.catalog.key(table), look.catalog.key(&reference.table));
        let message = if own == parent {
            format!("`{}` refers to itself", table.shown())
        } else if reaches(look, &parent, &own) {
            format!("`{}` refers back to `{}`, by way of others or at once", reference.table.shown(), table.shown())
        } else {
            continue;
        };
        marks.push(look.mark(&reference.span, message));
    }
}

/// Whether foreign keys lead from one table to the other.
fn reaches(look: &Look, from: &str, to: &str) -> bool {
    let (mut open, mut seen) = (vec![from.to_owned()], std::collections::BTreeSet::new());
    while let Some(key) = open.pop() {
        let name = named(&key);
        for constraint in look.table(&name).into_iter().flat_map(|table| &table.constraints) {
            let KnownKind::Foreign(parent, _) = &constraint.kind else { continue };
            if parent == to {
                return true;
            }
            if seen.insert(parent.clone()) {
                open.push(parent.clone());
            }
        }
    }
    false
}

/// A table by its key.
fn named(key: &str) -> Name {
    let (schema, name) = key.rsplit_once('.').map_or((None, key), |(schema, name)| (Some(schema.into()), name));
    Name { schema, name: name.into(), span: 0..0 }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES t (id));",
                "mysql: CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int, FOREIGN KEY (a) REFERENCES a (id)); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b (id);",
                "CREATE TABLE s.a (id int PRIMARY KEY, c int); CREATE TABLE s.b (id int PRIMARY KEY, a int REFERENCES s.a); CREATE TABLE s.c (id int PRIMARY KEY, b int REFERENCES s.b); ALTER TABLE s.a ADD FOREIGN KEY (c) REFERENCES s.c NOT VALID;",
            ],
            &[
                "CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES u (id));",
                "mysql: CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a int, FOREIGN KEY (a) REFERENCES a (id));",
                "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b (id);",
            ],
        );
    }
}
