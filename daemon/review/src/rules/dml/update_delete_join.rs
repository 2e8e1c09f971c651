//! UPDATE or DELETE by the rows of other tables: how many rows it changes is hard to see, and it locks the rows that it reads.
//!
//! Instead, ask for the keys first, and change rows by them.

use crate::rules::prelude::*;

/// The rule `update-delete-join`.
pub(super) static RULE: Rule = Rule {
    code: "update-delete-join",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("update_delete_join.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let (Form::Update(change) | Form::Delete(change)) = &look.unit.form else { return };
    let has_query = look.unit.find(&["SELECT"]).is_some();
    if change.has_join || has_query {
        let what = if change.has_join { "other tables take part" } else { "a query decides on the rows" };
        marks.push(look.mark_all(format!("{what}: the rows that are read are locked too")));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "UPDATE t JOIN u ON t.a = u.a SET t.b = 1 WHERE u.c = 2;",
                "DELETE FROM t WHERE a IN (SELECT a FROM u);",
                "UPDATE t SET a = (SELECT max(a) FROM u) WHERE b = 1;",
            ],
            &[
                "UPDATE t SET a = 1 WHERE b = 2;",
                "DELETE FROM t WHERE a = 'SELECT';",
                "INSERT INTO t (a) SELECT a FROM u;",
            ],
        );
    }
}
