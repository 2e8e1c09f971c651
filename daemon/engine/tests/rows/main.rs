//! The rows that a step changes come back as they were: every case of `tests/rows`, on each engine, through the database door.
#![expect(clippy::panic, reason = "what helps a test panics as the test does")]

mod case;
mod check;
mod crash;
mod mysql;
mod postgres;
mod sqlite;
mod world;
