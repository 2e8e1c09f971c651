//! The keys of `[[window]]` and `[[freeze]]` of `policies/rollout.toml`.

use super::shape::Absent::{Required, Value, Words};
use super::shape::{Key, Shape};

const NAME: Key = Key {
    name: "name",
    kind: "name",
    default: Required,
    example: "\"night\"",
    about: "What it is called in status and messages; no other window or freeze has the same name.",
};

const ENVIRONMENTS: Key = Key {
    name: "environments",
    kind: "list of globs",
    default: Words("all environments"),
    example: "[\"prod\"]",
    about: "The environments that it is for.",
};

const TARGETS: Key = Key {
    name: "targets",
    kind: "list of globs",
    default: Words("all targets"),
    example: "[\"shop-*\"]",
    about: "The targets that it is for, by their names or by those of their target sets, such as `tenant-{id}`. With `environments` \
            beside it, those of them that are in such an environment.",
};

const SCHEDULE: Key = Key {
    name: "schedule",
    kind: "schedule",
    default: Words("none; `start` and `end` are there instead"),
    example: "\"0 22 * * mon-fri\"",
    about: "When it begins, again and again: minute, hour, day of the month, month, day of the week, as cron has them.",
};

const DURATION: Key = Key {
    name: "duration",
    kind: "duration, 1m to 366d",
    default: Words("none; required beside `schedule`"),
    example: "\"8h\"",
    about: "How long it is from each beginning, by hours that pass: a clock that is set meanwhile does not change that.",
};

const START: Key = Key {
    name: "start",
    kind: "date or date-time",
    default: Words("none; `schedule` is there instead"),
    example: "2026-12-20",
    about: "When it begins, once: a day, or a moment as in `2026-12-20T18:00:00`. Without quotes.",
};

const END: Key = Key {
    name: "end",
    kind: "date or date-time",
    default: Words("none; required beside `start`"),
    example: "2027-01-03",
    about: "Its last day, or the moment it ends. Without quotes.",
};

const TIME_ZONE: Key = Key {
    name: "time_zone",
    kind: "time zone",
    default: Value("\"UTC\""),
    example: "\"Europe/Berlin\"",
    about: "By which clock, as the IANA database names it. A time with an offset of its own, such as `2026-12-20T18:00:00Z`, stays that.",
};

const CHANGELISTS: Key = Key {
    name: "changelists",
    kind: "list of globs",
    default: Words("every plan"),
    example: "[\"2026-12-01-*\"]",
    about: "It is for the plans of these changelists alone: with `start` and `end`, the moment at which one is rolled out.",
};

const START_BY: Key = Key {
    name: "start_by",
    kind: "duration, 1m to 366d",
    default: Words("until it ends"),
    example: "\"1h\"",
    about: "How long after its beginning a plan may begin in it. What has not begun by then never begins late: it waits for the next window.",
};

const FINISH_BY: Key = Key {
    name: "finish_by",
    kind: "duration, 1m to 366d",
    default: Words("a plan that began may outlast it"),
    example: "\"8h\"",
    about: "How long after its beginning everything is to be over: a plan that by its estimate would not be does not begin. The estimate is the \
            longest successful run of the same commit on another target, and at least `estimate`.",
};

const ESTIMATE: Key = Key {
    name: "estimate",
    kind: "duration, 1s to 366d",
    default: Value("\"1m\""),
    example: "\"30m\"",
    about: "How long a plan is taken to need at least, for `finish_by`.",
};

/// `[[window]]` of `policies/rollout.toml`.
pub(super) static WINDOW: Shape = Shape {
    file: "policies/rollout.toml",
    header: "[[window]]",
    about: "When plans may begin. A target that windows are for is changed only while one of them is open; a target that none is for, \
            at any time. Either `schedule` and `duration` are there, or `start` and `end`.",
    keys: &[
        NAME,
        ENVIRONMENTS,
        TARGETS,
        CHANGELISTS,
        SCHEDULE,
        DURATION,
        START,
        END,
        START_BY,
        FINISH_BY,
        ESTIMATE,
        TIME_ZONE,
    ],
    later: &[],
};

/// `[[freeze]]` of `policies/rollout.toml`.
pub(super) static FREEZE: Shape = Shape {
    file: "policies/rollout.toml",
    header: "[[freeze]]",
    about: "When no plan may begin, whatever window is open. Either `start` and `end` are there, or `schedule` and `duration`.",
    keys: &[NAME, ENVIRONMENTS, TARGETS, SCHEDULE, DURATION, START, END, TIME_ZONE],
    later: &[],
};
