//! A column is in more indexes than the team allows: every write of it writes all of them.
//!
//! Instead, one index that serves several queries.

use crate::rules::prelude::*;

/// The rule `index-per-column-count`.
pub(super) static RULE: Rule = Rule {
    code: "index-per-column-count",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(3),
        about: "how many indexes a column may be in",
    }],
    source: include_str!("index_per_column_count.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = look.parameters.count("number");
    let all = look.indexes();
    for (table, index) in &all {
        let Some(table) = table else { continue };
        for part in index.parts.iter().filter_map(|part| part.column.as_ref()) {
            let has = |name: &str| name.eq_ignore_ascii_case(part.as_str());
            let known = look.table(table).into_iter().flat_map(|table| &table.indexes);
            let known = known.filter(|one| one.columns.iter().any(|name| has(name))).count();
            let new = all.iter().filter(|(_, one)| {
                one.parts.iter().any(|other| other.column.as_ref().is_some_and(|name| has(name.as_str())))
            });
            let count = known + new.count();
            if count > most {
                let message = format!("`{}` is in {count} indexes, and at most {most} are allowed", part.as_str());
                marks.push(look.mark(&part.span, message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.index-per-column-count]\nnumber = 2",
            &[
                "CREATE TABLE t (a int, b int, KEY (a), KEY (a, b), KEY (b, a));",
                "CREATE TABLE t (a int, KEY x (a), KEY y (a));\n---\nCREATE INDEX i ON t (a);",
                "CREATE TABLE t (a int, b int, KEY x (a), KEY y (a, b));\n---\nALTER TABLE t ADD INDEX (b, a);",
            ],
            &[
                "CREATE TABLE t (a int, b int, KEY (a), KEY (a, b));",
                "CREATE TABLE t (a int, KEY x (a));\n---\nCREATE INDEX i ON t (a);",
                "CREATE INDEX i ON t (a);",
            ],
        );
    }
}
