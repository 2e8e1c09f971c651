//! How long a review takes: 100,000 lines in one file, a tenth of it, and 2,000 small files.
//!
//! `cargo bench -p review` prints the times; the promise is under a second, and a cost that grows with the text.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use review::{Input, Policy, Review, Settings, review};
use schema::Dialect;

/// A change of ordinary statements, ten lines a table.
fn change(tables: usize) -> String {
    let mut sql = String::new();
    for number in 0..tables {
        let _ = write!(
            sql,
            "CREATE TABLE t{number} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  parent_id bigint,\n  name text NOT NULL,\n  \
             created_at timestamptz NOT NULL DEFAULT now()\n);\nCREATE INDEX t{number}_name ON t{number} (name);\n\
             ALTER TABLE old{number} ADD COLUMN note text DEFAULT 'it''s' NOT NULL;\n\
             UPDATE t{number} SET name = 'x' WHERE id = 1 AND name <> 'y';\nSELECT a.id FROM t{number} a JOIN old{number} b ON a.id = b.id WHERE b.id IN (1, 2);\n"
        );
    }
    sql
}

fn timed(policy: &Policy, files: &[Input<'_>]) -> (Duration, Review) {
    let (environment, target, schema) = (None, None, None);
    let settings = Settings {
        dialect: Dialect::Postgres,
        policy,
        environment,
        target,
        schema,
        is_wrapped: false,
        rows: Default::default(),
        bytes: Default::default(),
    };
    let start = Instant::now();
    let review = review(&settings, files);
    (start.elapsed(), review)
}

fn main() {
    for (name, policy) in [("default", Policy::default()), ("strict", Policy::pack("strict").unwrap_or_default())] {
        let (small, large) = (change(1_000), change(10_000));
        let (tenth, _) = timed(&policy, &[Input { path: "a.sql", text: &small }]);
        let (whole, found) = timed(&policy, &[Input { path: "a.sql", text: &large }]);
        let texts: Vec<_> = (0..2_000)
            .map(|number| (format!("{number}.sql"), change(1).replace("t0", &format!("t{number}"))))
            .collect();
        let files: Vec<_> = texts.iter().map(|(path, text)| Input { path, text }).collect();
        let (many, _) = timed(&policy, &files);
        println!(
            "{name}: {} lines in {whole:?}, {} lines in {tenth:?}, 2000 files in {many:?}, {} findings",
            large.lines().count(),
            small.lines().count(),
            found.findings.len()
        );
    }
}
