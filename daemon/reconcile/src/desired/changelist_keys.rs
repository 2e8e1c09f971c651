//! The settings of a changelist: every table and key.
//!
//! Not their reading. The reference page is written from this list, as from that in `keys`.

use super::shape::Absent::{Required, Value, Words};
use super::shape::{Key, Shape};

const FILE: &str = "changelists/*/changelist.toml";

/// The top of `changelist.toml`.
pub(super) static CHANGELIST: Shape = Shape {
    file: FILE,
    header: "",
    about: "A change of rows, or of what no desired schema can say, that runs exactly once on each of its targets. The folder's name is its \
            id, and the folder's `.sql` files are run in the order of their names.",
    keys: &[
        Key {
            name: "title",
            kind: "string",
            default: Required,
            example: "\"Close orders idle for a year\"",
            about: "What it does, in a few words.",
        },
        Key {
            name: "targets",
            kind: "list of names, or a condition",
            default: Required,
            example: "'environment == \"prod\" && labels.region == \"eu\"'",
            about: "Where it runs: targets or target sets by their names, or every target for which the condition holds.",
        },
        Key {
            name: "after",
            kind: "list of ids",
            default: Value("[]"),
            example: "[]",
            about: "The changelists that have to be through on a target first. Those that are not for the target do not count. Otherwise \
                    changelists run in the order of their ids.",
        },
        Key {
            name: "schema",
            kind: "`\"latest\"`, `\"before\"` or `\"same\"`",
            default: Value("\"latest\""),
            example: "\"latest\"",
            about: "Which schema it runs on: `latest` waits until the target has the schema of the commit in force; `before` runs on the \
                    schema that the target has, and the schema change waits for it; `same` runs on the schema of the commit that brought \
                    it, and later schema changes wait for it.",
        },
        Key {
            name: "snapshot",
            kind: "`\"rows\"` or `\"none\"`",
            default: Value("\"rows\""),
            example: "\"rows\"",
            about: "Whether the rows that it changes are saved first, so that it can be undone. `none` needs a `reason`.",
        },
        Key {
            name: "reason",
            kind: "string",
            default: Words("none; `snapshot = \"none\"` needs one"),
            example: "\"the table is filled anew each night\"",
            about: "Why nothing is saved. Whoever reviews the plan reads it.",
        },
        Key {
            name: "batch",
            kind: "table",
            default: Words("none: each file's statements run as they are, in one transaction where the engine can"),
            example: "{ table = \"orders\", size = 5000, pause = \"100ms\" }",
            about: "Runs statements that change many rows of a table in pieces; see `batch`.",
        },
        Key {
            name: "variables",
            kind: "table",
            default: Value("{}"),
            example: "{ idle_days = 365 }",
            about: "Values that stand for `{{name}}` in the SQL and the checks, as literals; see `[variables.NAME]` for values that differ.",
        },
        Key {
            name: "check",
            kind: "list of tables",
            default: Value("[]"),
            example: "[{ when = \"before\", query = \"SELECT 1 FROM orders WHERE id < 0\", expect = \"no rows\" }]",
            about: "Queries whose answers decide whether it runs, or stands; see `[[check]]`.",
        },
    ],
    later: &["approvals", "window", "timeout"],
};

/// `batch` of `changelist.toml`.
pub(super) static BATCH: Shape = Shape {
    file: FILE,
    header: "batch = {…}",
    about: "How a big `UPDATE`, `DELETE` or `INSERT … SELECT` goes in pieces: the table is walked over in the order of its primary key, or of \
            a unique index without NULLs, and each range is a transaction of its own. Killed at any point, it goes on where it was.",
    keys: &[
        Key {
            name: "table",
            kind: "name of a table, with its schema where one is needed",
            default: Required,
            example: "\"orders\"",
            about: "The table that is walked over. Statements that do not change it, or read from it, run whole.",
        },
        Key {
            name: "size",
            kind: "integer, 1 to 1000000",
            default: Value("5000"),
            example: "5000",
            about: "How many rows of the table a piece walks over.",
        },
        Key {
            name: "pause",
            kind: "duration, to 1h",
            default: Value("\"0s\""),
            example: "\"100ms\"",
            about: "How long to pause after each piece.",
        },
    ],
    later: &[],
};

/// `[variables.NAME]` of `changelist.toml`.
pub(super) static VARIABLE: Shape = Shape {
    file: FILE,
    header: "[variables.NAME]",
    about: "A variable whose value is not the same everywhere: that of the target counts first, then that of a label, then that of the \
            environment, then the default. Texts become SQL strings, numbers and `true` or `false` stand as they are; `{{name:ident}}` \
            stands for a text as a name.",
    keys: &[
        Key {
            name: "default",
            kind: "string, integer or boolean",
            default: Words("none: every target needs a value"),
            example: "365",
            about: "The value where nothing else is said.",
        },
        Key {
            name: "targets",
            kind: "table of values",
            default: Value("{}"),
            example: "{ shop-prod = 400 }",
            about: "Values by target, or by the name of a target set.",
        },
        Key {
            name: "labels",
            kind: "table of values",
            default: Value("{}"),
            example: "{ \"region=eu\" = 730 }",
            about: "Values by label and its word, as in `\"region=eu\"`. A target may not have two of them with different values.",
        },
        Key {
            name: "environments",
            kind: "table of values",
            default: Value("{}"),
            example: "{ dev = 30 }",
            about: "Values by environment.",
        },
    ],
    later: &[],
};

/// `[[check]]` of `changelist.toml`.
pub(super) static CHECK: Shape = Shape {
    file: FILE,
    header: "[[check]]",
    about: "A query that must answer as expected: before anything of the changelist ran, or after all of it. Where the changelist is one \
            transaction, both are asked in it, and what fails leaves nothing behind.",
    keys: &[
        Key {
            name: "when",
            kind: "`\"before\"` or `\"after\"`",
            default: Required,
            example: "\"after\"",
            about: "When it is asked.",
        },
        Key {
            name: "query",
            kind: "SQL",
            default: Required,
            example: "\"SELECT count(*) FROM orders WHERE state IS NULL\"",
            about: "One query, without semicolon; `{{name}}` stands for a variable.",
        },
        Key {
            name: "expect",
            kind: "`\"no rows\"`, `\"rows\"`, an integer, or a table",
            default: Required,
            example: "{ at_most = 10 }",
            about: "What it must answer: no row, some row, one value, or a value within bounds; see `expect`.",
        },
        Key {
            name: "message",
            kind: "string",
            default: Words("the query and what was expected of it"),
            example: "\"orders without a state: ask the shop team\"",
            about: "What it means when it fails, and what to do.",
        },
    ],
    later: &[],
};

/// `expect` of `[[check]]`.
pub(super) static EXPECT: Shape = Shape {
    file: FILE,
    header: "expect = {…}",
    about: "What the one value of a check's query must be. NULL, and no row, are as no check expects.",
    keys: &[
        Key {
            name: "value",
            kind: "string, integer or boolean",
            default: Words("none"),
            example: "\"ready\"",
            about: "The value, and nothing else.",
        },
        Key { name: "at_least", kind: "integer", default: Words("no least"), example: "1", about: "The least number." },
        Key {
            name: "at_most",
            kind: "integer",
            default: Words("no most"),
            example: "100",
            about: "The greatest number.",
        },
    ],
    later: &[],
};
