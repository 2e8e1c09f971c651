//! A query gives out a column that it neither groups by nor aggregates.
//!
//! Which of the rows of a group the value is from is left to chance. MySQL refuses it (ONLY_FULL_GROUP_BY), MariaDB and SQLite
//! take any row.
//!
//! Instead, add the column to GROUP BY, or say which value is meant: `min(a)`, `max(a)`.

use crate::read::{outputs, sources};
use crate::rules::prelude::*;

/// The rule `non-deterministic-group-by`.
pub(super) static RULE: Rule = Rule {
    code: "non-deterministic-group-by",
    engines: MYSQL_SQLITE,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("non_deterministic_group_by.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    for select in unit.selects() {
        let outputs = outputs(unit, select);
        let aggregates = outputs.iter().filter(|output| is_aggregate(unit, &output.tokens)).count();
        let sqlite_extreme =
            aggregates == 1 && look.dialect() == schema::Dialect::Sqlite && takes_extreme(unit, select);
        if (select.group.is_none() && aggregates == 0) || sqlite_extreme {
            continue;
        }
        let group = select.group.clone().map(|group| unit.elements(&group)).unwrap_or_default();
        if is_keyed(look, select, &group) {
            continue;
        }
        for (number, output) in outputs.iter().enumerate() {
            let Some(column) = column(unit, &output.tokens) else { continue };
            let is_grouped = group.iter().any(|part| {
                unit.token(part.start) == (number + 1).to_string()
                    || last(unit, part).eq_ignore_ascii_case(column)
                    || output.name.as_deref().is_some_and(|name| last(unit, part).eq_ignore_ascii_case(name))
            });
            if !is_grouped {
                let message = format!("which row of the group `{column}` is from is left to chance");
                let mark = look.mark(&unit.place(&output.tokens), message);
                marks.push(mark.help("add it to GROUP BY, or say which one: min(…), max(…)"));
            }
        }
    }
}

/// A plain column: its name.
fn column<'u>(unit: &Unit<'u>, tokens: &Tokens) -> Option<&'u str> {
    use schema::sql::TokenKind::{QuotedIdent, Word};
    let is_name = |at: usize| matches!(unit.kind(at), Some(Word | QuotedIdent));
    let is_plain = match tokens.len() {
        1 => is_name(tokens.start),
        3 => is_name(tokens.start) && unit.token(tokens.start + 1) == "." && is_name(tokens.start + 2),
        _ => false,
    };
    let known = ["NULL", "TRUE", "FALSE", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"];
    let is_value = known.iter().any(|word| unit.is(tokens.start, word));
    (is_plain && !is_value).then(|| last(unit, tokens))
}

fn last<'u>(unit: &Unit<'u>, tokens: &Tokens) -> &'u str {
    unit.token(tokens.end.saturating_sub(1)).trim_matches(['`', '"'])
}

fn is_aggregate(unit: &Unit, tokens: &Tokens) -> bool {
    const NAMES: &[&str] =
        &["count", "sum", "min", "max", "avg", "total", "group_concat", "json_arrayagg", "json_objectagg"];
    // Two arguments make `min` and `max` of SQLite scalar; a query inside is another one.
    let is_whole = !tokens.clone().any(|at| unit.is(at, "OVER") || unit.is(at, "SELECT"));
    is_whole && tokens.clone().any(|at| unit.is_call(at) && NAMES.iter().any(|name| unit.is(at, name)))
}

/// SQLite gives the other columns from the row of the one `min` or `max`.
fn takes_extreme(unit: &Unit, select: &crate::read::Select) -> bool {
    select.columns.clone().any(|at| unit.is_call(at) && (unit.is(at, "min") || unit.is(at, "max")))
}

/// Whether a whole key of a table is grouped by, on which its other columns depend.
fn is_keyed(look: &Look, select: &crate::read::Select, group: &[Tokens]) -> bool {
    let Some(from) = &select.from else { return true };
    let has = |column: &String| group.iter().any(|part| last(look.unit, part).eq_ignore_ascii_case(column));
    let sources = sources(look.unit, from);
    let tables = sources.iter().filter_map(|source| source.name.as_ref().and_then(|name| look.table(name)));
    tables.filter_map(|table| table.primary_key()).any(|key| key.columns.iter().all(has))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SELECT kind, name, count(*) FROM t GROUP BY kind;",
                "SELECT name, count(*) FROM t;",
                "sqlite: SELECT t.kind, t.name AS n, sum(x) FROM t GROUP BY t.kind;",
            ],
            &[
                "SELECT kind, min(name), count(*) FROM t GROUP BY kind;",
                "CREATE TABLE t (id int PRIMARY KEY, name varchar(9));\n---\nSELECT id, name, count(*) FROM t JOIN u ON u.t = t.id GROUP BY id;",
                "sqlite: SELECT kind k, 1, count(*) FROM t GROUP BY 1;",
                "sqlite: SELECT name, max(at) FROM t GROUP BY kind;",
                "SELECT name, sum(x) OVER (PARTITION BY kind) FROM t;",
            ],
        );
    }
}
