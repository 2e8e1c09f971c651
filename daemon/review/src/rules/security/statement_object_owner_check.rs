//! A statement changes an object that another role owns.
//!
//! Only the owner, or a member of its role, may: the statement fails when it runs.
//!
//! Who owns what is told by the caller, or by `OWNER TO` in the schema and the statements before; the role is that of `SET ROLE`,
//! or the caller's. Where either is not known the rule is silent.
//!
//! Instead, `SET ROLE` to the owner first.

use crate::rules::prelude::*;

/// The rule `statement-object-owner-check`.
pub(super) static RULE: Rule = Rule {
    code: "statement-object-owner-check",
    engines: POSTGRES,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("statement_object_owner_check.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let set = look.session.settings.get("role").filter(|role| !role.eq_ignore_ascii_case("none"));
    let Some(role) = set.or(look.around.known.role.as_ref()) else { return };
    if matches!(look.unit.form, Form::Comment { .. }) || !look.unit.form.is_ddl() {
        return;
    }
    // A superuser and a member of the owner's role may act as the owner, where nobody else's role was set.
    let acts_as_owner = |key: &str| {
        set.is_none() && look.around.known.privileges.tables.get(key).is_some_and(|held| held.contains("OWNER"))
    };
    for name in look.unit.form.altered() {
        let key = look.catalog.key(name);
        let owner = look.catalog.owners.get(&key).filter(|_| !acts_as_owner(&key));
        if let Some(owner) = owner.filter(|owner| *owner != role) {
            let message = format!("`{}` is owned by `{owner}`, and `{role}` changes it", name.shown());
            let help = format!("SET ROLE {} first", look.quote(owner));
            marks.push(look.mark(&name.span, message).help(help));
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
                "CREATE TABLE t (a int);\nALTER TABLE t OWNER TO app;\n---\nSET ROLE ann; ALTER TABLE t ADD COLUMN b int;",
                "SET ROLE ann; ALTER VIEW v OWNER TO app; DROP VIEW v;",
                "ALTER TABLE t OWNER TO app;\n---\nSET ROLE 'ann'; CREATE INDEX i ON t (a);",
            ],
            &[
                "ALTER TABLE t OWNER TO app;\n---\nSET ROLE app; ALTER TABLE t ADD COLUMN b int;",
                "ALTER TABLE t OWNER TO app;\n---\nALTER TABLE t ADD COLUMN b int;",
                "SET ROLE ann; ALTER TABLE t ADD COLUMN b int;",
            ],
        );
        let owners = [("t".to_owned(), "app".to_owned())].into();
        let known = crate::Known { role: Some("ann".to_owned()), owners, ..crate::Known::default() };
        let setup = crate::cases::Setup { known, ..Default::default() };
        crate::cases::check_in(
            &super::RULE,
            &setup,
            &["DROP TABLE t;"],
            &["DROP TABLE u;", "SET ROLE app; DROP TABLE t;"],
        );
        let member = [("t".to_owned(), [String::from("OWNER")].into())].into();
        let privileges = crate::Privileges { tables: member, ..crate::Privileges::default() };
        let setup = crate::cases::Setup { known: crate::Known { privileges, ..setup.known }, ..Default::default() };
        crate::cases::check_in(&super::RULE, &setup, &["SET ROLE bob; DROP TABLE t;"], &["DROP TABLE t;"]);
    }
}
