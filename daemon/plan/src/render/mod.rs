//! Objects as SQL: the statements that create an object of the model, in the dialect of its database.
//!
//! It serves import, diff text, scratch copies and plans alike, so that there is one spelling of each object.

use schema::{Database, Dialect, Object};

/// The statements that create the object as it is, its comment included, without closing semicolons. For tables: without
/// the constraints, indexes and triggers that are objects of their own.
pub fn create(dialect: Dialect, object: &Object) -> Vec<String> {
    match dialect {
        Dialect::Sqlite => crate::sqlite::create(object),
        Dialect::Postgres => crate::postgres::create(object),
        Dialect::MySql => crate::mysql::create(object),
    }
}

/// Every statement that builds the database from nothing, in an order that works.
pub fn build(database: &Database) -> Vec<String> {
    match database.dialect {
        Dialect::Sqlite => crate::sqlite::build(database),
        Dialect::Postgres => crate::postgres::build(database),
        Dialect::MySql => crate::mysql::build(database),
    }
}
