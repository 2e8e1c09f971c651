//! The settings of a schema repo: every table, every key, its type, default and example.
//!
//! Not their reading. The reference page `daemon/docs/settings.md` is written from this list.

use super::approval_keys::{APPROVAL, APPROVAL_RISK, APPROVAL_RULE, BREAK_GLASS, BRIDGE, POLICY_CHANGE};
use super::changelist_keys::{BATCH, CHANGELIST, CHECK, EXPECT, VARIABLE};
use super::decision_keys::{CANCEL, RETRY, ROLLBACK, SKIP};
use super::people_keys::{GROUP, PERSON, SERVICE_ACCOUNT, TOKEN, TRUST};
use super::shape::Absent::{Required, Value, Words};
use super::shape::{Key, Shape};
use super::wave_check_keys::{CHECK_TABLE, WAVE_CHECK};
use super::wave_keys::{BAKE, CANARY, MAX_FAILURES, PARALLELISM, WAVE};
use super::window_keys::{FREEZE, WINDOW};

/// Every table of settings, in the order of the reference.
pub const SHAPES: [&Shape; 32] = [
    &PROJECT,
    &DEFAULTS,
    &TARGET,
    &TARGET_SET,
    &IDS,
    &ROLLOUT,
    &ROLLOUT_ENVIRONMENT,
    &ONLINE,
    &CONSENT,
    &WINDOW,
    &FREEZE,
    &WAVE_CHECK,
    &CHANGELIST,
    &BATCH,
    &VARIABLE,
    &CHECK,
    &EXPECT,
    &ROLLBACK,
    &SKIP,
    &CANCEL,
    &RETRY,
    &PERSON,
    &GROUP,
    &SERVICE_ACCOUNT,
    &TOKEN,
    &TRUST,
    &APPROVAL,
    &APPROVAL_RULE,
    &APPROVAL_RISK,
    &POLICY_CHANGE,
    &BREAK_GLASS,
    &BRIDGE,
];

/// The top of `groundline.toml`.
pub(super) static PROJECT: Shape = Shape {
    file: "groundline.toml",
    header: "",
    about: "What the schema repo is called and which environments its targets belong to.",
    keys: &[
        Key {
            name: "format",
            kind: "integer",
            default: Required,
            example: "1",
            about: "The version of the format of this schema repo. This version of Groundline reads format 1.",
        },
        Key {
            name: "project",
            kind: "name",
            default: Required,
            example: "\"shop\"",
            about: "What the project is called in status, metrics and messages.",
        },
        Key {
            name: "environments",
            kind: "list of names",
            default: Required,
            example: "[\"dev\", \"staging\", \"prod\"]",
            about: "The environments, in the order in which a change reaches them.",
        },
        Key {
            name: "defaults",
            kind: "table",
            default: Words("no defaults"),
            example: "{ engine = \"postgres\" }",
            about: "What holds for every target that does not say otherwise; see `[defaults]`.",
        },
    ],
    later: &[],
};

/// `[defaults]` of `groundline.toml`.
pub(super) static DEFAULTS: Shape = Shape {
    file: "groundline.toml",
    header: "[defaults]",
    about: "What holds for every target and target set that does not say otherwise.",
    keys: &[
        Key {
            name: "engine",
            kind: "`\"sqlite\"`, `\"postgres\"` or `\"mysql\"`",
            default: Words("none: each URL or target says its engine"),
            example: "\"postgres\"",
            about: "The engine of targets whose `url` is `env:NAME` and that have no `engine` of their own.",
        },
        Key {
            name: "scratch_url",
            kind: "database URL without password, or `env:NAME`",
            default: Words("a scratch database on the target's own server"),
            example: "\"env:SCRATCH_URL\"",
            about: "Where scratch databases are made for targets that are not SQLite, whose scratch databases are in memory.",
        },
    ],
    later: &[],
};

