//! Who made the change does not own the object that it changes.
//!
//! Owners stand in the policy, one line a pattern of object names, the last one that matches decides:
//!
//! ```toml
//! [rules.change-not-authorized]
//! list = ["**: dba", "billing.*: ann, bob", "public.audit_*: dba, !bob", "public.scratch_*: *"]
//! ```
//!
//! `*` is everybody, `!bob` everybody of the line but him. An object without a line is free. A name without a schema is in
//! `public` (PostgreSQL) or `main` (SQLite).
//!
//! Who made the change is told by Git where there is a commit to compare with (`--base`; a schema repo has one by itself): everybody who
//! authored, committed or co-authored a commit that changed the file since, by the name that `access/people.toml` has for the address,
//! else by the address; what is not committed is of the user of Git. `groundline review --author NAME` says otherwise. Where nobody
//! tells it, the rule is silent. What a commit claims is not proven: approvals of signed statements are.
//!
//! Instead, ask an owner to make the change, or to add a line.

use crate::policy::glob;
use crate::rules::prelude::*;

/// The rule `change-not-authorized`.
pub(super) static RULE: Rule = Rule {
    code: "change-not-authorized",
    engines: ALL,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&[]),
        about: "patterns of objects with their owners, as `PATTERN: OWNER, OWNER`",
    }],
    source: include_str!("change_not_authorized.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let authors: Vec<_> = look.around.known.authors.of(look.around.path).collect();
    let lines = look.parameters.list("list");
    if authors.is_empty() || lines.is_empty() {
        return;
    }
    let form = &look.unit.form;
    let mut told = Vec::new();
    for name in form.altered().into_iter().chain(form.created()).chain(form.filled()) {
        let names = spelled(look, name);
        let line = lines
            .iter()
            .rev()
            .filter_map(|line| line.split_once(':'))
            .find(|(pattern, _)| names.iter().any(|name| glob::matches(pattern.trim(), name)));
        let Some((pattern, owners)) = line else { continue };
        if told.contains(&names) {
            continue;
        }
        for author in authors.iter().filter(|author| !may(owners, author)) {
            let message =
                format!("`{author}` does not own `{}`: `{}` is of {}", name.shown(), pattern.trim(), owners.trim());
            marks.push(look.mark(&name.span, message).help("ask an owner to make the change"));
        }
        told.push(names);
    }
}

/// The name with its schema, and where it is in the default one also without.
fn spelled(look: &Look, name: &Name) -> Vec<String> {
    let default = match look.dialect() {
        schema::Dialect::Postgres => Some("public"),
        schema::Dialect::Sqlite => Some("main"),
        schema::Dialect::MySql => None,
    };
    let bare = name.name.as_str();
    let schema = name.schema.as_ref().map(schema::Ident::as_str).or(default);
    let whole = schema.map(|schema| format!("{schema}.{bare}"));
    let is_default = schema == default;
    whole.into_iter().chain(is_default.then(|| bare.to_owned())).collect()
}

fn may(owners: &str, author: &str) -> bool {
    let mut owners = owners.split(',').map(str::trim);
    let denied =
        owners.clone().any(|owner| owner.strip_prefix('!').is_some_and(|one| one.eq_ignore_ascii_case(author)));
    !denied && owners.any(|owner| owner == "*" || owner.eq_ignore_ascii_case(author))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        let known = crate::Known { authors: crate::Authors::one("bob"), ..crate::Known::default() };
        let settings = "[rules.change-not-authorized]\nlist = [\"billing.*: ann, bob\", \"public.audit_*: dba, !bob\", \"orders: ann\", \"free: *\"]";
        let setup = crate::cases::Setup { settings, known, ..Default::default() };
        crate::cases::check_in(
            &super::RULE,
            &setup,
            &[
                "ALTER TABLE orders ADD COLUMN a int;",
                "mysql: DELETE FROM orders WHERE id = 1;",
                "sqlite: DROP TABLE orders;",
                "CREATE TABLE audit_log (a int);",
            ],
            &[
                "ALTER TABLE billing.invoices ADD COLUMN a int;",
                "mysql: DELETE FROM others WHERE id = 1;",
                "sqlite: SELECT * FROM orders;",
                "DROP TABLE free;",
            ],
        );
        let nobody = crate::cases::Setup { settings, ..Default::default() };
        crate::cases::check_in(&super::RULE, &nobody, &[], &["DROP TABLE orders;"]);
    }
}
