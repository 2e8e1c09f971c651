//! CREATE INDEX CONCURRENTLY on a temporary table: nobody else can see the table, so that nobody waits, and the slower form gains nothing.
//!
//! Instead, CREATE INDEX.

use crate::rules::prelude::*;

/// The rule `index-on-unlogged-or-temp`.
pub(super) static RULE: Rule = Rule {
    code: "index-on-unlogged-or-temp",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("index_on_unlogged_or_temp.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateIndex(index) = &look.unit.form else { return };
    let Some(table) = index.table.as_ref().and_then(|name| look.table(name)) else { return };
    let word = look.unit.find(&["CONCURRENTLY"]);
    if let Some(word) = word.filter(|_| index.concurrently && table.is_temporary) {
        let mark = look.mark(&word, format!("`{}` is temporary: nobody else waits for it", table.shown));
        let end = look.unit.text[word.end..].len() - look.unit.text[word.end..].trim_start().len();
        marks.push(look.replacing(mark, "leave CONCURRENTLY out", &(word.start..word.end + end), ""));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TEMPORARY TABLE t (a int); CREATE INDEX CONCURRENTLY i ON t (a);",
                "CREATE TEMP TABLE t (a int); CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);",
                "CREATE TEMP TABLE t AS SELECT 1 AS a; CREATE INDEX CONCURRENTLY ON t (a);",
            ],
            &[
                "CREATE TABLE t (a int); CREATE INDEX CONCURRENTLY i ON t (a);",
                "CREATE TEMP TABLE t (a int); CREATE INDEX i ON t (a);",
                "CREATE INDEX CONCURRENTLY i ON t (a);",
            ],
        );
    }
}
