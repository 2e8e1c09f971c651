//! A column's type is changed, and every row of the table is copied while writes wait.
//!
//! Only a longer VARCHAR whose length still fits the same number of bytes (in utf8mb4: up to 63, or from 64 on) and members added at the end of ENUM and SET
//! are done in place.
//!
//! Instead, change the table with an online tool, or `groundline online`.

use crate::rules::prelude::*;

/// The rule `type-change-copies`.
pub(super) static RULE: Rule = Rule {
    code: "type-change-copies",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &["ddl-algorithm-class"],
    parameters: &[],
    source: include_str!("type_change_copies.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::Redefine { old, column } = &action.act else { continue };
        // With these the server refuses rather than copies.
        let guards = |option: &TableOption| option.key == "ALGORITHM" && !option.value.eq_ignore_ascii_case("COPY");
        if alter.options.iter().any(guards) {
            continue;
        }
        let name = old.as_ref().map_or(column.name(), Part::as_str);
        let known = look.table(&alter.table).and_then(|table| table.column(name));
        let Some(known) = known else { continue };
        if !in_place(&known.ty, &column.ty) {
            let (from, to) = (&known.ty.base, &column.ty.base);
            let message = format!("`{from}` to `{to}` copies every row of `{}` while writes wait", alter.table.shown());
            let mark = look.mark(&action.span, message).help("change it online: `groundline online`, gh-ost or pt-osc");
            let end = look.unit.span().end;
            let guard = ", ALGORITHM=INPLACE, LOCK=NONE";
            marks.push(look.inserting(mark, "let the server refuse rather than copy", end, guard));
        }
    }
}

fn in_place(old: &TypeName, new: &TypeName) -> bool {
    if old.same(new) {
        return true;
    }
    if new.is(&["enum", "set"]) && old.base == new.base {
        return new.arguments.starts_with(&old.arguments);
    }
    let both = |base: &str| old.base == base && new.base == base;
    match (old.size(), new.size()) {
        (Some(before), Some(after)) if both("varchar") => after >= before && (before < 64) == (after < 64),
        // The width of an integer is only shown.
        _ => old.base == new.base && old.is_unsigned == new.is_unsigned && new.base.ends_with("int"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int);\n---\nALTER TABLE t MODIFY a bigint;",
                "CREATE TABLE t (a varchar(50));\n---\nALTER TABLE t CHANGE a b varchar(100);",
                "CREATE TABLE t (a enum('x','y'));\n---\nALTER TABLE t MODIFY a enum('y','x');",
            ],
            &[
                "CREATE TABLE t (a varchar(20));\n---\nALTER TABLE t MODIFY a varchar(50) NOT NULL;",
                "CREATE TABLE t (a int(11));\n---\nALTER TABLE t MODIFY a int;",
                "CREATE TABLE t (a enum('x','y'));\n---\nALTER TABLE t MODIFY a enum('x','y','z');",
            ],
        );
    }
}
