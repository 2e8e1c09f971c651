//! How fast a big file is split, beside a plain scan of its bytes.
//!
//! Prints one line per dialect: megabytes a second of the lexer and the splitter, and how many times longer each takes than
//! counting the line feeds of the same text.

use std::hint::black_box;
use std::time::{Duration, Instant};

use schema::Dialect;
use schema::sql::{Lexer, split};

const MEGABYTE: usize = 1 << 20;

fn main() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql] {
        let sql = file(dialect, 50 * MEGABYTE);
        let scan = best(|| sql.bytes().filter(|byte| *byte == b'\n').count());
        let lex = best(|| Lexer::new(dialect, &sql).count());
        let statements = best(|| split(dialect, &sql).filter(Result::is_ok).count());
        println!(
            "{dialect}: scan {:.0} MB/s, lex {:.0} MB/s ({:.1} × scan), split {:.0} MB/s ({:.1} × scan)",
            speed(sql.len(), scan),
            speed(sql.len(), lex),
            lex.as_secs_f64() / scan.as_secs_f64(),
            speed(sql.len(), statements),
            statements.as_secs_f64() / scan.as_secs_f64(),
        );
    }
}

/// The shortest of three runs.
fn best<T>(mut run: impl FnMut() -> T) -> Duration {
    let times = (0..3).map(|_| {
        let start = Instant::now();
        black_box(run());
        start.elapsed()
    });
    times.min().unwrap_or(Duration::MAX)
}

fn speed(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / MEGABYTE as f64 / time.as_secs_f64()
}

/// Tables, indexes, comments and bodies, as a schema has them.
fn file(dialect: Dialect, size: usize) -> String {
    let mut sql = String::with_capacity(size + 2048);
    for n in 0.. {
        if sql.len() >= size {
            break;
        }
        sql.push_str(&table(n));
        sql.push_str(&body(dialect, n));
    }
    sql
}

fn table(n: usize) -> String {
    format!(
        "-- Orders of region {n}: what was bought, by whom, and when it left the house.\nCREATE TABLE orders_{n} (\n  id bigint NOT NULL PRIMARY KEY,\n  \
         customer_id bigint NOT NULL REFERENCES customers (id), -- groundline: renamed-from=client_id\n  state varchar(20) NOT NULL DEFAULT 'it''s new',\n  \
         total decimal(10, 2) NOT NULL CHECK (total >= 0.00),\n  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,\n  \
         note text\n);\n\nCREATE INDEX orders_{n}_by_customer ON orders_{n} (customer_id, created_at DESC);\n\n"
    )
}

fn body(dialect: Dialect, n: usize) -> String {
    match dialect {
        Dialect::Sqlite => format!(
            "CREATE TRIGGER orders_{n}_log AFTER UPDATE ON orders_{n} BEGIN\n  INSERT INTO log VALUES (CASE WHEN new.total > 0 THEN 'sold' ELSE 'free' END);\nEND;\n\n"
        ),
        Dialect::Postgres => format!(
            "CREATE FUNCTION total_{n}() RETURNS numeric LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN (SELECT sum(total) FROM orders_{n} WHERE state <> 'void');\nEND;\n$$;\n\n"
        ),
        Dialect::MySql => format!(
            "CREATE TRIGGER orders_{n}_log AFTER UPDATE ON orders_{n} FOR EACH ROW BEGIN\n  IF NEW.total > 0 THEN INSERT INTO log VALUES ('sold'); END IF;\nEND;\n\n"
        ),
    }
}
