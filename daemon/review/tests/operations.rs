//! What operations cost is what a real server says, and what the rules say of their locks is the same.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use review::Unit;
use review::catalog::Catalog;
use review::lock::{LockMode, locks};
use review::operation::{GIVEN, Operation, POSTGRES, page};
use schema::Dialect;
use schema::sql::split;
use tests::{Fault, Postgres, PostgresDatabase};

/// What was seen: the lock, whether the table has a new file, whether its rows were read.
type Seen = (Option<LockMode>, bool, bool);

fn operations() -> impl Iterator<Item = &'static Operation> {
    POSTGRES.iter().copied().flatten()
}

#[test]
fn every_operation_costs_on_a_real_server_what_is_written() {
    let Some(server) = Postgres::named() else {
        println!("skipped: GROUNDLINE_TEST_POSTGRES is not set");
        return;
    };
    let version = server.major_version().expect("a version");
    let mut wrong = Vec::new();
    for operation in operations().filter(|operation| (operation.since..=operation.until).contains(&version)) {
        let written = (operation.lock, operation.rewrites, operation.reads);
        match seen(&server, operation) {
            Ok(seen) if seen == written => {}
            Ok(seen) => wrong.push(format!("{}: written {written:?}, seen {seen:?}", operation.name)),
            Err(fault) => wrong.push(format!("{}: {fault}", operation.name)),
        }
    }
    assert!(wrong.is_empty(), "on PostgreSQL {version}:\n{}", wrong.join("\n"));
}

fn seen(server: &Postgres, operation: &Operation) -> Result<Seen, Fault> {
    let database = server.database(&format!("{GIVEN}\n{};", operation.given))?;
    let before = database.run("SELECT oid, relfilenode FROM pg_class WHERE oid = 't'::regclass;")?;
    let (table, file) = before.trim().split_once('|').ok_or_else(|| Fault::new("no table"))?;
    if operation.stands_alone { alone(&database, operation, table) } else { within(&database, operation, table, file) }
}

/// What a transaction holds, has written and has read at its end.
fn within(database: &PostgresDatabase, operation: &Operation, table: &str, file: &str) -> Result<Seen, Fault> {
    let answer = database.run(&format!(
        "BEGIN;\n\\o /dev/null\n{};\n\\o\n
         SELECT (SELECT coalesce(string_agg(mode, ' '), '') FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'
                 AND relation = {table}),
             coalesce((SELECT relfilenode <> {file} FROM pg_class WHERE oid = {table}), false),
             coalesce((SELECT seq_tup_read > 0 FROM pg_stat_xact_user_tables WHERE relid = {table}), false);
         ROLLBACK;",
        operation.sql
    ))?;
    let fields: Vec<_> = answer.trim().split('|').collect();
    let [modes, anew, read] = fields[..] else { return Err(Fault::new(format!("no answer: {answer}"))) };
    Ok((strongest(modes), anew == "t", read == "t"))
}

/// What a statement that waits for an older transaction holds meanwhile, and has read at its end.
fn alone(database: &PostgresDatabase, operation: &Operation, table: &str) -> Result<Seen, Fault> {
    let mut older = Command::new("psql");
    older.args(["-X", "-q", "-A", "-t", database.url()]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut older = older.spawn()?;
    let mut input = older.stdin.take().ok_or_else(|| Fault::new("no input"))?;
    let mut output = BufReader::new(older.stdout.take().ok_or_else(|| Fault::new("no output"))?);
    writeln!(input, "BEGIN; INSERT INTO t (id) VALUES (5000); SELECT 'begun';")?;
    output.read_line(&mut String::new())?;
    let tag = "/* the one that is looked at */";
    let (modes, ran) = std::thread::scope(|scope| {
        let running = scope.spawn(|| database.run(&format!("{tag} {};", operation.sql)));
        let modes = database.run(&format!(
            "DO $$ BEGIN
                FOR round IN 1..3000 LOOP
                    PERFORM pg_stat_clear_snapshot();
                    EXIT WHEN EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE '{tag}%' AND wait_event_type = 'Lock');
                    PERFORM pg_sleep(0.01);
                END LOOP;
            END $$;
            SELECT coalesce(string_agg(l.mode, ' '), '') FROM pg_locks l JOIN pg_stat_activity a USING (pid)
            WHERE a.query LIKE '{tag}%' AND l.granted AND l.locktype = 'relation' AND l.relation = {table};"
        ));
        let ended = writeln!(input, "COMMIT;\n\\q");
        let ran = running.join().map_err(|_| Fault::new("the statement's thread ended by itself"));
        (modes, ended.map_err(Fault::from).and(ran))
    });
    older.wait()?;
    ran??;
    // The statistics of a session are there once it has ended.
    let read = database.run(&format!("SELECT seq_tup_read > 100 FROM pg_stat_user_tables WHERE relid = {table};"))?;
    Ok((strongest(modes?.trim()), false, read.trim() == "t"))
}

fn strongest(modes: &str) -> Option<LockMode> {
    modes.split(' ').filter_map(LockMode::of_server).max().filter(|mode| *mode != LockMode::RowShare)
}

#[test]
fn the_rules_say_of_every_lock_what_is_written() {
    let wrong: Vec<_> = operations()
        .filter_map(|operation| {
            let said = said(operation);
            // What keeps neither readers nor writers out need not be said.
            let written = operation.lock.filter(|lock| said.is_some() || *lock >= LockMode::Share);
            (said != written).then(|| format!("{}: written {:?}, said {said:?}", operation.name, operation.lock))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The strongest lock on `t` that the rules see in the operation.
fn said(operation: &Operation) -> Option<LockMode> {
    let mut catalog = Catalog::new(Dialect::Postgres);
    let before = format!("{GIVEN}\n{};", operation.given);
    for statement in split(Dialect::Postgres, &before).flatten() {
        catalog.replay(&Unit::new(Dialect::Postgres, statement.text, 0));
    }
    catalog.begin_file(0);
    let mut strongest = BTreeMap::new();
    for statement in split(Dialect::Postgres, operation.sql).flatten() {
        let unit = Unit::new(Dialect::Postgres, statement.text, 0);
        for (table, mode, _) in locks(&unit, &catalog) {
            let known = strongest.entry(table).or_insert(mode);
            *known = mode.max(*known);
        }
    }
    strongest.get("t").copied()
}

#[test]
fn the_page_of_operations_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operations.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, page()).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page(), "write it anew with UPDATE_DOCS=1");
}
