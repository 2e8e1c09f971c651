//! DROP TABLE of a table with foreign keys locks every table that they point to, ACCESS EXCLUSIVE: it waits for all of them, and everybody waits for it.
//!
//! Instead, drop the foreign keys first, one by one.

use crate::rules::prelude::*;

/// The rule `drop-table-with-many-fks`.
pub(super) static RULE: Rule = Rule {
    code: "drop-table-with-many-fks",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(1),
        about: "how many other tables may be locked",
    }],
    source: include_str!("drop_table_with_many_fks.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Drop(drop) = &look.unit.form else { return };
    let most = look.parameters.count("number");
    for name in drop.names.iter().filter(|name| drop.kind == "TABLE" && look.is_shared(name)) {
        let Some(table) = look.table(name) else { continue };
        let own = look.catalog.key(name);
        let parents: std::collections::BTreeSet<&String> = table
            .constraints
            .iter()
            .filter_map(|one| if let KnownKind::Foreign(parent, _) = &one.kind { Some(parent) } else { None })
            .filter(|parent| **parent != own)
            .collect();
        if parents.len() > most {
            let names: Vec<_> = parents.iter().map(|parent| format!("`{parent}`")).collect();
            let mark = look.mark(&name.span, format!("it locks {} as well", names.join(", ")));
            marks.push(mark.help("drop the foreign keys first, one by one"));
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
                "CREATE TABLE t (a int REFERENCES u, b int REFERENCES v);\n---\nDROP TABLE t;",
                "CREATE TABLE t (a int REFERENCES u, b int REFERENCES v);\n---\nDROP TABLE x, t CASCADE;",
                "CREATE TABLE t (a int REFERENCES u, b int REFERENCES v, c int REFERENCES w);\n---\nDROP TABLE IF EXISTS t;",
            ],
            &[
                "CREATE TABLE t (a int REFERENCES u, b int REFERENCES u);\n---\nDROP TABLE t;",
                "CREATE TABLE t (a int REFERENCES u, b int REFERENCES t);\n---\nDROP TABLE t;",
                "DROP TABLE t;",
            ],
        );
    }
}
