//! A constraint gets a name that is taken.
//!
//! A key of PostgreSQL makes an index of its name, which tables, indexes, views and sequences of the schema must not have. MySQL
//! wants the name of a foreign key or CHECK once in the whole database. The statement fails.
//!
//! Instead, put the table into the name: `orders_customer_id_fkey`.

use crate::rules::prelude::*;

/// The rule `constraint-name-collision`.
pub(super) static RULE: Rule = Rule {
    code: "constraint-name-collision",
    engines: SERVERS,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("constraint_name_collision.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, constraint) in look.constraints() {
        let Some(name) = &constraint.name else { continue };
        let Some(holder) = holder(look, table, constraint, name) else { continue };
        let message = format!("the name `{}` is taken by {holder}", name.as_str());
        let mark = look.mark(&name.span, message).help("put the table into the name");
        let other = format!("{}_{}", table.name.as_str(), name.as_str());
        let is_free = other.len() <= 63
            && self::holder(look, table, constraint, &Part { name: other.as_str().into(), span: 0..0 }).is_none();
        marks.push(if is_free {
            look.replacing(mark, "put the table into the name", &name.span, look.quote(&other))
        } else {
            mark
        });
    }
}

/// What has the name.
fn holder(look: &Look, table: &Name, constraint: &Constraint, name: &Part) -> Option<String> {
    let own = look.catalog.key(table);
    let same = |kind: &KnownKind| match constraint.demand {
        Demand::Foreign(..) => matches!(kind, KnownKind::Foreign(..)),
        _ => matches!(kind, KnownKind::Check(_)),
    };
    let is_unnamed =
        |known: &KnownConstraint| !known.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name.as_str()));
    let is_altered = look.unit.form.as_alter().is_some();
    let is_key = matches!(constraint.demand, Demand::Primary(_) | Demand::Unique(_) | Demand::Exclude);
    if !look.is_postgres() {
        if is_key {
            return None;
        }
        let mut tables = look.catalog.tables_with(table, name.as_str()).filter(|(key, _)| is_altered || **key != own);
        let (_, holder) =
            tables.find(|(_, one)| one.constraints.iter().any(|known| !is_unnamed(known) && same(&known.kind)))?;
        return Some(format!("a constraint of `{}`", holder.shown));
    }
    if is_altered && look.catalog.tables_with(table, name.as_str()).any(|(key, _)| *key == own) {
        return Some("another constraint of the table".to_owned());
    }
    let relation = Name { schema: table.schema.clone(), name: name.name.clone(), span: 0..0 };
    if !is_key || constraint.using_index.is_some() {
        return None;
    }
    if let Some((on, _)) = look.catalog.index(&relation) {
        return Some(format!("an index of `{}`", on.shown));
    }
    let is_table =
        look.catalog.tables.contains_key(&relation.key(look.dialect())) || relation.key(look.dialect()) == own;
    let kinds = ["VIEW", "MATERIALIZED VIEW", "SEQUENCE"];
    let object = kinds.into_iter().find(|kind| look.catalog.object(kind, &relation).is_some());
    let object = object.map(|kind| format!("a {}", kind.to_lowercase()));
    object.or_else(|| is_table.then(|| "a table".to_owned()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int, CONSTRAINT k UNIQUE (a));\n---\nCREATE TABLE u (a int, CONSTRAINT k PRIMARY KEY (a));",
                "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0));\n---\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 1);",
                "CREATE VIEW v AS SELECT 1 AS a;\nCREATE TABLE t (a int);\n---\nALTER TABLE t ADD CONSTRAINT v UNIQUE (a);",
                "mysql: CREATE TABLE p (a int PRIMARY KEY);\nCREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a));\n---\nCREATE TABLE u (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a));",
            ],
            &[
                "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0));\n---\nCREATE TABLE u (a int, CONSTRAINT c CHECK (a > 0));",
                "CREATE TABLE t (a int);\nCREATE UNIQUE INDEX k ON t (a);\n---\nALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX k;",
                "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0));\n---\nALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t ADD CONSTRAINT c CHECK (a > 1);",
                "mysql: CREATE TABLE t (a int, UNIQUE KEY k (a));\n---\nCREATE TABLE u (a int, UNIQUE KEY k (a), CONSTRAINT t CHECK (a > 0));",
            ],
        );
    }
}
