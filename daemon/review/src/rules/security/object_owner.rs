//! An object gets an owner that it should not have, or other objects of the file have another one.
//!
//! Only its owner may alter or drop it: with mixed owners a later change fails half-way.
//!
//! Owners that may be are the rule's `list`; where it is empty, all objects of a file must have the same.
//!
//! Instead, let one role own a schema, and let people be members of it.

use crate::rules::prelude::*;

/// The rule `object-owner`.
pub(super) static RULE: Rule = Rule {
    code: "object-owner",
    engines: POSTGRES,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&[]),
        about: "the roles that may own objects; empty for one role a file",
    }],
    source: include_str!("object_owner.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(at) = owner_at(look.unit) else { return };
    let owner = name(look.unit, at);
    if ["current_user", "session_user", "current_role"].contains(&owner.as_str()) {
        return;
    }
    let list = look.parameters.list("list");
    let wanted = match list {
        [] => look.before().iter().find_map(|unit| owner_at(unit).map(|at| name(unit, at))),
        [only] => Some(only.clone()),
        _ => None,
    };
    let is_right =
        if list.is_empty() { wanted.as_ref().is_none_or(|first| *first == owner) } else { list.contains(&owner) };
    if is_right {
        return;
    }
    let span = look.unit.place(&(at..at + 1));
    let message = match &wanted {
        Some(wanted) => format!("the owner becomes `{owner}`, and that of the others is `{wanted}`"),
        None => format!("`{owner}` is none of the owners that may be: {}", list.join(", ")),
    };
    let mark = look.mark(&span, message).help("let one role own them all");
    marks.push(match wanted {
        Some(wanted) => look.replacing(mark, "give it the same owner", &span, look.quote(&wanted)),
        None => mark,
    });
}

/// The token of the role that becomes an owner.
fn owner_at(unit: &Unit) -> Option<usize> {
    match &unit.form {
        Form::AlterTable(alter) => {
            let owner = alter.actions.iter().find_map(|action| match &action.act {
                Act::OwnerTo(owner) => Some(owner.span.start),
                _ => None,
            })?;
            Some(unit.tokens.partition_point(|token| token.span.start < owner))
        }
        Form::Alter(alter) => {
            (alter.rest..unit.tokens.len()).find(|at| unit.are(*at, &["OWNER", "TO"])).map(|at| at + 2)
        }
        Form::Create(create) if create.kind == "SCHEMA" => {
            let mut places = unit.places(&unit.all(), "AUTHORIZATION");
            places.next().map(|at| at + 1)
        }
        _ => None,
    }
}

fn name(unit: &Unit, at: usize) -> String {
    schema::Ident::parse(unit.dialect, unit.token(at)).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE a OWNER TO app; ALTER TABLE b OWNER TO ann;",
                "CREATE SCHEMA s AUTHORIZATION app; ALTER FUNCTION f(int) OWNER TO ann;",
                "ALTER VIEW v OWNER TO app; ALTER SEQUENCE s OWNER TO \"App\";",
            ],
            &[
                "ALTER TABLE a OWNER TO app; ALTER TABLE b OWNER TO app;",
                "ALTER TABLE a OWNER TO app; ALTER TABLE b OWNER TO CURRENT_USER;",
                "ALTER TABLE a OWNER TO ann;",
            ],
        );
        crate::cases::check_with(
            &super::RULE,
            "[rules.object-owner]\nlist = [\"app\"]",
            &["ALTER TABLE a OWNER TO ann;"],
            &["ALTER TABLE a OWNER TO app;"],
        );
    }
}
