//! What is not right is answered well: an exit code, what, where, why and what to do; and nothing is changed by it.

mod answer;
mod mysql_server;
mod output;
mod repository;
mod server;
mod sql;

use libtest_mimic::{Failed, Trial};
use tests::Fault;

use crate::cases::database::Engine;

type OnEngine = fn(Engine) -> Result<(), Fault>;
type Test = fn() -> Result<(), Fault>;

const ON_BOTH: &[(&str, OnEngine)] = &[
    ("broken SQL is told with its place", sql::broken),
    ("a literal without end is told with its place", sql::not_closed),
    ("duplicate objects are told with both places", sql::duplicates),
    ("a missing table is told with its place", sql::missing_table),
    ("a missing column is told with its place", sql::missing_column),
    ("cyclic views are told with their places", sql::cyclic_views),
    ("rows in a schema are told with their place", sql::rows_in_a_schema),
    ("every error of a schema is told at once", sql::every_error_is_told),
    ("bytes that are no text are told", sql::foreign_bytes),
    ("an absent schema is not an empty one", sql::absent_and_empty),
    ("a plan is superseded by a changed database", sql::superseded),
    ("a file of 50 MB is answered", sql::fifty_megabytes),
    ("names with quotes, spaces, emoji and keywords go round", sql::odd_names),
    ("JSON is one object and nothing else", output::one_json_object),
    ("a closed pipe is no panic", output::closed_pipe),
    ("a lock held by another is told and waited for no longer than allowed", server::locked_by_another),
];

const ALWAYS: &[(&str, Test)] = &[
    ("a folder that is no schema repo is told", repository::not_a_repo),
    ("an empty repository is told", repository::empty_repo),
    ("an unknown key is told with the nearest one", repository::unknown_key),
    ("broken TOML is told with its place", repository::broken_toml),
    ("broken SQL in a schema repo is told with its place", repository::broken_sql_in_a_repo),
    ("an unknown target is told with those that there are", repository::unknown_target),
    ("a symbolic link and a path out of the tree are refused", repository::links_and_parents),
    ("a schema repo is not made twice", repository::init_twice),
    ("usage errors end with 1", output::usage_errors),
    ("a password is in no output", output::passwords_stay_secret),
    ("an unreachable database is told", server::unreachable),
    ("a read-only file is told and not changed", server::read_only_file),
    ("a full disk under sqlite is told and nothing is changed", server::full_disk_sqlite),
];

const WITH_SERVER: &[(&str, Test)] = &[
    ("a wrong password is told", server::wrong_password),
    ("a role that may not create databases is told the right and the way round it", server::no_right_to_create),
    ("a role that owns nothing is told whose it is", server::not_the_owner),
    ("a read-only server is told", server::read_only_server),
    ("a full disk under postgres is told and nothing is changed", server::full_disk_postgres),
];

const WITH_MYSQL: &[(&str, Test)] = &[
    ("an unreachable mysql is told", mysql_server::unreachable),
    ("a wrong password of mysql is told", mysql_server::wrong_password),
    ("a URL of mysql without a database is told", mysql_server::no_database),
    (
        "a user of mysql who may not create databases is told the right and the way round it",
        mysql_server::no_right_to_create,
    ),
    ("an empty database serves as scratch where mysql lets none be created", mysql_server::given_scratch),
    (
        "mysql privileges that cannot be read are not managed, and what is missing is named",
        mysql_server::hidden_privileges,
    ),
    ("a mysql account keeps its own privileges whatever is desired", mysql_server::own_privileges),
    ("a user of mysql who may not change the database is told what is missing", mysql_server::may_only_read),
];

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    let trial = |(name, run): &(&str, Test)| {
        let run = *run;
        Trial::test(format!("bad_input/{name}"), move || run().map_err(Failed::from))
    };
    let has_no_server = Engine::Postgres.missing().is_some();
    let mut trials: Vec<_> = ALWAYS.iter().map(trial).collect();
    trials.extend(WITH_SERVER.iter().map(|test| trial(test).with_ignored_flag(has_no_server)));
    let has_no_mysql = Engine::MySql.missing().is_some();
    trials.extend(WITH_MYSQL.iter().map(|test| trial(test).with_ignored_flag(has_no_mysql)));
    for engine in [Engine::Sqlite, Engine::Postgres, Engine::MySql] {
        trials.extend(ON_BOTH.iter().map(|(name, run)| {
            let run = *run;
            Trial::test(format!("bad_input/{}/{name}", engine.name()), move || run(engine).map_err(Failed::from))
                .with_ignored_flag(engine.missing().is_some())
        }));
    }
    trials
}