const ENVIRONMENT: Key = Key {
    name: "environment",
    kind: "name",
    default: Required,
    example: "\"prod\"",
    about: "The environment it belongs to, one of `environments` in `groundline.toml`.",
};

const SCHEMA: Key = Key {
    name: "schema",
    kind: "name",
    default: Required,
    example: "\"shop\"",
    about: "The desired schema: the folder `schemas/<name>`.",
};

const ENGINE: Key = Key {
    name: "engine",
    kind: "`\"sqlite\"`, `\"postgres\"` or `\"mysql\"`",
    default: Words("what the scheme of `url` says, else `defaults.engine`"),
    example: "\"postgres\"",
    about: "The engine, where `url` is `env:NAME` and so cannot say it.",
};

const SCRATCH_URL: Key = Key {
    name: "scratch_url",
    kind: "database URL without password, or `env:NAME`",
    default: Words("`defaults.scratch_url`, else a scratch database on the target's own server"),
    example: "\"env:SCRATCH_URL\"",
    about: "Where scratch databases are made, for an account that may not create databases beside the target.",
};

const REPLICAS: Key = Key {
    name: "replicas",
    kind: "list of database URLs without password, or `env:NAME`",
    default: Value("[]"),
    example: "[\"env:SHOP_REPLICA_URL\"]",
    about: "Its replicas: an online change waits while one of them is further behind than `max_lag`.",
};

const LABELS: Key = Key {
    name: "labels",
    kind: "table of strings",
    default: Value("{}"),
    example: "{ region = \"eu\", tier = \"1\" }",
    about: "Words to choose targets by.",
};

const DEPENDS_ON: Key = Key {
    name: "depends_on",
    kind: "list of names",
    default: Value("[]"),
    example: "[\"shop-prod-eu\"]",
    about: "Targets, or target sets by their names as written, that are to be what Git says before a plan begins here.",
};

const INCLUDE: Key = Key {
    name: "include",
    kind: "list of globs",
    default: Words("`include` of the rollout policy"),
    example: "[\"public.*\"]",
    about: "Only objects whose dotted name matches one of these are looked at, in place of the rollout policy's `include`.",
};

const EXCLUDE: Key = Key {
    name: "exclude",
    kind: "list of globs",
    default: Value("[]"),
    example: "[\"public.spatial_ref_sys\"]",
    about: "Objects that belong to somebody else and are left alone, beside those of the rollout policy.",
};

/// `[[target]]` of `targets/*.toml`.
pub(super) static TARGET: Shape = Shape {
    file: "targets/*.toml",
    header: "[[target]]",
    about: "One live database. Every `.toml` file below `targets/` is read; how they are cut is yours.",
    keys: &[
        Key {
            name: "name",
            kind: "name",
            default: Required,
            example: "\"shop-prod-eu\"",
            about: "What the target is called; no two targets share a name.",
        },
        ENVIRONMENT,
        SCHEMA,
        Key {
            name: "url",
            kind: "database URL without password, or `env:NAME`",
            default: Required,
            example: "\"env:SHOP_PROD_EU_URL\"",
            about: "Where the database is: `env:NAME` (the daemon reads the URL from its environment), `sqlite:PATH`, or \
                    `postgres://…` without a password. A relative `PATH` counts from the schema repo, or from the \
                    daemon's state folder where the repo is a remote one.",
        },
        ENGINE,
        SCRATCH_URL,
        REPLICAS,
        LABELS,
        DEPENDS_ON,
        INCLUDE,
        EXCLUDE,
    ],
    later: &["groups", "lock_pressure"],
};

