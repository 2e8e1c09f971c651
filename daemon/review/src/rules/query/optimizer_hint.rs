//! A query tells the planner which way to take.
//!
//! The hint stays when rows, indexes and versions have moved on; an index that it names can no longer be dropped or renamed.
//!
//! Instead, leave it out and look at statistics and indexes.

use crate::rules::prelude::*;

/// The rule `optimizer-hint`.
pub(super) static RULE: Rule = Rule {
    code: "optimizer-hint",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("optimizer_hint.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    for at in 0..unit.tokens.len() {
        let of_index = ["FORCE", "USE", "IGNORE"].iter().any(|word| unit.is(at, word))
            && ["INDEX", "KEY"].iter().any(|word| unit.is(at + 1, word));
        let is_word = unit.is(at, "SQL_NO_CACHE") || unit.is(at, "SQL_BUFFER_RESULT") || unit.is(at, "SQL_CACHE");
        if of_index || is_word {
            let end =
                if of_index { (at..unit.tokens.len()).find(|at| unit.token(*at) == ")").unwrap_or(at + 1) } else { at };
            let span = unit.place(&(at..end + 1));
            let start = unit.text[..span.start].trim_end().len();
            let mark = look.mark(&span, "the planner must do as it says, whatever the rows are").help("leave it out");
            marks.push(look.replacing(mark, "leave it out", &(start..span.end), ""));
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
                "SELECT a FROM t FORCE INDEX (i) WHERE a = 1;",
                "SELECT SQL_NO_CACHE a FROM t;",
                "SELECT a FROM t USE INDEX FOR JOIN (i, j);",
            ],
            &["SELECT a FROM t;", "ALTER TABLE t ADD INDEX i (a);", "SELECT 'FORCE INDEX (i)';"],
        );
    }
}
