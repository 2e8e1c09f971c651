//! Tells which locks a statement took and which tables it wrote anew when it ran on a scratch server.
//!
//! Not a fault: what `lock-mode-summary` says by a table of operations is shown here. With `groundline review --scratch-url URL FILE…` the
//! files run in a database that is made on that server of what exists before the change (`--schema`, or the live database of
//! `--url`), without its rows, and thrown away. Each statement runs in a transaction of its own; its locks are read from `pg_locks`
//! before it commits, and a table with another `relfilenode` was written anew.
//!
//! Only locks that keep writers or readers out are named, on tables that the file did not make itself. Where the table of operations
//! says otherwise, that is said too. A statement that the server refuses is a finding, and so is one that did not run: what reaches
//! beyond a database (roles, tablespaces, `ALTER SYSTEM`), SQL inside of strings and COPY are not run.
//!
//! How long a lock is held depends on the rows, and there are none: `large-table-needs-osc` and the rules about rewrites and scans judge that.
//!
//! Instead of a lock that keeps others out for long, take the safer form that the rule of the operation names.

use crate::facts::{Trace, Traced, TracedTable};
use crate::rules::prelude::*;

/// The rule `lock-verified-by-trace`.
pub(super) static RULE: Rule = Rule {
    code: "lock-verified-by-trace",
    engines: POSTGRES,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("lock_verified_by_trace.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(trace) = &look.facts.trace else { return };
    let message = match trace.files.get(look.around.path).and_then(|file| file.get(&look.unit.offset)) {
        Some(Traced::Ran(tables)) => seen(look, trace, tables),
        Some(Traced::Fails(reason)) => Some(format!("fails on PostgreSQL {}: {reason}", trace.version)),
        Some(Traced::Unknown(reason)) => Some(format!("its locks were not seen: {reason}")),
        None => None,
    };
    marks.extend(message.map(|message| look.mark_all(message).known_by(Knowledge::Trace)));
}

/// What keeps others out, where something does.
fn seen(look: &Look, trace: &Trace, tables: &[TracedTable]) -> Option<String> {
    let is_felt = |table: &&TracedTable| {
        look.is_shared(&table.name) && (table.lock > LockMode::ShareUpdateExclusive || table.is_rewritten)
    };
    let tables: Vec<_> = tables.iter().filter(is_felt).collect();
    let strongest = tables.iter().map(|table| table.lock).max()?;
    // TRUNCATE takes a new file, and writes nothing into it.
    let is_emptied = matches!(look.unit.form, Form::Truncate { .. });
    let anew = |table: &TracedTable| if table.is_rewritten && !is_emptied { ", written anew" } else { "" };
    let words = |table: &&TracedTable| format!("`{}` {}{}", table.name.shown(), table.lock.name(), anew(table));
    let taken: Vec<_> = tables.iter().map(words).collect();
    let blocks = strongest.blocks();
    Some(format!(
        "{}: blocks {blocks}; seen on PostgreSQL {}{}",
        taken.join(", "),
        trace.version,
        otherwise(look, &tables)
    ))
}

/// Where the table of operations says something else.
fn otherwise(look: &Look, tables: &[&TracedTable]) -> String {
    let written = locks(look.unit, look.catalog);
    let of = |key: &String| written.iter().filter(|(table, ..)| table == key).map(|(_, mode, _)| *mode).max();
    let differs = |table: &&TracedTable| {
        let said = of(&look.catalog.key(&table.name))?;
        (said != table.lock)
            .then(|| format!("; the table of operations says {} of `{}`", said.name(), table.name.shown()))
    };
    tables.iter().filter_map(differs).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{LockMode, RULE, Trace, Traced, TracedTable};
    use crate::cases::{Setup, in_setup};
    use crate::facts::Facts;
    use crate::read::form::Name;

    /// A scratch server on which the statement at the start of the file did that.
    fn setup(traced: Traced) -> Setup<'static> {
        let files = BTreeMap::from([("change.sql".to_owned(), BTreeMap::from([(0, traced)]))]);
        let trace = Some(Trace { version: "15.6".to_owned(), files });
        Setup { facts: Facts { trace, ..Facts::default() }, ..Setup::default() }
    }

    fn table(name: &str, lock: LockMode, is_rewritten: bool) -> TracedTable {
        TracedTable { name: Name { schema: Some("public".into()), name: name.into(), span: 0..0 }, lock, is_rewritten }
    }

    #[test]
    fn cases() {
        let strong = setup(Traced::Ran(vec![table("t", LockMode::AccessExclusive, true)]));
        crate::cases::check_in(
            &RULE,
            &strong,
            &["ALTER TABLE t ALTER a TYPE bigint;", "ALTER TABLE t ADD b int;", "DROP TABLE t;"],
            &["\nALTER TABLE t ADD b int;", "\nDROP TABLE t;", "\nTRUNCATE t;"],
        );
        let weak = setup(Traced::Ran(vec![table("t", LockMode::RowExclusive, false)]));
        crate::cases::check_in(
            &RULE,
            &weak,
            &[],
            &["INSERT INTO t (a) VALUES (1);", "UPDATE t SET a = 1;", "DELETE FROM t;"],
        );
    }

    #[test]
    fn it_tells_where_the_table_of_operations_is_wrong() {
        let seen = setup(Traced::Ran(vec![table("t", LockMode::Share, false)]));
        let found = in_setup(&RULE, "ALTER TABLE t ADD b int;", &seen);
        let expected = "`public.t` SHARE: blocks every write; seen on PostgreSQL 15.6; the table of operations says ACCESS EXCLUSIVE of `public.t`";
        assert_eq!(found[0].message, expected);
        assert_eq!(found[0].known_by, crate::Knowledge::Trace);
    }

    #[test]
    fn what_fails_or_did_not_run_is_told() {
        let told = |traced| in_setup(&RULE, "ALTER TABLE t ADD b int;", &setup(traced))[0].message.clone();
        assert_eq!(told(Traced::Fails("no such table".to_owned())), "fails on PostgreSQL 15.6: no such table");
        assert_eq!(
            told(Traced::Unknown("it is SQL in a string".to_owned())),
            "its locks were not seen: it is SQL in a string"
        );
    }
}
