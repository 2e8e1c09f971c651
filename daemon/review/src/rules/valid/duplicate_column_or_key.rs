//! A table has the same column, constraint or index twice.
//!
//! The statement fails when it runs.

use crate::rules::prelude::*;

/// The rule `duplicate-column-or-key`.
pub(super) static RULE: Rule = Rule {
    code: "duplicate-column-or-key",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("duplicate_column_or_key.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    let columns = create.columns.iter().map(|column| ("column", column.name().to_lowercase(), column.name_span()));
    let constraints = create.constraints.iter().filter_map(|one| one.name.as_ref());
    let constraints = constraints.map(|part| ("constraint", part.as_str().to_lowercase(), part.span.clone()));
    let indexes = create.indexes.iter().filter_map(|index| index.name.as_ref());
    let indexes = indexes.map(|name| ("index", name.name.as_str().to_lowercase(), name.span.clone()));
    let mut seen = std::collections::BTreeSet::new();
    for (kind, name, span) in columns.chain(constraints).chain(indexes) {
        if !name.is_empty() && !seen.insert((kind, name.clone())) {
            marks.push(look.mark(&span, format!("{kind} `{name}` is there twice")));
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
                "CREATE TABLE t (a int, b int, a text);",
                "mysql: CREATE TABLE t (a int, KEY k (a), KEY k (a));",
                "sqlite: CREATE TABLE t (a, \"A\");",
            ],
            &[
                "CREATE TABLE t (a int, b int);",
                "mysql: CREATE TABLE t (a int, b int, KEY a (a), CONSTRAINT a CHECK (a > 0));",
                "sqlite: CREATE TABLE t (a, b, UNIQUE (a));",
            ],
        );
    }
}
