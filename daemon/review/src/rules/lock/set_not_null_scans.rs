//! SET NOT NULL scans the whole table while every read and write of it waits.
//!
//! Instead, from PostgreSQL 12 on a valid CHECK saves the scan:
//!
//! ```sql
//! ALTER TABLE users ADD CONSTRAINT users_email_set CHECK (email IS NOT NULL) NOT VALID;
//! ALTER TABLE users VALIDATE CONSTRAINT users_email_set;
//! ALTER TABLE users ALTER COLUMN email SET NOT NULL;
//! ALTER TABLE users DROP CONSTRAINT users_email_set;
//! ```

use crate::rules::prelude::*;

/// The rule `set-not-null-scans`.
pub(super) static RULE: Rule = Rule {
    code: "set-not-null-scans",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &["statement-disallow-add-not-null"],
    parameters: &[],
    source: include_str!("set_not_null_scans.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::SetNotNull(column) = &action.act else { continue };
        let table = look.table(&alter.table);
        let is_proven = table.is_some_and(|table| {
            table.constraints.iter().any(|known| known.is_valid && proves(&known.kind, column.as_str()))
                || table.column(column.as_str()).is_some_and(|known| known.not_null)
        });
        if !is_proven {
            let message =
                format!("reads and writes of `{}` wait while every row is tested for NULL", alter.table.shown());
            let help = format!(
                "first a CHECK ({} IS NOT NULL) NOT VALID and its VALIDATE; SET NOT NULL then needs no scan",
                look.quote(column.as_str())
            );
            marks.push(look.mark(&action.span, message).help(help));
        }
    }
}

/// Whether a CHECK says that the column is not NULL, and nothing else.
fn proves(kind: &KnownKind, column: &str) -> bool {
    let KnownKind::Check(expression) = kind else { return false };
    let words: Vec<_> =
        expression.split(|c: char| c.is_whitespace() || "()\"".contains(c)).filter(|word| !word.is_empty()).collect();
    matches!(words.as_slice(), [name, is, not, null] if name.eq_ignore_ascii_case(column)
        && is.eq_ignore_ascii_case("is") && not.eq_ignore_ascii_case("not") && null.eq_ignore_ascii_case("null"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID; ALTER TABLE t ALTER a SET NOT NULL;",
                "ALTER TABLE ONLY t ALTER COLUMN b DROP DEFAULT, ALTER COLUMN a SET NOT NULL;",
            ],
            &[
                "CREATE TABLE t (a int);\n---\nALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE t ALTER a SET NOT NULL;",
                "CREATE TABLE t (a int); ALTER TABLE t ALTER a SET NOT NULL;",
                "ALTER TABLE t ALTER COLUMN a DROP NOT NULL;",
            ],
        );
    }
}
