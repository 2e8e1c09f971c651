//! The keys of `rollouts/*.toml`.

use super::shape::Absent::{Required, Value, Words};
use super::shape::{Key, Shape};

const FILE: &str = "rollouts/*.toml";

const TARGETS: Key = Key {
    name: "targets",
    kind: "list of globs",
    default: Words("all targets"),
    example: "[\"shop-prod-eu\"]",
    about: "The targets that it is for, by their names or by those of their target sets, such as `tenant-{id}`.",
};

const REASON: Key = Key {
    name: "reason",
    kind: "string",
    default: Required,
    example: "\"orders were closed that are open, see #812\"",
    about: "Why; shown in status and kept in the history.",
};

const CONTENT: Key = Key {
    name: "content",
    kind: "digest",
    default: Words("none"),
    example: "\"sha256:3f9a2c81d0b4a6e7f5c3d2e1f0a9b8c7d6e5f4a33f9a2c81d0b4a6e7f5c3d2e1\"",
    about: "What Git says of schemas and changelists, as a digest: while it says that, the entry is in force; a commit that changes one of them \
            ends it.",
};

const CHANGELISTS: Key = Key {
    name: "changelists",
    kind: "list of names",
    default: Value("[]"),
    example: "[\"2026-11-22-close-stale-orders\"]",
    about: "The changelists that it is about.",
};

/// `[[rollback]]` of `rollouts/*.toml`.
pub(super) static ROLLBACK: Shape = Shape {
    file: FILE,
    header: "[[rollback]]",
    about: "A rollout that is taken back, as `groundline rollback` writes it: its changelists are undone from the rows that they saved, and \
            never run again on these targets; desired schemas are those of the same commit. While `content` is what Git says, waves go in \
            reverse order, without `bake`.",
    keys: &[
        Key {
            name: "commit",
            kind: "commit id",
            default: Required,
            example: "\"3f9a2c81d0b4a6e7f5c3d2e1f0a9b8c7d6e5f4a3\"",
            about: "The rollout: the commit that was in force.",
        },
        CHANGELISTS,
        TARGETS,
        Key {
            name: "overwrite",
            kind: "boolean",
            default: Value("false"),
            example: "true",
            about: "Whether rows that were changed since are overwritten with what they were; otherwise one such row refuses the undo.",
        },
        Key {
            name: "allow",
            kind: "list of hazards",
            default: Value("[]"),
            example: "[\"data-loss\"]",
            about: "Hazards of the way back that are consented to, on every object, while `content` is what Git says.",
        },
        CONTENT,
        REASON,
    ],
    later: &[],
};

const SOME_TARGETS: Key = Key { default: Required, ..TARGETS };

const UNTIL: Key = Key {
    name: "until",
    kind: "date or date-time",
    default: Words("no end: the entry is taken out"),
    example: "2026-12-31",
    about: "When it ends, of whole targets: the last day, in UTC, or a moment as in `2026-12-31T18:00:00Z`. Without quotes.",
};

/// `[[skip]]` of `rollouts/*.toml`.
pub(super) static SKIP: Shape = Shape {
    file: FILE,
    header: "[[skip]]",
    about: "Targets that are left as they are, or changelists that are left out on them. Nothing is applied there by the daemon, and no wave \
            waits for them. A changelist that ran already stays as it ran.",
    keys: &[SOME_TARGETS, CHANGELISTS, UNTIL, REASON],
    later: &[],
};

/// `[[cancel]]` of `rollouts/*.toml`.
pub(super) static CANCEL: Shape = Shape {
    file: FILE,
    header: "[[cancel]]",
    about: "A rollout of which nothing more begins: while `content` is what Git says, no plan is applied by the daemon, and one that runs is \
            called off: it is undone after the step under way. It ends with the next commit that changes a schema or a changelist.",
    keys: &[TARGETS, Key { default: Required, ..CONTENT }, REASON],
    later: &[],
};

/// `[[retry]]` of `rollouts/*.toml`.
pub(super) static RETRY: Shape = Shape {
    file: FILE,
    header: "[[retry]]",
    about: "Targets where a plan that failed is tried once more: the daemon tries again at every new commit, and this is the one that says so.",
    keys: &[SOME_TARGETS, REASON],
    later: &[],
};

const fn table(name: &'static str) -> Key {
    Key { name, kind: "list of tables", default: Value("[]"), example: "[]", about: "" }
}

/// The tables of a file in `rollouts/`; they are the reference's own sections.
pub(super) static DECISIONS: Shape = Shape {
    file: FILE,
    header: "",
    about: "",
    keys: &[table("rollback"), table("skip"), table("cancel"), table("retry")],
    later: &[],
};
