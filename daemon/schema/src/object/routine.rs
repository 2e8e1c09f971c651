//! Functions, procedures, stored programs and domains.

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::sql::Ident;

/// A function or procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routine {
    /// The whole `CREATE OR REPLACE` statement as the server prints it.
    pub definition: Box<str>,
    /// What it returns, as the server prints it; a change of it needs a replacement. Empty for procedures.
    pub returns: Box<str>,
    /// Names, modes and defaults of its arguments as the server prints them: some changes of them need a replacement.
    pub arguments: Box<str>,
}

/// A stored program of MySQL: procedure, function, package, package body, trigger, event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// The whole `CREATE` statement with a bare name, without `DEFINER`, without a closing semicolon, the body as it was written.
    pub definition: Box<str>,
    /// The SQL mode it was created under, and what else is said in `mysql`.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

/// A domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// The type beneath.
    pub base: Box<str>,
    /// Its collation as SQL, when it is not the type's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<Box<str>>,
    /// Its default as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Box<str>>,
    /// Whether NULL is refused.
    pub not_null: bool,
    /// Its checks in name order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<DomainCheck>,
}

/// A check of a domain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DomainCheck {
    /// Its name.
    pub name: Ident,
    /// Its definition as the server prints it, without `NOT VALID`.
    pub definition: Box<str>,
    /// Whether the existing values are known to obey it.
    pub validated: bool,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Box<str>>,
}
