//! Whatever stands in `sqlite_schema`, its reading ends with a value: thousands of broken definitions, deep and long ones.

use std::collections::BTreeSet;

use schema::Ident;

use super::normal::TableNames;
use super::{index, table, trigger, view, virtual_table};
use crate::mutation::variants;

const SEEDS: &[&str] = &[
    "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, \"n m\" varchar(10) NOT NULL DEFAULT 'x''y' COLLATE NOCASE, p REFERENCES P(id) ON \
     DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, c AS (id*2) STORED, CHECK(t.id>0), UNIQUE(p ASC), PRIMARY KEY(id DESC) ON CONFLICT FAIL)",
    "create table [a b](x int constraint k unique on conflict replace, y any, foreign key(x,y) references `o`(i,j) match full) strict, without rowid",
    "CREATE UNIQUE INDEX IF NOT EXISTS i ON t (lower(a) DESC, b COLLATE \"x y\") WHERE a IS NOT NULL AND b > -1.5e3",
    "CREATE VIEW v(a, b) AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i, \"q\" FROM n ORDER BY 1",
    "CREATE TRIGGER g AFTER UPDATE OF a, b ON t FOR EACH ROW WHEN new.a <> old.a BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM t; END",
    "CREATE VIRTUAL TABLE f USING fts5(a, b UNINDEXED, tokenize = \"porter 'x'\", prefix='2 3')",
];

const PIECES: &[&str] = &[
    "(",
    ")",
    ",",
    "'",
    "\"",
    "`",
    "[",
    "]",
    ";",
    ".",
    "--",
    "/*",
    "*/",
    " PRIMARY KEY ",
    " CONSTRAINT ",
    " DEFAULT ",
    " NOT ",
    " NULL ",
    " REFERENCES ",
    " CHECK ",
    " AS ",
    " DEFERRABLE ",
    " ON CONFLICT ",
    " COLLATE ",
    " WITHOUT ROWID ",
    " BEGIN ",
    " END ",
    " CASE ",
    "DESC",
    "x'00'",
    "-",
    "+",
    "||",
    "é",
    "😀",
    "\0",
    "?1",
    ":a",
];

fn read_all(sql: &str) {
    let known = BTreeSet::from(["t".to_owned(), "n".to_owned()]);
    let names = TableNames::new("t", ["a", "b"].map(Ident::from));
    let _ = table::read(sql, &Ident::clone);
    let _ = index::read(sql, &Ident::from("t"), &names);
    let _ = view::read(sql, &known);
    let _ = trigger::read(sql, &Ident::from("t"), &known);
    let _ = virtual_table::read(sql);
}

#[test]
fn no_definition_ends_the_program() {
    variants(SEEDS, PIECES, 6_000).for_each(|sql| read_all(&sql));
}

#[test]
fn a_table_that_is_read_reads_the_same_again() {
    let mut read = 0;
    for sql in variants(&SEEDS[..2], PIECES, 3_000) {
        let Ok(one) = table::read(&sql, &Ident::clone) else { continue };
        read += 1;
        assert_eq!(table::read(&sql, &Ident::clone).map(|two| two.table), Ok(one.table), "{sql}");
    }
    assert!(read > 50, "only {read} are read");
}

/// Each of these would take minutes, or the stack, if any part of the work grew faster than the text.
#[test]
fn deep_and_long_definitions_are_read_in_time() {
    let begin = [
        "CREATE TABLE t(a DEFAULT (",
        "CREATE VIEW v AS SELECT ",
        "CREATE INDEX i ON t(",
        "CREATE TABLE t(",
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN ",
    ];
    for begin in begin {
        for piece in [
            "(",
            ")",
            "a,",
            "a.",
            "CASE ",
            "x DEFAULT (1),",
            "-",
            "NOT ",
            "[",
            "CHECK (1) ",
            "'' ",
            "BEGIN ",
            "SELECT 1;",
        ] {
            read_all(&format!("{begin}{}", piece.repeat(60_000 / piece.len())));
        }
    }
}
