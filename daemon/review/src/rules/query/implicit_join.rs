//! Tables are joined by a comma: a forgotten condition makes every pair of rows, and nobody sees which condition joins what.
//!
//! Instead, `JOIN … ON …`.

use crate::rules::prelude::*;

/// The rule `implicit-join`.
pub(super) static RULE: Rule = Rule {
    code: "implicit-join",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("implicit_join.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for from in look.unit.selects().iter().filter_map(|select| select.from.as_ref()) {
        let sources = look.unit.elements(from);
        let is_table = |source: &&Tokens| !look.unit.is(source.start, "LATERAL") && !look.unit.is_call(source.start);
        if let Some(second) = sources.iter().skip(1).find(is_table) {
            let mark = look.mark(&look.unit.place(second), "joined by a comma: nothing says on what");
            marks.push(mark.help("write JOIN … ON …"));
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
                "SELECT 1 FROM a, b WHERE a.i = b.i;",
                "mysql: SELECT 1 FROM a x, b y;",
                "sqlite: DELETE FROM t WHERE a IN (SELECT x.a FROM x, y WHERE x.b = y.b);",
            ],
            &[
                "SELECT 1 FROM a JOIN b ON a.i = b.i;",
                "SELECT 1 FROM a, LATERAL (SELECT 1) b;",
                "SELECT 1 FROM a, unnest(a.list) x;",
                "sqlite: SELECT a, b FROM t;",
            ],
        );
    }
}
