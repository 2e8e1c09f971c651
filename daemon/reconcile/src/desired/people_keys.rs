//! The settings of `access/people.toml`: every table, every key, its type, default and example.
//!
//! Not their reading. The reference page `daemon/docs/settings.md` is written from this list.

use super::shape::Absent::{Required, Value, Words};
use super::shape::{Key, Shape};

const FILE: &str = "access/people.toml";

const SCOPES: Key = Key {
    name: "scopes",
    kind: "list of `\"review\"`, `\"review-live\"`",
    default: Required,
    example: "[\"review\"]",
    about: "What it may be used for: `review` asks for SQL reviews over HTTP, `review-live` has the live database of a target asked for them.",
};

const TARGETS: Key = Key {
    name: "targets",
    kind: "list of patterns",
    default: Words("every target"),
    example: "[\"shop-*\"]",
    about: "The targets that it may name, and so whose schema its findings may tell of; `*` stands for any characters.",
};

/// `[[person]]`.
pub(super) static PERSON: Shape = Shape {
    file: FILE,
    header: "[[person]]",
    about: "A human being. No two accounts, people or service accounts, share a name, an address, a key or a login.",
    keys: &[
        Key {
            name: "name",
            kind: "name",
            default: Required,
            example: "\"ada\"",
            about: "What the person is called in groups, tokens and logs.",
        },
        Key {
            name: "emails",
            kind: "list of strings",
            default: Value("[]"),
            example: "[\"ada@example.com\"]",
            about: "The addresses in the person's commits, and by which the person signs. Who wrote a change does not approve it.",
        },
        Key {
            name: "keys",
            kind: "list of public keys",
            default: Value("[]"),
            example: "[\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIW+O8kz+8qbzPfTrntkJgXnWuPfG5y3wcUDcK0nN9HA ada@laptop\"]",
            about: "The keys that the person signs with, each as `ssh-keygen` writes it into a `.pub` file: Ed25519, ECDSA, their \
                    hardware kinds, or RSA of 3072 bits or more. They count for approvals alone, never because a commit is signed.",
        },
        Key {
            name: "logins",
            kind: "list of strings",
            default: Value("[]"),
            example: "[\"github:ada\"]",
            about: "The person's accounts on forges, each as `forge:name` in whatever case; by them `groundline bridge` knows whose a review is. \
                    No two people share one.",
        },
    ],
    later: &[],
};

/// `[[group]]`.
pub(super) static GROUP: Shape = Shape {
    file: FILE,
    header: "[[group]]",
    about: "Accounts under one name, for approval rules.",
    keys: &[
        Key {
            name: "name",
            kind: "name",
            default: Required,
            example: "\"dba\"",
            about: "What the group is called; `group:NAME` in policies.",
        },
        Key {
            name: "members",
            kind: "list of names",
            default: Required,
            example: "[\"ada\"]",
            about: "The names of people and service accounts; groups do not hold groups.",
        },
    ],
    later: &[],
};

/// `[[service-account]]`.
pub(super) static SERVICE_ACCOUNT: Shape = Shape {
    file: FILE,
    header: "[[service-account]]",
    about: "A program that asks for something, such as a pipeline. What lets it in is in `[[token]]` and `[[trust]]`.",
    keys: &[Key {
        name: "name",
        kind: "name",
        default: Required,
        example: "\"ci-shop\"",
        about: "What it is called in tokens and logs.",
    }],
    later: &[],
};

/// `[[token]]`.
pub(super) static TOKEN: Shape = Shape {
    file: FILE,
    header: "[[token]]",
    about: "A token of an account, which `groundline token new NAME` makes. An account may have several, so that a new one is in use \
            before the old one goes. Taking the table out revokes it: at the commit that does so it lets in no more.",
    keys: &[
        Key {
            name: "account",
            kind: "name",
            default: Required,
            example: "\"ci-shop\"",
            about: "Whose it is: a person or a service account.",
        },
        Key {
            name: "hash",
            kind: "string",
            default: Required,
            example: "\"sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae\"",
            about: "The SHA-256 of the token. The token itself is a secret and is refused here.",
        },
        SCOPES,
        TARGETS,
        Key {
            name: "expires",
            kind: "date or date-time",
            default: Required,
            example: "2027-02-28",
            about: "Its end: the last day, in UTC, or the moment from which on it lets in no more.",
        },
    ],
    later: &[],
};

/// `[[trust]]`.
pub(super) static TRUST: Shape = Shape {
    file: FILE,
    header: "[[trust]]",
    about: "Workload identity: tokens that an OpenID Connect issuer signs for a job let it in as a service account, so that the job \
            keeps no secret. One of `subject` and `claims` is there, because others have jobs at the same issuer. Where a token \
            meets several, the first in the file counts.",
    keys: &[
        Key {
            name: "account",
            kind: "name",
            default: Required,
            example: "\"ci-shop\"",
            about: "The service account that the tokens let in as.",
        },
        Key {
            name: "issuer",
            kind: "`https` URL",
            default: Required,
            example: "\"https://token.actions.githubusercontent.com\"",
            about: "Who signs: the claim `iss`, to the letter. Its keys are found at `/.well-known/openid-configuration` below it. \
                    `http` is for issuers on the daemon's own machine.",
        },
        Key {
            name: "audience",
            kind: "string",
            default: Required,
            example: "\"groundline\"",
            about: "What the claim `aud` is or has, to the letter: the name that the job asks a token for.",
        },
        Key {
            name: "subject",
            kind: "pattern",
            default: Words("any, where `claims` are demanded"),
            example: "\"repo:acme/shop:*\"",
            about: "What the claim `sub` is. In a pattern `*` stands for any characters, `/` and `:` among them, and `?` for one; \
                    everything else is to the letter.",
        },
        Key {
            name: "claims",
            kind: "table of patterns, `true`, `false` or integers",
            default: Value("{}"),
            example: "{ ref = \"refs/heads/*\", \"/job/runner\" = \"own\" }",
            about: "What other claims are; of a list, what one item is. A key that begins with `/` is a JSON pointer into nested claims.",
        },
        SCOPES,
        TARGETS,
    ],
    later: &[],
};
