//! Two foreign keys are over the same columns and point to the same table: each write checks both.
//!
//! Instead, leave one of them out.

use crate::rules::prelude::*;

/// The rule `fk-duplicate`.
pub(super) static RULE: Rule = Rule {
    code: "fk-duplicate",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("fk_duplicate.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let mut seen: Vec<(String, Vec<String>, String)> = Vec::new();
    for (table, columns, reference, _) in look.references() {
        let names: Vec<String> = columns.iter().map(|part| part.as_str().to_lowercase()).collect();
        let (own, parent) = (look.catalog.key(table), look.catalog.key(&reference.table));
        let known = look.table(table).into_iter().flat_map(|table| &table.constraints).any(|one| {
            let same = one.columns.iter().map(|name| name.to_lowercase()).eq(names.iter().cloned());
            matches!(&one.kind, KnownKind::Foreign(to, _) if *to == parent) && same
        });
        let one = (own, names, parent);
        if known || seen.contains(&one) {
            let message = format!("another foreign key to `{}` is over the same columns", reference.table.shown());
            marks.push(look.mark(&reference.span, message).help("leave one of the two out"));
        }
        seen.push(one);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int REFERENCES p (id), FOREIGN KEY (a) REFERENCES p (id));",
                "mysql: CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id));\n---\nALTER TABLE t ADD CONSTRAINT g FOREIGN KEY (a) REFERENCES p (id);",
                "CREATE TABLE t (a int, b int, FOREIGN KEY (a, b) REFERENCES p (a, b));\n---\nALTER TABLE t ADD FOREIGN KEY (A, B) REFERENCES p (a, b) NOT VALID;",
            ],
            &[
                "CREATE TABLE t (a int REFERENCES p (id), b int REFERENCES p (id));",
                "mysql: CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES p (id), FOREIGN KEY (a) REFERENCES q (id));",
                "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (id);",
            ],
        );
    }
}
