//! The role that runs the file may not do what it does.
//!
//! The statement fails when it runs. What the role may do is told by the caller; an object of which nothing is told is passed
//! over.
//!
//! Instead, grant the privilege first, or run the file as the owner.

use crate::rules::prelude::*;

/// The rule `privilege-missing`.
pub(super) static RULE: Rule = Rule {
    code: "privilege-missing",
    engines: SERVERS,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("privilege_missing.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let known = &look.around.known.privileges;
    for (name, needed) in needs(look) {
        let of = known.tables.get(&look.catalog.key(name)).filter(|_| look.is_shared(name));
        let Some(held) = of else { continue };
        let has = |privilege: &str| {
            held.contains(privilege) || held.contains("OWNER") || (held.contains("ALL") && privilege != "OWNER")
        };
        if !has(needed) {
            let message = match needed {
                "OWNER" => format!("the role does not own `{}`", name.shown()),
                _ => format!("the role has no {needed} on `{}`", name.shown()),
            };
            marks.push(look.mark(&name.span, message).help("grant it first, or run the file as the owner"));
        }
    }
    for name in look.unit.form.created() {
        let schema = name.schema.as_ref().map_or("", schema::Ident::as_str);
        let held =
            known.schemas.get(schema).or_else(|| known.schemas.get(if schema == "public" { "" } else { schema }));
        let lacks = held.is_some_and(|held| !["CREATE", "ALL", "OWNER"].iter().any(|one| held.contains(*one)));
        if lacks && !is_temporary(&look.unit.form) {
            let message = format!("the role may not create `{}` there", name.shown());
            marks.push(look.mark(&name.span, message).help("grant CREATE on the schema first"));
        }
    }
}

fn is_temporary(form: &Form) -> bool {
    matches!(form, Form::CreateTable(create) if create.is_temporary)
        || matches!(form, Form::Create(create) if create.is_temporary)
}

/// The tables with the privilege that the statement needs on each.
fn needs<'a>(look: &Look<'a>) -> Vec<(&'a Name, &'static str)> {
    let form = &look.unit.form;
    let own = |mysql| if look.is_postgres() { "OWNER" } else { mysql };
    let mut found: Vec<_> = match form {
        Form::Insert(insert) => vec![(&insert.table, "INSERT")],
        Form::Update(change) => vec![(&change.table, "UPDATE")],
        Form::Delete(change) => vec![(&change.table, "DELETE")],
        Form::Truncate { tables, .. } => {
            let needed = if look.is_postgres() { "TRUNCATE" } else { "DROP" };
            tables.iter().map(|name| (name, needed)).collect()
        }
        Form::AlterTable(_) | Form::RenameTables(_) => {
            form.altered().into_iter().map(|name| (name, own("ALTER"))).collect()
        }
        Form::Drop(drop) if drop.kind == "TABLE" => drop.names.iter().map(|name| (name, own("DROP"))).collect(),
        Form::CreateIndex(index) => index.table.iter().map(|name| (name, own("INDEX"))).collect(),
        Form::Create(create) if create.kind == "TRIGGER" => create.on.iter().map(|name| (name, "TRIGGER")).collect(),
        _ => Vec::new(),
    };
    found.extend(look.references().into_iter().map(|(_, _, reference, _)| (&reference.table, "REFERENCES")));
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        let held =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<std::collections::BTreeSet<_>>();
        let tables = [("t", held(&["SELECT", "INSERT"])), ("own", held(&["OWNER"])), ("all", held(&["ALL"]))];
        let tables = tables.into_iter().map(|(name, held)| (name.to_owned(), held)).collect();
        let schemas = [("closed".to_owned(), held(&["USAGE"]))].into();
        let privileges = crate::Privileges { tables, schemas };
        let known = crate::Known { privileges, ..crate::Known::default() };
        let setup = crate::cases::Setup { known, ..Default::default() };
        crate::cases::check_in(
            &super::RULE,
            &setup,
            &[
                "DELETE FROM t WHERE a = 1;",
                "mysql: ALTER TABLE t ADD b int;",
                "ALTER TABLE \"all\" ADD COLUMN b int;",
                "CREATE TABLE closed.u (a int);",
                "CREATE TABLE u (a int REFERENCES t);",
            ],
            &[
                "INSERT INTO t (a) VALUES (1);",
                "mysql: ALTER TABLE `all` ADD b int;",
                "ALTER TABLE own ADD COLUMN b int; CREATE TABLE u (a int);",
                "DELETE FROM unknown WHERE a = 1;",
            ],
        );
    }
}
