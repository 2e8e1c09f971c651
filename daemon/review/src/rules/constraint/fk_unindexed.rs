//! A foreign key's columns have no index.
//!
//! Every delete and key update of the parent scans the whole child, and locks while it does. MySQL makes the index by itself.
//!
//! Instead:
//!
//! ```sql
//! CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);
//! ```

use crate::rules::prelude::*;

/// The rule `fk-unindexed`.
pub(super) static RULE: Rule = Rule {
    code: "fk-unindexed",
    engines: POSTGRES_SQLITE,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("fk_unindexed.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let references = look.references();
    if references.is_empty() {
        return;
    }
    let Some((first, ..)) = references.first() else { return };
    // What the rest of the file makes of the table counts too.
    let mut after = look.catalog.clone_for(look.unit);
    let about = |unit: &&Unit| match &unit.form {
        Form::AlterTable(alter) => alter.table.name == first.name,
        Form::CreateIndex(index) => index.table.as_ref().is_some_and(|table| table.name == first.name),
        _ => false,
    };
    after.replay(look.unit);
    look.later(first).filter(about).for_each(|unit| after.replay(unit));
    for (table, columns, _, _) in references {
        let names: Vec<String> = columns.iter().map(|part| part.as_str().to_owned()).collect();
        let is_known = look.table(table).is_some() || matches!(look.unit.form, Form::CreateTable(_));
        let has = after.table(table).is_some_and(|table| table.has_index_on(&names));
        if is_known && !has {
            let list: Vec<_> = names.iter().map(|name| look.quote(name)).collect();
            let span = columns.first().map_or(look.unit.head(), |part| part.span.clone());
            let message = format!(
                "a delete in the parent scans all of `{}`: no index begins with {}",
                table.shown(),
                list.join(", ")
            );
            let how =
                if look.is_postgres() && look.is_shared(table) { "CREATE INDEX CONCURRENTLY" } else { "CREATE INDEX" };
            let index = look.quote(&format!("{}_{}_idx", table.name.as_str(), names.join("_")));
            let statement = format!("{how} {index} ON {} ({})", look.sql(table), list.join(", "));
            let mark = look.mark(&span, message).help(format!("{statement};"));
            let is_possible = !(how.ends_with("CONCURRENTLY") && look.session.in_transaction());
            marks.push(if is_possible { look.following(mark, "make the index", &statement) } else { mark });
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
                "CREATE TABLE a (x int REFERENCES b);",
                "CREATE TABLE a (x int);\n---\nALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b;",
                "sqlite: CREATE TABLE a (id INTEGER PRIMARY KEY, x REFERENCES b);",
            ],
            &[
                "CREATE TABLE a (x int PRIMARY KEY REFERENCES b);",
                "CREATE TABLE a (x int REFERENCES b); CREATE INDEX i ON a (x);",
                "CREATE TABLE a (x int, y int, PRIMARY KEY (x, y), FOREIGN KEY (x) REFERENCES b);",
            ],
        );
    }
}
