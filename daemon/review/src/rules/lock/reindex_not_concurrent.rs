//! An index is rebuilt while writes wait, and reads that would use it too.
//!
//! `REINDEX` holds a SHARE lock on the table and an ACCESS EXCLUSIVE lock on the index for as long as it lasts.
//!
//! Instead, from PostgreSQL 12 on and outside of a transaction:
//!
//! ```sql
//! REINDEX INDEX CONCURRENTLY orders_customer_id_idx;
//! ```

use crate::rules::prelude::*;

/// The rule `reindex-not-concurrent`.
pub(super) static RULE: Rule = Rule {
    code: "reindex-not-concurrent",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("reindex_not_concurrent.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Reindex { kind, name, concurrently: false, word } = &look.unit.form else { return };
    if name.as_ref().is_some_and(|name| look.catalog.is_new(name)) {
        return;
    }
    let mark = look.mark_all("writes wait until the index is rebuilt, and reads that would use it");
    let mark = mark.help("use REINDEX … CONCURRENTLY, outside of a transaction");
    let can = *kind != "SYSTEM" && !kind.is_empty() && !look.session.in_transaction();
    marks.push(if can { look.inserting(mark, "rebuild it concurrently", word.end, " CONCURRENTLY") } else { mark });
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["REINDEX INDEX i;", "REINDEX TABLE s.t;", "REINDEX (VERBOSE) DATABASE d;"],
            &["REINDEX INDEX CONCURRENTLY i;", "REINDEX (CONCURRENTLY) TABLE t;", "ANALYZE t;"],
        );
    }
}
