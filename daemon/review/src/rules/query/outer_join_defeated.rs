//! A condition on the right table of a LEFT JOIN throws away the rows that it should keep.
//!
//! Where there is no partner its columns are NULL, and a comparison with NULL holds for no row: the LEFT JOIN is an inner join
//! that is written otherwise.
//!
//! Instead, write `JOIN`; or, if the rows without a partner are meant, put the condition behind ON.

use crate::read::{Source, conjuncts, sources};
use crate::rules::prelude::*;
use crate::rules::query::filter::column_at;

/// The rule `outer-join-defeated`.
pub(super) static RULE: Rule = Rule {
    code: "outer-join-defeated",
    engines: ALL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("outer_join_defeated.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    for select in unit.selects() {
        let (Some(from), Some(condition)) = (&select.from, &select.condition) else { continue };
        let sources = sources(unit, from);
        let mut told = Vec::new();
        for part in conjuncts(unit, condition) {
            let Some(at) = refuses_null(look, &sources, &part).filter(|at| !told.contains(at)) else { continue };
            told.push(at);
            let source = &sources[at];
            let message =
                format!("the condition keeps no row without a partner in `{}`: it is an inner join", source.called);
            let help = "write JOIN, or move the condition behind ON";
            let mark = look.mark(&unit.place(&part), message).help(help);
            marks.push(look.replacing(mark, "write JOIN", &source.join, "JOIN"));
        }
    }
}

/// The outer source of which a part of the condition compares a column with something.
fn refuses_null(look: &Look, sources: &[Source], part: &Tokens) -> Option<usize> {
    let unit = look.unit;
    let (source, end) = match column_at(look, sources, part.start) {
        Some(used) => (used.source, used.tokens.end),
        None if unit.token(part.start + 1) == "." => {
            let called = schema::Ident::parse(unit.dialect, unit.token(part.start));
            let source = sources.iter().position(|source| source.called.eq_ignore_ascii_case(called.as_str()))?;
            (source, part.start + 3)
        }
        None => return None,
    };
    let negated = usize::from(unit.is(end, "NOT"));
    let compares = ["=", "<>", "!=", "<", ">", "<=", ">="].contains(&unit.token(end))
        || ["IN", "LIKE", "ILIKE", "BETWEEN"].iter().any(|word| unit.is(end + negated, word))
        || unit.are(end, &["IS", "NOT", "NULL"]);
    (compares && end < part.end && sources.get(source)?.is_outer).then_some(source)
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SELECT a.id FROM a LEFT JOIN b ON b.a_id = a.id WHERE b.kind = 'x';",
                "mysql: SELECT a.id FROM a LEFT OUTER JOIN b x ON x.a_id = a.id WHERE a.id > 1 AND x.kind IN (1, 2);",
                "sqlite: CREATE TABLE a (id);\nCREATE TABLE b (a_id, kind);\n---\nSELECT id FROM a LEFT JOIN b ON a_id = id WHERE kind IS NOT NULL;",
            ],
            &[
                "SELECT a.id FROM a LEFT JOIN b ON b.a_id = a.id WHERE b.a_id IS NULL;",
                "mysql: SELECT a.id FROM a LEFT JOIN b ON b.a_id = a.id WHERE b.kind = 1 OR b.kind IS NULL;",
                "sqlite: SELECT a.id FROM a LEFT JOIN b ON b.a_id = a.id AND b.kind = 1 WHERE a.id = 3 AND coalesce(b.kind, 1) = 1;",
                "SELECT a.id FROM a JOIN b ON b.a_id = a.id WHERE b.kind = 'x';",
            ],
        );
    }
}
