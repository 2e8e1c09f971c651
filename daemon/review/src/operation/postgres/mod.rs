//! The operations of PostgreSQL.

mod beside;
mod columns;
mod constraints;
mod indexes;
mod whole;

use super::Operation;

/// What every operation finds: `t` with a hundred rows, and `other`, which it may refer to.
pub const GIVEN: &str = "
    CREATE SCHEMA aside;
    CREATE TABLE other (id int PRIMARY KEY);
    INSERT INTO other SELECT generate_series(1, 100);
    CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 1 CONSTRAINT n_positive CHECK (n > 0), s varchar(20), d numeric(10, 2),
        at timestamptz, doc text, j json, g int GENERATED ALWAYS AS (id + 1) STORED);
    CREATE INDEX t_n ON t (n);
    INSERT INTO t (id, n, s, d, at, doc, j) SELECT i, i, 'row ' || i, i, now(), 'text', '{}' FROM generate_series(1, 100) i;";

/// All of them, group by group.
pub const POSTGRES: &[&[Operation]] =
    &[columns::COLUMNS, constraints::CONSTRAINTS, indexes::INDEXES, whole::WHOLE, beside::BESIDE];
