//! How a MySQL or MariaDB database is said in the model: the keys of settings, and what stands where.
//!
//! Not code that reads or writes SQL. Invariant: every text is in the server's own form, as `SHOW CREATE` prints it, with one
//! exception that is named here for each key.
//!
//! A target is one database; identities have no schema part.
//!
//! - **Tables** (`Kind::Table`): columns in physical order. Order counts here, so that `COLUMN_ORDER` repeats it.
//!   `Column::data_type` is the type without character set, collation and attributes: `int unsigned`, `varchar(20)`,
//!   `enum('a','b')`; integer display widths are left away except `tinyint(1)` and where `zerofill` is. `Column::default` is what
//!   stands after `DEFAULT` (`NULL` by itself is no default); `current_timestamp(n)` is always written like a function, in
//!   lower case. `Column::generated` has the expression. `Column::clauses` has the checks written at the column, without a name
//!   (MariaDB): `CHECK (json_valid(`j`))`.
//! - **Keys and checks**: `Table::clauses`, sorted by name; the name is absent for the primary key. Definitions: `PRIMARY KEY (`a`)`,
//!   `UNIQUE KEY (`a`,`b`(10) DESC) USING HASH COMMENT 'x'`, `KEY (…)`, `FULLTEXT KEY (…) WITH PARSER ngram`, `SPATIAL KEY (…)`,
//!   `VECTOR KEY (…)`, `CHECK (…)`, `CHECK (…) NOT ENFORCED`; what follows the columns is as printed, without version comments.
//! - **Periods** (MariaDB) are clauses without a name: `PERIOD FOR SYSTEM_TIME (`a`, `b`)`.
//! - **Foreign keys**: objects of `Kind::Constraint`, parts of their table, `ConstraintKind::Foreign`, always validated:
//!   `FOREIGN KEY (`a`) REFERENCES `t` (`b`) ON DELETE CASCADE`. A table in another database has no `references`.
//! - **Partitions**: `Table::partition_by`, everything after `PARTITION BY`, subpartitions and definitions included, in one line. The `STARTS`
//!   of `SYSTEM_TIME INTERVAL` is left away: the server fills it in from its clock.
//! - **Views** (`Facts::View`): the query with the database's own name removed; settings `ALGORITHM`, `SECURITY`, `CHECK_OPTION`,
//!   `VIEW_COLUMNS`.
//! - **Sequences** (MariaDB, `Facts::Sequence`): options as `SHOW CREATE SEQUENCE` prints them, without the name; settings: `ENGINE`, `COMMENT`.
//! - **Stored programs** (`Facts::Program`): procedures, functions, packages, package bodies, events, and triggers, which are parts
//!   of their table. The definition is the `CREATE` statement without `DEFINER`, the name bare, the body as it was written.
//!   Settings: `SQL_MODE`, and for triggers `FOLLOWS`, the trigger of the same table, time and event that is before it.
//! - **`Object::grants`**, which are not compared: first ``DEFINER=`user`@`host` `` where the object has one; then `SET collation_connection = …`, which
//!   the object was created under; then `GRANT …` on a routine, which is lost when it is dropped.
//! - **Grants** (`Facts::Grant`): the grantee is the name, `app@%` for an account and `reader` for a role of MariaDB, after `PUBLIC`
//!   itself too. `Object::grants` has ``ON `a\_b`.*`` where the server keeps those on the database under an escaped name, and
//!   `SPELLED A` where it keeps those on a column in another letter case, in which alone it takes them. The account that looks, and
//!   its roles, are left out on both sides.
//! - **Comments** of tables, programs and sequences are `Object::comment`, those of columns `Column::comment`.
//! - **Events**: a `STARTS` that the server filled in when the event was made is left away.
//! - **Snapshots** are tables in the same database whose names begin with `groundline_`; they are not inspected.
//! - **Versions** as numbers: `80036`, `101119`; 100000 and above is MariaDB.
//! - Not in the model: `AUTO_INCREMENT` counters, the state of sequences, the database's own default character set.

/// Of a table: its columns' names, quoted with backticks and joined by commas, in physical order.
pub const COLUMN_ORDER: &str = "column order";

/// Of a table or sequence: the storage engine.
pub const ENGINE: &str = "engine";

/// Of a table: the default character set. Of a column: its own, only together with `COLLATE`.
pub const CHARSET: &str = "charset";

/// Of a table: the default collation, always. Of a column: its own, only when it is not the table's.
pub const COLLATE: &str = "collate";

/// Of a table (MariaDB): a flag, `WITH SYSTEM VERSIONING`. Every other table option has its own key, the name in lower case
/// as `SHOW CREATE TABLE` prints it (`row_format`, `key_block_size`, `stats_persistent`, `` `encrypted` ``, `data directory`), and as value the
/// text after the equals sign.
pub const SYSTEM_VERSIONING: &str = "system versioning";

/// Of a column: a flag. The key column counts up.
pub const AUTO_INCREMENT: &str = "auto_increment";

/// Of a column: a flag. It takes NULL and has no default all the same (`ALTER … DROP DEFAULT`).
pub const NO_DEFAULT: &str = "no default";

/// Of a column: a flag.
pub const INVISIBLE: &str = "invisible";

/// Of a column: what stands after `ON UPDATE`, such as `current_timestamp(6)`.
pub const ON_UPDATE: &str = "on update";

/// Of a column (MySQL): the number after `SRID`; MariaDB: after `REF_SYSTEM_ID=`.
pub const SRID: &str = "srid";

/// Of a column (MariaDB): a flag, or `=zlib`-like text after `COMPRESSED`.
pub const COMPRESSED: &str = "compressed";

/// Of a column (MariaDB): a flag, `WITHOUT SYSTEM VERSIONING`.
pub const WITHOUT_SYSTEM_VERSIONING: &str = "without system versioning";

/// Of a column (MariaDB): `START` or `END`, `GENERATED ALWAYS AS ROW …`.
pub const ROW: &str = "row";

/// Of a column (MySQL): `DISK` or `MEMORY` after `STORAGE`, where printed.
pub const STORAGE: &str = "storage";

/// Of a column (MySQL): the text after `COLUMN_FORMAT`, where printed.
pub const COLUMN_FORMAT: &str = "column_format";

/// Of a view: `MERGE` or `TEMPTABLE`, when it is not `UNDEFINED`.
pub const ALGORITHM: &str = "algorithm";

/// Of a view: `INVOKER`, when it is not `DEFINER`.
pub const SECURITY: &str = "security";

/// Of a view: `CASCADED` or `LOCAL`.
pub const CHECK_OPTION: &str = "check option";

/// Of a view (MySQL): the list of column names in parentheses that stands after its name, where one is printed.
pub const VIEW_COLUMNS: &str = "columns";

/// Of a stored program: the SQL mode that it was created under, as the server prints it.
pub const SQL_MODE: &str = "sql_mode";

/// Of a trigger: the name of the trigger that is fired just before it, unquoted; absent for the first.
pub const FOLLOWS: &str = "follows";

/// Of an event: the time zone that it was created under, when it is not `SYSTEM`.
pub const TIME_ZONE: &str = "time_zone";

/// The grantee that is everybody (MariaDB).
pub const PUBLIC: &str = "PUBLIC";

/// What the first of `Object::grants` begins with, when the object has a definer.
pub const DEFINER: &str = "DEFINER=";
