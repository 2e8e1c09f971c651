//! A statement names tables of several databases: it ties them to one server, and neither can be moved, copied or restored alone.
//!
//! Instead, the data that is needed in the own database, or a query for each.

use crate::rules::prelude::*;

/// The rule `cross-database-reference`.
pub(super) static RULE: Rule = Rule {
    code: "cross-database-reference",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("cross_database_reference.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let sources = unit
        .selects()
        .iter()
        .filter_map(|select| select.from.as_ref())
        .flat_map(|from| crate::read::sources(unit, from));
    let read: Vec<Name> = sources.filter_map(|source| source.name).collect();
    let written = unit.form.altered().into_iter().chain(unit.form.created()).chain(unit.form.filled()).cloned();
    let all: Vec<Name> = written.chain(read).filter(|name| name.schema.is_some()).collect();
    let Some(first) = all.first().and_then(|name| name.schema.clone()) else { return };
    let other = all
        .iter()
        .find(|name| name.schema.as_ref().is_some_and(|schema| !schema.as_str().eq_ignore_ascii_case(first.as_str())));
    if let Some(other) = other {
        marks.push(
            look.mark(&other.span, format!("`{}` is of another database than `{}`", other.shown(), first.as_str())),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SELECT 1 FROM a.t JOIN b.u ON a.t.i = b.u.i;",
                "INSERT INTO a.t (i) SELECT i FROM b.u;",
                "SELECT 1 FROM a.t WHERE i IN (SELECT i FROM c.v);",
            ],
            &[
                "SELECT 1 FROM a.t JOIN a.u ON t.i = u.i;",
                "SELECT 1 FROM t JOIN u ON t.i = u.i;",
                "INSERT INTO a.t (i) SELECT i FROM A.u;",
            ],
        );
    }
}
