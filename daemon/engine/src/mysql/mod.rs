//! The MySQL engine: MySQL 5.7 and later, MariaDB 10.6 and later. Tested on MariaDB 10.11.
//!
//! Everything that is said to a MySQL server is said in this folder. How a database is modelled: `schema::object::mysql`.

mod approvals;
mod binlog;
mod changelists;
mod examine;
mod facts;
mod fault;
mod given;
mod grants;
mod inspect;
mod ledger;
mod load;
mod lock;
mod mark;
mod online;
mod own_name;
mod privileges;
mod quiet;
mod rows;
mod scratch;
mod session;
mod settle;
mod sizes;
mod snapshots;
mod steps;
mod token;

pub(crate) use self::scratch::Scratch;
pub(crate) use self::session::Session;
