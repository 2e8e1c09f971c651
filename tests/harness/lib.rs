//! What the tests stand on: real databases, the real program, a real Git, and independent observers of them.
//!
//! Nothing here knows how Groundline works inside: it is driven through its command line and watched through `psql`,
//! `pg_dump`, `mariadb`, `sqlite3` and `git`. Everything made here is removed when it is dropped.

mod dump;
mod git;
mod mysql;
mod mysql_dump;
mod mysql_server;
mod places;
mod postgres;
mod postgres_server;
mod process;
mod program;
mod published;
mod reader;
mod rows;
mod sql_text;
mod sqlite;
mod watch;
mod wire;

pub use dump::{pg_dump_in_normal_form, privileges, without_privileges};
pub use git::GitRepo;
pub use mysql::{MySql, MySqlDatabase};
pub use mysql_server::MySqlServer;
pub use places::{shared, workspace};
pub use postgres::{Postgres, PostgresDatabase};
pub use postgres_server::PostgresServer;
pub use process::{Fault, Ran, ran};
pub use program::{Call, Program, Running};
pub use published::Published;
pub use reader::Readers;
pub use rows::{Rows, Table};
pub use sql_text::normal_form;
pub use sqlite::Sqlite;
pub use wire::Wire;
