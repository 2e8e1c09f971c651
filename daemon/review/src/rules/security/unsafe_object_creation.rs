//! CREATE OR REPLACE or IF NOT EXISTS of a function, table or view in a schema that others may create in: somebody may have made an object of
//! that name before, with other code or another owner, and it stays theirs.
//!
//! Instead, CREATE; or a schema that nobody else may create in.

use crate::rules::prelude::*;

/// The rule `unsafe-object-creation`.
pub(super) static RULE: Rule = Rule {
    code: "unsafe-object-creation",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["public"]),
        about: "schemas that others may create in",
    }],
    source: include_str!("unsafe_object_creation.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let shared = look.parameters.list("list");
    let is_shared = |name: &Name| {
        let schema = name.schema.as_ref().map_or("public", schema::Ident::as_str);
        shared.iter().any(|one| one == schema)
    };
    let (name, words) = match &look.unit.form {
        Form::Create(create) if create.or_replace && create.kind != "RULE" => (create.name.as_ref(), "OR REPLACE"),
        Form::Create(create) if create.if_not_exists && !matches!(create.kind, "SCHEMA" | "EXTENSION") => {
            (create.name.as_ref(), "IF NOT EXISTS")
        }
        Form::CreateTable(create) if create.if_not_exists && !create.is_temporary => {
            (create.name.as_ref(), "IF NOT EXISTS")
        }
        _ => return,
    };
    let is_on_table = matches!(&look.unit.form, Form::Create(create) if create.on.is_some());
    if let Some(name) = name.filter(|name| is_shared(name) && !is_on_table) {
        let message = format!("{words}: a `{}` that somebody else made before stays theirs", name.shown());
        marks.push(look.mark(&name.span, message).help("leave it out, or use a schema that nobody else may create in"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
                "CREATE TABLE IF NOT EXISTS t (a int);",
                "CREATE OR REPLACE VIEW public.v AS SELECT 1 AS a;",
            ],
            &[
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
                "CREATE TABLE IF NOT EXISTS app.t (a int);",
                "CREATE OR REPLACE VIEW app.v AS SELECT 1 AS a;",
                "CREATE EXTENSION IF NOT EXISTS citext;",
            ],
        );
    }
}
