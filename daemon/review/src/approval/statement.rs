//! A statement: one person says one thing about one plan.
//!
//! Not the signature over it. Invariant: a statement has exactly one text; bytes that are not that text are no statement.

use std::fmt::{self, Write as _};

use schema::Digest;
use serde::{Deserialize, Serialize};

use super::risk::Risk;
use super::stamp::Stamp;
use super::text::is_hidden;

/// What signatures over approval files are made for.
pub const NAMESPACE: &str = "approval@groundline";
/// What signatures of Git's own objects are made for.
pub const TAG_NAMESPACE: &str = "git";
/// The longest statement, in bytes.
pub const LONGEST: usize = 16 * 1024;
/// The longest value of one line, in bytes.
const LONGEST_VALUE: usize = 4096;
const HEAD: &str = "groundline-approval: v1";
const KEYS: [&str; 11] =
    ["action", "project", "target", "plan", "base", "revision", "risk", "approver", "via", "expires", "reason"];

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The plan may run.
    Approve,
    /// It may run at once, because it must; it is reviewed afterwards.
    BreakGlass,
    /// It must not run.
    Reject,
    /// What the same person said before does not hold any more.
    Revoke,
}

/// One person says one thing about one plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// What is said.
    pub action: Action,
    /// The project of the schema repo.
    pub project: String,
    /// The target, by its exact name.
    pub target: String,
    /// The plan.
    pub plan: Digest,
    /// The fingerprint of the live objects that the plan touches.
    pub base: Digest,
    /// The commit that the plan was made from: `sha1:…`. For people.
    pub revision: String,
    /// How risky the plan is, as it was shown.
    pub risk: Risk,
    /// Who says it, by an address.
    pub approver: String,
    /// Where a bridge read it, as in `github review 123456`; nothing where the person signed.
    pub via: Option<String>,
    /// Until when it counts.
    pub expires: Stamp,
    /// Why.
    pub reason: Option<String>,
}

/// Why bytes are no statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// Too long to be one.
    #[error("it has {0} bytes, and {LONGEST} are the most")]
    Long(usize),
    /// Not text.
    #[error("it is not UTF-8 text")]
    NotText,
    /// A carriage return: the line ends were converted after it was written.
    #[error(
        "it has line ends of Windows, so it is not the text that was signed; write `approvals/** -text` into `.gitattributes`"
    )]
    LineEnds,
    /// The first line is another.
    #[error("its first line is not `{HEAD}`")]
    Head,
    /// The last line has no end.
    #[error("its last line has no line feed")]
    Unended,
    /// A line is not `key: value`.
    #[error("line {0} is not `key: value`, without spaces around the value")]
    Line(usize),
    /// A key that is not known, is there twice, or stands where it does not belong.
    #[error("line {line} has the key `{key}`, which is not known, there already, or not in its place")]
    Key {
        /// The line, from 1.
        line: usize,
        /// The key.
        key: String,
    },
    /// A value that hides something.
    #[error("the value of `{0}` has a character that does not show")]
    Hidden(&'static str),
    /// A key that must be there.
    #[error("it has no `{0}`")]
    Missing(&'static str),
    /// A value that is none.
    #[error("`{key}` is not {expected}")]
    Value {
        /// The key.
        key: &'static str,
        /// What it must be.
        expected: &'static str,
    },
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::Approve, Self::BreakGlass, Self::Reject, Self::Revoke];

    /// The word in statements.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::BreakGlass => "break-glass",
            Self::Reject => "reject",
            Self::Revoke => "revoke",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Statement {
    /// Reads a statement; only its one text is read.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, StatementError> {
        if bytes.len() > LONGEST {
            return Err(StatementError::Long(bytes.len()));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| StatementError::NotText)?;
        if text.contains('\r') {
            return Err(StatementError::LineEnds);
        }
        let mut lines = Lines::of(text)?;
        let word = lines.require("action")?;
        let action = Action::ALL.into_iter().find(|action| action.word() == word);
        let statement = Self {
            action: action.ok_or(value("action", "approve, reject, revoke or break-glass"))?,
            project: lines.require("project")?.to_owned(),
            target: lines.require("target")?.to_owned(),
            plan: lines.digest("plan")?,
            base: lines.digest("base")?,
            revision: revision(lines.require("revision")?)?,
            risk: Risk::parse(lines.require("risk")?)
                .ok_or(value("risk", "a risk: low, moderate, high or critical"))?,
            approver: address(lines.require("approver")?)?,
            via: lines.take("via").map(str::to_owned),
            expires: Stamp::parse(lines.require("expires")?)
                .ok_or(value("expires", "a moment such as 2026-12-01T00:00:00Z"))?,
            reason: lines.take("reason").map(str::to_owned),
        };
        if statement.action == Action::BreakGlass && statement.reason.is_none() {
            return Err(StatementError::Missing("reason"));
        }
        Ok(statement)
    }

    /// Its one text.
    pub fn text(&self) -> String {
        let mut text = format!("{HEAD}\n");
        let mut line = |key: &str, value: &dyn fmt::Display| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{key}: {value}");
        };
        line("action", &self.action);
        line("project", &self.project);
        line("target", &self.target);
        line("plan", &self.plan);
        line("base", &self.base);
        line("revision", &self.revision);
        line("risk", &self.risk);
        line("approver", &self.approver);
        if let Some(via) = &self.via {
            line("via", via);
        }
        line("expires", &self.expires);
        if let Some(reason) = &self.reason {
            line("reason", reason);
        }
        text
    }
}

