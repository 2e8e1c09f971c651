//! A schema is dropped, with CASCADE everything in it too.
//!
//! Instead, drop what is in it object by object, so that each can be reviewed, and the empty schema at the end.

use crate::rules::prelude::*;

/// The rule `drop-schema`.
pub(super) static RULE: Rule = Rule {
    code: "drop-schema",
    engines: SERVERS,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_schema.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Drop(drop) = &look.unit.form else { return };
    let is_new =
        |name: &Name| look.catalog.object("SCHEMA", name).is_some_and(|known| look.catalog.is_of_file(known.born));
    let comes_back = drop.if_exists && drop.names.iter().all(|name| look.is_made_later(&["SCHEMA"], name));
    if drop.kind != "SCHEMA" || drop.names.iter().all(is_new) || comes_back {
        return;
    }
    let names: Vec<_> = drop.names.iter().map(Name::shown).collect();
    let what = if drop.cascade.is_some() { " with everything in it" } else { "" };
    let mark = look.mark_all(format!("schema `{}` is lost{what}", names.join("`, `")));
    marks.push(mark.help("drop what is in it by name, the empty schema last"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["DROP SCHEMA s;", "DROP SCHEMA IF EXISTS s CASCADE;", "DROP SCHEMA a, b;", "mysql: DROP SCHEMA s;"],
            &[
                "CREATE SCHEMA s; DROP SCHEMA s;",
                "DROP TABLE s.t;",
                "DROP SCHEMA IF EXISTS s CASCADE; CREATE SCHEMA s;",
            ],
        );
    }
}