/// `[[target-set]]` of `targets/*.toml`.
pub(super) static TARGET_SET: Shape = Shape {
    file: "targets/*.toml",
    header: "[[target-set]]",
    about: "Many databases that are alike, such as one for each tenant: a target for each id.",
    keys: &[
        Key {
            name: "name",
            kind: "name with `{id}`",
            default: Required,
            example: "\"tenant-{id}\"",
            about: "What each target is called; `{id}` stands for the id.",
        },
        ENVIRONMENT,
        SCHEMA,
        Key {
            name: "url",
            kind: "database URL with `{id}` and without password, or `env:NAME`",
            default: Required,
            example: "\"env:TENANT_URL_TEMPLATE\"",
            about: "Where each database is. The URL, or the value of the environment variable, contains `{id}`.",
        },
        Key {
            name: "ids",
            kind: "list of strings, or table",
            default: Required,
            example: "{ file = \"targets/tenants.txt\" }",
            about: "The ids: a list, a file, or a query on a control database; see `ids`.",
        },
        ENGINE,
        SCRATCH_URL,
        REPLICAS,
        LABELS,
        DEPENDS_ON,
        INCLUDE,
        EXCLUDE,
    ],
    later: &["groups"],
};

/// The table form of `ids` in `[[target-set]]`.
pub(super) static IDS: Shape = Shape {
    file: "targets/*.toml",
    header: "ids",
    about: "Where the ids of a target set come from, when they are not listed: either `file`, or `query` and `url`. An id has \
            ASCII letters, digits, `-`, `_` and `.`.",
    keys: &[
        Key {
            name: "file",
            kind: "path",
            default: Words("none; `query` is there instead"),
            example: "\"targets/tenants.txt\"",
            about: "A text file in the schema repo with one id a line; empty lines and lines that begin with `#` do not count.",
        },
        Key {
            name: "query",
            kind: "SQL",
            default: Words("none; `file` is there instead"),
            example: "\"SELECT id FROM tenants WHERE active\"",
            about: "One query whose first column is the id. It is asked in a session that only reads, as often as `drift_interval` says.",
        },
        Key {
            name: "url",
            kind: "database URL without password, or `env:NAME`",
            default: Words("none; required beside `query`"),
            example: "\"env:CONTROL_URL\"",
            about: "The control database that the query runs on.",
        },
    ],
    later: &[],
};

const MODE: Key = Key {
    name: "mode",
    kind: "`\"auto\"` or `\"manual\"`",
    default: Value("\"manual\""),
    example: "\"auto\"",
    about: "Whether the daemon applies a plan by itself, or waits for `groundline apply`.",
};

const LOCK_TIMEOUT: Key = Key {
    name: "lock_timeout",
    kind: "duration, 1ms to 1h",
    default: Value("\"3s\""),
    example: "\"3s\"",
    about: "How long a statement waits for a lock before it gives way and is tried again.",
};

const STATEMENT_TIMEOUT: Key = Key {
    name: "statement_timeout",
    kind: "duration, to 20d",
    default: Value("\"0s\""),
    example: "\"20m\"",
    about: "How long a statement may run; `0s` is without end.",
};

const RETENTION: Key = Key {
    name: "retention",
    kind: "duration, to 3650d",
    default: Value("\"30d\""),
    example: "\"30d\"",
    about: "How long snapshots are kept, and so how long a lost column or table can come back.",
};

const DRIFT: Key = Key {
    name: "drift",
    kind: "`\"off\"`, `\"observe\"` or `\"alert\"`",
    default: Value("\"alert\""),
    example: "\"observe\"",
    about: "What is done about drift: not looked for, shown in status, or shown and reported as unhealthy.",
};

const DRIFT_INTERVAL: Key = Key {
    name: "drift_interval",
    kind: "duration, 1s to 7d",
    default: Value("\"5m\""),
    example: "\"5m\"",
    about: "How often a target is looked at when nothing else asks for it.",
};

const POLICY_INCLUDE: Key = Key {
    name: "include",
    kind: "list of globs",
    default: Value("[]"),
    example: "[\"public.*\"]",
    about: "Only objects whose dotted name (`schema.object`) matches one of these are looked at; empty is every object.",
};

