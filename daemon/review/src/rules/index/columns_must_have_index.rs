//! A column that must have an index has none.
//!
//! Such as the column by which tenants are told apart, or by which rows are deleted.

use crate::rules::prelude::*;

/// The rule `columns-must-have-index`.
pub(super) static RULE: Rule = Rule {
    code: "columns-must-have-index",
    engines: SERVERS,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["tenant_id", "deleted_at"]),
        about: "columns that must have an index",
    }],
    source: include_str!("columns_must_have_index.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let wanted: Vec<_> =
        look.columns().into_iter().filter(|(_, column)| look.parameters.has("list", column.name())).collect();
    let Some((name, _)) = wanted.first() else { return };
    let mut after = look.catalog.clone_for(look.unit);
    after.replay(look.unit);
    look.later(name).for_each(|unit| after.replay(unit));
    for (name, column) in wanted {
        let has = after.table(name).is_none_or(|table| table.has_index_on(&[column.name().to_owned()]));
        if !has {
            let mark = look.mark(&column.name_span(), format!("no index begins with `{}`", column.name()));
            let mark = mark.help("make one in the same change");
            let index = look.quote(&format!("{}_{}_idx", name.name.as_str(), column.name()));
            let how =
                if look.is_postgres() && look.is_shared(name) { "CREATE INDEX CONCURRENTLY" } else { "CREATE INDEX" };
            let statement = format!("{how} {index} ON {} ({})", look.sql(name), look.quote(column.name()));
            marks.push(look.following(mark, "make one", &statement));
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
                "CREATE TABLE t (id int PRIMARY KEY, tenant_id int);",
                "mysql: CREATE TABLE t (tenant_id int, a int, KEY (a, tenant_id));",
                "CREATE TABLE t (a int, deleted_at timestamptz); CREATE INDEX i ON t (a);",
            ],
            &[
                "CREATE TABLE t (id int PRIMARY KEY, tenant_id int); CREATE INDEX i ON t (tenant_id);",
                "mysql: CREATE TABLE t (tenant_id int, KEY (tenant_id));",
                "CREATE TABLE t (a int);",
            ],
        );
    }
}
