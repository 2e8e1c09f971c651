//! The settings of `policies/approval.toml`: every table, every key, its type, default and example.
//!
//! Not their reading. The reference page `daemon/docs/settings.md` is written from this list.

use super::shape::Absent::{Required, Value, Words};
use super::shape::{Key, Shape};

const FILE: &str = "policies/approval.toml";

const APPROVALS: Key = Key {
    name: "approvals",
    kind: "list of `{ from, count }`",
    default: Required,
    example: "[{ from = \"group:dba\", count = 1 }]",
    about: "Who must agree: `from` is `group:NAME`, `person:NAME` or `anyone`, `count` is how many (1 where it is absent). The parts of one \
            list are met by people of their own.",
};

/// The top of `policies/approval.toml`.
pub(super) static APPROVAL: Shape = Shape {
    file: FILE,
    header: "",
    about: "Who must agree to a plan before it runs. Rules only add: every one that holds is met. Where none holds, the `mode` of the rollout \
            policy decides, and being on the followed branch is all that is asked. A change of this file, or of `access/people.toml` and \
            `access/allowed_signers`, comes into force when it is approved itself.",
    keys: &[
        Key {
            name: "longest",
            kind: "duration, 1m to 365d",
            default: Value("\"30d\""),
            example: "\"7d\"",
            about: "How long an approval counts at most after the daemon saw it first, whatever it says itself.",
        },
        Key {
            name: "keep_history",
            kind: "duration, 365d to 36500d",
            default: Words("for ever"),
            example: "\"2555d\"",
            about: "How long the history and the audit keep what is over: events, runs, plans, drifts. What is older is forgotten once a day, from \
                    its beginning, and an event says up to where. Ledgers in the targets and used approvals stay.",
        },
        Key {
            name: "rule",
            kind: "list of tables",
            default: Value("[]"),
            example: "[{ when = 'true', approvals = [{ from = \"anyone\" }] }]",
            about: "Who must agree to what; see `[[rule]]`.",
        },
        Key {
            name: "risk",
            kind: "list of tables",
            default: Value("[]"),
            example: "[{ when = 'table_rows > 1000000', level = \"high\" }]",
            about: "What makes plans riskier; see `[[risk]]`.",
        },
        Key {
            name: "policy-change",
            kind: "table",
            default: Words("everybody whom any rule asks"),
            example: "{ approvals = [{ from = \"anyone\" }] }",
            about: "Who must agree to a change of this policy and of people; see `[policy-change]`.",
        },
        Key {
            name: "break-glass",
            kind: "table",
            default: Words("nobody may break the glass"),
            example: "{ on_call = [\"anyone\"] }",
            about: "Who may let a plan run at once; see `[break-glass]`.",
        },
        Key {
            name: "bridge",
            kind: "list of tables",
            default: Value("[]"),
            example: "[]",
            about: "Programs that tell of reviews on a forge; see `[[bridge]]`.",
        },
    ],
    later: &[],
};

/// `[[rule]]` of `policies/approval.toml`.
pub(super) static APPROVAL_RULE: Shape = Shape {
    file: FILE,
    header: "[[rule]]",
    about: "Who must agree to the plans for which `when` holds. A rule whose condition depends on what is not known holds.",
    keys: &[
        Key {
            name: "when",
            kind: "condition",
            default: Required,
            example: "'environment == \"prod\" && risk >= \"moderate\"'",
            about: "The plans it is for. The variables and operators are in [approvals.md](approvals.md#conditions).",
        },
        APPROVALS,
    ],
    later: &[],
};

/// One part of `approvals`.
pub(super) static APPROVAL_PART: Shape = Shape {
    file: FILE,
    header: "{ from = \"group:dba\", count = 1 }",
    about: "",
    keys: &[
        Key {
            name: "from",
            kind: "`group:NAME`, `person:NAME` or `anyone`",
            default: Required,
            example: "\"group:dba\"",
            about: "",
        },
        Key { name: "count", kind: "integer", default: Value("1"), example: "1", about: "" },
    ],
    later: &[],
};

/// `[[risk]]` of `policies/approval.toml`.
pub(super) static APPROVAL_RISK: Shape = Shape {
    file: FILE,
    header: "[[risk]]",
    about: "What makes a plan riskier than its hazards do: losing data, or what cannot be undone, is `high` in any case; what blocks, breaks \
            programs or gives access is `moderate`. The gravest that holds counts.",
    keys: &[
        Key {
            name: "when",
            kind: "condition",
            default: Required,
            example: "'environment == \"prod\" && table_rows > 1000000'",
            about: "The plans that are so risky. The variables are those of `[[rule]]` without `risk`.",
        },
        Key {
            name: "level",
            kind: "`\"low\"`, `\"moderate\"`, `\"high\"` or `\"critical\"`",
            default: Required,
            example: "\"high\"",
            about: "The risk that they have at least.",
        },
    ],
    later: &[],
};

/// `[policy-change]` of `policies/approval.toml`.
pub(super) static POLICY_CHANGE: Shape = Shape {
    file: FILE,
    header: "[policy-change]",
    about: "Who must agree before a change of this policy and of people comes into force. What is in force before it says so, never the \
            change itself.",
    keys: &[APPROVALS],
    later: &[],
};

/// `[break-glass]` of `policies/approval.toml`.
pub(super) static BREAK_GLASS: Shape = Shape {
    file: FILE,
    header: "[break-glass]",
    about: "Who may let a plan run at once, alone and with a reason. It must be approved afterwards; until then, when the time is over, \
            nothing more is applied to the target.",
    keys: &[
        Key {
            name: "on_call",
            kind: "list of `group:NAME`, `person:NAME` or `anyone`",
            default: Required,
            example: "[\"group:dba\"]",
            about: "Who may.",
        },
        Key {
            name: "review_within",
            kind: "duration, 1s to 30d",
            default: Value("\"24h\""),
            example: "\"8h\"",
            about: "Within what time the run is to be approved afterwards.",
        },
    ],
    later: &[],
};

/// `[[bridge]]` of `policies/approval.toml`.
pub(super) static BRIDGE: Shape = Shape {
    file: FILE,
    header: "[[bridge]]",
    about: "A program that reads reviews on a forge and signs what it read with a key of its own: `groundline bridge`. What it tells of counts \
            as `bridged`, and within these bounds.",
    keys: &[
        Key {
            name: "name",
            kind: "name",
            default: Required,
            example: "\"github\"",
            about: "What it is called in status and messages.",
        },
        Key {
            name: "keys",
            kind: "list of public keys",
            default: Required,
            example: "[\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBDWYPIBPfFElVNKRwtgb5ND2xqYzYLV4dv4YFd3RQOz bridge\"]",
            about: "Its keys, each as `ssh-keygen` writes it into a `.pub` file; no person may have one of them.",
        },
        Key {
            name: "at_most",
            kind: "integer, 0 to 100",
            default: Value("1"),
            example: "1",
            about: "How many approvals of one rule may come through bridges.",
        },
        Key {
            name: "up_to",
            kind: "`\"low\"`, `\"moderate\"`, `\"high\"` or `\"critical\"`",
            default: Value("\"moderate\""),
            example: "\"high\"",
            about: "The gravest risk of plans that it may speak of.",
        },
    ],
    later: &[],
};