const POLICY_EXCLUDE: Key = Key {
    name: "exclude",
    kind: "list of globs",
    default: Value("[]"),
    example: "[\"public.tmp_*\"]",
    about: "Objects that are left alone: not compared, not changed, not dropped.",
};

const SUSPEND: Key = Key {
    name: "suspend",
    kind: "boolean",
    default: Value("false"),
    example: "true",
    about: "Whether nothing is applied for now: plans are made and shown, an online change under way waits where it is.",
};

const ONLINE_TABLE: Key = Key {
    name: "online",
    kind: "table",
    default: Value("{}"),
    example: "{ max_running = 32 }",
    about: "How much an online change may ask of a server; see `[online]`.",
};

const LATER: &[&str] = &["stages", "bake_time"];

/// The top of `policies/rollout.toml`.
pub(super) static ROLLOUT: Shape = Shape {
    file: "policies/rollout.toml",
    header: "",
    about: "How changes reach targets. The file may be absent; then every default holds.",
    keys: &[
        MODE,
        LOCK_TIMEOUT,
        STATEMENT_TIMEOUT,
        RETENTION,
        DRIFT,
        DRIFT_INTERVAL,
        Key {
            name: "poll_interval",
            kind: "duration, 1s to 1d",
            default: Value("\"60s\""),
            example: "\"60s\"",
            about: "How often a remote schema repo is asked for new commits.",
        },
        POLICY_INCLUDE,
        POLICY_EXCLUDE,
        SUSPEND,
        CANARY,
        WAVE,
        BAKE,
        PARALLELISM,
        MAX_FAILURES,
        ONLINE_TABLE,
        Key {
            name: "environment",
            kind: "table of tables",
            default: Value("{}"),
            example: "{ dev = { mode = \"auto\" } }",
            about: "The same again for one environment; see `[environment.NAME]`.",
        },
        Key {
            name: "consent",
            kind: "list of tables",
            default: Value("[]"),
            example: "[{ environment = \"dev\", object = \"*\", hazard = \"data-loss\", reason = \"dev has no data of worth\" }]",
            about: "Consent to hazards; see `[[consent]]`.",
        },
        Key {
            name: "window",
            kind: "list of tables",
            default: Value("[]"),
            example: "[{ name = \"night\", environments = [\"prod\"], schedule = \"0 22 * * mon-fri\", duration = \"8h\" }]",
            about: "When plans may begin; see `[[window]]`.",
        },
        Key {
            name: "freeze",
            kind: "list of tables",
            default: Value("[]"),
            example: "[{ name = \"year-end\", start = 2026-12-20, end = 2027-01-03 }]",
            about: "When no plan may begin; see `[[freeze]]`.",
        },
        CHECK_TABLE,
    ],
    later: LATER,
};

/// `[environment.NAME]` of `policies/rollout.toml`.
pub(super) static ROLLOUT_ENVIRONMENT: Shape = Shape {
    file: "policies/rollout.toml",
    header: "[environment.NAME]",
    about: "The settings of one environment, over those at the top of the file. `NAME` is one of `environments` in \
            `groundline.toml`. What is absent here is as at the top.",
    keys: &[
        MODE,
        LOCK_TIMEOUT,
        STATEMENT_TIMEOUT,
        RETENTION,
        DRIFT,
        DRIFT_INTERVAL,
        POLICY_INCLUDE,
        POLICY_EXCLUDE,
        SUSPEND,
        CANARY,
        WAVE,
        BAKE,
        PARALLELISM,
        MAX_FAILURES,
        ONLINE_TABLE,
    ],
    later: LATER,
};

