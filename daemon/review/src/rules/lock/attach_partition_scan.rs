//! A table is attached as a partition, and every row of it is tested under a strong lock.
//!
//! A valid CHECK on the table that says the same as the partition's bounds saves the scan:
//!
//! ```sql
//! ALTER TABLE orders_2027 ADD CONSTRAINT bounds CHECK (day >= '2027-01-01' AND day < '2028-01-01') NOT VALID;
//! ALTER TABLE orders_2027 VALIDATE CONSTRAINT bounds;
//! ALTER TABLE orders ATTACH PARTITION orders_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
//! ```

use crate::rules::prelude::*;

/// The rule `attach-partition-scan`.
pub(super) static RULE: Rule = Rule {
    code: "attach-partition-scan",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("attach_partition_scan.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, action) in look.actions() {
        let Act::Attach(child, false) = &action.act else { continue };
        let is_proven = look.table(child).is_some_and(|table| {
            table.constraints.iter().any(|known| known.is_valid && matches!(known.kind, KnownKind::Check(_)))
        });
        if look.is_shared(child) && !is_proven {
            let message = format!("`{}` is scanned under an ACCESS EXCLUSIVE lock on it", child.shown());
            marks.push(look.mark(&action.span, message).help("first add and validate a CHECK that equals the bounds"));
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
                "ALTER TABLE p ATTACH PARTITION c FOR VALUES IN (1);",
                "CREATE TABLE c (a int);\n---\nALTER TABLE p ATTACH PARTITION c FOR VALUES FROM (1) TO (2);",
                "CREATE TABLE c (a int);\n---\nALTER TABLE c ADD CONSTRAINT k CHECK (a = 1) NOT VALID; ALTER TABLE p ATTACH PARTITION c FOR VALUES IN (1);",
            ],
            &[
                "CREATE TABLE c (a int); ALTER TABLE p ATTACH PARTITION c FOR VALUES IN (1);",
                "CREATE TABLE c (a int, CHECK (a IS NOT NULL AND a = 1));\n---\nALTER TABLE p ATTACH PARTITION c FOR VALUES IN (1);",
                "CREATE TABLE c PARTITION OF p FOR VALUES IN (1);",
            ],
        );
    }
}
