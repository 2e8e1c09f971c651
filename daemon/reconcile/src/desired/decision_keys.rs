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
    example: "\"sha256:3f9a…\"",
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

/// The tables of a file in `rollouts/`; they are the reference's own sections.
pub(super) static DECISIONS: Shape = Shape {
    file: FILE,
    header: "",
    about: "",
    keys: &[Key { name: "rollback", kind: "list of tables", default: Value("[]"), example: "[]", about: "" }],
    later: &[],
};
