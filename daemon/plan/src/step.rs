//! A step: statements that succeed or fail together, with everything a reviewer must know.

use std::collections::BTreeSet;

use schema::ObjectId;
use serde::{Deserialize, Serialize};

use crate::hazard::Hazard;
use crate::lock::Lock;
use crate::online::Online;
use crate::snapshot::Keep;

/// How a step is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// All statements and the ledger row in one transaction.
    Transaction,
    /// One statement that the engine runs only outside of transactions; its outcome is looked at afterwards. MySQL: every step that
    /// changes the schema, with one such statement, and `SET …` around it; what only changes rows goes in a transaction.
    Alone,
    /// By online change: in many short transactions, while everybody goes on; see [`Step::online`].
    Online,
}

/// How long a step may wait and run, in milliseconds; 0 means without bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeouts {
    /// For a lock; when it passes the step is retried with backoff.
    pub lock_ms: u64,
    /// For one statement.
    pub statement_ms: u64,
}

/// A query that must return no row, asked in the step's transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// The query; at most one row is read.
    pub query: String,
    /// What a row means: what, why, and what to do.
    pub message: String,
    /// How many of the step's statements come before it: none, but where it is about what they make or change.
    #[serde(default, skip_serializing_if = "is_first")]
    pub after: usize,
}

fn is_first(after: &usize) -> bool {
    *after == 0
}

/// How a step is undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Undo {
    /// By statements; no data is needed.
    Statements {
        /// The statements, in order.
        statements: Vec<String>,
    },
    /// By statements that bring saved data back.
    Snapshot {
        /// The statements, in order.
        statements: Vec<String>,
    },
    /// By bringing back the rows that its statements changed, however they reached them: the engine saves each of them, and the
    /// keys of those that are new, in the step's transaction.
    Rows,
    /// Not at all.
    Irreversible {
        /// Why.
        reason: String,
    },
}

impl Undo {
    /// The statements that undo the step; none when it is irreversible.
    pub fn statements(&self) -> &[String] {
        match self {
            Self::Statements { statements } | Self::Snapshot { statements } => statements,
            Self::Rows | Self::Irreversible { .. } => &[],
        }
    }
}

/// Statements that succeed or fail together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its number within the plan, from 1.
    pub id: u32,
    /// What it does, in words: `add column email to public.users`.
    pub summary: String,
    /// The object that it is about.
    pub object: ObjectId,
    /// How it is run.
    pub mode: Mode,
    /// The exact statements, in order, without closing semicolons; those that save data are among them.
    pub statements: Vec<String>,
    /// How an `online` step does it; none for other modes. The statements then say the same as one change, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online: Option<Online>,
    /// The strongest lock it takes on an object that exists before the plan.
    pub lock: Lock,
    /// Whether it writes every row of an existing table again.
    pub rewrite: bool,
    /// The existing tables and materialized views whose rows it writes again, by their dotted names: partitions and children
    /// of `INHERITS` that are written with their parent are among them.
    #[serde(default)]
    pub rewrites: BTreeSet<String>,
    /// How long it may wait and run.
    pub timeouts: Timeouts,
    /// Its dangers, sorted.
    pub hazards: Vec<Hazard>,
    /// What must hold before it runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guards: Vec<Guard>,
    /// What it saves; the engine records it in the ledger in the same transaction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keeps: Vec<Keep>,
    /// The kept things that it consumes (a restored table, refilled values): no longer in the ledger afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restores: Vec<Keep>,
    /// How it is undone.
    pub undo: Undo,
}

impl Step {
    /// The kept things that it consumes or reads: without them it cannot be run.
    pub fn relies_on(&self) -> impl Iterator<Item = &Keep> {
        let read = match &self.online {
            Some(Online::Backfill { uses, .. }) => uses.as_slice(),
            _ => &[],
        };
        self.restores.iter().chain(read)
    }

    /// The guards that are asked when this many of the statements have run; those after the last, before it is committed.
    pub fn guards_after(&self, statements: usize) -> impl Iterator<Item = &Guard> {
        self.guards.iter().filter(move |guard| guard.after == statements)
    }

    /// The statements with the queries of the guards among them, as a proof runs them.
    pub fn rehearsal(&self) -> Vec<String> {
        let asked = |at| self.guards_after(at).map(|guard| guard.query.clone());
        self.statements.iter().enumerate().flat_map(|(at, one)| asked(at).chain([one.clone()])).collect()
    }
}
