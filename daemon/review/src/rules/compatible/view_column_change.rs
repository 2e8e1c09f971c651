//! A view is replaced by one that lacks a column, calls it otherwise, or gives it another type.
//!
//! Programs that read the column fail. PostgreSQL refuses the statement unless new columns come last; MySQL takes it, and so does
//! a DROP and CREATE.
//!
//! Instead, keep the old columns in their order and add new ones at the end, or make a second view and move programs over.

use crate::read::outputs;
use crate::rules::prelude::*;

/// The rule `view-column-change`.
pub(super) static RULE: Rule = Rule {
    code: "view-column-change",
    engines: ALL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("view_column_change.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Create(create) = &look.unit.form else { return };
    let (Some(name), true) = (&create.name, create.kind.ends_with("VIEW")) else { return };
    let Some(before) = look.catalog.object_before(create.kind, name) else { return };
    if look.catalog.is_of_file(before.born)
        || (create.if_not_exists && look.catalog.object(create.kind, name).is_some())
    {
        return;
    }
    let old = Unit::new(look.dialect(), &before.text, 0);
    let Some((old, new)) = columns(&old).zip(columns(look.unit)) else { return };
    for (at, (column, ty)) in old.iter().enumerate() {
        let found = new.iter().position(|(name, _)| name.eq_ignore_ascii_case(column));
        let problem = match found {
            None => format!("column `{column}` is gone from `{}`: programs that read it fail", name.shown()),
            Some(place) if place != at && look.is_postgres() && create.or_replace => {
                format!("column `{column}` stands at another place in `{}`, which PostgreSQL refuses", name.shown())
            }
            Some(place) if ty.is_some() && new[place].1.is_some() && new[place].1 != *ty => {
                format!("column `{column}` of `{}` has another type", name.shown())
            }
            Some(_) => continue,
        };
        marks.push(
            look.mark(&name.span, problem).help("keep the old columns in their order, and add new ones at the end"),
        );
        return;
    }
}

/// The columns of a view with the types that are written for them; `None` where they cannot be told.
fn columns(unit: &Unit) -> Option<Vec<(String, Option<String>)>> {
    let Form::Create(create) = &unit.form else { return None };
    let select = unit.selects().iter().find(|select| select.depth == 0)?;
    let outputs = outputs(unit, select);
    let mut found = Vec::new();
    for output in &outputs {
        found.push((output.name.clone()?, written_type(unit, &output.tokens)));
    }
    let mut listed = Vec::new();
    if unit.token(create.rest) == "(" {
        let end = (create.rest..unit.tokens.len()).find(|at| unit.token(*at) == ")")?;
        listed = unit.elements(&(create.rest + 1..end));
    }
    for ((name, _), part) in found.iter_mut().zip(listed) {
        *name = schema::Ident::parse(unit.dialect, unit.token(part.start)).as_str().to_owned();
    }
    Some(found)
}

/// The type behind `::`, or in CAST.
fn written_type(unit: &Unit, tokens: &Tokens) -> Option<String> {
    let cast = tokens.clone().rev().find(|at| unit.token(*at) == "::").map(|at| at + 1..tokens.end);
    let in_cast = || {
        let at = tokens.clone().rev().find(|at| unit.is(*at, "AS")).filter(|_| unit.is(tokens.start, "CAST"))?;
        Some(at + 1..tokens.end.saturating_sub(1))
    };
    Some(unit.written(&cast.or_else(in_cast)?).to_lowercase())
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE VIEW v AS SELECT a, b FROM t;\n---\nCREATE OR REPLACE VIEW v AS SELECT a FROM t;",
                "mysql: CREATE VIEW v AS SELECT a, b AS c FROM t;\n---\nCREATE OR REPLACE VIEW v AS SELECT a, b FROM t;",
                "sqlite: CREATE VIEW v (x, y) AS SELECT a, b FROM t;\n---\nDROP VIEW v; CREATE VIEW v (x, z) AS SELECT a, b FROM t;",
                "CREATE VIEW v AS SELECT a::int AS a FROM t;\n---\nCREATE OR REPLACE VIEW v AS SELECT a::bigint AS a FROM t;",
                "CREATE VIEW v AS SELECT a, b FROM t;\n---\nCREATE OR REPLACE VIEW v AS SELECT b, a FROM t;",
            ],
            &[
                "CREATE VIEW v AS SELECT a FROM t;\n---\nCREATE OR REPLACE VIEW v AS SELECT a, b FROM t;",
                "mysql: CREATE VIEW v AS SELECT a, b FROM t;\n---\nCREATE OR REPLACE VIEW v AS SELECT b, a, 1 AS c FROM t;",
                "sqlite: DROP VIEW v; CREATE VIEW v AS SELECT a FROM t;",
                "CREATE VIEW v AS SELECT a, b FROM t; CREATE OR REPLACE VIEW v AS SELECT a FROM t;",
            ],
        );
    }
}
