//! The keys of `[[check]]` of `policies/rollout.toml`.

use super::shape::Absent::{Required, Value, Words};
use super::shape::{Key, Shape};

pub(super) const CHECK_TABLE: Key = Key {
    name: "check",
    kind: "list of tables",
    default: Value("[]"),
    example: "[{ name = \"orders\", query = \"SELECT count(*) FROM orders WHERE state IS NULL\", expect = 0 }]",
    about: "What must hold of a wave before the next one begins; see `[[check]]`.",
};

/// `[[check]]` of `policies/rollout.toml`.
pub(super) static WAVE_CHECK: Shape = Shape {
    file: "policies/rollout.toml",
    header: "[[check]]",
    about: "What must hold of a wave that is through before the next one begins: a query on each of its targets, or a gate that is asked over HTTP. \
            Until it holds, later waves wait, the status says why, and it is asked again. Either `query` and `expect` are there, or `url`.",
    keys: &[
        Key {
            name: "name",
            kind: "name",
            default: Required,
            example: "\"orders\"",
            about: "What it is called in status and messages.",
        },
        Key {
            name: "environments",
            kind: "list of globs",
            default: Words("all environments"),
            example: "[\"prod\"]",
            about: "The environments between whose waves it is asked.",
        },
        Key {
            name: "targets",
            kind: "list of globs",
            default: Words("all targets"),
            example: "[\"shop-*\"]",
            about: "The targets that the query is asked of, by their names or by those of their target sets.",
        },
        Key {
            name: "query",
            kind: "SQL",
            default: Words("none; `url` is there instead"),
            example: "\"SELECT count(*) FROM orders WHERE state IS NULL\"",
            about: "One query, without semicolon, in a session that only reads.",
        },
        Key {
            name: "expect",
            kind: "`\"no rows\"`, `\"rows\"`, an integer, or a table",
            default: Words("none; required beside `query`"),
            example: "0",
            about: "What it must answer, as in a changelist's `[[check]]`: no row, some row, one value, or a value within bounds.",
        },
        Key {
            name: "url",
            kind: "web address, or `env:NAME`",
            default: Words("none; `query` is there instead"),
            example: "\"env:GATE_URL\"",
            about: "A gate: any answer 2xx lets the next wave go, everything else holds it. `https`, or `http` on the machine of the daemon; one that has a \
                    secret in its path stands in a variable of the daemon, and is shown nowhere.",
        },
        Key {
            name: "method",
            kind: "`\"GET\"` or `\"POST\"`",
            default: Value("\"GET\""),
            example: "\"POST\"",
            about: "How the gate is asked. A POST has a JSON object with `check`, `project`, `environment`, `revision`, `wave`, `of` and `targets`.",
        },
        Key {
            name: "timeout",
            kind: "duration, 1s to 10m",
            default: Value("\"10s\""),
            example: "\"30s\"",
            about: "How long an answer may take, of each target and of the gate; later is a failure.",
        },
        Key {
            name: "interval",
            kind: "duration, 1s to 1d",
            default: Value("\"30s\""),
            example: "\"1m\"",
            about: "How long after a failure it is asked again.",
        },
    ],
    later: &[],
};
