//! The allowed-dependency table of `daemon/ARCHITECTURE.md`, checked against what cargo says.

use std::collections::BTreeSet;
use std::process::Command;

use serde::Deserialize;
use tests::{Fault, ran, workspace};

/// A crate, the crates of ours that it may use, and the outside packages it may use.
const TABLE: [(&str, &[&str], &[&str]); 9] = [
    ("schema", &[], &["serde", "serde_json", "sha2", "sqlparser", "thiserror"]),
    ("plan", &["schema"], &["serde", "serde_json", "similar", "thiserror", "toml"]),
    ("review", &["schema", "plan"], &["memchr", "regex", "serde", "serde_json", "sqlparser", "thiserror", "toml"]),
    (
        "access",
        &["schema"],
        &["base64", "ring", "serde", "serde_json", "sha2", "sqlparser", "subtle", "thiserror", "toml"],
    ),
    (
        "repo",
        &[],
        &[
            "git2",
            "http-body-util",
            "hyper",
            "hyper-util",
            "notify",
            "rand",
            "rustls",
            "ssh-key",
            "tempfile",
            "thiserror",
            "tokio",
            "tokio-rustls",
            "tracing",
            "webpki-roots",
        ],
    ),
    (
        "engine",
        &["schema", "plan"],
        &[
            "crc",
            "futures-util",
            "globset",
            "miniz_oxide",
            "serde",
            "serde_json",
            "sha1",
            "sha2",
            "sqlx",
            "thiserror",
            "tokio",
            "tokio-rustls",
            "tracing",
            "url",
            "webpki-roots",
        ],
    ),
    (
        "reconcile",
        &["schema", "plan", "review", "access", "repo", "engine"],
        &[
            "globset",
            "jiff",
            "rand",
            "serde",
            "serde_json",
            "sqlx",
            "strsim",
            "thiserror",
            "tokio",
            "tokio-util",
            "toml",
            "tracing",
        ],
    ),
    (
        "server",
        &["schema", "plan", "review", "access", "repo", "engine", "reconcile"],
        &[
            "clap",
            "futures-util",
            "gen-lsp-types",
            "http-body-util",
            "hyper",
            "hyper-util",
            "include_dir",
            "indicatif",
            "maud",
            "serde",
            "serde_json",
            "similar",
            "tempfile",
            "thiserror",
            "tokio",
            "tokio-rustls",
            "tokio-util",
            "toml",
            "tracing",
            "tracing-subscriber",
        ],
    ),
    ("tests", &[], &["serde", "serde_json", "tempfile", "toml"]),
];

const EMPTY_NAMES: [&str; 10] =
    ["base", "common", "core", "helper", "helpers", "lib", "shared", "types", "util", "utils"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    path: Option<String>,
    /// `null` for what the program itself is made of; `dev` and `build` say that they are not.
    kind: Option<String>,
}

fn packages() -> Result<Vec<Package>, Fault> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(workspace());
    let metadata: Metadata = serde_json::from_str(&ran(&mut cargo, "")?.succeeded()?)?;
    Ok(metadata.packages)
}

fn uses(package: &Package, are_own: bool) -> Vec<&str> {
    let counts = |used: &&Dependency| used.kind.is_none() && used.path.is_some() == are_own;
    package.dependencies.iter().filter(counts).map(|used| used.name.as_str()).collect()
}

fn offences(are_own: bool) -> Result<Vec<String>, Fault> {
    let mut offences = Vec::new();
    for package in packages()? {
        let Some((_, own, outside)) = TABLE.iter().find(|(name, ..)| *name == package.name) else {
            offences.push(format!("`{}` has no row in the table", package.name));
            continue;
        };
        let allowed = if are_own { own } else { outside };
        let forbidden = uses(&package, are_own).into_iter().filter(|used| !allowed.contains(used));
        offences.extend(forbidden.map(|used| format!("`{}` may not use `{used}`", package.name)));
    }
    Ok(offences)
}

pub(super) fn own_crates() -> Result<Vec<String>, Fault> {
    offences(true)
}

pub(super) fn outside_packages() -> Result<Vec<String>, Fault> {
    offences(false)
}

pub(super) fn names() -> Result<Vec<String>, Fault> {
    let is_empty = |name: &String| {
        EMPTY_NAMES.contains(&name.as_str()) || EMPTY_NAMES.iter().any(|empty| name.ends_with(&format!("-{empty}")))
    };
    let names = packages()?.into_iter().map(|package| package.name);
    Ok(names.filter(is_empty).map(|name| format!("`{name}` says nothing of what it holds")).collect())
}

pub(super) fn members() -> Result<Vec<String>, Fault> {
    let found: BTreeSet<_> = packages()?.into_iter().map(|package| package.name).collect();
    let expected: BTreeSet<_> = TABLE.iter().map(|(name, ..)| (*name).to_owned()).collect();
    Ok(found
        .symmetric_difference(&expected)
        .map(|name| format!("`{name}` is only in the workspace or only in the table"))
        .collect())
}
