//! A column is added with a default that is different for every row, so that the table is written again.
//!
//! A constant default costs nothing from PostgreSQL 11 on. A volatile one, such as `random()` or `gen_random_uuid()`, rewrites the
//! table and its indexes under an ACCESS EXCLUSIVE lock.
//!
//! Instead, add the column without a default, set the default for new rows, and fill the old rows in batches:
//!
//! ```sql
//! ALTER TABLE orders ADD COLUMN token uuid;
//! ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();
//! ```

use crate::rules::prelude::*;

/// The rule `add-column-volatile-default`.
pub(super) static RULE: Rule = Rule {
    code: "add-column-volatile-default",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("add_column_volatile_default.rs"),
    check: Check::Statement(check),
};

const VOLATILE: &[&str] = &[
    "random",
    "random_normal",
    "gen_random_uuid",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
    "clock_timestamp",
    "timeofday",
    "nextval",
    "gen_random_bytes",
    "gen_salt",
];

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let Act::AddColumn { column, .. } = &action.act else { continue };
        let Some(default) = &column.default else { continue };
        let is_volatile = |at: usize| look.unit.is_call(at) && VOLATILE.iter().any(|name| look.unit.is(at, name));
        if default.clone().any(is_volatile) {
            let message =
                format!("every row of `{}` is written again, and reads and writes wait for it", alter.table.shown());
            let help = "add the column without a default, SET DEFAULT, and fill old rows in batches";
            marks.push(look.mark(&look.unit.place(default), message).help(help));
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
                "ALTER TABLE t ADD COLUMN a uuid DEFAULT gen_random_uuid();",
                "ALTER TABLE t ADD a float NOT NULL DEFAULT (random() * 10);",
                "ALTER TABLE t ADD COLUMN b int, ADD COLUMN a int DEFAULT nextval('s');",
            ],
            &[
                "ALTER TABLE t ADD COLUMN a timestamptz DEFAULT now();",
                "ALTER TABLE t ADD COLUMN a int DEFAULT 0 NOT NULL;",
                "CREATE TABLE t (b int); ALTER TABLE t ADD COLUMN a uuid DEFAULT gen_random_uuid();",
            ],
        );
    }
}
