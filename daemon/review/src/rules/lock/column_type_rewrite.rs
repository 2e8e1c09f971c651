//! A column's type is changed so that the table, and every index on the column, is written again.
//!
//! Only a few changes keep the rows as they are: a longer or unbounded varchar, varchar to text, a numeric with more digits and the
//! same scale. All others rewrite under an ACCESS EXCLUSIVE lock.
//!
//! Instead, add a column of the new type, fill it in batches while a trigger keeps it current, and switch over.

use crate::rules::prelude::*;

/// The rule `column-type-rewrite`.
pub(super) static RULE: Rule = Rule {
    code: "column-type-rewrite",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("column_type_rewrite.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::SetType { name, ty, using } = &action.act else { continue };
        let old = look.table(&alter.table).and_then(|table| table.column(name.as_str())).map(|column| &column.ty);
        let message = match old {
            Some(old) if keeps_rows(old, ty) => continue,
            Some(old) => format!("`{}` to `{}` writes every row of `{}` again", old.base, ty.base, alter.table.shown()),
            // Where the old type is not known, the usual harmless change is given the benefit of the doubt.
            None if using.is_none() && (ty.base == "text" || ty.base == "varchar" && ty.arguments.is_empty()) => {
                continue;
            }
            None => format!("every row of `{}` may be written again; the old type is not known", alter.table.shown()),
        };
        let help = "add a new column, fill it in batches while a trigger keeps it current, then switch over";
        marks.push(look.mark(&action.span, format!("{message}, and reads and writes wait")).help(help));
    }
}

/// Whether PostgreSQL takes the old rows as they are.
pub(super) fn keeps_rows(old: &TypeName, new: &TypeName) -> bool {
    if old.is_array != new.is_array {
        return false;
    }
    let grows = || match (old.size(), new.size()) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(old), Some(new)) => new >= old,
    };
    match (old.base.as_str(), new.base.as_str()) {
        ("varchar", "text") => true,
        ("text", "varchar") => new.arguments.is_empty(),
        ("cidr", "inet") => true,
        ("varchar" | "varbit" | "timestamp" | "timestamptz" | "time" | "timetz" | "interval", other)
            if old.base == other =>
        {
            grows()
        }
        ("numeric", "numeric") => grows() && (new.arguments.is_empty() || old.arguments.get(1) == new.arguments.get(1)),
        _ => old.same(new),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ALTER COLUMN a TYPE bigint;",
                "CREATE TABLE t (a varchar(50));\n---\nALTER TABLE t ALTER a TYPE varchar(20);",
                "CREATE TABLE t (a text);\n---\nALTER TABLE t ALTER COLUMN a SET DATA TYPE jsonb USING a::jsonb;",
                "CREATE TABLE t (a numeric(10, 2));\n---\nALTER TABLE t ALTER a TYPE numeric(12, 3);",
            ],
            &[
                "CREATE TABLE t (a varchar(50));\n---\nALTER TABLE t ALTER a TYPE character varying(200);",
                "CREATE TABLE t (a varchar(50));\n---\nALTER TABLE t ALTER a TYPE text;",
                "CREATE TABLE t (a int); ALTER TABLE t ALTER a TYPE bigint;",
                "CREATE TABLE t (a decimal(10, 2));\n---\nALTER TABLE t ALTER a TYPE numeric(12, 2);",
            ],
        );
    }
}
