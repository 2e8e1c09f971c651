//! The keys of waves, at the top of `policies/rollout.toml` and in `[environment.NAME]`.

use super::shape::Absent::{Value, Words};
use super::shape::Key;

pub(super) const CANARY: Key = Key {
    name: "canary",
    kind: "list of globs",
    default: Value("[]"),
    example: "[\"shop-*\"]",
    about: "The targets that are the first wave, by their names or by those of their target sets. The others wait until these are what Git \
            says.",
};

pub(super) const WAVE: Key = Key {
    name: "wave",
    kind: "integer, 1 to 65535",
    default: Words("all of them"),
    example: "10",
    about: "How many of the targets that are no canaries are one wave, in the order of their names.",
};

pub(super) const BAKE: Key = Key {
    name: "bake",
    kind: "duration, to 7d",
    default: Value("\"0s\""),
    example: "\"30m\"",
    about: "How long the last run of a wave is over before the next wave begins.",
};

pub(super) const PARALLELISM: Key = Key {
    name: "parallelism",
    kind: "integer, 1 to 65535",
    default: Words("as many as the daemon works on"),
    example: "2",
    about: "How many targets of an environment are changed at once.",
};

pub(super) const MAX_FAILURES: Key = Key {
    name: "max_failures",
    kind: "percent, `\"0%\"` to `\"100%\"`",
    default: Words("`\"0%\"` of the waves before; within a wave nothing is stopped"),
    example: "\"10%\"",
    about: "The share of a wave that may fail. Beyond it the rest of that wave and all later ones wait.",
};