/// The lines that were not taken yet.
struct Lines<'t>(Vec<(&'static str, &'t str)>);

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Result<Self, StatementError> {
        let body = text.strip_prefix(HEAD).and_then(|rest| rest.strip_prefix('\n')).ok_or(StatementError::Head)?;
        let body = body.strip_suffix('\n').ok_or(StatementError::Unended)?;
        let mut left = KEYS.iter();
        let mut lines = Vec::new();
        for (number, line) in (2..).zip(body.split('\n')) {
            let (key, value) = line.split_once(": ").ok_or(StatementError::Line(number))?;
            let known = left.find(|known| **known == key).ok_or_else(|| StatementError::Key {
                line: number,
                key: key.chars().take(40).flat_map(char::escape_debug).collect(),
            })?;
            if value.is_empty() || value.trim() != value || value.len() > LONGEST_VALUE {
                return Err(StatementError::Line(number));
            }
            if value.chars().any(is_hidden) {
                return Err(StatementError::Hidden(known));
            }
            lines.push((*known, value));
        }
        Ok(Self(lines))
    }

    fn take(&mut self, key: &str) -> Option<&'t str> {
        let place = self.0.iter().position(|(known, _)| *known == key)?;
        Some(self.0.remove(place).1)
    }

    fn require(&mut self, key: &'static str) -> Result<&'t str, StatementError> {
        self.take(key).ok_or(StatementError::Missing(key))
    }

    fn digest(&mut self, key: &'static str) -> Result<Digest, StatementError> {
        let text = self.require(key)?;
        let digest = Digest::parse(text).filter(|digest| digest.to_string() == text);
        digest.ok_or(value(key, "a digest: sha256: and 64 hexadecimal digits"))
    }
}

const fn value(key: &'static str, expected: &'static str) -> StatementError {
    StatementError::Value { key, expected }
}

fn revision(text: &str) -> Result<String, StatementError> {
    let is_id =
        |digits: &str| digits.len() == 40 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    match text == "none" || text.strip_prefix("sha1:").is_some_and(is_id) {
        true => Ok(text.to_owned()),
        false => Err(value("revision", "a commit: sha1: and 40 hexadecimal digits, or none")),
    }
}

fn address(text: &str) -> Result<String, StatementError> {
    let is_address = text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty());
    match is_address && !text.contains(char::is_whitespace) {
        true => Ok(text.to_owned()),
        false => Err(value("approver", "an address such as alice@example.com")),
    }
}
