//! A column with a default is added on a server that writes every row for it.
//!
//! PostgreSQL before 11, MySQL before 8.0.12 and MariaDB before 10.3 have no way to note the default once: the table is written
//! again while writers wait.
//!
//! The version is what the caller knows of the target, or the rule's parameter: `version = "10"`, `"8.0.11"`, `"mariadb-10.2"`.
//! Without one the rule says nothing.
//!
//! Instead, add the column without a default, set the default, and fill the old rows in batches.

use crate::rules::prelude::*;

/// The rule `add-column-default-old-version`.
pub(super) static RULE: Rule = Rule {
    code: "add-column-default-old-version",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "version",
        default: Value::Text(""),
        about: "the oldest server that the file runs on",
    }],
    source: include_str!("add_column_default_old_version.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(version) = look.version() else { return };
    let (since, shown) = match (look.is_postgres(), version.is_mariadb) {
        (true, _) => ((11, 0, 0), "PostgreSQL 11"),
        (false, true) => ((10, 3, 0), "MariaDB 10.3"),
        (false, false) => ((8, 0, 12), "MySQL 8.0.12"),
    };
    if version.numbers >= since {
        return;
    }
    for (alter, action) in look.shared_actions() {
        let Act::AddColumn { column, .. } = &action.act else { continue };
        // MySQL writes every row for any column.
        if column.default.is_some() || (!look.is_postgres() && column.generated.is_none()) {
            let message = format!("before {shown} this writes every row of `{}` again", alter.table.shown());
            let help = "add it without a default, set the default, fill the old rows in batches";
            marks.push(look.mark(&action.span, message).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.add-column-default-old-version]\nversion = \"8.0.11\"",
            &[
                "ALTER TABLE t ADD COLUMN a int DEFAULT 1;",
                "mysql: ALTER TABLE t ADD COLUMN a int;",
                "mysql: ALTER TABLE t ADD a int NOT NULL DEFAULT 0;",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a int;",
                "mysql: CREATE TABLE t (a int); ALTER TABLE t ADD b int DEFAULT 1;",
                "mysql: ALTER TABLE t ADD a int AS (b + 1) VIRTUAL;",
            ],
        );
        let known = crate::Known { version: Some("16.2".to_owned()), ..crate::Known::default() };
        let setup = crate::cases::Setup { known, ..Default::default() };
        crate::cases::check_in(&super::RULE, &setup, &[], &["ALTER TABLE t ADD COLUMN a int DEFAULT 1;"]);
    }
}
