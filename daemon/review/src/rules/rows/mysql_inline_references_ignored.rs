//! REFERENCES inside a column has no effect in MySQL before 9.0.
//!
//! It is read and thrown away: there is no foreign key. MySQL takes it from 9.0 on, MariaDB from 10.5 on: where the version of the server is
//! known to be one of those, nothing is said.
//!
//! Instead: `FOREIGN KEY (customer_id) REFERENCES customers (id)` as a definition of its own.

use crate::rules::prelude::*;
use crate::version::Version;

/// The rule `mysql-inline-references-ignored`.
pub(super) static RULE: Rule = Rule {
    code: "mysql-inline-references-ignored",
    engines: MYSQL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[Parameter {
        name: "version",
        default: Value::Text(""),
        about: "the oldest server that the file runs on",
    }],
    source: include_str!("mysql_inline_references_ignored.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let takes = |version: Version| version.numbers >= if version.is_mariadb { (10, 5, 0) } else { (9, 0, 0) };
    if look.version().is_some_and(takes) {
        return;
    }
    for (table, column) in look.columns() {
        if let Some(reference) = &column.references {
            let message = "MySQL before 9.0 throws this away: there will be no foreign key";
            let help =
                format!("write FOREIGN KEY ({}) REFERENCES … as a definition of its own", look.quote(column.name()));
            let mark = look.mark(&reference.span, message).help(help);
            marks.push(match own(look, table, column, reference) {
                Some(edits) => look.rewriting(mark, "write it as a definition of its own", edits),
                None => mark,
            });
        }
    }
}

/// The edits that make a definition of its own of it; it needs the columns that it refers to.
fn own(look: &Look, table: &Name, column: &Column, reference: &Reference) -> Option<Vec<(Span, String)>> {
    let written = look.unit.text.get(reference.span.clone())?;
    let key = || look.table(&reference.table).and_then(|known| known.primary_key()).map(|key| key.columns.clone());
    let target = if reference.columns.is_empty() {
        let columns: Vec<_> = key()?.iter().map(|name| look.quote(name)).collect();
        let name = look.unit.text.get(reference.table.span.clone())?;
        written.replacen(name, &format!("{name} ({})", columns.join(", ")), 1)
    } else {
        written.to_owned()
    };
    let definition = format!("FOREIGN KEY ({}) {target}", look.quote(column.name()));
    let added = look.unit.form.as_alter().filter(|alter| alter.table == *table).map(|_| column.span.end);
    let (end, word) = added.map(|end| (end, "ADD ")).or_else(|| Some((look.last_definition(false)?, "")))?;
    let before = look.unit.text[..reference.span.start].trim_end().len();
    Some(vec![(before..reference.span.end, String::new()), (end..end, format!(", {word}{definition}"))])
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE a (x int REFERENCES b (id));",
                "ALTER TABLE a ADD COLUMN x int REFERENCES b (id) ON DELETE CASCADE;",
                "CREATE TABLE a (x int NOT NULL REFERENCES b, y int);",
            ],
            &[
                "CREATE TABLE a (x int, FOREIGN KEY (x) REFERENCES b (id));",
                "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES b (id);",
                "CREATE TABLE a (x int COMMENT 'REFERENCES b');",
            ],
        );
        for version in ["9.0.1", "mariadb-10.11"] {
            let known = crate::Known { version: Some(version.to_owned()), ..crate::Known::default() };
            let setup = crate::cases::Setup { known, ..Default::default() };
            crate::cases::check_in(&super::RULE, &setup, &[], &["CREATE TABLE a (x int REFERENCES b (id));"]);
        }
    }
}
