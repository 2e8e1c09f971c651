//! A column's values are turned into another type, and one that does not fit makes the change fail.
//!
//! Instead, look first for values that do not fit. With a live PostgreSQL this is done for a plain `USING column::type`: from 16 on for every
//! type, before for integers. With a live MySQL or MariaDB it is done for integers.

use crate::rules::prelude::*;

/// The rule `cast-may-fail`.
pub(super) static RULE: Rule = Rule {
    code: "cast-may-fail",
    engines: SERVERS,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("cast_may_fail.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let (name, new, has_using) = match &action.act {
            Act::SetType { name, ty, using } => (name.as_str(), ty, using.is_some()),
            Act::Redefine { old, column } => (old.as_ref().map_or(column.name(), Part::as_str), &column.ty, false),
            _ => continue,
        };
        let old = look.table(&alter.table).and_then(|table| table.column(name)).map(|known| &known.ty);
        const TEXTS: &[&str] = &["text", "varchar", "char", "tinytext", "mediumtext", "longtext"];
        let is_risky = match old {
            Some(old) => old.is(TEXTS) && !new.is(TEXTS),
            None => has_using,
        };
        if is_risky {
            let message =
                format!("a value of `{}.{name}` that is no `{}` makes it fail", alter.table.shown(), new.base);
            let is_text = old.is_some_and(|old| old.is(TEXTS) && !old.is_array);
            let probe = if is_text && is_plain_cast(look, &action.act) {
                look.no_values(&alter.table, name, new)
            } else {
                None
            };
            marks.push(look.mark(&action.span, message).probe(probe));
        }
    }
}

/// Whether each value becomes what its text says, and nothing else is computed.
fn is_plain_cast(look: &Look, act: &Act) -> bool {
    if look.is_mysql() {
        return true;
    }
    let Act::SetType { name, ty, using: Some(using) } = act else { return false };
    let spaceless = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    let written = look.unit.text.get(ty.span.clone()).unwrap_or_default();
    let cast = format!("{}::{written}", look.quote(name.as_str()));
    look.is_postgres() && spaceless(look.unit.written(using)) == spaceless(&cast)
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ALTER COLUMN a TYPE int USING a::int;",
                "CREATE TABLE t (a text);\n---\nALTER TABLE t ALTER a TYPE jsonb USING a::jsonb;",
                "mysql: CREATE TABLE t (a varchar(10));\n---\nALTER TABLE t MODIFY a int;",
            ],
            &[
                "ALTER TABLE t ALTER COLUMN a TYPE bigint;",
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ALTER a TYPE bigint USING a::bigint;",
                "mysql: CREATE TABLE t (a varchar(10));\n---\nALTER TABLE t MODIFY a text;",
            ],
        );
        crate::cases::check_probe(
            &super::RULE,
            "CREATE TABLE t (a text);\n---\nALTER TABLE t ALTER a TYPE int USING a :: int;",
            "SELECT 1 AS found FROM t WHERE CASE WHEN a ~ '^\\s*[+-]?[0-9]{1,99}\\s*$' THEN a::numeric NOT BETWEEN -2147483648 AND \
             2147483647 ELSE a IS NOT NULL END",
        );
        crate::cases::check_probe(
            &super::RULE,
            "mysql: CREATE TABLE t (a text);\n---\nALTER TABLE t MODIFY a int unsigned;",
            "SELECT 1 AS found FROM t WHERE CASE WHEN a REGEXP '^[[:space:]]*[+-]?[0-9]{1,60}[[:space:]]*$' \
             THEN CAST(a AS DECIMAL(65, 0)) NOT BETWEEN 0 AND 4294967295 ELSE a IS NOT NULL END",
        );
    }
}
