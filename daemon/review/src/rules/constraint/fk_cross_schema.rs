//! A foreign key leaves its schema.
//!
//! The two schemas can no longer be moved, restored or granted apart.
//!
//! Instead, keep the reference without a constraint, or the tables in one schema.

use crate::rules::prelude::*;

/// The rule `fk-cross-schema`.
pub(super) static RULE: Rule = Rule {
    code: "fk-cross-schema",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("fk_cross_schema.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let schema = |name: &Name| {
        let default = if look.is_postgres() { "public" } else { "" };
        name.schema.as_ref().map_or_else(|| default.to_owned(), |schema| schema.as_str().to_owned())
    };
    for (table, _, reference, _) in look.references() {
        if schema(table) != schema(&reference.table) {
            let message = format!("`{}` comes to depend on `{}`", table.shown(), reference.table.shown());
            marks.push(look.mark(&reference.span, message).help("keep both tables in one schema"));
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
                "CREATE TABLE a.t (x int REFERENCES b.p);",
                "mysql: ALTER TABLE t ADD FOREIGN KEY (x) REFERENCES other.p (x);",
                "CREATE TABLE t (x int REFERENCES b.p);",
            ],
            &[
                "CREATE TABLE t (x int REFERENCES public.p);",
                "mysql: ALTER TABLE shop.t ADD FOREIGN KEY (x) REFERENCES shop.p (x);",
                "CREATE TABLE a.t (x int REFERENCES a.p);",
            ],
        );
    }
}