/// `[online]` of `policies/rollout.toml`.
pub(super) static ONLINE: Shape = Shape {
    file: "policies/rollout.toml",
    header: "[online]",
    about: "How much an online change may ask of a server; `[environment.NAME.online]` says it for one environment. While one of \
            these bounds is passed nothing is copied, and status says which.",
    keys: &[
        Key {
            name: "range_time",
            kind: "duration, 1ms to 10s",
            default: Value("\"150ms\""),
            example: "\"50ms\"",
            about: "How long copying one range of rows should take; ranges get longer and shorter to meet it.",
        },
        Key {
            name: "workers",
            kind: "integer, 1 to 64",
            default: Words("as many as the server gains from"),
            example: "2",
            about: "How many sessions copy at once.",
        },
        Key {
            name: "max_lag",
            kind: "duration, 10ms to 1d",
            default: Value("\"1500ms\""),
            example: "\"5s\"",
            about: "How far the replicas of a target may be behind.",
        },
        Key {
            name: "max_running",
            kind: "integer, 1 to 100000",
            default: Value("64"),
            example: "32",
            about: "How many sessions of the server may be at work.",
        },
        Key {
            name: "max_history",
            kind: "integer, 1000 to 1000000000",
            default: Value("1000000"),
            example: "500000",
            about: "MySQL: how long the list of old row versions may get.",
        },
        Key {
            name: "throttle_query",
            kind: "SQL",
            default: Words("none"),
            example: "\"SELECT busy FROM ops.state\"",
            about: "A query of one value; while it is anything but NULL, 0, false or empty, nothing is copied.",
        },
        Key {
            name: "exchange_wait",
            kind: "duration, 100ms to 1m",
            default: Value("\"3s\""),
            example: "\"1s\"",
            about: "How long the moment in which the change becomes visible may wait for the table, each time it is tried.",
        },
        Key {
            name: "pause_file",
            kind: "path",
            default: Words("none"),
            example: "\"/run/groundline/pause\"",
            about: "While this file exists on the daemon's machine nothing is copied.",
        },
        Key {
            name: "feed",
            kind: "duration, to 7d",
            default: Value("\"30m\""),
            example: "\"2h\"",
            about: "MySQL: how long the table as it was is fed with later writes, so that undoing takes an instant. Afterwards undoing \
                    first brings that table up to date from the server's log, as far as the server keeps it.",
        },
    ],
    later: &[],
};

/// `[[consent]]` of `policies/rollout.toml`.
pub(super) static CONSENT: Shape = Shape {
    file: "policies/rollout.toml",
    header: "[[consent]]",
    about: "Consent to one hazard on some objects of some targets. A plan that loses data or breaks readers runs only with it. \
            Exactly one of `targets` and `environment` is there. Take it out again when the change is through, or give it an \
            end with `until`.",
    keys: &[
        Key {
            name: "targets",
            kind: "list of names",
            default: Words("none; `environment` is there instead"),
            example: "[\"shop-prod-eu\"]",
            about: "The targets it holds for. The name of a target set, such as `tenant-{id}`, means all of the set.",
        },
        Key {
            name: "environment",
            kind: "name",
            default: Words("none; `targets` is there instead"),
            example: "\"dev\"",
            about: "The environment it holds for: all targets in it.",
        },
        Key {
            name: "object",
            kind: "glob",
            default: Required,
            example: "\"public.orders\"",
            about: "The objects it holds for, by the dotted name that the plan shows for a step.",
        },
        Key {
            name: "hazard",
            kind: "hazard code",
            default: Required,
            example: "\"data-loss\"",
            about: "The hazard, as the plan names it; `groundline explain data-loss` tells more.",
        },
        Key {
            name: "reason",
            kind: "string",
            default: Required,
            example: "\"legacy_note is unused since 2025, see #812\"",
            about: "Why. It is kept in the history of the rollout.",
        },
        Key {
            name: "until",
            kind: "date or date-time",
            default: Words("without end"),
            example: "2026-12-31",
            about: "The last day it holds, in UTC; or the moment it ends, as in `2026-12-31T18:00:00+01:00`. Without quotes.",
        },
    ],
    later: &[],
};
